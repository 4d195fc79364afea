package store

import (
	"context"
	"time"

	"knoop/models"
)

// EraseActor turns a remote actor into a tombstone with all that is hers:
// objects, follows, reactions, pins, keys. An unknown one needs nothing.
func (s *Store) EraseActor(ctx context.Context, uri string) error {
	return s.InTx(ctx, func(tx *Store) error {
		var a models.Actor
		q := tx.db(ctx).Clauses(tx.forUpdate()...).Limit(1).Find(&a, "uri = ?", uri)
		switch {
		case q.Error != nil:
			return wrap("load an actor", q.Error)
		case q.RowsAffected == 0 || a.GoneAt != nil:
			return nil
		case a.Local:
			return models.Fail(models.Forbidden, "error.forbidden")
		}
		tx.touch(marksRemote | marksFollows | marksPublic)
		tx.AfterCommit(func() { s.caches.actors.drop(uri) })
		if err := tx.buryActor(ctx, a.ID, s.Now()); err != nil {
			return err
		}
		return wrap("forget keys", tx.db(ctx).Delete(&RemoteKey{}, "owner_uri = ?", uri).Error)
	})
}

// buryActor empties an actor's row and ends all that hung on it.
func (s *Store) buryActor(ctx context.Context, id string, now time.Time) error {
	if err := s.buryCohostsOf(ctx, id); err != nil {
		return err
	}
	if err := s.buryAllOf(ctx, id); err != nil {
		return err
	}
	if err := s.forgetGuest(ctx, id); err != nil {
		return err
	}
	if err := s.buryMemberships(ctx, id); err != nil {
		return err
	}
	err := s.db(ctx).Model(&models.Follow{}).Where("(follower_id = ? OR followed_id = ?) AND state <> ?", id, id, models.FollowEnded).
		UpdateColumns(map[string]any{"state": models.FollowEnded, "updated_at": now}).Error
	if err != nil {
		return wrap("end follows", err)
	}
	if err := s.EndSessionsOf(ctx, id); err != nil {
		return err
	}
	for _, row := range []any{&models.HomeCode{}, &models.Consent{}} {
		if err := s.db(ctx).Delete(row, "actor_id = ?", id).Error; err != nil {
			return wrap("forget consents", err)
		}
	}
	return wrap("bury an actor", s.db(ctx).Model(&models.Actor{ID: id}).UpdateColumns(map[string]any{
		"name": "", "headline": "", "summary": "", "source": "", "icon": "", "photo": "", "fields": nil, "also_known_as": nil,
		"discoverable": false, "indexable": false, "raw": nil, "updated_at": models.Second(now), "gone_at": now,
	}).Error)
}
