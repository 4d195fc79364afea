package outbox

import (
	"context"
	"fmt"

	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/store"
)

// followerPage is how many inboxes are read at once.
const followerPage = 1000

// audience gathers the inboxes one fact must reach, each once, in the order in
// which they were named. Our own host and blocked ones are never among them.
type audience struct {
	fanout  *fanout
	seen    map[string]bool
	refused map[string]bool // hosts, so that each is looked up once
	list    []store.Recipient
}

func (f *fanout) audience() *audience {
	return &audience{fanout: f, seen: map[string]bool{}, refused: map[string]bool{f.host: true, "": true}}
}

// add takes one inbox.
func (a *audience) add(ctx context.Context, r store.Recipient) error {
	if r.Inbox == "" || a.seen[r.Inbox] {
		return nil
	}
	// The address, not the row, says which host gets a connection.
	r.Host = iri.Host(r.Inbox)
	refused, known := a.refused[r.Host]
	if !known {
		var err error
		if refused, err = a.fanout.store.DomainBlocked(ctx, r.Host); err != nil {
			return fmt.Errorf("look for a block of host %s: %w", r.Host, err)
		}
		a.refused[r.Host] = refused
	}
	if !refused {
		a.seen[r.Inbox] = true
		a.list = append(a.list, r)
	}
	return nil
}

// actor takes an actor's inbox for what many get.
func (a *audience) actor(ctx context.Context, who models.Actor) error {
	if who.Local || who.GoneAt != nil {
		return nil
	}
	return a.add(ctx, store.Recipient{Inbox: who.DeliveryInbox()})
}

// alone takes an actor's own inbox, for what is between two.
func (a *audience) alone(ctx context.Context, who models.Actor) error {
	if who.Local || who.GoneAt != nil {
		return nil
	}
	return a.add(ctx, store.Recipient{Inbox: who.Inbox})
}

// named takes an actor that an object of ours names by its id, if we know it and
// neither side has blocked the other.
func (a *audience) named(ctx context.Context, authorID, uri string) error {
	if uri == "" || a.fanout.base.Ours(uri) {
		return nil
	}
	who, err := a.fanout.store.ActorByURI(ctx, uri)
	if models.KindOf(err) == models.NotFound || models.KindOf(err) == models.Gone {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read addressed actor: %w", err)
	}
	blocked, err := a.fanout.store.Blocked(ctx, authorID, who.ID)
	if err != nil {
		return fmt.Errorf("look for a block by an addressed actor: %w", err)
	}
	if blocked {
		return nil
	}
	return a.actor(ctx, who)
}

// followers takes the inboxes of an actor's followers, shared ones folded.
func (a *audience) followers(ctx context.Context, actorID string) error {
	for after := ""; ; {
		page, err := a.fanout.store.FollowerInboxes(ctx, actorID, after, followerPage)
		if err != nil {
			return fmt.Errorf("read inboxes of followers: %w", err)
		}
		for _, r := range page {
			if err := a.add(ctx, r); err != nil {
				return err
			}
		}
		if len(page) < followerPage {
			return nil
		}
		after = page[len(page)-1].Inbox
	}
}

// told takes the inboxes that heard of an object before.
func (a *audience) told(ctx context.Context, objectURI string) error {
	list, err := a.fanout.store.ToldInboxes(ctx, objectURI)
	if err != nil {
		return fmt.Errorf("read inboxes that were told: %w", err)
	}
	for _, r := range list {
		if err := a.add(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// addressed takes whom an object names: mentioned actors, and the author of
// what it answers, if she may see it.
func (a *audience) addressed(ctx context.Context, o models.Object) error {
	for _, m := range o.Mentions {
		if err := a.named(ctx, o.ActorID, m.URI); err != nil {
			return err
		}
	}
	if o.InReplyTo == "" {
		return nil
	}
	parent, err := a.fanout.store.ObjectByURI(ctx, o.InReplyTo)
	if models.KindOf(err) == models.NotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the object that is answered: %w", err)
	}
	author, err := a.fanout.store.Actor(ctx, parent.ActorID)
	if models.KindOf(err) == models.NotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the author that is answered: %w", err)
	}
	if !models.VisibleTo(o, author.URI, false) {
		return nil
	}
	return a.named(ctx, o.ActorID, author.URI)
}

// readers takes everyone a new object is for. A direct one is for those it
// names alone.
func (a *audience) readers(ctx context.Context, o models.Object) error {
	if o.Visibility != models.Direct {
		if err := a.followers(ctx, o.ActorID); err != nil {
			return err
		}
	}
	return a.addressed(ctx, o)
}

// acquainted takes every inbox that got anything in an actor's name, and those
// of everyone it followed or was followed by.
func (a *audience) acquainted(ctx context.Context, actorID string) error {
	list, err := a.fanout.store.AcquaintedInboxes(ctx, actorID)
	if err != nil {
		return fmt.Errorf("read inboxes that know an actor: %w", err)
	}
	for _, r := range list {
		if err := a.add(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// collectives takes those a person has to do with elsewhere: each lists her, or
// not, by what her document says.
func (a *audience) collectives(ctx context.Context, person models.Actor) error {
	list, err := a.fanout.store.MembershipsOf(ctx, person.ID)
	if err != nil {
		return fmt.Errorf("read memberships: %w", err)
	}
	for _, b := range list {
		if err := a.actor(ctx, b.Collective); err != nil {
			return err
		}
	}
	return nil
}

// answered takes those who come to an event, wait or think of it, whether their
// server heard of it from us before or not.
func (a *audience) answered(ctx context.Context, objectID string) error {
	list, err := a.fanout.store.AnsweredInboxes(ctx, objectID)
	if err != nil {
		return fmt.Errorf("read inboxes of guests: %w", err)
	}
	for _, r := range list {
		if err := a.add(ctx, r); err != nil {
			return err
		}
	}
	return nil
}
