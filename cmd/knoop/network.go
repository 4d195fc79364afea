package main

import (
	"context"
	"fmt"
	"log/slog"

	"knoop/federation/httpsig"
	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/federation/transport"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
	"knoop/static/locales"
)

// network is what it takes to talk to other servers in the name of a node.
type network struct {
	base   iri.Base
	client *transport.Client
	remote *remote.Remote
	writer *vocab.Writer
}

// newNetwork makes it. It opens no connection.
func newNetwork(c config, st *store.Store, node models.Node, log *slog.Logger) (*network, error) {
	base := iri.Of(node)
	client, err := transport.New(transport.Options{
		Origin:        node.Origin,
		AllowNetworks: c.allowNetworks,
		UserAgent:     "Knoop/" + programVersion() + " (+" + node.Origin + "/)",
		Logger:        log,
	})
	if err != nil {
		return nil, fmt.Errorf("prepare requests to other servers: %w", err)
	}
	return &network{
		base:   base,
		client: client,
		remote: remote.New(remote.Options{
			Store: st, Client: client, Base: base, Logger: log,
			Sign: func() httpsig.Key { return applicationKey(st, log, base) },
		}),
		writer: vocab.NewWriter(base, locales.For(node.Language)),
	}, nil
}

// applicationKey gives the key that signs fetches, a zero one before set-up.
// The store keeps it in memory.
func applicationKey(st *store.Store, log *slog.Logger, base iri.Base) httpsig.Key {
	ctx := context.Background()
	node, err := st.Node(ctx)
	if err != nil || !node.Ready() {
		return httpsig.Key{}
	}
	keys, err := st.Keys(ctx, node.Application)
	if err != nil {
		log.Error("key of the Application actor not read, fetches are unsigned", "err", err)
		return httpsig.Key{}
	}
	return httpsig.Key{ID: iri.Key(base.Application()), Private: keys.RSA}
}

// reach gives what it takes to ask other servers, for a command.
func (a *app) reach() (*network, error) {
	if a.network == nil {
		n, err := newNetwork(a.config, a.store, a.node, quiet(a.stderr))
		if err != nil {
			return nil, err
		}
		a.network = n
	}
	return a.network, nil
}

// find finds an actor on another server, for a command.
func (a *app) find(ctx context.Context, named string) (models.Actor, error) {
	n, err := a.reach()
	if err != nil {
		return models.Actor{}, err
	}
	actor, err := n.remote.Resolve(ctx, named)
	if err != nil {
		return models.Actor{}, a.notFound(ctx, named, err)
	}
	if actor.GoneAt != nil {
		return models.Actor{}, refuse("%s was deleted", named)
	}
	return actor, nil
}

// notFound says in a command's words why somebody was not found.
func (a *app) notFound(ctx context.Context, named string, err error) error {
	switch {
	case ctx.Err() != nil:
		return refuse("%s did not answer within %s: try again in a while", named, lookupTime)
	case models.KindOf(err) == models.NotFound:
		return refuse("there is nobody to be found at %s: check how it is written", named)
	}
	return err
}
