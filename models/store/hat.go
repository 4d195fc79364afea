package store

import (
	"context"

	"gorm.io/gorm"

	"knoop/models"
)

// Hats gives the hats that somebody in this role may wear here
// (models.HatsOf).
func (s *Store) Hats(ctx context.Context, person models.Actor, role models.Role) ([]models.Hat, error) {
	n, err := s.Node(ctx)
	if err != nil || !n.Ready() {
		return nil, err
	}
	own, err := s.Actor(ctx, n.Collective)
	if err != nil {
		return nil, err
	}
	ties, err := s.hatTies(ctx, person, own)
	if err != nil {
		return nil, err
	}
	return models.HatsOf(person, role, own, ties), nil
}

// hatTies gives her memberships as the choice of hats needs them. In our own
// collective both sides are ours: it stands behind a member also when she does
// not show her membership on her profile.
func (s *Store) hatTies(ctx context.Context, person models.Actor, own models.Actor) ([]models.HatTie, error) {
	if !person.Local {
		return nil, nil // she wears her hats at home
	}
	belongings, err := s.Memberships(ctx, MembershipFilter{PersonID: person.ID, States: []models.MembershipState{models.MembershipAccepted}})
	if err != nil {
		return nil, err
	}
	now := s.Now()
	ties := make([]models.HatTie, len(belongings))
	for i, b := range belongings {
		m := b.Membership
		ties[i] = models.HatTie{
			Collective: b.Collective, Role: m.Role, Held: m.State == models.MembershipAccepted, Shown: m.Shown,
			Confirmed: m.Confirmed(now) || m.CollectiveID == own.ID,
		}
	}
	return ties, nil
}

// hatNow gives a hat that a person may wear at this moment, by its key;
// Forbidden error.hat_gone when she may no longer.
func (s *Store) hatNow(ctx context.Context, personID, key string) (models.Hat, error) {
	person, err := s.Actor(ctx, personID)
	if err != nil {
		return models.Hat{}, err
	}
	role, err := s.RoleNow(ctx, personID)
	if err != nil {
		return models.Hat{}, err
	}
	hats, err := s.Hats(ctx, person, role)
	if err != nil {
		return models.Hat{}, err
	}
	h, ok := models.FindHat(hats, key)
	if !ok {
		return models.Hat{}, models.Fail(models.Forbidden, "error.hat_gone")
	}
	return h, nil
}

// WearHat changes the hat of a session; Forbidden error.hat_gone for one that
// its person may not wear.
func (s *Store) WearHat(ctx context.Context, sessionID, key string) (h models.Hat, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		var sess models.Session
		if err := tx.db(ctx).Take(&sess, "id = ?", sessionID).Error; err != nil {
			return wrap("read a session", err)
		}
		if h, err = tx.hatNow(ctx, sess.ActorID, key); err != nil {
			return err
		}
		return wrap("wear a hat", tx.db(ctx).Model(&sess).UpdateColumn("hat", h.Key).Error)
	})
	return h, err
}

// hatFollows lets the notes that a person wrote under a hat follow what is known
// of her membership: a hat that was withdrawn no longer counts as confirmed, and
// one that came before the membership was read does once it was. What our own
// people wrote in our own collective stands by their role on that day.
func (s *Store) hatFollows(ctx context.Context, m models.Membership) error {
	ends, err := s.Actors(ctx, []string{m.PersonID, m.CollectiveID})
	if err != nil {
		return err
	}
	collective := ends[m.CollectiveID]
	if ends[m.PersonID].Local && collective.Local {
		return nil
	}
	confirmed := m.Confirmed(s.Now())
	return wrap("let notes follow a membership", s.db(ctx).Model(&models.Object{}).
		Where("actor_id = ? AND hat = ? AND gone_at IS NULL AND hat_confirmed <> ?", m.PersonID, collective.URI, confirmed).
		UpdateColumns(map[string]any{
			"hat_confirmed": confirmed,
			"hat_name":      gorm.Expr("CASE WHEN hat_name = '' THEN ? ELSE hat_name END", collective.DisplayName()),
		}).Error)
}

// judgeHat looks at the hat that a note from elsewhere claims: what the
// collective is called, and whether it names the author as its member.
func (s *Store) judgeHat(ctx context.Context, o *models.Object) error {
	o.HatName, o.HatConfirmed = "", false
	if o.Hat == "" {
		return nil
	}
	var collective models.Actor
	q := s.db(ctx).Limit(1).Find(&collective, "uri = ? AND gone_at IS NULL", o.Hat)
	if q.Error != nil || q.RowsAffected == 0 {
		return wrap("look for a hat", q.Error)
	}
	o.HatName = collective.DisplayName()
	held, err := s.Memberships(ctx, MembershipFilter{PersonID: o.ActorID, CollectiveID: collective.ID})
	if err != nil {
		return err
	}
	for _, b := range held {
		o.HatConfirmed = b.Membership.Confirmed(s.Now())
	}
	return nil
}
