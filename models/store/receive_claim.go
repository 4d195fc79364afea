package store

import (
	"context"
	"slices"

	"knoop/models"
)

// SeeClaims takes what a person's own document says of her memberships. Our
// collective lists her while it says so, and no longer; a claim about others is
// noted to be checked, when we know her as a member somewhere.
func (s *Store) SeeClaims(ctx context.Context, person models.Actor, claims []models.Claim) error {
	if person.Local {
		return nil
	}
	// Most people who are met are members of nothing we know: no transaction then.
	if known, err := s.MembershipsOf(ctx, person.ID); err != nil || len(known) == 0 {
		return err
	}
	return s.InTx(ctx, func(tx *Store) error {
		hats, err := tx.lockMembershipsOf(ctx, person.ID)
		if err != nil {
			return err
		}
		claimed := make(map[string]string, len(claims))
		for _, c := range claims {
			claimed[c.Collective] = c.Stamp
		}
		// A member of ours with a hat that we do not know: it is to be read too.
		known := make(map[string]bool, len(hats))
		for _, h := range hats {
			known[h.Collective.URI] = true
		}
		more := slices.ContainsFunc(claims, func(c models.Claim) bool { return !known[c.Collective] })
		now := models.Second(tx.Now())
		for _, h := range hats {
			m := h.Membership
			stamp, says := claimed[h.Collective.URI]
			if h.Collective.Local {
				says = says && stamp == m.StampURI && m.State == models.MembershipAccepted
			}
			switch {
			case m.Shown == says && (!says || m.StampURI == stamp):
				if !says {
					continue
				}
				m.ClaimSeenAt = &now
				if h.Collective.Local && more {
					m.Touch(now)
				}
			case h.Collective.Local:
				m.Shown = says
				if err := tx.openStamp(ctx, m.ID, says); err != nil {
					return err
				}
				m.ClaimSeenAt, m.StampSeenAt, m.EntrySeenAt = nil, nil, nil
				if says {
					m.ClaimSeenAt, m.StampSeenAt, m.EntrySeenAt, m.DeniedAt, m.Denied = &now, &now, &now, nil, ""
					if more {
						m.Touch(now)
					}
					// Listed from now on: her home may look, and find all three.
					if err := tx.say(ctx, models.StampChangedFact, h.Collective, m, false); err != nil {
						return err
					}
				}
			default:
				m.Shown = says
				if stamp != "" {
					m.StampURI = stamp
				}
				m.CheckDueAt = &now
			}
			if err := tx.saveMembership(ctx, &m); err != nil {
				return err
			}
		}
		return nil
	})
}

// lockMembershipsOf loads all that a person has with collectives, to change it.
func (s *Store) lockMembershipsOf(ctx context.Context, personID string) ([]models.Belonging, error) {
	if err := s.hold(ctx, "person_id = ?", personID); err != nil {
		return nil, err
	}
	return s.MembershipsOf(ctx, personID)
}

// hold keeps memberships as they are until the transaction ends; what is read
// after it is what others have committed.
func (s *Store) hold(ctx context.Context, which string, args ...any) error {
	var ids []string
	q := s.db(ctx).Model(&models.Membership{}).Clauses(s.forUpdate()...).Where(which, args...).Order("id").Pluck("id", &ids)
	return wrap("hold memberships", q.Error)
}

// NoteClaim keeps a claim of a person elsewhere about a collective elsewhere, to
// be checked. Nothing is believed by it.
func (s *Store) NoteClaim(ctx context.Context, person, collective models.Actor, stampURI string) error {
	if person.Local || collective.Local {
		return nil
	}
	return s.InTx(ctx, func(tx *Store) error {
		m, err := tx.lockMembership(ctx, person.ID, collective.ID)
		if err != nil || m.State == models.MembershipAccepted && m.Shown && m.StampURI == stampURI {
			return err
		}
		now := tx.Now()
		m.Accept(now)
		m.Role, m.Shown, m.StampURI = "", true, stampURI
		m.ClaimSeenAt, m.StampSeenAt, m.EntrySeenAt = nil, nil, nil
		return tx.saveMembership(ctx, &m)
	})
}

// StampTouched lets a stamp elsewhere be read again soon: its collective said
// that it changed or is gone. Said again and again, it is read once in some seconds.
func (s *Store) StampTouched(ctx context.Context, collectiveID, stampURI string) (known bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		var rows []models.Membership
		err := tx.db(ctx).Clauses(tx.forUpdate()...).Find(&rows, "collective_id = ? AND stamp_uri = ?", collectiveID, stampURI).Error
		if err != nil {
			return wrap("find a stamp", err)
		}
		for _, m := range rows {
			known = true
			m.Touch(tx.Now())
			if err := tx.saveMembership(ctx, &m); err != nil {
				return err
			}
		}
		return nil
	})
	return known, err
}
