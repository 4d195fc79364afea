package main

import (
	"context"
	"time"

	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
)

// What nobody needs any more is removed once a day, and first some time after
// the start, which has better things to do.
const (
	sweepFirst = 10 * time.Minute
	sweepEvery = 24 * time.Hour
	// sweepAge keeps away from a picture whose event is still being published.
	sweepAge = time.Hour
)

// sweep removes what nobody needs any more, until the context ends.
func (s *server) sweep(ctx context.Context, pictures *media.Store, base iri.Base) error {
	timer := time.NewTimer(sweepFirst)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		for _, one := range sweeps(s.app.store, pictures, base) {
			n, err := one.sweep(ctx)
			if err != nil && ctx.Err() == nil {
				s.log.Error("not swept", "what", one.what, "err", err)
			} else if n > 0 {
				s.log.Info("swept", "what", one.what, "count", n)
			}
		}
		timer.Reset(sweepEvery)
	}
}

// sweeping is one thing that is swept; it says how many went.
type sweeping struct {
	what  string
	sweep func(context.Context) (int64, error)
}

func sweeps(st *store.Store, pictures *media.Store, base iri.Base) []sweeping {
	return []sweeping{
		{"pictures", func(ctx context.Context) (int64, error) {
			n, err := sweepPictures(ctx, st, pictures, base, time.Now().Add(-sweepAge))
			return int64(n), err
		}},
		{"invitations", func(ctx context.Context) (int64, error) { return 0, st.SweepInvitations(ctx) }},
		{"calendar files", func(ctx context.Context) (int64, error) { return 0, st.SweepImports(ctx) }},
		{"drafts", func(ctx context.Context) (int64, error) {
			return st.SweepDrafts(ctx, time.Now().Add(-models.DraftLife))
		}},
		{"requests to join", func(ctx context.Context) (int64, error) {
			return st.SweepJoinRequests(ctx, time.Now().Add(-models.JoinRequestKept))
		}},
		{"guests of past events", func(ctx context.Context) (int64, error) { return all(ctx, st.SweepGuests) }},
		{"mails that waited too long", st.ExpireMails},
		{"mails", func(ctx context.Context) (int64, error) { return all(ctx, st.SweepMails) }},
	}
}

// all sweeps until nothing is left: what comes in whole waves goes in whole waves.
func all(ctx context.Context, sweep func(context.Context) (int64, error)) (total int64, err error) {
	for {
		n, err := sweep(ctx)
		total += n
		if err != nil || n == 0 {
			return total, err
		}
	}
}

func sweepPictures(ctx context.Context, st *store.Store, pictures *media.Store, base iri.Base, olderThan time.Time) (int, error) {
	named, err := st.PictureURLs(ctx)
	if err != nil {
		return 0, err
	}
	return pictures.Sweep(ctx, func(name string) bool { return named[base.Media(name)] }, olderThan)
}
