package store

import (
	"context"

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
		if m.Crossed(o, said) {
			return nil // she will meet our Invite
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
			if !answered(m) {
				return nil
			}
			return tx.say(ctx, models.MembershipAnsweredFact, collective, m, m.State == models.MembershipAccepted)
		}
		return tx.saveMembership(ctx, &m)
	})
	return meant, err
}

// answered says whether the opening that lives has been answered.
func answered(m models.Membership) bool {
	return m.State == models.MembershipAccepted || m.State == models.MembershipRefused
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
		if m.Crossed(o, said) {
			return nil // the collective will meet her Join
		}
		now := tx.Now()
		if m.OpeningURI != o.URI || m.State == "" {
			if refused := m.Hear(said, now); refused != nil {
				return tx.forgetNew(ctx, m)
			}
		}
		meant = true
		member := m.State == models.MembershipAccepted
		switch m.Open(o, now) {
		case models.AnswerNo:
			meant = false
			return tx.forgetNew(ctx, m)
		case models.AnswerYes:
			if !member {
				m.Shown = person.Discoverable
			}
			if err := tx.saveMembership(ctx, &m); err != nil {
				return err
			}
			if err := tx.say(ctx, models.MembershipInviteAnsweredFact, person, m, true); err != nil {
				return err
			}
			if !member {
				return tx.settledIn(ctx, person, m)
			}
			if m.Shown {
				return tx.claimChanged(ctx, person) // the stamp may be another one
			}
			return nil
		case models.AnswerAgain:
			if !answered(m) {
				return nil
			}
			return tx.say(ctx, models.MembershipInviteAnsweredFact, person, m, m.State == models.MembershipAccepted)
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
			if yes && !m.State.Waiting() && m.State != models.MembershipAccepted {
				kind, by := models.MembershipLeftFact, h.Person
				if h.Collective.Local {
					kind, by = models.MembershipRemovedFact, h.Collective
				}
				return tx.say(ctx, kind, by, m, false)
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

// MembershipAcceptedLate takes a yes to an opening of ours that lives no more: it
// was taken back, or another came between. An end here beats it, and is said once
// more. Two who are members by another opening have the stamp that it names. And
// where an opening of the one who says yes waits here, that yes tells that it was
// used up: the two met there, and what came of it has ended here.
func (s *Store) MembershipAcceptedLate(ctx context.Context, personID, collectiveID string, said models.Said, openingURI, stampURI string) (meant bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		meant = false
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
		theirs, us, kind := models.MembershipInvited, h.Person, models.MembershipLeftFact
		if said.By == models.PersonSide {
			theirs, us, kind = models.MembershipAsked, h.Collective, models.MembershipRemovedFact
		}
		waits := m.State.Waiting() && m.State != theirs
		if refused := m.Hear(said, now); refused != nil || !us.Local || waits || m.OpeningURI == openingURI {
			return nil
		}
		if m.State == models.MembershipAccepted {
			if stampURI == "" || stampURI == m.StampURI {
				return nil
			}
			meant = true
			m.OpeningURI, m.StampURI, m.CheckDueAt = openingURI, stampURI, &now
			if err := tx.saveMembership(ctx, &m); err != nil || !m.Shown {
				return err
			}
			return tx.claimChanged(ctx, h.Person)
		}
		meant = true
		if m.State == theirs {
			m.End(models.MembershipWithdrawn, "", now)
			end := tx.saveMembership
			if h.Collective.Local {
				end = tx.endedHere
			}
			if err := end(ctx, &m); err != nil {
				return err
			}
		}
		return tx.say(ctx, kind, us, m, false)
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
		state, ends := m.EndedBy(said.By, openingURI)
		if !ends {
			return nil
		}
		meant = true
		shown := m.Shown
		m.End(state, reason, now)
		if h.Collective.Local {
			return tx.endedHere(ctx, &m)
		}
		return tx.endedThere(ctx, h.Person, m, shown)
	})
	return meant, err
}

// endedThere saves a membership elsewhere that is over: her document no longer
// claims it.
func (s *Store) endedThere(ctx context.Context, person models.Actor, m models.Membership, shown bool) error {
	if err := s.saveMembership(ctx, &m); err != nil || !shown || !person.Local {
		return err
	}
	return s.claimChanged(ctx, person)
}
