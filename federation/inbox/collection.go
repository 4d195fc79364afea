package inbox

import (
	"context"
	"fmt"

	"knoop/federation/iri"
	"knoop/models/store"
)

const pinsMost = 100

// feature takes Add and Remove of the signer's own featured collection, for
// objects of its own origin, from actors that someone here follows.
func (in *Inbox) feature(ctx context.Context, j *job) (effect, error) {
	a := &j.activity
	switch {
	case a.Target == "" || a.Target != j.signer.Featured || !iri.SameOrigin(a.Target, j.signer.URI):
		return drop("changes no collection of its own that we read"), nil
	case !iri.SameOrigin(a.ObjectID, j.signer.URI):
		return drop("features what is not its own"), nil
	}
	if a.Type == "Remove" {
		return func(ctx context.Context, tx *store.Store) (outcome, error) {
			if err := tx.Unpin(ctx, j.signer.ID, a.ObjectID); err != nil {
				return outcome{}, fmt.Errorf("unpin: %w", err)
			}
			return applied, nil
		}, nil
	}
	followed, err := in.followed(ctx, j.signer.ID)
	switch {
	case err != nil:
		return nil, err
	case !followed:
		return drop("nobody here follows it"), nil
	}
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		pins, err := tx.Pins(ctx, j.signer.ID)
		switch {
		case err != nil:
			return outcome{}, fmt.Errorf("read pins: %w", err)
		case len(pins) >= pinsMost:
			return dropped("features too much"), nil
		}
		if err := tx.Pin(ctx, j.signer.ID, a.ObjectID); err != nil {
			return outcome{}, fmt.Errorf("pin: %w", err)
		}
		return applied, nil
	}, nil
}
