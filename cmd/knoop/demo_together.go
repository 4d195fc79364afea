package main

import (
	"context"
	"fmt"
	"slices"

	"knoop/cmd/knoop/demodata"
	"knoop/models"
	"knoop/models/store"
)

// shared is one event of a node that another is asked to organise too.
type shared struct {
	title    string
	other    *demoNode
	answered bool // the other has said yes
}

// shares lists what this node asks the others.
func (n *demoNode) shares() []shared {
	var out []shared
	for _, e := range slices.Concat(n.Events, n.FreshEvents) {
		for _, other := range n.others() {
			if demodata.Names(e.With, other.Handle) {
				out = append(out, shared{e.Title, other, true})
			}
			if demodata.Names(e.Asked, other.Handle) {
				out = append(out, shared{e.Title, other, false})
			}
		}
	}
	return out
}

// part finds an event of a host by its title, and the part in it of a collective, by
// their addresses; empty where there is none yet.
func (n *demoNode) part(ctx context.Context, host, title, collective string) (objectID string, c models.Cohost, err error) {
	author, err := n.app.store.ActorByURI(ctx, host)
	if models.KindOf(err) == models.NotFound {
		return "", c, nil
	}
	if err != nil {
		return "", c, err
	}
	events, err := n.app.store.Events(ctx, store.EventFilter{ActorID: author.ID, From: n.app.store.Now(), Limit: 1000})
	if err != nil {
		return "", c, err
	}
	for _, e := range events {
		if e.Object.Name != title {
			continue
		}
		list, err := n.app.store.Cohosts(ctx, store.CohostFilter{EventID: e.Object.ID})
		for _, item := range list {
			if item.Cohost.CollectiveURI == collective {
				c = item.Cohost
			}
		}
		return e.Object.ID, c, err
	}
	return "", c, nil
}

func (n *demoNode) uri() string { return models.ActorURI(n.origin(), n.Handle) }

// offerTogether asks the other collectives, as the page does.
func offerTogether(ctx context.Context, n *demoNode) error {
	for _, s := range n.shares() {
		other, err := n.app.store.ActorByURI(ctx, s.other.uri())
		if err != nil {
			return fmt.Errorf("find %s: %w", s.other.Name, err)
		}
		id, c, err := n.part(ctx, n.uri(), s.title, s.other.uri())
		if err == nil && id == "" {
			err = fmt.Errorf("it is not there")
		}
		if err != nil {
			return fmt.Errorf("find %q: %w", s.title, err)
		}
		if c.ID != "" {
			continue // a demo that was stopped in between has done so
		}
		if _, err := n.app.store.OfferEvent(ctx, id, other.ID); err != nil {
			return fmt.Errorf("%s offers %q to %s: %w", n.Name, s.title, s.other.Name, err)
		}
	}
	n.app.ring()
	return nil
}

// agreeTogether lets this collective say yes to what it does too, once it was asked.
func agreeTogether(ctx context.Context, n *demoNode) error {
	for _, other := range n.others() {
		for _, s := range other.shares() {
			if s.other != n {
				continue
			}
			var c models.Cohost
			err := n.await(ctx, fmt.Sprintf("be asked about %q", s.title), func() (bool, error) {
				var err error
				_, c, err = n.part(ctx, other.uri(), s.title, n.uri())
				return c.State != "", err
			})
			if err != nil {
				return err
			}
			if s.answered && c.State == models.CohostOffered {
				if err := n.app.store.AnswerOffer(ctx, c.ID, true, ""); err != nil {
					return fmt.Errorf("%s joins in %q: %w", n.Name, s.title, err)
				}
			}
		}
	}
	n.app.ring()
	return nil
}

// awaitTogether waits until what was agreed is confirmed on both sides.
func awaitTogether(ctx context.Context, n *demoNode) error {
	for _, host := range n.demo.nodes {
		for _, s := range host.shares() {
			if !s.answered || host != n && s.other != n {
				continue
			}
			err := n.await(ctx, fmt.Sprintf("see that %q is organised by both", s.title), func() (bool, error) {
				_, c, err := n.part(ctx, host.uri(), s.title, s.other.uri())
				return c.Listed && c.Confirmed(n.app.store.Now()), err
			})
			if err != nil {
				return err
			}
		}
	}
	n.row.step("organises with the others")
	return nil
}
