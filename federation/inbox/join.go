package inbox

import (
	"context"
	"fmt"

	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/store"
)

// join takes a Join of our collective, or of an event of ours. There is no signing up here: the
// outbox answers with Ignore, as FEP-8a8e asks of such a server.
func (in *Inbox) join(ctx context.Context, j *job) (effect, error) {
	uri := j.activity.ObjectID
	if !in.base.Ours(uri) {
		return drop("joins nothing of ours"), nil
	}
	if kind, _, ok := in.base.Read(uri); ok && kind == iri.KindActor {
		return in.joinCollective(ctx, j)
	}
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		o, err := tx.ObjectByURI(ctx, uri)
		switch {
		case models.KindOf(err) == models.NotFound, err == nil && (!o.Local || o.GoneAt != nil || o.Type != models.EventObj):
			return dropped("joins no event of ours"), nil
		case err != nil:
			return outcome{}, fmt.Errorf("find event: %w", err)
		}
		if err := tx.ReceiveJoin(ctx, j.signer, o.ID, j.activity.Raw); err != nil {
			return outcome{}, fmt.Errorf("receive join: %w", err)
		}
		return applied, nil
	}, nil
}
