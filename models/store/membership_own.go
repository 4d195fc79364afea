package store

import (
	"context"

	"knoop/models"
)

// belongHere makes or renews the membership of a person of ours in our own
// collective: there from the day she joins, shown while she may be found, ended
// for a guest. Both documents are ours, so nothing is asked and nothing read.
func (s *Store) belongHere(ctx context.Context, n models.Node, person models.Actor, role models.Role) error {
	if person.Kind != models.Person || !person.Local {
		return nil
	}
	m, err := s.lockMembership(ctx, person.ID, n.Collective)
	if err != nil {
		return err
	}
	now := s.Now()
	member := role != models.Guest && role != "" && person.GoneAt == nil
	switch {
	case !member && m.State != models.MembershipAccepted:
		if m.State == "" {
			return wrap("drop a membership", s.db(ctx).Delete(&m).Error)
		}
		return nil
	case !member:
		m.End(models.MembershipEnded, "", now)
		if err := s.revokeStamps(ctx, m.ID); err != nil {
			return err
		}
		return s.saveMembership(ctx, &m)
	case m.State == models.MembershipAccepted && m.Role == role && m.Shown == person.Discoverable:
		return nil
	}
	if m.State != models.MembershipAccepted {
		m.Accept(now)
	}
	m.Role, m.Shown, m.CheckDueAt = role, person.Discoverable, nil
	collective, err := s.Actor(ctx, n.Collective)
	if err != nil {
		return err
	}
	if m.StampURI, err = s.putStamp(ctx, n, m, collective, person.URI, true, m.Shown); err != nil {
		return err
	}
	return s.saveMembership(ctx, &m)
}

// showHere lets the membership of an actor of ours here follow what she now
// says: who may be found is shown as a member.
func (s *Store) showHere(ctx context.Context, actorID string) error {
	person, err := s.Actor(ctx, actorID)
	if err != nil || person.Kind != models.Person {
		return err
	}
	n, err := s.Node(ctx)
	if err != nil {
		return err
	}
	account, err := s.Account(ctx, actorID)
	if err != nil {
		return err
	}
	return s.belongHere(ctx, n, person, account.Role)
}

// SettleMemberships gives every person of ours who has none yet her membership
// here: those who joined before there were memberships. It says how many.
func (s *Store) SettleMemberships(ctx context.Context) (made int, err error) {
	n, err := s.Node(ctx)
	if err != nil || !n.Ready() {
		return 0, err
	}
	var ids []string
	err = s.db(ctx).Raw(`SELECT a.id FROM actors a JOIN accounts c ON c.actor_id = a.id
		WHERE a.local = true AND a.gone_at IS NULL AND a.kind = ? AND c.role NOT IN ('', 'guest')
		AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = a.id AND m.collective_id = ?)`,
		models.Person, n.Collective).Scan(&ids).Error
	if err != nil {
		return 0, wrap("look for members without a membership", err)
	}
	for _, id := range ids {
		err := s.InTx(ctx, func(tx *Store) error {
			person, err := tx.Actor(ctx, id)
			if err != nil {
				return err
			}
			account, err := tx.Account(ctx, id)
			if err != nil {
				return err
			}
			return tx.belongHere(ctx, n, person, account.Role)
		})
		if err != nil {
			return made, err
		}
		made++
	}
	return made, nil
}
