package store

import (
	"context"
	"slices"
	"time"

	"knoop/models"
)

// sessionTouch is how often a session's last use is written down: not at every
// page, a write is dear.
const sessionTouch = time.Hour

// SessionByToken gives the living session of a token and notes, at most once an
// hour, that it was used. NotFound for an unknown token, Forbidden for a session
// that is over.
func (s *Store) SessionByToken(ctx context.Context, token string) (models.Session, error) {
	var sess models.Session
	if err := s.db(ctx).Where("token_hash = ?", hashOf(token)).Take(&sess).Error; err != nil {
		return models.Session{}, wrap("read a session", err)
	}
	now := s.Now()
	if err := sess.Check(now); err != nil {
		return models.Session{}, err
	}
	if now.Sub(sess.UsedAt) < sessionTouch {
		return sess, nil
	}
	sess.UsedAt = now
	return sess, s.InTx(ctx, func(tx *Store) error {
		return wrap("note a session's use", tx.db(ctx).Model(&models.Session{}).Where("id = ?", sess.ID).Update("used_at", now).Error)
	})
}

// EndSession signs a device out; one that is out already changes nothing.
func (s *Store) EndSession(ctx context.Context, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		return wrap("end a session", tx.db(ctx).Where("id = ?", id).Delete(&models.Session{}).Error)
	})
}

// Sessions lists a person's devices that are signed in, the one used last first.
func (s *Store) Sessions(ctx context.Context, actorID string) ([]models.Session, error) {
	var all []models.Session
	if err := s.db(ctx).Order("used_at DESC, id DESC").Find(&all, "actor_id = ?", actorID).Error; err != nil {
		return nil, wrap("list sessions", err)
	}
	now := s.Now()
	return slices.DeleteFunc(all, func(one models.Session) bool { return one.Check(now) != nil }), nil
}

// EndSessionOf signs one of a person's devices out; NotFound when it is not hers
// or was signed out before.
func (s *Store) EndSessionOf(ctx context.Context, actorID, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		done := tx.db(ctx).Delete(&models.Session{}, "id = ? AND actor_id = ?", id, actorID)
		if done.Error != nil {
			return wrap("end a session", done.Error)
		}
		if done.RowsAffected == 0 {
			return models.Fail(models.NotFound, "error.device_gone")
		}
		return nil
	})
}

// EndSessions signs a person's devices out, all but one; but is "" for all.
func (s *Store) EndSessions(ctx context.Context, actorID, but string) error {
	return s.InTx(ctx, func(tx *Store) error {
		return wrap("end sessions", tx.db(ctx).Delete(&models.Session{}, "actor_id = ? AND id <> ?", actorID, but).Error)
	})
}
