package store

import (
	"context"

	"knoop/models"
)

const maxFlag = 5000 // runes

// KeepFlag keeps a report of another server for the orchestrators.
func (s *Store) KeepFlag(ctx context.Context, f models.Flag) error {
	if f.ID == "" {
		f.ID = models.NewID()
	}
	if f.CreatedAt.IsZero() {
		f.CreatedAt = s.Now()
	}
	if r := []rune(f.Content); len(r) > maxFlag {
		f.Content = string(r[:maxFlag])
	}
	return s.InTx(ctx, func(tx *Store) error {
		return wrap("keep a report", tx.db(ctx).Clauses(ignore).Create(&f).Error)
	})
}

// ReceiveJoin notes that someone wants to come to an event of ours; the outbox
// answers. NotFound when there is no such event.
func (s *Store) ReceiveJoin(ctx context.Context, _ models.Actor, objectID string, raw []byte) error {
	return s.InTx(ctx, func(tx *Store) error {
		o, err := tx.Object(ctx, objectID)
		if err != nil {
			return err
		}
		if !o.Local || o.GoneAt != nil || o.Type != models.EventObj {
			return models.Fail(models.NotFound, "error.not_found")
		}
		return tx.record(ctx, models.JoinReceivedFact, o.ActorID, o.ID, raw)
	})
}
