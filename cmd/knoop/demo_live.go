package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/models"
	"knoop/models/store"
)

// steps counts what the progress of a node is made of.
func (n *demoNode) steps() int {
	steps := 3 // starting, its past, answering
	if n.demo.dir.fresh {
		steps += n.keysNeeded() + 1
	}
	if n.demo.dir.state.Filled == nil {
		for _, other := range n.others() {
			steps += 1 + other.freshThings()
		}
		steps += 2 // hats, and what is done together
	}
	return steps
}

func (n *demoNode) freshThings() int { return len(n.FreshNotes) + len(n.FreshEvents) }

func (n *demoNode) others() []*demoNode {
	var out []*demoNode
	for _, other := range n.demo.nodes {
		if other != n {
			out = append(out, other)
		}
	}
	return out
}

func (n *demoNode) acct() string { return fmt.Sprintf("%s@%s.localhost:%d", n.Handle, n.Host, n.port) }

// follow lets the collective follow the two others, as knoop follow does, and
// waits until they have accepted.
func follow(ctx context.Context, n *demoNode) error {
	for _, other := range n.others() {
		state, err := n.followState(ctx, other)
		if err != nil {
			return err
		}
		if state != models.FollowAccepted && state != models.FollowAsked {
			command := n.newApp()
			command.stdout = io.Discard
			err := followCmd{As: n.Handle, Target: other.acct()}.Run(ctx, command)
			_ = command.close()
			if err != nil {
				return fmt.Errorf("%s follows %s: %w", n.Name, other.Name, err)
			}
		}
	}
	for _, other := range n.others() {
		err := n.await(ctx, "get an answer from "+other.Name, func() (bool, error) {
			state, err := n.followState(ctx, other)
			return state == models.FollowAccepted, err
		})
		if err != nil {
			return err
		}
		n.row.step("follows " + other.Name)
	}
	return nil
}

// followState is empty before there is a follow.
func (n *demoNode) followState(ctx context.Context, other *demoNode) (models.FollowState, error) {
	target, err := n.app.store.ActorByURI(ctx, models.ActorURI(other.origin(), other.Handle))
	if models.KindOf(err) == models.NotFound {
		return "", nil
	} else if err != nil {
		return "", err
	}
	found, err := n.app.store.FollowOf(ctx, n.app.node.Collective, target.ID)
	if models.KindOf(err) == models.NotFound {
		return "", nil
	}
	return found.State, err
}

// publishFresh publishes what the others are to see arrive, unless that was done
// by a demo that was stopped in between.
func publishFresh(ctx context.Context, n *demoNode) error {
	st, collective := n.app.store, n.app.node.Collective
	there, err := n.freshIDs(ctx)
	if err != nil {
		return err
	}
	now := time.Now()
	known := remote.People{Base: iri.Of(n.app.node)}
	for _, note := range n.FreshNotes {
		if there[note.Text] == "" {
			if _, err := st.PublishNote(ctx, demoNote(note, collective, known)); err != nil {
				return fmt.Errorf("%s publishes a note: %w", n.Name, err)
			}
		}
	}
	for _, event := range n.FreshEvents {
		if there[event.Title] == "" {
			if _, err := st.PublishEvent(ctx, demoEvent(event, now, collective, known)); err != nil {
				return fmt.Errorf("%s publishes an event: %w", n.Name, err)
			}
		}
	}
	n.app.ring()
	return nil
}

// freshIDs gives the ids of the fresh things there are, by text or title.
func (n *demoNode) freshIDs(ctx context.Context) (map[string]string, error) {
	objects, _, err := n.app.store.Published(ctx, n.app.node.Collective, store.Page{Limit: n.freshThings() + 10})
	if err != nil {
		return nil, fmt.Errorf("list what %s published: %w", n.Name, err)
	}
	fresh := map[string]bool{}
	for _, note := range n.FreshNotes {
		fresh[note.Text] = true
	}
	for _, event := range n.FreshEvents {
		fresh[event.Title] = true
	}
	ids := map[string]string{}
	for _, o := range objects {
		key := o.Source
		if o.Type == models.EventObj {
			key = o.Name
		}
		if fresh[key] {
			ids[key] = o.URI
		}
	}
	return ids, nil
}

// awaitOthers waits until all that the others have published is here.
func awaitOthers(ctx context.Context, n *demoNode) error {
	for _, other := range n.others() {
		ids, err := other.freshIDs(ctx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			err := n.await(ctx, "receive what "+other.Name+" published", func() (bool, error) {
				_, err := n.app.store.ObjectByURI(ctx, id)
				if models.KindOf(err) == models.NotFound {
					return false, nil
				}
				return err == nil, err
			})
			if err != nil {
				return err
			}
			n.row.step("hears from " + other.Name)
		}
	}
	return nil
}
