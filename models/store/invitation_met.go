package store

import (
	"context"

	"gorm.io/gorm"

	"knoop/models"
)

// NoteMet notes that somebody who joined by an invitation was at a first
// gathering, or takes that back. Noted twice, the first time counts. NotFound for
// who did not join by it, or is gone.
func (s *Store) NoteMet(ctx context.Context, invitationID, actorID string, met bool) error {
	return s.InTx(ctx, func(tx *Store) error {
		var at any // NULL: not known
		if met {
			at = gorm.Expr("coalesce(met_at, ?)", tx.Now())
		}
		noted := tx.db(ctx).Model(&models.InvitationUse{}).Where("invitation_id = ? AND actor_id = ? AND actor_id <> ''", invitationID, actorID).UpdateColumn("met_at", at)
		if noted.Error != nil {
			return wrap("note who came to a first gathering", noted.Error)
		}
		if noted.RowsAffected == 0 {
			return models.Fail(models.NotFound, "error.not_found")
		}
		return nil
	})
}
