package store

import (
	"context"
	"strings"
	"time"

	"knoop/models"
)

// PersonHere is somebody in the orchestrators' list of all people.
type PersonHere struct {
	Actor  models.Actor
	Name   string // as orchestrators may read it
	Role   models.Role
	Since  *time.Time // a member
	Signed int        // newest version of the code of conduct; 0 is none
	SeenAt *time.Time // last use of a device that is still signed in; nil is not known
}

// PeopleFilter chooses among them. Empty fields choose all.
type PeopleFilter struct {
	ID     string
	Text   string // in name or handle
	Role   models.Role
	Offset int
	Limit  int // 0 is 50
}

// People lists everybody who is here in some role, by name: persons of this node,
// and members whose home is elsewhere. total counts all that fit the filter.
func (s *Store) People(ctx context.Context, f PeopleFilter) (out []PersonHere, total int, err error) {
	n, err := s.Node(ctx)
	if err != nil {
		return nil, 0, err
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	const from = `FROM actors a LEFT JOIN accounts c ON c.actor_id = a.id LEFT JOIN profiles p ON p.actor_id = a.id
		LEFT JOIN memberships m ON m.person_id = a.id AND m.collective_id = ?
		WHERE a.kind = ? AND a.gone_at IS NULL AND a.id IN (SELECT actor_id FROM accounts WHERE role <> ''
			UNION SELECT person_id FROM memberships WHERE collective_id = ? AND state = 'accepted')
		AND (? = '' OR a.id = ?) AND (? = '' OR coalesce(c.role, m.role) = ?)
		AND (? = '' OR lower(coalesce(p.name, a.name)) LIKE ? ESCAPE '\' OR a.handle LIKE ? ESCAPE '\')`
	like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(f.Text)) + "%"
	args := []any{n.Collective, models.Person, n.Collective, f.ID, f.ID, f.Role, f.Role, f.Text, like, like}
	if err := s.db(ctx).Raw("SELECT count(*) "+from, args...).Scan(&total).Error; err != nil {
		return nil, 0, wrap("count people", err)
	}
	var rows []struct {
		ID, Name string
		Role     models.Role
		SinceAt  *time.Time
	}
	err = s.db(ctx).Raw(`SELECT a.id AS id, coalesce(nullif(p.name, ''), nullif(a.name, ''), a.handle) AS name,
		coalesce(c.role, m.role) AS role, m.since_at AS since_at `+from+` ORDER BY lower(coalesce(nullif(p.name, ''), nullif(a.name, ''), a.handle)), a.id LIMIT ? OFFSET ?`,
		append(args, f.Limit, f.Offset)...).Scan(&rows).Error
	if err != nil {
		return nil, 0, wrap("list people", err)
	}
	ids := make([]string, len(rows))
	at := make(map[string]int, len(rows))
	out = make([]PersonHere, len(rows))
	for i, r := range rows {
		ids[i], at[r.ID] = r.ID, i
		out[i] = PersonHere{Name: r.Name, Role: r.Role, Since: r.SinceAt}
	}
	return out, total, s.fillPeople(ctx, out, ids, at)
}

// fillPeople adds what other tables know of the people of one page.
func (s *Store) fillPeople(ctx context.Context, out []PersonHere, ids []string, at map[string]int) error {
	actors, err := s.Actors(ctx, ids)
	if err != nil {
		return err
	}
	for id, a := range actors {
		out[at[id]].Actor = a
	}
	if len(ids) == 0 {
		return nil
	}
	var signed []models.Signature
	if err := s.db(ctx).Select("actor_id", "version").Where(s.among("actor_id", ids)).Find(&signed).Error; err != nil {
		return wrap("list signatures", err)
	}
	for _, one := range signed {
		p := &out[at[one.ActorID]]
		p.Signed = max(p.Signed, one.Version)
	}
	var sessions []models.Session
	if err := s.db(ctx).Select("actor_id", "used_at").Where(s.among("actor_id", ids)).Find(&sessions).Error; err != nil {
		return wrap("list sessions", err)
	}
	for _, one := range sessions {
		p := &out[at[one.ActorID]]
		if p.SeenAt == nil || one.UsedAt.After(*p.SeenAt) {
			p.SeenAt = &one.UsedAt
		}
	}
	return nil
}
