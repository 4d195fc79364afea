package main

import (
	"context"
	"fmt"

	"knoop/cmd/knoop/demodata"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/text"
)

// hat is one member of this node who belongs, or wants to belong, to another.
type hat struct {
	member   demodata.Member
	other    *demoNode
	answered bool // the other has said yes
}

// hats lists what the members of this node have with the others.
func (n *demoNode) hats() []hat {
	var out []hat
	for _, m := range n.Members {
		for _, other := range n.others() {
			if demodata.Names(m.Hats, other.Handle) {
				out = append(out, hat{m, other, true})
			}
			if m.Asked == other.Handle {
				out = append(out, hat{m, other, false})
			}
		}
	}
	return out
}

// askHats lets members ask the other collectives, as they do on the page.
func askHats(ctx context.Context, n *demoNode) error {
	for _, h := range n.hats() {
		person, err := n.app.store.ActorByHandle(ctx, h.member.Handle)
		if err != nil {
			return fmt.Errorf("find @%s: %w", h.member.Handle, err)
		}
		collective, err := n.app.store.ActorByURI(ctx, models.ActorURI(h.other.origin(), h.other.Handle))
		if err != nil {
			return fmt.Errorf("find %s: %w", h.other.Name, err)
		}
		if m, err := n.app.store.MembershipOf(ctx, person.ID, collective.ID); err == nil && m.State != "" {
			continue // a demo that was stopped in between has done so
		}
		if _, err := n.app.store.AskMembership(ctx, person.ID, collective.ID, text.Line(h.member.Wants)); err != nil {
			return fmt.Errorf("@%s asks %s: %w", h.member.Handle, h.other.Name, err)
		}
	}
	n.app.ring()
	return nil
}

// admitHats lets this collective say yes to whom it knows, once they have asked.
func admitHats(ctx context.Context, n *demoNode) error {
	for _, other := range n.others() {
		for _, h := range other.hats() {
			if h.other != n {
				continue
			}
			uri := models.ActorURI(other.origin(), h.member.Handle)
			var m models.Membership
			err := n.await(ctx, "hear from "+h.member.Name, func() (bool, error) {
				person, err := n.app.store.ActorByURI(ctx, uri)
				if err == nil {
					m, err = n.app.store.MembershipOf(ctx, person.ID, n.app.node.Collective)
				}
				if models.KindOf(err) == models.NotFound {
					return false, nil
				}
				return err == nil, err
			})
			if err != nil {
				return err
			}
			if h.answered && m.State == models.MembershipAsked {
				if err := n.app.store.DecideMembership(ctx, m.ID, true, models.Member, ""); err != nil {
					return fmt.Errorf("%s takes @%s: %w", n.Name, h.member.Handle, err)
				}
			}
		}
	}
	n.app.ring()
	return nil
}

// awaitHats waits until every hat that is shown is confirmed by both sides.
func awaitHats(ctx context.Context, n *demoNode) error {
	for _, h := range n.hats() {
		if !h.answered || h.member.Unlisted {
			continue
		}
		person, err := n.app.store.ActorByHandle(ctx, h.member.Handle)
		if err != nil {
			return fmt.Errorf("find @%s: %w", h.member.Handle, err)
		}
		err = n.await(ctx, fmt.Sprintf("see %s confirmed at %s", h.member.Name, h.other.Name), func() (bool, error) {
			list, err := n.app.store.Memberships(ctx, store.MembershipFilter{PersonID: person.ID})
			if err != nil {
				return false, err
			}
			for _, b := range list {
				if b.Collective.URI == models.ActorURI(h.other.origin(), h.other.Handle) {
					return b.Membership.Confirmed(n.app.store.Now()), nil
				}
			}
			return false, nil
		})
		if err != nil {
			return err
		}
	}
	n.row.step("its members wear their hats")
	return nil
}
