package inbox

import (
	"context"
	"fmt"

	"knoop/federation/remote"
	"knoop/models"
	"knoop/models/store"
)

// announce counts a boost of an object that is ours or known, and, from someone
// followed here, brings in one that is not: always from its own address, never
// from what the Announce embeds.
func (in *Inbox) announce(ctx context.Context, rem *remote.Remote, j *job) (effect, error) {
	uri := j.activity.ObjectID
	if uri == "" {
		return drop("announces nothing"), nil
	}
	if inner := j.activity.Object; inner != nil && inner.Has("actor") && inner.Has("object") {
		return drop("announces an activity"), nil
	}
	held, err := in.store.ObjectByURI(ctx, uri)
	switch {
	case err == nil && held.GoneAt != nil:
		return drop("what it announces was deleted"), nil
	case err == nil:
		return in.reacted(j, models.Announce, uri), nil
	case models.KindOf(err) != models.NotFound:
		return nil, fmt.Errorf("find object: %w", err)
	case in.base.Ours(uri):
		return drop("announces nothing we have"), nil
	}
	followed, err := in.followed(ctx, j.signer.ID)
	switch {
	case err != nil:
		return nil, err
	case !followed:
		return drop("from a stranger, and not ours"), nil
	}
	found, author, err := in.fetchObject(ctx, rem, uri)
	if err != nil {
		return nil, err
	}
	if found, err = in.whole(ctx, rem, found, author); err != nil {
		return nil, err
	}
	if !found.Object.Visibility.Open() {
		return drop("announces what is not public"), nil
	}
	row := in.row(found, author, "")
	react := in.reacted(j, models.Announce, found.Object.URI)
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		if held, err := otherForm(ctx, tx, found, author.ID); err != nil || held {
			return dropped("held as an event"), err
		}
		if _, _, err := tx.KeepObject(ctx, row); err != nil {
			return outcome{}, fmt.Errorf("keep announced object: %w", err)
		}
		return react(ctx, tx)
	}, nil
}

// reacted keeps a like or announce of an object that lives and is open.
func (in *Inbox) reacted(j *job, kind models.ReactionKind, uri string) effect {
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		held, err := tx.ObjectByURI(ctx, uri)
		switch {
		case models.KindOf(err) == models.NotFound, err == nil && held.GoneAt != nil:
			return dropped("reacts to nothing we have"), nil
		case err != nil:
			return outcome{}, fmt.Errorf("find object: %w", err)
		case kind == models.Announce && !held.Visibility.Open() && held.ActorID != j.signer.ID:
			return dropped("announces what is not public"), nil
		}
		_, err = tx.React(ctx, models.Reaction{
			ID: models.NewID(), ActivityURI: j.activity.ID, Kind: kind, ActorID: j.signer.ID, ObjectURI: uri, CreatedAt: in.now(),
		})
		if err != nil {
			return outcome{}, fmt.Errorf("keep reaction: %w", err)
		}
		return applied, nil
	}
}
