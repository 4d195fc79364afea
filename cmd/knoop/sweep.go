package main

import (
	"context"
	"time"

	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
)

// Pictures nobody names any more are removed once a day, and first some time
// after the start, which has better things to do.
const (
	sweepFirst = 10 * time.Minute
	sweepEvery = 24 * time.Hour
	// sweepAge keeps away from a picture whose event is still being published.
	sweepAge = time.Hour
)

// sweep removes pictures that no row names, until the context ends.
func (s *server) sweep(ctx context.Context, pictures *media.Store, base iri.Base) error {
	timer := time.NewTimer(sweepFirst)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		removed, err := sweepPictures(ctx, s.app.store, pictures, base, time.Now().Add(-sweepAge))
		if err != nil && ctx.Err() == nil {
			s.log.Error("pictures not swept", "err", err)
		} else if removed > 0 {
			s.log.Info("pictures swept", "removed", removed)
		}
		if err := s.app.store.SweepInvitations(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("invitations not swept", "err", err)
		}
		if _, err := s.app.store.SweepDrafts(ctx, time.Now().Add(-models.DraftLife)); err != nil && ctx.Err() == nil {
			s.log.Error("drafts not swept", "err", err)
		}
		if n, err := s.app.store.SweepJoinRequests(ctx, time.Now().Add(-models.JoinRequestKept)); err != nil && ctx.Err() == nil {
			s.log.Error("requests to join not swept", "err", err)
		} else if n > 0 {
			s.log.Info("requests to join forgotten", "count", n)
		}
		timer.Reset(sweepEvery)
	}
}

func sweepPictures(ctx context.Context, st *store.Store, pictures *media.Store, base iri.Base, olderThan time.Time) (int, error) {
	named, err := st.PictureURLs(ctx)
	if err != nil {
		return 0, err
	}
	return pictures.Sweep(ctx, func(name string) bool { return named[base.Media(name)] }, olderThan)
}
