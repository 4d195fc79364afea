package store

import (
	"context"

	"knoop/models"
)

// DeleteMember leaves a tombstone of a person of ours. Her objects become
// tombstones, her follows end (others are told by Undo), her devices are signed
// out, her address and wishes are forgotten. Her keys stay: the letters that tell of it are still to be signed.
func (s *Store) DeleteMember(ctx context.Context, actorID string) error {
	return s.InTx(ctx, func(tx *Store) error {
		if err := tx.keepOrchestrator(ctx, actorID); err != nil {
			return err
		}
		a, err := tx.ourActor(ctx, actorID)
		if err != nil {
			return err
		}
		if a.Kind != models.Person {
			return models.Fail(models.Forbidden, "error.forbidden")
		}
		tx.touch(marksActors | marksFollows | marksPublic)
		var following []models.Follow
		err = tx.db(ctx).Order("id").Find(&following, "follower_id = ? AND state IN ?", actorID,
			[]models.FollowState{models.FollowAccepted, models.FollowAsked}).Error
		if err != nil {
			return wrap("list follows", err)
		}
		for _, f := range following {
			if err := tx.withdraw(ctx, f); err != nil {
				return err
			}
		}
		if err := tx.buryActor(ctx, actorID, s.Now()); err != nil {
			return err
		}
		if err := tx.buryProfile(ctx, actorID); err != nil {
			return err
		}
		if err := tx.endDeputies(ctx, actorID, func(models.Deputy) bool { return true }); err != nil {
			return err
		}
		for _, row := range []any{&models.Session{}, &models.Link{}, &models.Credential{}, &models.Ceremony{}, &models.RecoveryCode{}, &models.Signature{}} {
			if err := tx.db(ctx).Delete(row, "actor_id = ?", actorID).Error; err != nil {
				return wrap("sign a member out", err)
			}
		}
		if err := tx.buryInvitee(ctx, actorID); err != nil {
			return err
		}
		if err := tx.db(ctx).Delete(&models.PendingPost{}, "person_id = ?", actorID).Error; err != nil {
			return wrap("drop what a member was about to post", err)
		}
		if err := tx.db(ctx).Delete(&models.EventDraft{}, "actor_id = ?", actorID).Error; err != nil {
			return wrap("drop a member's drafts", err)
		}
		if err := tx.forgetPrivate(ctx, actorID); err != nil {
			return err
		}
		return tx.record(ctx, models.ActorDeletedFact, actorID, actorID, nil)
	})
}
