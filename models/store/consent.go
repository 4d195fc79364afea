package store

import (
	"context"

	"knoop/models"
)

// Consented says whether a person has said that a node may know who she is.
func (s *Store) Consented(ctx context.Context, actorID, origin string) (bool, error) {
	var n int64
	err := s.db(ctx).Model(&models.Consent{}).Where("actor_id = ? AND origin = ?", actorID, origin).Count(&n).Error
	return n > 0, wrap("look for a consent", err)
}

// Consents lists the nodes that may know who she is, the one last used first.
func (s *Store) Consents(ctx context.Context, actorID string) ([]models.Consent, error) {
	var out []models.Consent
	return out, wrap("list consents", s.db(ctx).Order("used_at DESC, origin").Find(&out, "actor_id = ?", actorID).Error)
}

// RevokeConsent takes her word back: codes not yet redeemed are void, and the
// next sign-in there asks her again. A session that node already gave her is its
// own to end.
func (s *Store) RevokeConsent(ctx context.Context, actorID, origin string) error {
	return s.InTx(ctx, func(tx *Store) error {
		if err := tx.db(ctx).Delete(&models.HomeCode{}, "actor_id = ? AND origin = ?", actorID, origin).Error; err != nil {
			return wrap("void codes", err)
		}
		return wrap("revoke a consent", tx.db(ctx).Delete(&models.Consent{}, "actor_id = ? AND origin = ?", actorID, origin).Error)
	})
}

// useConsent notes that a consent is used, or keeps the one given just now.
func (s *Store) useConsent(ctx context.Context, in NewCode) error {
	now := s.Now()
	used := s.db(ctx).Model(&models.Consent{}).Where("actor_id = ? AND origin = ?", in.ActorID, in.Origin).
		UpdateColumns(map[string]any{"used_at": now, "name": in.Name})
	switch {
	case used.Error != nil:
		return wrap("use a consent", used.Error)
	case used.RowsAffected > 0:
		return nil
	case !in.Remember:
		return models.Fail(models.Forbidden, "error.home_consent")
	}
	row := models.Consent{ActorID: in.ActorID, Origin: in.Origin, Name: in.Name, CreatedAt: now, UsedAt: now}
	return wrap("keep a consent", s.db(ctx).Clauses(ignore).Create(&row).Error)
}
