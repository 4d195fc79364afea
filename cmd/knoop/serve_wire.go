package main

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"time"

	"knoop/federation/inbox"
	"knoop/federation/outbox"
	"knoop/federation/queue"
	"knoop/federation/ties"
	"knoop/federation/vocab"
	"knoop/handlers"
	"knoop/handlers/auth"
	"knoop/handlers/fed"
	"knoop/handlers/feeds"
	"knoop/handlers/mail"
	"knoop/handlers/render"
	"knoop/handlers/takeout"
	"knoop/handlers/web"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
)

// mailIdle is how often the mailer looks for mail without being rung.
const mailIdle = time.Minute

// setupLook is how often a node without a collective looks whether it has one.
const setupLook = 250 * time.Millisecond

// door is the handler in use. It changes once, when the collective is created.
type door struct{ handler atomic.Pointer[http.Handler] }

func (d *door) set(h http.Handler) { d.handler.Store(&h) }

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) { (*d.handler.Load()).ServeHTTP(w, r) }

// wire builds the pages for a node that may still have to be set up.
func (s *server) wire(node models.Node) error {
	n, err := newNetwork(s.app.config, s.app.store, node, s.log)
	if err != nil {
		return err
	}
	in, err := s.inbox(n)
	if err != nil {
		return err
	}
	if s.pictures, err = media.Open(filepath.Join(s.app.config.data, mediaDir)); err != nil {
		return fmt.Errorf("open the pictures: %w", err)
	}
	s.network, s.in = n, in
	handler, err := s.buildHandler(n, in)
	if err != nil {
		return err
	}
	s.door.set(handler)
	return nil
}

func (s *server) inbox(n *network) (*inbox.Inbox, error) {
	return inbox.New(inbox.Options{
		Store: s.app.store, Remote: n.remote, Base: n.base, Logger: s.log, RateLimit: s.app.config.rateLimit,
	})
}

// buildHandler puts together what answers requests.
func (s *server) buildHandler(n *network, in *inbox.Inbox) (http.Handler, error) {
	st := s.app.store
	origin := n.base.Origin
	pages := render.New(render.Options{Origin: origin, Site: web.SiteOf(st, s.log), Logger: s.log})
	visitors := auth.New(auth.Options{Store: st, Render: pages, Origin: origin, Logger: s.log})
	documents := fed.New(fed.Options{Store: st, Inbox: in, Writer: n.writer, Base: n.base, Version: programVersion(), Logger: s.log})
	return handlers.New(handlers.Options{
		Origin: origin, Store: st, Render: pages, Auth: visitors, Media: s.pictures,
		Pages: web.New(web.Options{
			Store: st, Render: pages, Auth: visitors, Base: n.base, Remote: n.remote, Media: s.pictures, Logger: s.log, Version: programVersion(),
			Mail:      s.app.config.mail != nil,
			Takeout:   takeout.New(takeout.Options{Store: st, Documents: documents, Media: s.pictures, MediaURL: n.base.Media}),
			EventText: n.writer.EventText, Calendars: n.remote,
		}),
		Fed: documents, Feeds: feeds.New(feeds.Options{Store: st, Base: n.base}),
		TrustedProxies: s.app.config.trustedProxies, RateLimit: s.app.config.rateLimit,
		Alive: s.workers.alive, Logger: s.log,
	})
}

// federate waits for the collective, if there is none yet, and then starts what
// talks to other servers.
func (s *server) federate(ctx context.Context) error {
	if !s.app.node.Ready() {
		node, err := s.awaitSetup(ctx)
		if err != nil {
			return err
		}
		s.log.Info("set up", "origin", node.Origin)
		if err := s.wire(node); err != nil {
			return err
		}
	}
	out := outbox.New(outbox.Options{
		Store: s.app.store, Bells: s.bells, Remote: s.network.remote, Client: s.network.client,
		Base: s.network.base, Writer: s.network.writer, Implements: vocab.Features(), Logger: s.log,
	})
	defer s.network.client.Close()
	s.workers.start(ctx, "inbox", s.in.Run)
	checks := ties.New(ties.Options{
		Store: s.app.store, Remote: s.network.remote, Base: s.network.base, Bell: s.bells.For(store.TopicTies), Logger: s.log,
	})
	s.workers.start(ctx, "ties", checks.Run)
	s.workers.start(ctx, "outbox", func(ctx context.Context) error { out.Run(ctx); return nil })
	s.workers.start(ctx, "remote", func(ctx context.Context) error { s.network.remote.Run(ctx); return nil })
	s.workers.start(ctx, "links", func(ctx context.Context) error { s.network.remote.WatchLinks(ctx); return nil })
	s.workers.start(ctx, "calendars", func(ctx context.Context) error { s.network.remote.WatchCalendars(ctx); return nil })
	s.workers.start(ctx, "posts", s.release)
	s.workers.start(ctx, "series", s.series)
	s.workers.start(ctx, "reminders", s.reminders)
	s.workers.start(ctx, "waves", func(ctx context.Context) error {
		queue.Loop(ctx, s.log, "waves", s.bells.For(store.TopicWaves), waveIdle, waveRound(s.app.store))
		return nil
	})
	s.workers.start(ctx, "imports", func(ctx context.Context) error {
		queue.Loop(ctx, s.log, "imports", s.bells.For(store.TopicWaves), waveIdle, importRound(s.app.store))
		return nil
	})
	if server := s.app.config.mail; server != nil {
		mailer := mail.New(mail.Options{Store: s.app.store, Server: *server, Logger: s.log})
		s.workers.start(ctx, "mail", func(ctx context.Context) error {
			queue.Loop(ctx, s.log, "mail", s.bells.For(store.TopicMail), mailIdle, mailer.Round)
			return nil
		})
	}
	s.workers.start(ctx, "sweep", func(ctx context.Context) error { return s.sweep(ctx, s.pictures, s.network.base) })
	<-ctx.Done()
	return nil
}

// awaitSetup returns when the collective exists, created in the browser or by
// knoop setup in another process.
func (s *server) awaitSetup(ctx context.Context) (models.Node, error) {
	tick := time.NewTicker(setupLook)
	defer tick.Stop()
	for {
		node, err := s.app.store.Node(ctx)
		if err == nil && node.Ready() {
			return node, nil
		}
		if err != nil && ctx.Err() == nil {
			s.log.Error("node not read", "err", err)
		}
		select {
		case <-ctx.Done():
			return models.Node{}, ctx.Err()
		case <-tick.C:
		}
	}
}
