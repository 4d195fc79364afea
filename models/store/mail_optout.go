package store

import (
	"context"

	"gorm.io/gorm"

	"knoop/models"
)

// OptedOut says whether the owner of an address wants no mail from us.
func (s *Store) OptedOut(ctx context.Context, address string) (bool, error) {
	return s.HashOptedOut(ctx, s.MailHash(address))
}

// HashOptedOut is OptedOut for who has only the fingerprint of an address.
func (s *Store) HashOptedOut(ctx context.Context, hash string) (bool, error) {
	out, err := s.optedOut(ctx, []string{hash})
	return out[hash], err
}

// optedOut gives those of the fingerprints whose owners want no mail.
func (s *Store) optedOut(ctx context.Context, hashes []string) (map[string]bool, error) {
	return s.hashesOf(ctx, s.db(ctx).Model(&models.OptOut{}).Where(s.among("hash", hashes)), "hash")
}

// hashesOf gives the fingerprints that a question finds.
func (s *Store) hashesOf(_ context.Context, q *gorm.DB, column string) (map[string]bool, error) {
	var found []string
	if err := q.Pluck(column, &found).Error; err != nil {
		return nil, wrap("look for mail addresses", err)
	}
	out := make(map[string]bool, len(found))
	for _, hash := range found {
		out[hash] = true
	}
	return out, nil
}

// OptOut notes for good that the owner of an address wants no mail from us. What
// waits for her and is no answer to her own doing is not sent any more, and what
// invitations say of her is forgotten. A second time changes nothing.
func (s *Store) OptOut(ctx context.Context, hash string) error {
	if hash == "" {
		return models.Fail(models.NotFound, "error.link_unknown")
	}
	return s.InTx(ctx, func(tx *Store) error {
		now := tx.Now()
		if err := tx.db(ctx).Clauses(ignore).Create(&models.OptOut{Hash: hash, CreatedAt: now}).Error; err != nil {
			return wrap("note an opt-out", err)
		}
		if err := tx.stopInvitationMails(ctx, hash, "opted out"); err != nil {
			return err
		}
		q := tx.db(ctx).Model(&models.Invitation{}).Where("address_hash = ? AND revoked_at IS NULL AND uses = 0", hash)
		if err := q.Update("revoked_at", now).Error; err != nil {
			return wrap("take an invitation back", err)
		}
		return tx.forgetInvitees(ctx, tx.db(ctx).Where("address_hash = ?", hash))
	})
}

// OptOuts says how many want no mail from us.
func (s *Store) OptOuts(ctx context.Context) (n int64, err error) {
	err = s.db(ctx).Model(&models.OptOut{}).Count(&n).Error
	return n, wrap("count opt-outs", err)
}
