package store

import (
	"context"
	"time"

	"knoop/models"
)

// noteLinks keeps what is known of the links that stay, forgets the others, and
// has new ones looked at as soon as may be.
func (s *Store) noteLinks(ctx context.Context, p models.Profile) error {
	urls := make([]string, len(p.Links))
	proofs := make([]models.LinkProof, len(p.Links))
	for i, l := range p.Links {
		urls[i] = l.URL
		proofs[i] = models.LinkProof{ActorID: p.ActorID, URL: l.URL, State: models.ProofUnknown, DueAt: s.Now()}
	}
	err := s.db(ctx).Where("actor_id = ?", p.ActorID).Not(s.among("url", urls)).Delete(&models.LinkProof{}).Error
	if err != nil {
		return wrap("forget links", err)
	}
	if len(proofs) == 0 {
		return nil
	}
	return wrap("note links", s.db(ctx).Clauses(ignore).Create(&proofs).Error)
}

// LinkProofs gives what is known of a profile's links, by address.
func (s *Store) LinkProofs(ctx context.Context, actorID string) (map[string]models.LinkProof, error) {
	var rows []models.LinkProof
	if err := s.db(ctx).Find(&rows, "actor_id = ?", actorID).Error; err != nil {
		return nil, wrap("load links", err)
	}
	found := make(map[string]models.LinkProof, len(rows))
	for _, l := range rows {
		found[l.URL] = l
	}
	return found, nil
}

// DueLinks gives links that are to be looked at by now, the oldest first.
func (s *Store) DueLinks(ctx context.Context, now time.Time, limit int) ([]models.LinkProof, error) {
	var rows []models.LinkProof
	err := s.db(ctx).Where("due_at <= ?", now).Order("due_at").Limit(limit).Find(&rows).Error
	return rows, wrap("list links", err)
}

// LinkLooked writes down what was seen at a link. Nothing when the link has been
// taken away meanwhile.
func (s *Store) LinkLooked(ctx context.Context, l models.LinkProof) error {
	return s.InTx(ctx, func(tx *Store) error {
		tx.touch(marksPublic) // the page says it
		return wrap("write down a link", tx.db(ctx).Model(&models.LinkProof{}).
			Where("actor_id = ? AND url = ?", l.ActorID, l.URL).
			Select("State", "CheckedAt", "VerifiedAt", "DueAt").UpdateColumns(&l).Error)
	})
}
