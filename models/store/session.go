package store

import (
	"context"
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
