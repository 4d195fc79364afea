package inbox

import (
	"context"
	"fmt"

	"knoop/federation/remote"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// create keeps a published object: as embedded when the signer may speak for it,
// else as its origin has it. It is not fetched when it would not be kept.
func (in *Inbox) create(ctx context.Context, rem *remote.Remote, j *job) (effect, error) {
	if e, ok := in.vote(j); ok {
		return e, nil
	}
	if found, ok := trusted(j); ok {
		return in.kept(ctx, rem, j, found, j.signer)
	}
	uri := j.activity.ObjectID
	if uri == "" || in.base.Ours(uri) {
		return drop("creates nothing of its own"), nil
	}
	var claim models.Object
	if embedded := j.activity.Object; embedded != nil {
		if c, err := vocab.ReadObject(embedded); err == nil {
			claim = c.Object
		}
	}
	wanted, err := in.store.Wanted(ctx, j.signer.ID, addressed(&j.activity, &claim), claim.InReplyTo)
	switch {
	case err != nil:
		return nil, fmt.Errorf("look whether it is wanted: %w", err)
	case !wanted:
		return drop("from a stranger, and not for us"), nil
	}
	found, author, err := in.fetchObject(ctx, rem, uri)
	if err != nil {
		return nil, err
	}
	return in.kept(ctx, rem, j, found, author)
}

// kept keeps an object when it is ours to keep.
func (in *Inbox) kept(ctx context.Context, rem *remote.Remote, j *job, found vocab.Incoming, author models.Actor) (effect, error) {
	found, err := in.whole(ctx, rem, found, author)
	if err != nil {
		return nil, err
	}
	row := in.row(found, author, j.activity.ID)
	claim, err := in.claimOf(ctx, rem, j, row.Object, author)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		o, err := keepWanted(ctx, tx, j, found, row)
		if err != nil || o != applied {
			return o, err
		}
		if err := heardInReply(ctx, tx, author, row.Object); err != nil {
			return outcome{}, err
		}
		return o, claim.note(ctx, tx)
	}, nil
}

func keepWanted(ctx context.Context, tx *store.Store, j *job, found vocab.Incoming, row store.IncomingObject) (outcome, error) {
	wanted, err := tx.Wanted(ctx, row.Object.ActorID, addressed(&j.activity, &row.Object), row.Object.InReplyTo)
	switch {
	case err != nil:
		return outcome{}, fmt.Errorf("look whether it is wanted: %w", err)
	case !wanted:
		return dropped("from a stranger, and not for us"), nil
	}
	if held, err := otherForm(ctx, tx, found, row.Object.ActorID); err != nil || held {
		return dropped("held as an event"), err
	}
	if _, _, err := tx.KeepObject(ctx, row); err != nil {
		return outcome{}, fmt.Errorf("keep object: %w", err)
	}
	return applied, nil
}
