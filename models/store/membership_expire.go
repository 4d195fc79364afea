package store

import (
	"context"

	"knoop/models"
)

// ExpireOpenings closes openings that nobody answered in time, and sends those
// that have waited three days once more.
func (s *Store) ExpireOpenings(ctx context.Context) error {
	return s.InTx(ctx, func(tx *Store) error {
		now := tx.Now()
		if err := tx.hold(ctx, "state IN ?", []models.MembershipState{models.MembershipAsked, models.MembershipInvited}); err != nil {
			return err
		}
		waiting, err := tx.Memberships(ctx, MembershipFilter{States: []models.MembershipState{models.MembershipAsked, models.MembershipInvited}})
		if err != nil {
			return err
		}
		for _, h := range waiting {
			m := h.Membership
			mine := m.State == models.MembershipAsked && h.Person.Local || m.State == models.MembershipInvited && h.Collective.Local
			switch {
			case m.Over(now):
				m.End(models.MembershipExpired, "", now)
				if h.Collective.Local {
					if err := tx.revokeStamps(ctx, m.ID); err != nil {
						return err
					}
				}
			case mine && m.ResentAt == nil && now.Sub(m.OpenedAt) > models.AskAgainAfter:
				m.ResentAt = &now
				kind, by := models.MembershipAskedFact, h.Person
				if m.State == models.MembershipInvited {
					kind, by = models.MembershipInvitedFact, h.Collective
				}
				if err := tx.say(ctx, kind, by, m, false); err != nil {
					return err
				}
			default:
				continue
			}
			if err := tx.saveMembership(ctx, &m); err != nil {
				return err
			}
		}
		return nil
	})
}
