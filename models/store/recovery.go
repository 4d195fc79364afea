package store

import (
	"context"

	"knoop/models"
)

// recoveryPurpose keeps fingerprints of codes apart from others of this node.
const recoveryPurpose = "recovery code"

// NewRecoveryCodes makes a person a new set of recovery codes and gives them, the
// one time that anybody sees them. Those of an older set no longer work.
func (s *Store) NewRecoveryCodes(ctx context.Context, actorID string) ([]string, error) {
	codes, rows, now := make([]string, models.RecoveryCodes), make([]models.RecoveryCode, models.RecoveryCodes), s.Now()
	for i := range codes {
		codes[i] = models.NewRecoveryCode()
		rows[i] = models.RecoveryCode{ID: models.NewID(), ActorID: actorID, Hash: s.options.Secret.MAC(recoveryPurpose, codes[i]), CreatedAt: now}
	}
	err := s.InTx(ctx, func(tx *Store) error {
		if _, err := tx.ourActor(ctx, actorID); err != nil {
			return err
		}
		if err := tx.db(ctx).Delete(&models.RecoveryCode{}, "actor_id = ?", actorID).Error; err != nil {
			return wrap("void older recovery codes", err)
		}
		return wrap("keep recovery codes", tx.db(ctx).Create(&rows).Error)
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// RecoveryCodesLeft counts a person's codes that still work.
func (s *Store) RecoveryCodesLeft(ctx context.Context, actorID string) (int, error) {
	var left int64
	err := s.db(ctx).Model(&models.RecoveryCode{}).Where("actor_id = ? AND used_at IS NULL", actorID).Count(&left).Error
	return int(left), wrap("count recovery codes", err)
}

// RecoverByCode starts a session for the person with a handle by one of her
// recovery codes, which is used up, and ends the one that the browser had. That
// the code is wrong, used, or nobody's is one and the same error: it does not
// tell who is here.
func (s *Store) RecoverByCode(ctx context.Context, handle, typed, device, ends string) (token string, sess models.Session, err error) {
	wrong := models.Fail(models.Forbidden, "error.recovery_wrong")
	code, ok := models.CleanRecoveryCode(typed)
	if !ok {
		return "", sess, wrong
	}
	who, err := s.ActorByHandle(ctx, handle)
	switch {
	case models.KindOf(err) == models.NotFound:
		return "", sess, wrong
	case err != nil:
		return "", sess, err
	case who.Kind != models.Person || who.GoneAt != nil:
		return "", sess, wrong
	}
	err = s.InTx(ctx, func(tx *Store) error {
		// The condition decides between two who type it at once.
		used := tx.db(ctx).Model(&models.RecoveryCode{}).
			Where("actor_id = ? AND hash = ? AND used_at IS NULL", who.ID, s.options.Secret.MAC(recoveryPurpose, code)).UpdateColumn("used_at", tx.Now())
		if used.Error != nil {
			return wrap("use a recovery code", used.Error)
		}
		if used.RowsAffected == 0 {
			return wrong
		}
		token, sess, err = tx.startSession(ctx, who.ID, device, ends)
		return err
	})
	if err != nil {
		return "", models.Session{}, err
	}
	return token, sess, nil
}
