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

// hatClaim is a membership that the author of a note claims in her own document,
// for the hat that she wrote it under. Nothing is believed by it: once noted it
// is read on both sides, and the note follows what comes of that.
type hatClaim struct {
	author, collective models.Actor
	stamp              string
}

// claimOf looks for the claim behind a hat; a zero one when there is none, or
// nobody here wants the note.
func (in *Inbox) claimOf(ctx context.Context, rem *remote.Remote, j *job, o models.Object, author models.Actor) (hatClaim, error) {
	if o.Hat == "" || author.Kind != models.Person || in.base.Ours(o.Hat) {
		return hatClaim{}, nil
	}
	// The owner of a key, as signers come, is without his document.
	whole, err := in.store.ActorByURI(ctx, author.URI)
	if err != nil {
		return hatClaim{}, fmt.Errorf("find author: %w", err)
	}
	doc, err := vocab.Parse(whole.Raw)
	if err != nil {
		return hatClaim{}, nil //nolint:nilerr // an author of whom no document is kept claims nothing
	}
	for _, c := range vocab.ReadClaims(doc) {
		if c.Collective != o.Hat {
			continue
		}
		wanted, err := in.store.Wanted(ctx, author.ID, addressed(&j.activity, &o), o.InReplyTo)
		switch {
		case err != nil:
			return hatClaim{}, fmt.Errorf("look whether it is wanted: %w", err)
		case !wanted:
			return hatClaim{}, nil
		}
		collective, err := rem.Actor(ctx, o.Hat, 0)
		switch {
		case errors.Is(err, remote.ErrOffline):
			return hatClaim{}, err
		case err != nil || collective.Kind != models.Group:
			return hatClaim{}, nil //nolint:nilerr // one that cannot be read confirms nothing
		}
		return hatClaim{author: author, collective: collective, stamp: c.Stamp}, nil
	}
	return hatClaim{}, nil
}

func (c hatClaim) note(ctx context.Context, tx *store.Store) error {
	if c.collective.ID == "" {
		return nil
	}
	if err := tx.NoteClaim(ctx, c.author, c.collective, c.stamp); err != nil {
		return fmt.Errorf("note a claim: %w", err)
	}
	return nil
}
