package store

import (
	"context"
	"encoding/json"

	"knoop/models"
)

// Membership gives one by its row's id.
func (s *Store) Membership(ctx context.Context, id string) (models.Membership, error) {
	var m models.Membership
	return m, wrap("load a membership", s.db(ctx).Take(&m, "id = ?", id).Error)
}

// MembershipOf gives that of a person in a collective, in whatever state; NotFound
// when there never was one.
func (s *Store) MembershipOf(ctx context.Context, personID, collectiveID string) (models.Membership, error) {
	var m models.Membership
	return m, wrap("load a membership", s.db(ctx).Take(&m, "person_id = ? AND collective_id = ?", personID, collectiveID).Error)
}

// MembershipFilter chooses memberships. Empty fields choose all.
type MembershipFilter struct {
	PersonID, CollectiveID string
	States                 []models.MembershipState
	Shown                  bool   // only those she shows
	Elsewhere              bool   // only those of people who live elsewhere
	After                  string // id of the row after which to go on
	Limit                  int    // 0: all
}

// marksAfar are what may change who is shown as a member from elsewhere.
const marksAfar = marksPublic | marksActors | marksRemote

// maxAfar bounds how many members from elsewhere are listed.
const maxAfar = 500

// MembersElsewhere lists who lives on another node and is shown as a member of a
// collective of ours, longest here first, 500 at most. It is remembered: finding
// them means going through all members.
func (s *Store) MembersElsewhere(ctx context.Context, collectiveID string) ([]models.Belonging, error) {
	return remember(s, s.caches.afar, marksAfar, collectiveID, func() ([]models.Belonging, error) {
		return s.Memberships(ctx, MembershipFilter{
			CollectiveID: collectiveID, States: []models.MembershipState{models.MembershipAccepted}, Shown: true, Elsewhere: true, Limit: maxAfar,
		})
	})
}

// Memberships lists memberships with both their ends, oldest first. One between two of
// ours needs no reading to be confirmed: both documents are written here.
func (s *Store) Memberships(ctx context.Context, f MembershipFilter) ([]models.Belonging, error) {
	q := s.db(ctx).Order("id")
	if f.PersonID != "" {
		q = q.Where("person_id = ?", f.PersonID)
	}
	if f.CollectiveID != "" {
		q = q.Where("collective_id = ?", f.CollectiveID)
	}
	if len(f.States) > 0 {
		q = q.Where("state IN ?", f.States)
	}
	if f.Shown {
		q = q.Where("shown = true")
	}
	if f.Elsewhere {
		q = q.Where("person_id IN (SELECT id FROM actors WHERE local = false AND gone_at IS NULL)")
	}
	if f.After != "" {
		q = q.Where("id > ?", f.After)
	}
	if f.Limit > 0 {
		q = q.Limit(f.Limit)
	}
	var rows []models.Membership
	if err := q.Find(&rows).Error; err != nil {
		return nil, wrap("list memberships", err)
	}
	ids := make([]string, 0, 2*len(rows))
	for _, m := range rows {
		ids = append(ids, m.PersonID, m.CollectiveID)
	}
	actors, err := s.Actors(ctx, ids)
	if err != nil {
		return nil, err
	}
	hats := make([]models.Belonging, 0, len(rows))
	for _, m := range rows {
		h := models.Belonging{Membership: m, Person: actors[m.PersonID], Collective: actors[m.CollectiveID]}
		if h.Person.Local && h.Collective.Local && m.Shown {
			now := s.Now()
			h.Membership.ClaimSeenAt, h.Membership.StampSeenAt, h.Membership.EntrySeenAt, h.Membership.CheckedAt = &now, &now, &now, &now
		}
		hats = append(hats, h)
	}
	return hats, nil
}

// MembershipsOf lists a person's memberships with both ends, in every state.
func (s *Store) MembershipsOf(ctx context.Context, personID string) ([]models.Belonging, error) {
	return s.Memberships(ctx, MembershipFilter{PersonID: personID})
}

// Claims gives what a person's document says of her memberships: those she shows.
func (s *Store) Claims(ctx context.Context, personID string) ([]models.Claim, error) {
	list, err := s.Memberships(ctx, MembershipFilter{PersonID: personID, States: []models.MembershipState{models.MembershipAccepted}, Shown: true})
	if err != nil {
		return nil, err
	}
	var out []models.Claim
	for _, b := range list {
		if b.Collective.GoneAt == nil {
			out = append(out, models.Claim{Collective: b.Collective.URI, Name: b.Collective.DisplayName(), Stamp: b.Membership.StampURI})
		}
	}
	return out, nil
}

// lockMembership loads a pair's row to change it, making it if need be; a new
// one has an empty State.
func (s *Store) lockMembership(ctx context.Context, personID, collectiveID string) (models.Membership, error) {
	for range 2 {
		var m models.Membership // gorm looks for the id of one that is filled
		q := s.db(ctx).Clauses(s.forUpdate()...).Limit(1).Find(&m, "person_id = ? AND collective_id = ?", personID, collectiveID)
		if q.Error != nil || q.RowsAffected > 0 {
			return m, wrap("load a membership", q.Error)
		}
		now := s.Now()
		m = models.Membership{
			ID: models.NewID(), PersonID: personID, CollectiveID: collectiveID, State: models.MembershipEnded,
			OpenedAt: now, ExpiresAt: now, CreatedAt: now, UpdatedAt: now,
		}
		made := s.db(ctx).Clauses(ignore).Create(&m)
		if made.Error != nil {
			return m, wrap("make a membership", made.Error)
		}
		if made.RowsAffected == 1 {
			m.State = ""
			return m, nil
		}
	}
	return models.Membership{}, models.Fail(models.Conflict, "error.conflict")
}

// changeMembership loads one with both ends to change it.
func (s *Store) changeMembership(ctx context.Context, id string) (h models.Belonging, err error) {
	q := s.db(ctx).Clauses(s.forUpdate()...).Take(&h.Membership, "id = ?", id)
	if q.Error != nil {
		return h, wrap("load a membership", q.Error)
	}
	if h.Person, err = s.Actor(ctx, h.Membership.PersonID); err != nil {
		return h, err
	}
	h.Collective, err = s.Actor(ctx, h.Membership.CollectiveID)
	return h, err
}

func (s *Store) saveMembership(ctx context.Context, m *models.Membership) error {
	m.UpdatedAt = s.Now()
	s.touch(marksPublic)
	if m.CheckDueAt != nil {
		s.touch(marksTies)
	}
	if err := s.db(ctx).Model(m).Select("*").Omit("id", "created_at").UpdateColumns(m).Error; err != nil {
		return wrap("save a membership", err)
	}
	return s.hatFollows(ctx, *m)
}

// say records what one side says of a membership, as it stands at this moment.
func (s *Store) say(ctx context.Context, kind models.FactKind, by models.Actor, m models.Membership, yes bool) error {
	word, err := json.Marshal(m.Word(yes))
	if err != nil {
		return wrap("write what is said of a membership", err)
	}
	return s.record(ctx, kind, by.ID, m.ID, word)
}

// claimChanged lets a person's document say anew which hats she shows.
func (s *Store) claimChanged(ctx context.Context, person models.Actor) error {
	err := s.db(ctx).Model(&models.Actor{ID: person.ID}).
		UpdateColumn("updated_at", models.NextUpdated(person.UpdatedAt, s.Now())).Error
	if err != nil {
		return wrap("date a profile", err)
	}
	s.touch(marksActors | marksPublic)
	return s.record(ctx, models.ActorEditedFact, person.ID, person.ID, nil)
}
