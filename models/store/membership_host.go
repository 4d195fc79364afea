package store

import (
	"context"

	"knoop/models"
)

// The verbs of our collective towards people who live elsewhere.

// DecideMembership answers a person who asked to join our collective: yes with
// the role she gets, no with a reason.
func (s *Store) DecideMembership(ctx context.Context, membershipID string, yes bool, role models.Role, reason string) error {
	return s.InTx(ctx, func(tx *Store) error {
		h, err := tx.ours(ctx, membershipID)
		if err != nil {
			return err
		}
		m := h.Membership
		if m.State != models.MembershipAsked || m.Over(tx.Now()) {
			return models.Fail(models.Conflict, "error.request_over")
		}
		if yes {
			m.Role = role
			return tx.admit(ctx, h.Person, h.Collective, &m)
		}
		m.End(models.MembershipRefused, reason, tx.Now())
		if err := tx.saveMembership(ctx, &m); err != nil {
			return err
		}
		return tx.say(ctx, models.MembershipAnsweredFact, h.Collective, m, false)
	})
}

// admit makes a person elsewhere a member of our collective: state, stamp and
// the answer to her question together. One who is a member already stays as she
// is, shown or not.
func (s *Store) admit(ctx context.Context, person, collective models.Actor, m *models.Membership) error {
	n, err := s.Node(ctx)
	if err != nil {
		return err
	}
	if m.State != models.MembershipAccepted {
		m.Accept(s.Now())
	}
	if m.StampURI, err = s.putStamp(ctx, n, *m, collective, person.URI, true, m.Shown); err != nil {
		return err
	}
	if err := s.saveMembership(ctx, m); err != nil {
		return err
	}
	return s.say(ctx, models.MembershipAnsweredFact, collective, *m, true)
}

// InviteMember lets our collective invite a person who lives elsewhere. Invited
// again while it waits, the same Invite is sent once more; where she has asked,
// inviting is saying yes.
func (s *Store) InviteMember(ctx context.Context, personID string, role models.Role) (m models.Membership, err error) {
	n, err := s.Node(ctx)
	if err != nil {
		return m, err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		collective, err := tx.ourActor(ctx, n.Collective)
		if err != nil {
			return err
		}
		person, err := tx.Actor(ctx, personID)
		if err != nil {
			return err
		}
		switch {
		case person.Kind != models.Person:
			return models.Fail(models.Invalid, "error.no_person")
		case person.Local:
			return models.Fail(models.Conflict, "error.member_here")
		case person.GoneAt != nil:
			return models.Fail(models.Gone, "error.gone")
		}
		if m, err = tx.lockMembership(ctx, personID, n.Collective); err != nil {
			return err
		}
		now := tx.Now()
		switch {
		case m.State == models.MembershipAccepted:
			return models.Fail(models.Conflict, "error.member_already", "Name", person.DisplayName())
		case m.State == models.MembershipAsked && !m.Over(now):
			m.Role = role
			return tx.admit(ctx, person, collective, &m)
		case m.State == models.MembershipInvited && !m.Over(now):
			m.ResentAt = &now
			if err := tx.saveMembership(ctx, &m); err != nil {
				return err
			}
			return tx.say(ctx, models.MembershipInvitedFact, collective, m, false)
		}
		uri := models.ActivityURI(n.Origin, models.NewID())
		m.Open(models.Opening{By: models.CollectiveSide, URI: uri}, now)
		m.Role = role
		if err := m.Hear(models.Said{By: models.CollectiveSide, URI: uri, Published: now}, now); err != nil {
			return err
		}
		if m.StampURI, err = tx.putStamp(ctx, n, m, collective, person.URI, false, false); err != nil {
			return err
		}
		if err := tx.saveMembership(ctx, &m); err != nil {
			return err
		}
		return tx.say(ctx, models.MembershipInvitedFact, collective, m, false)
	})
	return m, err
}

// RemoveMembership ends what our collective has with a person elsewhere: an
// invitation is taken back, a membership ended with a reason. The stamp is gone
// from this moment.
func (s *Store) RemoveMembership(ctx context.Context, membershipID, reason string) error {
	return s.InTx(ctx, func(tx *Store) error {
		h, err := tx.ours(ctx, membershipID)
		if err != nil {
			return err
		}
		m, now := h.Membership, tx.Now()
		kind := models.MembershipRemovedFact
		switch m.State {
		case models.MembershipInvited:
			kind = models.MembershipWithdrawnFact
			m.End(models.MembershipWithdrawn, reason, now)
		case models.MembershipAccepted:
			m.End(models.MembershipEnded, reason, now)
		default:
			return models.Fail(models.Conflict, "error.membership_over")
		}
		if err := tx.endedHere(ctx, &m); err != nil {
			return err
		}
		return tx.say(ctx, kind, h.Collective, m, false)
	})
}

// endedHere saves a membership of our collective that is over: no stamp, and no
// door that is open by it.
func (s *Store) endedHere(ctx context.Context, m *models.Membership) error {
	if err := s.revokeStamps(ctx, m.ID); err != nil {
		return err
	}
	if err := s.EndSessionsOf(ctx, m.PersonID); err != nil {
		return err
	}
	return s.saveMembership(ctx, m)
}

// SetMembershipRole gives a member who lives elsewhere another role here; her
// stamp says so, and she is told.
func (s *Store) SetMembershipRole(ctx context.Context, membershipID string, role models.Role) error {
	return s.InTx(ctx, func(tx *Store) error {
		h, err := tx.ours(ctx, membershipID)
		if err != nil {
			return err
		}
		m := h.Membership
		switch {
		case m.State != models.MembershipAccepted:
			return models.Fail(models.Conflict, "error.membership_over")
		case m.Role == role:
			return nil
		}
		n, err := tx.Node(ctx)
		if err != nil {
			return err
		}
		m.Role = role
		if m.StampURI, err = tx.putStamp(ctx, n, m, h.Collective, h.Person.URI, true, m.Shown); err != nil {
			return err
		}
		if err := tx.saveMembership(ctx, &m); err != nil {
			return err
		}
		return tx.say(ctx, models.StampChangedFact, h.Collective, m, false)
	})
}

// ours loads a membership in our collective of a person elsewhere to change it.
func (s *Store) ours(ctx context.Context, membershipID string) (models.Belonging, error) {
	h, err := s.changeMembership(ctx, membershipID)
	if err == nil && (!h.Collective.Local || h.Person.Local) {
		err = models.Fail(models.NotFound, "error.not_found")
	}
	return h, err
}
