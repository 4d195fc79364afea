package inbox

import (
	"context"
	"fmt"

	"knoop/models"
	"knoop/models/store"
)

const flagObjects = 100

// flag keeps a report about something of ours for the orchestrators.
func (in *Inbox) flag(_ context.Context, j *job) (effect, error) {
	var ours []string
	for _, uri := range j.activity.ObjectIDs {
		if in.base.Ours(uri) && len(ours) < flagObjects {
			ours = append(ours, uri)
		}
	}
	if len(ours) == 0 {
		return drop("reports nothing of ours"), nil
	}
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		f := models.Flag{
			ID: models.NewID(), ActivityURI: j.activity.ID, ActorURI: j.signer.URI,
			Objects: ours, Content: j.activity.Content, CreatedAt: in.now(),
		}
		if err := tx.KeepFlag(ctx, f); err != nil {
			return outcome{}, fmt.Errorf("keep report: %w", err)
		}
		return applied, nil
	}, nil
}
