package store

import (
	"context"

	"knoop/models"
)

// maxPins bounds what one actor can feature; peers show at most a handful.
const maxPins = 50

// Pin features an object on an actor's profile; beyond 50 nothing is added.
func (s *Store) Pin(ctx context.Context, actorID, objectURI string) error {
	return s.InTx(ctx, func(tx *Store) error {
		var n int64
		if err := tx.db(ctx).Model(&models.Pin{}).Where("actor_id = ?", actorID).Count(&n).Error; err != nil || n >= maxPins {
			return wrap("count pins", err)
		}
		tx.touch(marksPublic)
		return wrap("keep a pin", tx.db(ctx).Clauses(ignore).Create(&models.Pin{ActorID: actorID, ObjectURI: objectURI, CreatedAt: s.Now()}).Error)
	})
}

// Unpin takes it off again.
func (s *Store) Unpin(ctx context.Context, actorID, objectURI string) error {
	return s.InTx(ctx, func(tx *Store) error {
		tx.touch(marksPublic)
		return wrap("drop a pin", tx.db(ctx).Delete(&models.Pin{}, "actor_id = ? AND object_uri = ?", actorID, objectURI).Error)
	})
}

// Pins gives the ids of what an actor features, latest first.
func (s *Store) Pins(ctx context.Context, actorID string) ([]string, error) {
	var uris []string
	err := s.db(ctx).Model(&models.Pin{}).Where("actor_id = ?", actorID).Order("created_at DESC, object_uri").Pluck("object_uri", &uris).Error
	return uris, wrap("list pins", err)
}
