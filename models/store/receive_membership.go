package store

import (
	"context"
	"time"

	"knoop/models"
)

// What arrives about memberships. Every verb says whether it meant something
// here; late, repeated and foreign words do not, and change nothing.

// ReceiveMembershipJoin takes the question of a person elsewhere to join our collective.
// Repeated, whatever was answered is said once more.
func (s *Store) ReceiveMembershipJoin(ctx context.Context, person models.Actor, said models.Said, o models.Opening) (meant bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		n, err := tx.Node(ctx)
		if err != nil {
			return err
		}
		collective, err := tx.ourActor(ctx, n.Collective)
		if err != nil || person.Local || person.Kind != models.Person {
			return err
		}
		blocked, err := tx.Blocked(ctx, person.ID, collective.ID)
		if err != nil || blocked {
			return err
		}
		m, err := tx.lockMembership(ctx, person.ID, collective.ID)
		if err != nil {
			return err
		}
		again := m.OpeningURI == o.URI && m.State != ""
		now := tx.Now()
		if !again {
			if refused := m.Hear(said, now); refused != nil {
				return tx.forgetNew(ctx, m)
			}
		}
		meant = true
		switch m.Open(o, now) {
		case models.AnswerNo:
			meant = false
			return tx.forgetNew(ctx, m)
		case models.AnswerYes:
			return tx.admit(ctx, person, collective, &m)
		case models.AnswerAgain:
			answer := map[models.MembershipState]string{models.MembershipAccepted: "yes", models.MembershipRefused: "no"}[m.State]
			if answer == "" {
				return nil
			}
			return tx.record(ctx, models.MembershipAnsweredFact, collective.ID, m.ID, []byte(answer))
		}
		return tx.saveMembership(ctx, &m)
	})
	return meant, err
}

// forgetNew drops a row that was made for a word that did not count.
func (s *Store) forgetNew(ctx context.Context, m models.Membership) error {
	if m.State != "" {
		return nil
	}
	return wrap("drop a membership", s.db(ctx).Delete(&models.Membership{}, "id = ?", m.ID).Error)
}

// ReceiveMembershipInvite takes the invitation of a collective elsewhere for a
// person of ours.
func (s *Store) ReceiveMembershipInvite(ctx context.Context, collective, person models.Actor, said models.Said, o models.Opening) (meant bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		if collective.Kind != models.Group || collective.Local || !person.Local || person.Kind != models.Person || person.GoneAt != nil {
			return nil
		}
		m, err := tx.lockMembership(ctx, person.ID, collective.ID)
		if err != nil {
			return err
		}
		now := tx.Now()
		if m.OpeningURI != o.URI || m.State == "" {
			if refused := m.Hear(said, now); refused != nil {
				return tx.forgetNew(ctx, m)
			}
		}
		meant = true
		switch m.Open(o, now) {
		case models.AnswerNo:
			meant = false
			return tx.forgetNew(ctx, m)
		case models.AnswerYes:
			m.Shown = person.Discoverable
			if err := tx.saveMembership(ctx, &m); err != nil {
				return err
			}
			if err := tx.record(ctx, models.MembershipInviteAnsweredFact, person.ID, m.ID, []byte("yes")); err != nil {
				return err
			}
			return tx.settledIn(ctx, person, m)
		case models.AnswerAgain:
			answer := map[models.MembershipState]string{models.MembershipAccepted: "yes", models.MembershipRefused: "no"}[m.State]
			if answer == "" {
				return nil
			}
			return tx.record(ctx, models.MembershipInviteAnsweredFact, person.ID, m.ID, []byte(answer))
		}
		return tx.saveMembership(ctx, &m)
	})
	return meant, err
}

