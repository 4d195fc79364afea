package store

import (
	"context"

	"knoop/models"
)

// DeleteObject leaves a tombstone of an object of ours: its addresses, author,
// type and times stay, what it said is gone. Gone when that was done before.
func (s *Store) DeleteObject(ctx context.Context, objectID string) (o models.Object, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		if o, err = tx.editable(ctx, objectID, ""); err != nil {
			return err
		}
		if err := tx.buryCohosts(ctx, "event_id = ?", o.ID); err != nil {
			return err
		}
		if o.Type == models.EventObj {
			if err := tx.tellDeleted(ctx, o); err != nil {
				return err
			}
		}
		if err := tx.bury(ctx, &o); err != nil {
			return err
		}
		return tx.told(ctx, models.ObjectDeletedFact, o)
	})
	return o, err
}
