package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"knoop/federation/inbox"
	"knoop/federation/queue"
	"knoop/models"
	"knoop/models/media"
)

// stopTime is how long requests under way may take when the server stops.
const stopTime = 10 * time.Second

type serveCmd struct {
	UntilStdinCloses bool `hidden:"" help:"Stop at the end of standard input: how a demo's nodes end with it, also when it is killed."`
	ListenerFD       int  `hidden:"" name:"listener-fd" help:"Serve on this open socket instead of listening: nobody can take the port in between."`
}

// Help gives an example.
func (serveCmd) Help() string {
	return `Example:

  KNOOP_URL=https://mokum.example KNOOP_DATA=/var/lib/knoop knoop serve

A node without a collective prints a one-time link to the page where it is created. Put a
proxy with HTTPS before it, or let it serve HTTPS itself with --tls-cert or --acme-email.`
}

// server is a running node.
type server struct {
	app      *app
	log      *slog.Logger
	bells    *queue.Bells
	door     door
	workers  workers
	network  *network
	in       *inbox.Inbox
	pictures *media.Store
	socket   int // handed over by a parent, or 0
}

// Run serves until the context ends.
func (c serveCmd) Run(ctx context.Context, a *app) (err error) {
	if c.UntilStdinCloses {
		ctx = untilClosed(ctx, os.Stdin)
	}
	if a.config, err = a.settings.check(); err != nil {
		return err
	}
	s := &server{app: a, log: a.config.logger(a.stderr), socket: c.ListenerFD}
	free, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer free()
	return s.serve(ctx)
}

// open takes the lock, opens and migrates the store, and reads the node. free
// gives the lock back; the store is closed by run.
func (s *server) open(ctx context.Context) (free func(), err error) {
	a := s.app
	if a.store, err = a.database(ctx, s.log, true); err != nil {
		return nil, err
	}
	if free, err = a.store.LockServer(ctx); err != nil {
		return nil, err
	}
	if err = a.store.Migrate(ctx); err == nil {
		err = a.readNode(ctx)
	}
	if err == nil {
		_, err = a.store.EnterAllInDirectory(ctx)
	}
	if err != nil {
		free()
		return nil, err
	}
	return free, nil
}

func (s *server) serve(ctx context.Context) error {
	a := s.app
	if !a.config.rateLimit {
		s.log.Warn("rate limits are off: anyone may ask as much as they like")
	}
	planned, err := a.planned()
	if err != nil {
		return err
	}
	tlsConfig, challenge, err := a.config.tlsConfig(hostOf(planned.Origin), s.log)
	if err != nil {
		return err
	}
	listener, err := s.listen()
	if err != nil {
		return err
	}
	s.bells = queue.NewBells(a.store)
	if err := s.wire(planned); err != nil {
		_ = listener.Close()
		return err
	}
	public := newHTTPServer(&s.door, s.log)
	public.TLSConfig = tlsConfig
	failed := make(chan error, 3)
	serving := []*http.Server{public}
	go func() { failed <- serveOn(public, listener) }()
	for address, handler := range map[string]http.Handler{a.config.metricsListen: s.metrics(), ":80": challenge} {
		if address == "" || handler == nil {
			continue
		}
		extra, err := net.Listen("tcp", address)
		if err != nil {
			_ = public.Close()
			return refuse("cannot listen on %s: %v", address, err)
		}
		server := newHTTPServer(handler, s.log)
		serving = append(serving, server)
		go func() { failed <- serveOn(server, extra) }()
	}
	if err := s.announce(ctx, listener, planned); err != nil {
		_ = public.Close()
		return err
	}
	working, stopWorking := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWorking()
	s.workers.start(working, "bells", func(ctx context.Context) error { return s.bells.Listen(ctx, s.log, a.config.data) })
	s.workers.start(working, "federation", s.federate)
	s.workers.start(working, "memory", keepMemorySmall)
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	s.log.Info("stopping")
	halt(serving, s.log)
	stopWorking()
	s.workers.wait()
	s.log.Info("stopped")
	return err
}

// announce prints where the server listens and, before set-up, the link to the
// page that creates the collective.
func (s *server) announce(ctx context.Context, listener net.Listener, node models.Node) error {
	a := s.app
	shown := map[string]string{"listen": listener.Addr().String(), "origin": node.Origin}
	lines := []string{fmt.Sprintf("listening on %s for %s", listener.Addr(), node.Origin)}
	if !node.Ready() {
		token, err := a.store.MakeLink(ctx, models.LinkSetup, "")
		if err != nil {
			return fmt.Errorf("make the set-up link: %w", err)
		}
		shown["link"] = welcomeLink(node.Origin, token)
		lines = append(lines, "create your collective here, within three days:", shown["link"])
	}
	return a.print(shown, lines...)
}

// planned gives the node, before set-up the one that these settings would make.
func (a *app) planned() (models.Node, error) {
	if a.node.Ready() {
		return a.node, nil
	}
	origin, domain, err := a.identity()
	return models.Node{Origin: origin, HandleDomain: domain, Language: "nl", Timezone: "Europe/Amsterdam"}, err
}

func newHTTPServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug), // handshakes that strangers break off
	}
}

func serveOn(server *http.Server, listener net.Listener) error {
	var err error
	if server.TLSConfig != nil {
		err = server.ServeTLS(listener, "", "")
	} else {
		err = server.Serve(listener)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
}

// halt stops listening and waits a while for requests under way.
func halt(servers []*http.Server, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	for _, server := range servers {
		if err := server.Shutdown(ctx); err != nil {
			log.Warn("requests cut off", "err", err)
			_ = server.Close()
		}
	}
}