// MembershipAnswered takes an Accept or Reject by the one who was asked of the
// opening that lives. For a Join by one of ours stampURI is the collective's
// consent.
func (s *Store) MembershipAnswered(ctx context.Context, from models.Actor, said models.Said, openingURI string, yes bool, stampURI, reason string) (meant bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		var m models.Membership
		q := tx.db(ctx).Clauses(tx.forUpdate()...).Limit(1).
			Find(&m, "opening_uri = ? AND (person_id = ? OR collective_id = ?)", openingURI, from.ID, from.ID)
		if q.Error != nil {
			return wrap("find an opening", q.Error)
		}
		if q.RowsAffected == 0 {
			return nil
		}
		meant = true
		h, err := tx.changeMembership(ctx, m.ID)
		if err != nil {
			return err
		}
		now := tx.Now()
		waits := models.MembershipAsked
		if from.ID == m.PersonID {
			said.By, waits = models.PersonSide, models.MembershipInvited
		} else {
			said.By = models.CollectiveSide
		}
		if refused := m.Hear(said, now); refused != nil || m.State != waits || m.Over(now) {
			// An end here beats a late yes: the other side learns of it again.
			if yes && (m.State == models.MembershipWithdrawn || m.State == models.MembershipEnded || m.State == models.MembershipExpired) {
				kind, by := models.MembershipLeftFact, h.Person
				if h.Collective.Local {
					kind, by = models.MembershipRemovedFact, h.Collective
				}
				return tx.record(ctx, kind, by.ID, m.ID, nil)
			}
			return nil
		}
		if !yes {
			m.End(models.MembershipRefused, reason, now)
			if h.Collective.Local {
				return tx.endedHere(ctx, &m)
			}
			return tx.saveMembership(ctx, &m)
		}
		m.Accept(now)
		if h.Person.Local {
			m.Shown = h.Person.Discoverable
			if stampURI != "" {
				m.StampURI = stampURI
			}
			if err := tx.saveMembership(ctx, &m); err != nil {
				return err
			}
			return tx.settledIn(ctx, h.Person, m)
		}
		n, err := tx.Node(ctx)
		if err != nil {
			return err
		}
		if m.StampURI, err = tx.putStamp(ctx, n, m, h.Collective, h.Person.URI, true, false); err != nil {
			return err
		}
		return tx.saveMembership(ctx, &m)
	})
	return meant, err
}

// MembershipEnded takes the end of a membership or of an opening by one of its
// sides: Leave or Undo by the person, Remove or Undo by the collective.
func (s *Store) MembershipEnded(ctx context.Context, personID, collectiveID string, said models.Said, openingURI string, reason string) (meant bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		m, err := tx.MembershipOf(ctx, personID, collectiveID)
		if models.KindOf(err) == models.NotFound {
			return nil
		} else if err != nil {
			return err
		}
		h, err := tx.changeMembership(ctx, m.ID)
		if err != nil {
			return err
		}
		m = h.Membership
		now := tx.Now()
		if refused := m.Hear(said, now); refused != nil {
			return nil
		}
		state := models.MembershipEnded
		if m.State.Waiting() {
			state = models.MembershipWithdrawn
		}
		switch {
		case !m.State.Waiting() && m.State != models.MembershipAccepted:
			return nil
		case openingURI != "" && m.OpeningURI != openingURI:
			return nil // of an opening that lives no more
		}
		meant = true
		shown := m.Shown
		m.End(state, reason, now)
		if h.Collective.Local {
			return tx.endedHere(ctx, &m)
		}
		if err := tx.saveMembership(ctx, &m); err != nil || !shown || !h.Person.Local {
			return err
		}
		return tx.claimChanged(ctx, h.Person)
	})
	return meant, err
}

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
		hats, err := tx.MembershipsOf(ctx, person.ID)
		if err != nil {
			return err
		}
		claimed := make(map[string]string, len(claims))
		for _, c := range claims {
			claimed[c.Collective] = c.Stamp
		}
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
			case h.Collective.Local:
				m.Shown = says
				if err := tx.openStamp(ctx, m.ID, says); err != nil {
					return err
				}
				m.ClaimSeenAt, m.StampSeenAt, m.EntrySeenAt = nil, nil, nil
				if says {
					m.ClaimSeenAt, m.StampSeenAt, m.EntrySeenAt, m.DeniedAt, m.Denied = &now, &now, &now, nil, ""
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
			due := tx.Now()
			if m.CheckedAt != nil && due.Sub(*m.CheckedAt) < models.CheckTouched {
				due = m.CheckedAt.Add(models.CheckTouched)
			}
			m.CheckDueAt = &due
			if err := tx.saveMembership(ctx, &m); err != nil {
				return err
			}
		}
		return nil
	})
	return known, err
}

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
// when it was not read.
func (s *Store) CheckHat(ctx context.Context, membershipID string, c models.Check, role models.Role) error {
	return s.InTx(ctx, func(tx *Store) error {
		h, err := tx.changeMembership(ctx, membershipID)
		if err != nil {
			return err
		}
		m, now := h.Membership, tx.Now()
		if m.State != models.MembershipAccepted {
			m.CheckDueAt = nil
			return tx.saveMembership(ctx, &m)
		}
		m.Judge(c, now)
		if role != "" && !h.Collective.Local {
			m.Role = role
		}
		if !m.Shown {
			m.CheckDueAt = nil
		}
		return tx.saveMembership(ctx, &m)
	})
}

// ExpireOpenings closes openings that nobody answered in time, and sends those
// that have waited three days once more.
func (s *Store) ExpireOpenings(ctx context.Context) error {
	return s.InTx(ctx, func(tx *Store) error {
		now := tx.Now()
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
				kind, by := models.MembershipAskedFact, h.Person.ID
				if m.State == models.MembershipInvited {
					kind, by = models.MembershipInvitedFact, h.Collective.ID
				}
				if err := tx.record(ctx, kind, by, m.ID, nil); err != nil {
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
