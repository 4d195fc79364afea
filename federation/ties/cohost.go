package ties

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// cohosts reads those that are due.
func (t *Ties) cohosts(ctx context.Context) (more bool, next time.Time, err error) {
	due, err := t.o.Store.DueCohosts(ctx, batch)
	if err != nil {
		return false, time.Time{}, err
	}
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, item := range due {
		group.Go(func() error { return t.CheckCohost(ctx, item) })
	}
	if err := group.Wait(); err != nil {
		return false, time.Time{}, err
	}
	next, err = t.o.Store.NextCohost(ctx)
	return len(due) == batch, next, err
}

// CheckCohost reads one collective's part in an event: its consent, and, of an event
// elsewhere, whether that still names it. Of a question of ours that waits it looks
// for a consent of which the word was lost. Only an error of our own database is an
// error.
func (t *Ties) CheckCohost(ctx context.Context, item store.CohostItem) error {
	ctx, cancel := context.WithTimeout(remote.Afresh(ctx), t.o.ReadTime)
	defer cancel()
	check, who := t.readCohost(ctx, item)
	if ctx.Err() != nil && errors.Is(context.Cause(ctx), context.Canceled) {
		return nil // we are stopping; it stays due
	}
	t.o.Logger.DebugContext(ctx, "co-host read", "cohost", item.Cohost.ID, "claim", check.Claim, "stamp", check.Stamp)
	return t.o.Store.CheckCohost(context.WithoutCancel(ctx), item.Cohost.ID, check, who)
}

func (t *Ties) readCohost(ctx context.Context, item store.CohostItem) (check models.Check, who models.Actor) {
	c := item.Cohost
	check.Of = c.StampURI
	if c.State == models.CohostOffered {
		if item.Object.Local {
			check.Of, check.Stamp = t.consent(ctx, item)
		}
		return check, who
	}
	if item.Object.ID == "" || item.Object.GoneAt != nil {
		return check, who
	}
	if !item.Object.Local {
		check.Claim = t.named(ctx, item)
	}
	switch {
	case t.o.Base.Ours(c.CollectiveURI):
		check.Stamp = models.Missing // the row of one that agreed says it itself
	case c.StampURI == "":
		check.Stamp = models.Missing
	default:
		check.Stamp, _ = t.stampSays(ctx, organizes(c.StampURI, c.CollectiveURI, item.Object.URI))
		if check.Stamp == models.Found && c.CollectiveID == "" {
			who, _ = t.o.Remote.Actor(ctx, c.CollectiveURI, 0)
		}
	}
	return check, who
}

func organizes(stamp, collective, event string) vocab.StampSays {
	return vocab.StampSays{ID: stamp, By: collective, Subject: collective, Relationship: models.Organizes, Object: event}
}

// named reads an event at its origin, takes what it says now, and looks whether it
// names the collective with this consent.
func (t *Ties) named(ctx context.Context, item store.CohostItem) models.Finding {
	doc, err := t.o.Remote.Object(ctx, item.Object.URI)
	if err == nil && doc.Type() == "Tombstone" {
		return models.Revoked
	}
	if err != nil {
		return finding(err)
	}
	found, err := vocab.ReadObject(doc, item.Host.Followers)
	if err != nil || found.Event == nil || found.AuthorURI != item.Host.URI {
		return models.Missing
	}
	o := found.Object
	o.ActorID, o.ReceivedAt = item.Object.ActorID, t.o.Clock()
	if iri.SameOrigin(found.NoteForm, o.URI) {
		o.NoteURI = found.NoteForm
	}
	if _, err := t.o.Store.ReviseObject(context.WithoutCancel(ctx), store.IncomingObject{Object: o, Event: found.Event}); err != nil {
		t.o.Logger.WarnContext(ctx, "an event that was read could not be kept", "err", err)
		return models.Unknown
	}
	claims := found.Event.Organizers
	if list := doc.Ref("organizers"); claims == nil && iri.SameOrigin(list, o.URI) && doc.Doc("organizers") == nil {
		page, err := t.o.Remote.Page(ctx, list)
		if err != nil {
			return finding(err)
		}
		claims = vocab.ReadOrganizers(page)
	}
	for _, claim := range claims {
		if claim.URI == item.Cohost.CollectiveURI && claim.Stamp == item.Cohost.StampURI {
			return models.Found
		}
	}
	return models.Missing
}

// consent looks in what a collective says is coming for the consent to an event of
// ours.
func (t *Ties) consent(ctx context.Context, item store.CohostItem) (string, models.Finding) {
	party, err := t.o.Remote.Object(ctx, item.Collective.URI)
	if err != nil {
		return "", finding(err)
	}
	address, seen := party.Ref("upcomingEvents"), map[string]bool{}
	for range 4 {
		if address == "" || seen[address] || !iri.SameOrigin(address, item.Collective.URI) {
			break
		}
		seen[address] = true
		page, err := t.o.Remote.Page(ctx, address)
		if err != nil {
			return "", finding(err)
		}
		stamp, first, next := vocab.ConsentIn(page, item.Object.URI)
		if stamp != "" {
			found, _ := t.stampSays(ctx, organizes(stamp, item.Collective.URI, item.Object.URI))
			return stamp, found
		}
		if address = next; address == "" {
			address = first
		}
	}
	return "", models.Missing
}
