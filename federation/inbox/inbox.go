package inbox

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"knoop/federation/httpsig"
	"knoop/federation/iri"
	"knoop/federation/queue"
	"knoop/federation/remote"
	"knoop/models"
	"knoop/models/store"
)

// Options is what an Inbox is made from.
type Options struct {
	Store     *store.Store
	Remote    *remote.Remote
	Base      iri.Base
	Logger    *slog.Logger
	Clock     func() time.Time // nil: time.Now
	RateLimit bool             // limit deliveries by verified host
}

// Inbox takes in what other servers say. It is safe for concurrent use.
type Inbox struct {
	store  *store.Store
	remote *remote.Remote
	base   iri.Base
	origin httpsig.Origin
	log    *slog.Logger
	now    func() time.Time

	limits  *limits // nil: no limit
	gather  *gatherer
	backlog *backlog
	bell    *queue.Bell
	moves   *recently

	slots    chan struct{} // places for preparing with network
	fetching atomic.Int64  // jobs with a place, or waiting for one
	fetches  sync.WaitGroup
	polledAt time.Time // of the worker's loop alone
}

const (
	sweepEvery = time.Hour
	pollEvery  = 5 * time.Second // for receipts that are to be tried again
)

// New makes an Inbox. Receive works only while Run does.
func New(o Options) (*Inbox, error) {
	origin, err := httpsig.ParseOrigin(o.Base.Origin)
	if err != nil {
		return nil, fmt.Errorf("inbox: %w", err)
	}
	in := &Inbox{
		store: o.Store, remote: o.Remote, base: o.Base, origin: origin, log: o.Logger, now: o.Clock,
		backlog: newBacklog(), bell: queue.NewBell(), slots: make(chan struct{}, onlineSlots),
	}
	if in.log == nil {
		in.log = slog.New(slog.DiscardHandler)
	}
	if in.now == nil {
		in.now = time.Now
	}
	if o.RateLimit {
		in.limits = newLimits(in.now)
	}
	in.moves = newRecently(in.now)
	in.gather = newGatherer(in)
	return in, nil
}

// Run keeps and applies until ctx ends. Then deliveries that are waiting are
// still kept, the batch at hand is applied, and fetches are given up; what is not
// applied stays kept for the next run. Stop listening before ctx ends.
func (in *Inbox) Run(ctx context.Context) error {
	var running sync.WaitGroup
	running.Go(func() { in.gather.run(ctx) })
	running.Go(func() { in.sweep(ctx) })
	queue.Loop(ctx, in.log, "inbox", in.bell, pollEvery, in.round)
	in.fetches.Wait()
	running.Wait()
	return nil
}

// sweep forgets finished receipts, and deletions of things we never had, after
// the replay window.
func (in *Inbox) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, sweep := range []func(context.Context, time.Time) (int64, error){in.store.SweepReceipts, in.store.SweepRemembered} {
			in.sweepAll(ctx, sweep)
		}
	}
}

// sweepAll goes on, a little at a time, until nothing old is left.
func (in *Inbox) sweepAll(ctx context.Context, sweep func(context.Context, time.Time) (int64, error)) {
	for ctx.Err() == nil {
		n, err := sweep(ctx, in.now().Add(-models.ReplayWindow))
		if err != nil {
			in.log.ErrorContext(ctx, "old receipts not swept", "err", err)
		}
		if err != nil || n == 0 {
			return
		}
	}
}
