package store

import (
	"context"

	"knoop/models"
)

// RoleNow gives what somebody may do here at this moment: her own role, or the
// higher one for which she stands in. Whoever asks what a visitor may do asks
// this, wherever her home is.
func (s *Store) RoleNow(ctx context.Context, actorID string) (models.Role, error) {
	var held []struct {
		Role models.Role
		Own  bool
	}
	err := s.db(ctx).Raw(`SELECT role, true AS own FROM accounts WHERE actor_id = ?
		UNION ALL SELECT role, false FROM deputies WHERE deputy_id = ? AND ended_at IS NULL AND state = 'accepted' AND handover = false`,
		actorID, actorID).Scan(&held).Error
	if err != nil {
		return "", wrap("read a role", err)
	}
	role, account := models.Role(""), false
	for _, h := range held {
		role, account = models.Higher(role, h.Role), account || h.Own
	}
	if account {
		return role, nil
	}
	elsewhere, err := s.visitorRole(ctx, actorID)
	return models.Higher(role, elsewhere), err
}

// OwnRole gives the role that somebody has herself: of a person of another node
// that of her membership.
func (s *Store) OwnRole(ctx context.Context, actorID string) (models.Role, error) {
	var roles []models.Role
	err := s.db(ctx).Model(&models.Account{}).Where("actor_id = ?", actorID).Pluck("role", &roles).Error
	if err != nil {
		return "", wrap("read a role", err)
	}
	if len(roles) == 0 {
		return s.visitorRole(ctx, actorID)
	}
	return roles[0], nil
}

// SetRole gives a person another role. Conflict error.last_orchestrator when
// nobody would be left to run the collective. What she had others stand in for,
// and where she stands in herself, ends when it no longer makes sense. A guest is
// no member: her page, her posts and the way in to her own data stay.
func (s *Store) SetRole(ctx context.Context, actorID string, role models.Role) error {
	if _, err := models.ParseRole(string(role)); err != nil {
		return err
	}
	return s.InTx(ctx, func(tx *Store) error {
		a, err := tx.Actor(ctx, actorID)
		if err != nil {
			return err
		}
		if !a.Local {
			return tx.setRoleElsewhere(ctx, actorID, role)
		}
		return tx.giveRole(ctx, actorID, role)
	})
}

// setRoleElsewhere changes the membership of a person of another node.
func (s *Store) setRoleElsewhere(ctx context.Context, actorID string, role models.Role) error {
	n, err := s.Node(ctx)
	if err != nil {
		return err
	}
	m, err := s.MembershipOf(ctx, actorID, n.Collective)
	if err != nil {
		return err
	}
	if role == models.Guest {
		return s.RemoveMembership(ctx, m.ID, "")
	}
	return s.SetMembershipRole(ctx, m.ID, role)
}

// giveRole changes the role of a person of ours, inside a transaction.
func (s *Store) giveRole(ctx context.Context, actorID string, role models.Role) error {
	if role != models.Orchestrator {
		if err := s.keepOrchestrator(ctx, actorID); err != nil {
			return err
		}
	}
	a, err := s.ourPerson(ctx, actorID)
	if err != nil {
		return err
	}
	old, err := s.OwnRole(ctx, actorID)
	if err != nil || old == role {
		return err
	}
	n, err := s.Node(ctx)
	if err != nil {
		return err
	}
	s.touch(marksActors | marksPublic)
	err = s.db(ctx).Model(&models.Account{ActorID: actorID}).UpdateColumn("role", role).Error
	if err != nil {
		return wrap("give a role", err)
	}
	if err := s.endDeputies(ctx, actorID, func(d models.Deputy) bool { return !d.Outlives(actorID, role) }); err != nil {
		return err
	}
	if err := s.belongHere(ctx, n, a, role); err != nil {
		return err
	}
	if (old == models.Guest) == (role == models.Guest) {
		return nil
	}
	profile, err := s.Profile(ctx, actorID) // guests are not in the directory
	if err != nil {
		return err
	}
	if err := s.enterDirectory(ctx, a.Handle, profile); err != nil {
		return err
	}
	return s.claimChanged(ctx, a)
}

// keepOrchestrator refuses what would leave the collective without a living
// person of this node who has the role of orchestrator herself. It locks those
// who have it, so that of two who stop at once the second finds herself alone.
func (s *Store) keepOrchestrator(ctx context.Context, leaving string) error {
	if err := s.lockOrchestrators(ctx); err != nil {
		return err
	}
	// A second question, since the first may have waited: it sees what was
	// committed meanwhile, in the other table too.
	left, err := s.Orchestrators(ctx)
	if err != nil {
		return err
	}
	if len(left) == 1 && left[0].ID == leaving {
		return models.Fail(models.Conflict, "error.last_orchestrator")
	}
	return nil
}

// lockOrchestrators comes before every other lock of a verb that may take the
// role away, in one order, so that two of them cannot wait for each other.
func (s *Store) lockOrchestrators(ctx context.Context) error {
	var locked []string
	err := s.db(ctx).Model(&models.Account{}).Clauses(s.forUpdate()...).Where("role = ?", models.Orchestrator).
		Order("actor_id").Pluck("actor_id", &locked).Error
	return wrap("look for orchestrators", err)
}

// Orchestrators gives the people of this node who have that role themselves, the
// longest here first.
func (s *Store) Orchestrators(ctx context.Context) ([]models.Actor, error) {
	var out []models.Actor
	err := s.db(ctx).Where("local = true AND gone_at IS NULL AND id IN (SELECT actor_id FROM accounts WHERE role = ?)", models.Orchestrator).
		Order("id").Find(&out).Error
	return out, wrap("list orchestrators", err)
}

// RemoveMember ends somebody's membership here with a reason, and signs her out.
// A person of this node becomes a guest: what is hers stays hers.
func (s *Store) RemoveMember(ctx context.Context, actorID, reason string) error {
	return s.InTx(ctx, func(tx *Store) error {
		n, err := tx.Node(ctx)
		if err != nil {
			return err
		}
		m, err := tx.MembershipOf(ctx, actorID, n.Collective)
		if err != nil {
			return err
		}
		if m.State != models.MembershipAccepted {
			return models.Fail(models.Conflict, "error.membership_over")
		}
		a, err := tx.Actor(ctx, actorID)
		if err != nil {
			return err
		}
		if !a.Local {
			return tx.RemoveMembership(ctx, m.ID, reason)
		}
		if err := tx.giveRole(ctx, actorID, models.Guest); err != nil {
			return err
		}
		err = tx.db(ctx).Model(&models.Membership{ID: m.ID}).UpdateColumn("reason", reason).Error
		if err != nil {
			return wrap("note why a member was removed", err)
		}
		if err := tx.EndSessionsOf(ctx, actorID); err != nil {
			return err
		}
		collective, err := tx.Actor(ctx, n.Collective)
		if err != nil {
			return err
		}
		return tx.QueueMail(ctx, models.NewMail{Kind: models.MailHatChanged, ActorID: actorID, Data: map[string]string{
			"Collective": collective.DisplayName(), "Change": "ended", "Reason": reason, "Link": n.Origin + "/settings",
		}})
	})
}
