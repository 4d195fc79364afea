package main

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"knoop/models"
)

// keyGate bounds how many keys are made at once, over all nodes: it is the one
// thing in the demo that takes long, and pure computing.
type keyGate chan struct{}

func newKeyGate() keyGate { return make(keyGate, runtime.GOMAXPROCS(0)) }

// keyRing is keys made beforehand, so that none is made in a transaction.
type keyRing struct {
	mu   sync.Mutex
	keys []models.Keys
}

// makeKeys makes n, calling made after each.
func makeKeys(ctx context.Context, gate keyGate, n int, made func()) (*keyRing, error) {
	ring := &keyRing{}
	group, ctx := errgroup.WithContext(ctx)
	for range n {
		group.Go(func() error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case gate <- struct{}{}:
			}
			defer func() { <-gate }()
			keys, err := models.NewKeys()
			if err != nil {
				return err
			}
			ring.mu.Lock()
			ring.keys = append(ring.keys, keys)
			ring.mu.Unlock()
			made()
			return nil
		})
	}
	return ring, group.Wait()
}

// take gives one of them, as the store asks for keys.
func (r *keyRing) take() (models.Keys, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.keys) == 0 {
		return models.Keys{}, errors.New("more actors than keys were made for")
	}
	last := len(r.keys) - 1
	keys := r.keys[last]
	r.keys = r.keys[:last]
	return keys, nil
}
