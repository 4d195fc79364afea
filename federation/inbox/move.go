package inbox

import (
	"context"
	"fmt"
	"slices"

	"knoop/federation/remote"
	"knoop/models/store"
)

// move lets local followers of an actor follow it to its new address (FEP-7628,
// push), and takes its answers to events along. The signer is the old actor; the
// new one, fetched now, must name it.
func (in *Inbox) move(ctx context.Context, rem *remote.Remote, j *job) (effect, error) {
	a := &j.activity
	switch {
	case a.ObjectID != j.signer.URI:
		return drop("moves another than itself"), nil
	case a.Target == "" || a.Target == j.signer.URI || in.base.Ours(a.Target):
		return drop("moves nowhere"), nil
	case in.moves.moved(j.signer.URI):
		return drop("moved within a week"), nil
	}
	followed, err := in.followed(ctx, j.signer.ID)
	if err != nil {
		return nil, err
	}
	visits, err := in.store.HasSession(ctx, j.signer.ID)
	if err != nil {
		return nil, fmt.Errorf("look who is signed in: %w", err)
	}
	comes, err := in.store.HasAnswered(ctx, j.signer.ID)
	switch {
	case err != nil:
		return nil, fmt.Errorf("look for answers: %w", err)
	case !followed && !visits && !comes:
		return drop("nobody here follows it"), nil
	}
	if err := in.unblocked(ctx, a.Target); err != nil {
		return nil, err
	}
	target, err := rem.FetchActor(ctx, a.Target)
	if err != nil {
		return nil, fmt.Errorf("target of move: %w", err)
	}
	if target.URI != a.Target || !slices.Contains(target.AlsoKnownAs, j.signer.URI) {
		return drop("the target does not know the old actor"), nil
	}
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		if _, err := tx.MoveFollows(ctx, j.signer, target); err != nil {
			return outcome{}, fmt.Errorf("move follows: %w", err)
		}
		if err := tx.MoveAnswers(ctx, j.signer, target); err != nil {
			return outcome{}, fmt.Errorf("move answers: %w", err)
		}
		// Her old home no longer vouches for her.
		if err := tx.EndSessionsOf(ctx, j.signer.ID); err != nil {
			return outcome{}, fmt.Errorf("end sessions of who moved: %w", err)
		}
		tx.AfterCommit(func() { in.moves.mark(j.signer.URI) })
		return applied, nil
	}, nil
}
