package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// workers are what runs in the background until its context ends.
type workers struct {
	running sync.WaitGroup
	mu      sync.Mutex
	lost    error // of the first that ended by itself
}

// start runs a worker. One that ends before its context makes the node unready:
// a supervisor must see it.
func (w *workers) start(ctx context.Context, name string, run func(context.Context) error) {
	w.running.Go(func() {
		err := run(ctx)
		if ctx.Err() != nil {
			return
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if err == nil {
			err = errors.New("it returned")
		}
		if w.lost == nil {
			w.lost = fmt.Errorf("worker %s has ended: %w", name, err)
		}
	})
}

// alive says which worker is lost, nil when none is.
func (w *workers) alive() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lost
}

func (w *workers) wait() { w.running.Wait() }
