package store

import (
	"context"

	"knoop/models"
)

// The verbs of a person of ours towards a collective that lives elsewhere.

// AskMembership lets a person of ours ask a collective elsewhere. Asked again
// while it waits, the same Join is sent once more; where the collective has
// invited her, asking is saying yes.
func (s *Store) AskMembership(ctx context.Context, personID, collectiveID, message string) (m models.Membership, err error) {
	n, err := s.Node(ctx)
	if err != nil {
		return m, err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		person, err := tx.ourActor(ctx, personID)
		if err != nil {
			return err
		}
		collective, err := tx.Actor(ctx, collectiveID)
		if err != nil {
			return err
		}
		switch {
		case person.Kind != models.Person, collective.Kind != models.Group:
			return models.Fail(models.Invalid, "error.no_collective")
		case collective.Local:
			return models.Fail(models.Conflict, "error.member_here")
		case collective.GoneAt != nil:
			return models.Fail(models.Gone, "error.gone")
		}
		if m, err = tx.lockMembership(ctx, personID, collectiveID); err != nil {
			return err
		}
		now := tx.Now()
		switch {
		case m.State == models.MembershipAccepted:
			return models.Fail(models.Conflict, "error.member_already", "Name", collective.DisplayName())
		case m.State == models.MembershipInvited && !m.Over(now):
			return tx.answerInvite(ctx, person, &m, true)
		case m.State == models.MembershipAsked && !m.Over(now):
			m.ResentAt = &now
			if err := tx.saveMembership(ctx, &m); err != nil {
				return err
			}
			return tx.say(ctx, models.MembershipAskedFact, person, m, false)
		}
		uri := models.ActivityURI(n.Origin, models.NewID())
		m.Open(models.Opening{By: models.PersonSide, URI: uri, Message: message}, now)
		m.StampURI, m.Role = "", ""
		if err := m.Hear(models.Said{By: models.PersonSide, URI: uri, Published: now}, now); err != nil {
			return err
		}
		if err := tx.saveMembership(ctx, &m); err != nil {
			return err
		}
		return tx.say(ctx, models.MembershipAskedFact, person, m, false)
	})
	return m, err
}

// AnswerInvite says yes or no to a collective that invited a person of ours.
func (s *Store) AnswerInvite(ctx context.Context, personID, membershipID string, yes bool) error {
	return s.InTx(ctx, func(tx *Store) error {
		h, err := tx.hers(ctx, personID, membershipID)
		if err != nil {
			return err
		}
		m := h.Membership
		if m.State != models.MembershipInvited || m.Over(tx.Now()) {
			return models.Fail(models.Conflict, "error.invite_over")
		}
		return tx.answerInvite(ctx, h.Person, &m, yes)
	})
}

func (s *Store) answerInvite(ctx context.Context, person models.Actor, m *models.Membership, yes bool) error {
	now := s.Now()
	if yes {
		m.Accept(now)
		m.Shown = person.Discoverable
	} else {
		m.End(models.MembershipRefused, "", now)
	}
	if err := s.saveMembership(ctx, m); err != nil {
		return err
	}
	if err := s.say(ctx, models.MembershipInviteAnsweredFact, person, *m, yes); err != nil || !yes {
		return err
	}
	return s.settledIn(ctx, person, *m)
}

// settledIn is what follows when a person of ours has become a member elsewhere:
// her document says so if she shows it, and she follows the collective, so that
// its news and dates reach her at home.
func (s *Store) settledIn(ctx context.Context, person models.Actor, m models.Membership) error {
	if m.Shown {
		if err := s.claimChanged(ctx, person); err != nil {
			return err
		}
	}
	if _, err := s.AskFollow(ctx, person.ID, m.CollectiveID); err != nil && models.KindOf(err) != models.Conflict {
		return err
	}
	return nil
}

// LeaveMembership ends what a person of ours has with a collective elsewhere: a
// question is taken back, a membership is left.
func (s *Store) LeaveMembership(ctx context.Context, personID, membershipID string) error {
	return s.InTx(ctx, func(tx *Store) error {
		h, err := tx.hers(ctx, personID, membershipID)
		if err != nil {
			return err
		}
		return tx.leave(ctx, h)
	})
}

func (s *Store) leave(ctx context.Context, h models.Belonging) error {
	m, shown, now := h.Membership, h.Membership.Shown, s.Now()
	if h.Collective.Local {
		return models.Fail(models.Conflict, "error.member_here")
	}
	kind := models.MembershipLeftFact
	switch m.State {
	case models.MembershipAsked:
		kind = models.MembershipWithdrawnFact
		m.End(models.MembershipWithdrawn, "", now)
	case models.MembershipAccepted:
		m.End(models.MembershipEnded, "", now)
	default:
		return models.Fail(models.Conflict, "error.membership_over")
	}
	if err := s.saveMembership(ctx, &m); err != nil {
		return err
	}
	if err := s.say(ctx, kind, h.Person, m, false); err != nil || !shown {
		return err
	}
	return s.claimChanged(ctx, h.Person)
}

// ShowMembership shows a hat of a person of ours on her profile, or no longer.
// The one of her own collective follows whether she may be found.
func (s *Store) ShowMembership(ctx context.Context, personID, membershipID string, shown bool) error {
	return s.InTx(ctx, func(tx *Store) error {
		h, err := tx.hers(ctx, personID, membershipID)
		if err != nil {
			return err
		}
		m := h.Membership
		switch {
		case h.Collective.Local:
			return models.Fail(models.Conflict, "error.hat_follows_profile")
		case m.State != models.MembershipAccepted:
			return models.Fail(models.Conflict, "error.membership_over")
		case m.Shown == shown:
			return nil
		}
		now := tx.Now()
		m.Shown, m.CheckDueAt = shown, &now
		if shown {
			m.DeniedAt, m.Denied = nil, "" // what was missing was her word
		} else {
			later := now.Add(models.CheckEvery)
			m.ClaimSeenAt, m.StampSeenAt, m.EntrySeenAt, m.CheckDueAt = nil, nil, nil, &later
		}
		if err := tx.saveMembership(ctx, &m); err != nil {
			return err
		}
		return tx.claimChanged(ctx, h.Person)
	})
}

// hers loads a membership of a person of ours to change it; another's is NotFound.
func (s *Store) hers(ctx context.Context, personID, membershipID string) (models.Belonging, error) {
	h, err := s.changeMembership(ctx, membershipID)
	if err == nil && (h.Membership.PersonID != personID || !h.Person.Local || h.Person.GoneAt != nil) {
		err = models.Fail(models.NotFound, "error.not_found")
	}
	return h, err
}
