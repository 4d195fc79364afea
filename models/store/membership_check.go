package store

import (
	"context"
	"time"

	"knoop/models"
)

// NextCheck gives when the next membership is to be read; the zero time for none.
func (s *Store) NextCheck(ctx context.Context) (time.Time, error) {
	var m models.Membership
	q := s.db(ctx).Where("check_due_at IS NOT NULL").Order("check_due_at").Limit(1).Find(&m)
	if q.Error != nil || q.RowsAffected == 0 {
		return time.Time{}, wrap("look for the next check", q.Error)
	}
	return *m.CheckDueAt, nil
}

// DueChecks lists the memberships that are to be read again, with both ends.
func (s *Store) DueChecks(ctx context.Context, limit int) ([]models.Belonging, error) {
	var ids []string
	err := s.db(ctx).Model(&models.Membership{}).Where("check_due_at <= ?", s.Now()).Order("check_due_at").Limit(limit).Pluck("id", &ids).Error
	if err != nil {
		return nil, wrap("list due checks", err)
	}
	hats := make([]models.Belonging, 0, len(ids))
	for _, id := range ids {
		m, err := s.Membership(ctx, id)
		if err != nil {
			return nil, err
		}
		actors, err := s.Actors(ctx, []string{m.PersonID, m.CollectiveID})
		if err != nil {
			return nil, err
		}
		hats = append(hats, models.Belonging{Membership: m, Person: actors[m.PersonID], Collective: actors[m.CollectiveID]})
	}
	return hats, nil
}

// CheckHat writes down what a reading came to; role is what the stamp said, ""
// when it was not read. A membership that changed while it was read stays due.
//
// A stamp that is gone for good is an end of which the word did not reach us; it
// is said back, so that nothing newer is left to wait there.
// Our own collective lists nobody whose document is not there to claim it.
func (s *Store) CheckHat(ctx context.Context, membershipID string, c models.Check, role models.Role) error {
	return s.InTx(ctx, func(tx *Store) error {
		h, err := tx.changeMembership(ctx, membershipID)
		if err != nil {
			return err
		}
		m, now := h.Membership, tx.Now()
		switch {
		case m.State != models.MembershipAccepted:
			m.CheckDueAt = nil
			return tx.saveMembership(ctx, &m)
		case c.Of != m.StampURI:
			return nil
		case c.Stamp == models.Revoked && h.Person.Local:
			shown := m.Shown
			m.End(models.MembershipEnded, "", now)
			if err := tx.say(ctx, models.MembershipLeftFact, h.Person, m, false); err != nil {
				return err
			}
			return tx.endedThere(ctx, h.Person, m, shown)
		case m.Shown && h.Collective.Local && (c.Claim == models.Missing || c.Claim == models.Revoked):
			m.Shown = false
			if err := tx.openStamp(ctx, m.ID, false); err != nil {
				return err
			}
		}
		if !m.Shown {
			m.NotShown(now, h.Person.Local || h.Collective.Local)
			return tx.saveMembership(ctx, &m)
		}
		if h.Person.Local {
			c.Claim = models.Found // she shows it by now, if she did not while it was read
		}
		m.Judge(c, now)
		if role != "" && !h.Collective.Local {
			m.Role = role
		}
		return tx.saveMembership(ctx, &m)
	})
}
