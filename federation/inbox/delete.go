package inbox

import (
	"context"
	"fmt"

	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/models"
	"knoop/models/store"
)

// delete takes an actor's deletion of itself or of an object of its own. An
// unknown object of its origin is remembered as deleted, for its Create may still
// be on the way.
func (in *Inbox) delete(ctx context.Context, rem *remote.Remote, j *job) (effect, error) {
	uri := j.activity.ObjectID
	switch {
	case uri == j.signer.URI:
		return in.erasedActor(j), nil
	case !iri.SameOrigin(uri, j.signer.URI):
		return drop("deletes what is not of its origin"), nil
	}
	held, err := in.store.ObjectByURI(ctx, uri)
	if err != nil && models.KindOf(err) != models.NotFound {
		return nil, fmt.Errorf("find object: %w", err)
	}
	if err == nil && held.ActorID != j.signer.ID {
		return in.deletedByOther(ctx, rem, held)
	}
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		held, err := tx.ObjectByURI(ctx, uri)
		if err != nil && models.KindOf(err) != models.NotFound {
			return outcome{}, fmt.Errorf("find object: %w", err)
		}
		if err == nil && held.ActorID != j.signer.ID {
			return dropped("is another's"), nil
		}
		if known, err := touchedStamp(ctx, tx, j, uri); err != nil || known {
			return applied, err
		}
		return in.erase(ctx, tx, j, func() error {
			if err := tx.EraseObject(ctx, uri, j.signer.ID); err != nil {
				return fmt.Errorf("erase object: %w", err)
			}
			return nil
		})
	}, nil
}

// deletedByOther asks the origin when someone else than the author of the same
// origin deletes: a moderator, or a person for a group. Only its 404, 410 or
// Tombstone counts.
func (in *Inbox) deletedByOther(ctx context.Context, rem *remote.Remote, held models.Object) (effect, error) {
	if held.Local || held.GoneAt != nil {
		return drop("is another's"), nil
	}
	doc, err := rem.Object(ctx, held.URI)
	switch {
	case err == nil && doc.Type() != "Tombstone":
		return drop("is another's, and still there"), nil
	case err != nil && !remote.IsGone(err):
		return nil, err
	}
	return in.vanished(held), nil
}

// erasedActor erases the signer with all it made. Its keys are forgotten, so
// that nothing more is taken from it.
func (in *Inbox) erasedActor(j *job) effect {
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		return in.erase(ctx, tx, j, func() error {
			if err := tx.EraseActor(ctx, j.signer.URI); err != nil && models.KindOf(err) != models.NotFound {
				return fmt.Errorf("erase actor: %w", err)
			}
			tx.AfterCommit(func() { in.remote.Forget(j.signer.URI) })
			return nil
		})
	}
}
