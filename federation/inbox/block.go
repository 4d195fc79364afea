package inbox

import (
	"context"
	"fmt"

	"knoop/models"
	"knoop/models/store"
)

// block keeps a remote actor's block of one of ours: nothing is sent to it any
// more, and the follows between the two end.
func (in *Inbox) block(ctx context.Context, j *job) (effect, error) {
	target, ok, err := in.localActor(ctx, j.activity.ObjectID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return drop("blocks nobody here"), nil
	}
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		b := models.Block{ActorID: j.signer.ID, TargetID: target.ID, ActivityURI: j.activity.ID, CreatedAt: in.now()}
		if err := tx.ReceiveBlock(ctx, b); err != nil {
			return outcome{}, fmt.Errorf("receive block: %w", err)
		}
		return applied, nil
	}, nil
}
