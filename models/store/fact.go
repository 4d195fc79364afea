package store

import (
	"context"

	"knoop/models"
)

// record writes what happened into the open transaction.
func (s *Store) record(ctx context.Context, kind models.FactKind, actorID, subject string, data []byte) error {
	s.touch(marksFacts)
	return wrap("record a fact", s.db(ctx).Create(&models.Fact{
		ID: models.NewID(), Kind: kind, ActorID: actorID, Subject: subject, Data: data, CreatedAt: s.Now(),
	}).Error)
}
