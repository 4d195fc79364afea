package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"knoop/models"
)

// SweepInvitations forgets whom invitations were for that ran out long enough
// ago (models.InviteeKept), and files that nobody went on with. What is left of
// an invitation is that it was, and what became of it.
func (s *Store) SweepInvitations(ctx context.Context) error {
	return s.InTx(ctx, func(tx *Store) error {
		now := tx.Now()
		if err := tx.forgetInvitees(ctx, tx.db(ctx).Where("expires_at < ? AND forgotten_at IS NULL", now.Add(-models.InviteeKept))); err != nil {
			return err
		}
		kept := now.Add(-models.WaveKept)
		return tx.dropWaves(ctx, kept)
	})
}

// forgetInvitees takes away what invitations say of the people they were for.
func (s *Store) forgetInvitees(ctx context.Context, which *gorm.DB) error {
	return wrap("forget who was invited", s.db(ctx).Model(&models.Invitation{}).Where(which).Updates(map[string]any{
		"address": nil, "address_hash": "", "name": "", "branch": "", "neighbourhood": "", "source": "", "text": "", "forgotten_at": s.Now(),
	}).Error)
}

// dropWaves forgets the files of waves that have stood still since before, and
// waves of which nothing was made altogether.
func (s *Store) dropWaves(ctx context.Context, before time.Time) error {
	err := s.db(ctx).Delete(&models.Wave{}, "state = ? AND created_at < ?", models.WavePreview, before).Error
	if err != nil {
		return wrap("drop old files", err)
	}
	return wrap("close old waves", s.db(ctx).Model(&models.Wave{}).Where("state = ? AND stopped_at < ?", models.WaveStopped, before).
		Updates(map[string]any{"state": models.WaveDone, "file": nil, "done_at": s.Now()}).Error)
}

// buryInvitee takes a person of ours who is gone out of how she came.
func (s *Store) buryInvitee(ctx context.Context, actorID string) error {
	var ids []string
	if err := s.db(ctx).Model(&models.InvitationUse{}).Where("actor_id = ? AND actor_id <> ''", actorID).Pluck("invitation_id", &ids).Error; err != nil {
		return wrap("look how a member came", err)
	}
	if len(ids) == 0 {
		return nil
	}
	if err := s.db(ctx).Model(&models.InvitationUse{}).Where("actor_id = ?", actorID).Update("actor_id", "").Error; err != nil {
		return wrap("forget how a member came", err)
	}
	return s.forgetInvitees(ctx, s.db(ctx).Where(s.among("id", ids)).Where("kind <> ?", models.InvitedByLink))
}
