package inbox

import (
	"context"
	"errors"
	"fmt"

	"knoop/federation/remote"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// update takes a new version of an actor, by itself, or of an object, by its
// author.
func (in *Inbox) update(ctx context.Context, rem *remote.Remote, j *job) (effect, error) {
	uri := j.activity.ObjectID
	if uri == j.signer.URI {
		return in.updateActor(ctx, rem, j)
	}
	if found, ok := trusted(j); ok {
		if !j.activity.Object.Has("updated") {
			found.Object.Updated = models.Second(j.receipt.ReceivedAt)
		}
		if held, err := in.store.ObjectByURI(ctx, uri); err == nil && held.Type == models.EventObj {
			if found, err = in.whole(ctx, rem, found, j.signer); err != nil {
				return nil, err
			}
		}
		return in.revised(j, found, j.signer), nil
	}
	if uri == "" || in.base.Ours(uri) {
		return drop("updates nothing of its own"), nil
	}
	// Only what we hold is worth a fetch. The origin's word counts then, not the
	// sender's: a person of a Mobilizon group sends the group's events.
	held, err := in.store.ObjectByURI(ctx, uri)
	switch {
	case models.KindOf(err) == models.NotFound:
		return func(ctx context.Context, tx *store.Store) (outcome, error) {
			known, err := touchedStamp(ctx, tx, j, uri)
			return heard(known, "updates nothing we hold"), err
		}, nil
	case err == nil && (held.Local || held.GoneAt != nil):
		return drop("updates nothing we hold"), nil
	case err != nil:
		return nil, fmt.Errorf("find object: %w", err)
	}
	found, author, err := in.fetchObject(ctx, rem, uri)
	if gone(err) {
		return in.vanished(held), nil
	}
	if err != nil {
		return nil, err
	}
	return in.revised(j, found, author), nil
}

// revised applies a newer version. The store compares author, class and time; an
// object whose Create never came is kept as if this were it.
func (in *Inbox) revised(j *job, found vocab.Incoming, author models.Actor) effect {
	row := in.row(found, author, j.activity.ID)
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		held, err := tx.ObjectByURI(ctx, row.Object.URI)
		switch {
		case models.KindOf(err) == models.NotFound:
			return keepWanted(ctx, tx, j, found, row)
		case err != nil:
			return outcome{}, fmt.Errorf("find object: %w", err)
		case held.GoneAt != nil:
			return dropped("was deleted"), nil
		case held.ActorID != author.ID:
			return dropped("is another's"), nil
		}
		if _, err := tx.ReviseObject(ctx, row); err != nil {
			return outcome{}, fmt.Errorf("revise object: %w", err)
		}
		return applied, nil
	}
}

// updateActor reads the actor anew: as embedded when all of it is there, for the
// actor itself has signed it, else from its address.
func (in *Inbox) updateActor(ctx context.Context, rem *remote.Remote, j *job) (effect, error) {
	var err error
	doc := j.activity.Object
	if doc != nil && doc.ID() == j.signer.URI && doc.Has("inbox") && doc.Has("publicKey") {
		_, err = rem.Learn(ctx, doc)
	} else {
		_, err = rem.FetchActor(ctx, j.signer.URI)
	}
	switch {
	case errors.Is(err, remote.ErrOffline), err != nil && models.KindOf(err) != models.Gone:
		return nil, err
	case err != nil:
		return drop("was deleted"), nil
	}
	return settle(applied), nil
}
