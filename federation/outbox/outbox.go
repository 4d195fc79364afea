package outbox

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"knoop/federation/iri"
	"knoop/federation/queue"
	"knoop/federation/remote"
	"knoop/federation/transport"
	"knoop/federation/vocab"
	"knoop/models/store"
)

// Options is what an Outbox is made from.
type Options struct {
	Store        *store.Store
	Bells        *queue.Bells   // the process's; rings for facts and letters
	Remote       *remote.Remote // asks for software; nil: never asks, every host gets notes
	Client       *transport.Client
	Base         iri.Base
	Writer       *vocab.Writer
	Implements   []vocab.Feature // as in the actors that are served
	Logger       *slog.Logger
	Clock        func() time.Time // nil: time.Now
	Workers      int              // letters in flight to healthy hosts; 0 is 48
	ProbeWorkers int              // letters in flight to failing hosts; 0 is 8
}

// Outbox tells other servers what happened here. One process runs it per
// database.
type Outbox struct {
	fanout   *fanout
	courier  *courier
	software *software
}

// New makes an Outbox; nothing happens before Run.
func New(o Options) *Outbox {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Workers <= 0 {
		o.Workers = 48
	}
	if o.ProbeWorkers <= 0 {
		o.ProbeWorkers = 8
	}
	s := newSoftware(o.Remote, o.Logger, o.Clock)
	c := &courier{
		store: o.Store, client: o.Client, log: o.Logger, now: o.Clock, software: s,
		bell:    o.Bells.For(store.TopicLetters),
		healthy: pool{slots: make(chan struct{}, o.Workers)},
		failing: pool{slots: make(chan struct{}, o.ProbeWorkers), failing: true},
		busy:    map[string]bool{}, pause: firstLook,
	}
	c.settler = newSettler(o.Store, o.Logger, c.settled)
	f := &fanout{
		store: o.Store, base: o.Base, host: iri.Host(o.Base.Origin), log: o.Logger, now: o.Clock, software: s,
		words: words{base: o.Base, writer: o.Writer, can: o.Implements, now: o.Clock},
		bell:  o.Bells.For(store.TopicFacts),
	}
	return &Outbox{fanout: f, courier: c, software: s}
}

// Run tells and delivers until ctx ends. When it returns no letter is in flight
// and no lease is held; letters that were cut off are sent again.
func (o *Outbox) Run(ctx context.Context) {
	var workers sync.WaitGroup
	workers.Go(func() { o.fanout.run(ctx) })
	workers.Go(func() { o.courier.run(ctx) })
	workers.Go(func() { o.software.run(ctx) })
	workers.Wait()
}
