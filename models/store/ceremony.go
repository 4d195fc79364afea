package store

import (
	"context"

	"knoop/models"
)

// BeginCeremony keeps the challenge of a passkey ceremony for five minutes and
// gives the token that binds it to a browser. actorID is who adds a passkey, ""
// when someone signs in. Ceremonies that nobody finished are forgotten here.
func (s *Store) BeginCeremony(ctx context.Context, kind models.CeremonyKind, actorID string, data []byte) (token string, err error) {
	token, hash, err := newToken()
	if err != nil {
		return "", err
	}
	now := s.Now()
	c := models.Ceremony{TokenHash: hash, Kind: kind, ActorID: actorID, Data: data, CreatedAt: now, ExpiresAt: now.Add(models.CeremonyLife)}
	// Unsynced: after a power cut one begins again.
	return token, s.InUnsyncedTx(ctx, func(tx *Store) error {
		if err := tx.db(ctx).Where("expires_at < ?", now.Add(-models.CeremonyLife)).Delete(&models.Ceremony{}).Error; err != nil {
			return wrap("forget old ceremonies", err)
		}
		return wrap("begin a ceremony", tx.db(ctx).Create(&c).Error)
	})
}

// Ceremony gives the ceremony of a token when it can still be answered: Gone
// error.ceremony_used for one that was answered before, error.ceremony_expired
// after its time, Conflict error.ceremony_other for one of another person or
// purpose.
func (s *Store) Ceremony(ctx context.Context, token string, kind models.CeremonyKind, actorID string) (models.Ceremony, error) {
	var c models.Ceremony
	err := wrap("read a ceremony", s.db(ctx).Take(&c, "token_hash = ?", hashOf(token)).Error)
	if models.KindOf(err) == models.NotFound {
		return c, models.Fail(models.Gone, "error.ceremony_used")
	}
	if err != nil {
		return c, err
	}
	return c, c.Check(kind, actorID, s.Now())
}

// useCeremony, in a transaction, uses a ceremony up. Of two who answer at once
// one is told that it is used.
func (s *Store) useCeremony(ctx context.Context, token string, kind models.CeremonyKind, actorID string) error {
	c, err := s.Ceremony(ctx, token, kind, actorID)
	if err != nil {
		return err
	}
	used := s.db(ctx).Where("token_hash = ?", c.TokenHash).Delete(&models.Ceremony{})
	if used.Error != nil {
		return wrap("use a ceremony", used.Error)
	}
	if used.RowsAffected == 0 {
		return models.Fail(models.Gone, "error.ceremony_used")
	}
	return nil
}
