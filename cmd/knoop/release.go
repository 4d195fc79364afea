package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"knoop/federation/queue"
	"knoop/models"
	"knoop/models/store"
)

const (
	releaseBatch = 50
	releaseIdle  = 10 * time.Second // for what another process held
)

// release posts what has waited long enough to be undone, until the context
// ends. The store does each once, so a kill at any moment loses and doubles
// nothing.
func (s *server) release(ctx context.Context) error {
	bell := s.bells.For(store.TopicPosts)
	queue.Loop(ctx, s.log, "posts", bell, releaseIdle, func(ctx context.Context) (bool, time.Time, error) {
		return releaseDue(ctx, s.app.store)
	})
	return nil
}

// releaseDue is one round: what fails is tried again, and does not stand in the
// way of the rest.
func releaseDue(ctx context.Context, st *store.Store) (more bool, next time.Time, err error) {
	ids, next, err := st.DuePosts(ctx, releaseBatch)
	if err != nil {
		return false, next, err
	}
	var failed []error
	for _, id := range ids {
		if _, err := st.ReleasePost(ctx, id); err != nil && models.KindOf(err) == "" {
			failed = append(failed, fmt.Errorf("release post %s: %w", id, err))
		}
	}
	return len(ids) == releaseBatch && len(failed) == 0, next, errors.Join(failed...)
}
