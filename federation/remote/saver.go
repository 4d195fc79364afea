package remote

import (
	"context"
	"fmt"
	"sync"
	"time"

	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// saver writes actors with their keys. Those that come while a commit is on its
// way to disk go into the next one together: five hundred strangers who follow
// at once cost some dozens of commits. They need not be on disk at once: what a
// power cut takes is fetched again, and a receipt kept after it is synced with
// all that came before.
type saver struct {
	mu      sync.Mutex
	waiting []*saving
	writing bool
}

type saving struct {
	actor models.Actor
	keys  []vocab.PublicKey
	at    time.Time
	err   error
	done  chan struct{}
}

const saveTime = 30 * time.Second

// save keeps an actor and its keys and gives its row. Once begun it goes on
// though the caller leaves.
func (r *Remote) save(ctx context.Context, a models.Actor, keys []vocab.PublicKey) (models.Actor, error) {
	s := &saving{actor: a, keys: keys, at: r.now(), done: make(chan struct{})}
	r.saves.mu.Lock()
	r.saves.waiting = append(r.saves.waiting, s)
	lead := !r.saves.writing
	r.saves.writing = true
	r.saves.mu.Unlock()
	if lead {
		go r.write()
	}
	select {
	case <-s.done:
	case <-ctx.Done():
		return models.Actor{}, ctx.Err()
	}
	if s.err != nil {
		return models.Actor{}, fmt.Errorf("keep actor %s: %w", a.URI, s.err)
	}
	return s.actor, nil
}

// write keeps everything that waits, until nothing does.
func (r *Remote) write() {
	for {
		r.saves.mu.Lock()
		batch := r.saves.waiting
		r.saves.waiting = nil
		if len(batch) == 0 {
			r.saves.writing = false
			r.saves.mu.Unlock()
			return
		}
		r.saves.mu.Unlock()
		r.writeBatch(batch)
	}
}

func (r *Remote) writeBatch(batch []*saving) {
	ctx, cancel := context.WithTimeout(context.Background(), saveTime)
	defer cancel()
	err := r.store.InUnsyncedTx(ctx, func(tx *store.Store) error {
		for _, s := range batch {
			s.err = tx.Savepoint(ctx, func(tx *store.Store) error { return s.write(ctx, tx) })
		}
		return nil
	})
	for _, s := range batch {
		if err != nil {
			s.err = err
		}
		close(s.done)
	}
}

func (s *saving) write(ctx context.Context, tx *store.Store) error {
	kept, err := tx.SaveRemoteActor(ctx, s.actor)
	if err != nil {
		return err
	}
	s.actor = kept
	for _, k := range s.keys {
		if err := tx.SaveRemoteKey(ctx, store.RemoteKey{KeyID: k.ID, OwnerURI: kept.URI, PEM: k.PEM, FetchedAt: s.at}); err != nil {
			return err
		}
	}
	return nil
}
