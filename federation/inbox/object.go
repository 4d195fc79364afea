package inbox

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// trusted gives the object embedded in an activity when the signer may speak for
// it: its id is of the signer's origin and it is attributed to the signer. ok is
// false when it must be fetched.
func trusted(j *job) (in vocab.Incoming, ok bool) {
	embedded := j.activity.Object
	if embedded == nil || !iri.SameOrigin(embedded.ID(), j.signer.URI) {
		return vocab.Incoming{}, false
	}
	in, err := vocab.ReadObject(embedded, j.signer.Followers)
	if err != nil || in.AuthorURI != j.signer.URI {
		return vocab.Incoming{}, false
	}
	return in, true
}

// fetchObject gets an object from its origin, with its author. Who pointed to it
// does not matter: its own address speaks.
func (in *Inbox) fetchObject(ctx context.Context, rem *remote.Remote, uri string) (vocab.Incoming, models.Actor, error) {
	if err := in.unblocked(ctx, uri); err != nil {
		return vocab.Incoming{}, models.Actor{}, err
	}
	doc, err := rem.Object(ctx, uri)
	if err != nil {
		return vocab.Incoming{}, models.Actor{}, fmt.Errorf("object %s: %w", uri, err)
	}
	if doc.Type() == "Tombstone" {
		return vocab.Incoming{}, models.Actor{}, errTombstone
	}
	found, err := vocab.ReadObject(doc)
	if err != nil {
		return vocab.Incoming{}, models.Actor{}, fmt.Errorf("object %s: %w", uri, err)
	}
	if !iri.SameOrigin(found.Object.URI, found.AuthorURI) {
		return vocab.Incoming{}, models.Actor{}, fmt.Errorf("object %s: %w: its author is of another origin", uri, remote.ErrRefused)
	}
	if err := in.unblocked(ctx, found.Object.URI); err != nil {
		return vocab.Incoming{}, models.Actor{}, err
	}
	author, err := rem.Actor(ctx, found.AuthorURI, 0)
	if err != nil {
		return vocab.Incoming{}, models.Actor{}, fmt.Errorf("author of %s: %w", uri, err)
	}
	if author.Followers != "" { // now that they are known, the circle is certain
		if again, err := vocab.ReadObject(doc, author.Followers); err == nil {
			found = again
		}
	}
	return found, author, nil
}

// errTombstone says that the origin has a Tombstone where an object was.
var errTombstone = models.Fail(models.Gone, "error.gone")

// gone says whether the origin of an object says that there is nothing any more:
// 404, 410, or a Tombstone.
func gone(err error) bool { return err != nil && (remote.IsGone(err) || errors.Is(err, errTombstone)) }

// vanished erases what its origin has no more, whoever told us to look.
func (in *Inbox) vanished(held models.Object) effect {
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		if err := tx.EraseObject(ctx, held.URI, held.ActorID); err != nil {
			return outcome{}, fmt.Errorf("erase object: %w", err)
		}
		return applied, nil
	}
}

// unblocked checks the block list at every entry, not only at the door
// (CVE-2026-23961).
func (in *Inbox) unblocked(ctx context.Context, address string) error {
	blocked, err := in.store.DomainBlocked(ctx, iri.Host(address))
	if err != nil {
		return fmt.Errorf("look for block: %w", err)
	}
	if blocked {
		return fmt.Errorf("%w: %s is blocked here", remote.ErrRefused, iri.Host(address))
	}
	return nil
}

// row makes the store's form of an object by this author.
func (in *Inbox) row(found vocab.Incoming, author models.Actor, createURI string) store.IncomingObject {
	o := found.Object
	now := in.now()
	o.ActorID, o.CreateURI, o.ReceivedAt = author.ID, createURI, now
	if o.Published.IsZero() || o.Published.Year() <= 1 || o.Published.After(now) {
		o.Published = models.Second(now) // a time to come would stand above all others
	}
	if o.Updated.Before(o.Published) {
		o.Updated = o.Published
	}
	if iri.SameOrigin(found.NoteForm, o.URI) {
		o.NoteURI = found.NoteForm
	}
	return store.IncomingObject{Object: o, Event: found.Event}
}

// addressed gives everyone an object and its activity are for.
func addressed(a *vocab.Activity, o *models.Object) []string {
	return slices.Concat(a.To, a.CC, o.To, o.CC)
}

// otherForm says whether we hold the same thing as an Event already: Knoop sends
// one form to a server, but the other may arrive by an Announce.
func otherForm(ctx context.Context, tx *store.Store, found vocab.Incoming, authorID string) (bool, error) {
	if found.EventForm == "" || !iri.SameOrigin(found.EventForm, found.Object.URI) {
		return false, nil
	}
	held, err := tx.ObjectByURI(ctx, found.EventForm)
	switch {
	case models.KindOf(err) == models.NotFound:
		return false, nil
	case err != nil:
		return false, fmt.Errorf("find other form: %w", err)
	}
	return held.ActorID == authorID, nil
}
