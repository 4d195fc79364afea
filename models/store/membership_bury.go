package store

import (
	"context"

	"knoop/models"
)

// buryMemberships ends all that a gone actor had, as a person or as a
// collective, and takes the consent of ours back. Nobody is told: the Delete of
// the actor says it.
func (s *Store) buryMemberships(ctx context.Context, actorID string) error {
	var rows []models.Membership
	err := s.db(ctx).Clauses(s.forUpdate()...).Order("id").Find(&rows, "(person_id = ? OR collective_id = ?) AND state IN ?", actorID, actorID,
		[]models.MembershipState{models.MembershipAsked, models.MembershipInvited, models.MembershipAccepted}).Error
	if err != nil {
		return wrap("list memberships", err)
	}
	for _, m := range rows {
		m.End(models.MembershipEnded, "", s.Now())
		if err := s.revokeStamps(ctx, m.ID); err != nil {
			return err
		}
		if err := s.saveMembership(ctx, &m); err != nil {
			return err
		}
	}
	return nil
}
