package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"knoop/federation/queue"
	"knoop/models"
	"knoop/models/store"
)

// app is one run of the program: its settings, where it prints, and the store
// once a command has opened it.
type app struct {
	settings *Settings
	json     bool
	stdout   io.Writer
	stderr   io.Writer

	config  config
	store   *store.Store
	node    models.Node
	network *network // once a command needed it
}

// open opens the store of a node that is set up, for a command. It never
// migrates, and refuses settings that contradict what set-up wrote down.
func (a *app) open(ctx context.Context) (*store.Store, error) {
	if err := a.connect(ctx); err != nil {
		return nil, err
	}
	if !a.node.Ready() {
		return nil, refuse("this node has no collective yet: run knoop setup, or open the link that knoop serve prints")
	}
	return a.store, nil
}

// connect opens an existing store, set up or not.
func (a *app) connect(ctx context.Context) (err error) {
	if a.config, err = a.settings.check(); err != nil {
		return err
	}
	if a.store, err = a.database(ctx, quiet(a.stderr), false); err != nil {
		return err
	}
	if err := a.store.Ready(); err != nil {
		return err
	}
	return a.readNode(ctx)
}

// readNode reads what set-up wrote down, and holds the settings against it.
func (a *app) readNode(ctx context.Context) (err error) {
	if a.node, err = a.store.Node(ctx); err != nil {
		return fmt.Errorf("read the node's settings: %w", err)
	}
	if !a.node.Ready() {
		return nil
	}
	if a.config.origin != "" && a.config.origin != a.node.Origin {
		return refuse("this node is %s: an origin cannot change, since every id holds it; unset KNOOP_URL (%s)", a.node.Origin, a.config.origin)
	}
	if a.config.handleDomain != "" && a.config.handleDomain != a.node.HandleDomain {
		return refuse("the handles of this node end in @%s: that cannot change; unset KNOOP_HANDLE_DOMAIN (%s)", a.node.HandleDomain, a.config.handleDomain)
	}
	return nil
}

// peek gives the node of these settings if there is one to be read, for
// commands that can do without.
func (a *app) peek(ctx context.Context) (models.Node, bool) {
	if err := a.connect(ctx); err != nil || !a.node.Ready() {
		return models.Node{}, false
	}
	return a.node, true
}

func (a *app) close() error {
	if a.store == nil {
		return nil
	}
	if err := a.store.Close(); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

// ring wakes the server on this data directory, if one runs.
func (a *app) ring() { queue.Ring(a.config.data) }

// print prints lines for people, or with --json the value for programs.
func (a *app) print(value any, lines ...string) error {
	if a.json {
		out := json.NewEncoder(a.stdout)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		if err := out.Encode(value); err != nil {
			return fmt.Errorf("print: %w", err)
		}
		return nil
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(a.stdout, line); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	return nil
}

// warn says something that does not stop the command.
func (a *app) warn(format string, args ...any) {
	fmt.Fprintln(a.stderr, "knoop: "+oneLine(fmt.Sprintf(format, args...)))
}

// local gives the living actor of ours with this handle, which may be written
// with @ or with our own domain.
func (a *app) local(ctx context.Context, handle string) (models.Actor, error) {
	if user, domain, ok := models.SplitAcct(handle); ok {
		if domain != a.node.HandleDomain {
			return models.Actor{}, refuse("%s is not of this node, whose handles end in @%s", handle, a.node.HandleDomain)
		}
		handle = user
	}
	actor, err := a.store.ActorByHandle(ctx, bareHandle(handle))
	switch {
	case models.KindOf(err) == models.NotFound:
		return models.Actor{}, refuse("there is nobody here by the handle %s: see knoop member list", handle)
	case err != nil:
		return models.Actor{}, fmt.Errorf("find %s: %w", handle, err)
	case actor.GoneAt != nil:
		return models.Actor{}, refuse("%s was deleted", handle)
	}
	return actor, nil
}
