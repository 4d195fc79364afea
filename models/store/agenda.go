package store

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"knoop/models"
)

// AgendaFilter narrows the agenda.
type AgendaFilter struct {
	From, To time.Time // of what goes on between the two; zero: unbounded
	Origin   string    // row of who organises; "" all
	Theme    string    // a tag, or a category in lower case
	Place    string    // words of a venue or town, or a postcode area
	Near     *models.Point
	Km       float64         // with Near: at most so far from it
	Only     map[string]bool // rows of events; nil: all
	After    string          // place in the list: Next of the page before
	Backward bool            // what is over at From and began before To, latest first
	Limit    int             // 0: 50; 1000 at most
}

// AgendaItem is an event in the agenda.
type AgendaItem struct {
	EventItem
	Km *float64 // from where was asked; nil: nobody asked
}

// AgendaPage is one page of the agenda.
type AgendaPage struct {
	Items    []AgendaItem
	Total    int    // that fit, on all pages
	Unplaced int    // that fit but for their distance, which nobody can know
	Next     string // After of the next page; "" for none
	// Rest is, backward, where to look on when so much was looked through that the
	// page is not full; zero when that was all.
	Rest time.Time
}

// Agenda lists public events of this node and of those whom its collective
// follows: what they organise, and what they announce. An event is in it once,
// however many ways it came. Nothing in it is for some readers only.
//
// What began in the last two months or is to come is answered from memory
// (agenda_memory.go).
func (s *Store) Agenda(ctx context.Context, f AgendaFilter) (AgendaPage, error) {
	var page AgendaPage
	all, err := s.agendaOf(ctx, f)
	if err != nil {
		return page, err
	}
	limit := eventLimit
	if f.Limit > 0 {
		limit = min(f.Limit, maxEventLimit)
	}
	match, plain := f.matcher()
	past := f.After == ""
	for i, row := range all {
		if plain && page.Next != "" && !row.start.Before(f.From) { // all that follow fit
			page.Total += len(all) - i
			break
		}
		fits, km, placed := match(row)
		if !placed {
			page.Unplaced++
		}
		if !fits {
			continue
		}
		page.Total++
		if !past {
			past = row.cursor() == f.After || f.behind(row)
			if row.cursor() == f.After || !past {
				continue
			}
		}
		switch {
		case len(page.Items) < limit:
			page.Items = append(page.Items, AgendaItem{row.item(), km})
		case page.Next == "":
			last := page.Items[limit-1]
			page.Next = cursorOf(last.Event.StartsAt, last.Event.ObjectID)
		}
	}
	if f.Backward && page.Next == "" && len(all) == maxEventLimit {
		page.Rest = all[len(all)-1].start
	}
	return page, nil
}

// behind says whether a row stands after the cursor.
func (f AgendaFilter) behind(row *agendaRow) bool {
	if f.Backward {
		return row.cursor() < f.After
	}
	return row.cursor() > f.After
}

// agendaOf gives the rows to look through.
func (s *Store) agendaOf(ctx context.Context, f AgendaFilter) ([]*agendaRow, error) {
	if f.Backward {
		return s.readAgenda(ctx, time.Time{}, f.To, true)
	}
	a, err := s.agenda(ctx)
	if err != nil {
		return nil, err
	}
	if f.From.IsZero() || f.From.Add(-longest).Before(a.from) {
		return s.readAgenda(ctx, f.From.Add(-longest), f.To, false)
	}
	return a.between(f.From, f.To), nil
}

// matcher gives a function that says whether a row fits; placed is false for one
// that fits but for its distance. plain says that only time is asked for, so that of
// rows between two moments all fit that begin after the first.
func (f AgendaFilter) matcher() (match func(*agendaRow) (fits bool, km *float64, placed bool), plain bool) {
	theme, place := strings.ToLower(strings.TrimPrefix(f.Theme, "#")), models.Fold(f.Place)
	category := strings.ToUpper(theme)
	from, to := seconds(f.From, math.MinInt64), seconds(f.To, math.MaxInt64)
	plain = !f.Backward && f.Origin == "" && f.Only == nil && theme == "" && place == "" && f.Near == nil
	return func(row *agendaRow) (bool, *float64, bool) {
		switch {
		case row.begins >= to, f.Backward && row.ends >= from, !f.Backward && row.ends <= from,
			f.Origin != "" && row.actor.ID != f.Origin,
			f.Only != nil && !f.Only[row.id],
			theme != "" && row.category != category && !slices.Contains(row.tags, theme),
			place != "" && !strings.Contains(row.place.words, place):
			return false, nil, true
		case f.Near == nil:
			return true, nil, true
		case !row.place.placed:
			return false, nil, false
		case !row.place.at.Within(*f.Near, f.Km):
			return false, nil, true
		}
		km := row.place.at.Distance(*f.Near)
		return true, &km, true
	}, plain
}

// seconds gives a moment as a number; unset for the zero one.
func seconds(t time.Time, unset int64) int64 {
	if t.IsZero() {
		return unset
	}
	return t.Unix()
}

// AgendaChoices are what the agenda can be narrowed to.
type AgendaChoices struct {
	Origins []AgendaOrigin // ours first, then by name
	Themes  []AgendaTheme  // the commonest first
	Places  []string       // venues and towns, the commonest first
	Anchors []AgendaAnchor // places of the register, then postcode areas
}

// AgendaOrigin is who organises, and how much of it is to come.
type AgendaOrigin struct {
	Actor  models.Actor
	Events int
}

// AgendaTheme is a tag, or a category in lower case.
type AgendaTheme struct {
	Term     string
	Category bool
	Events   int
}

// AgendaAnchor is a place from which distance is counted.
type AgendaAnchor struct {
	Key      string // the name of a place, or a postcode area
	Point    models.Point
	Register bool // a place of the register
}

// AgendaChoices gives what there is to choose from, of what is to come.
func (s *Store) AgendaChoices(ctx context.Context) (AgendaChoices, error) {
	a, err := s.agenda(ctx)
	if err != nil {
		return AgendaChoices{}, err
	}
	return a.choices, nil
}

// InAgenda says whether an event of elsewhere is in the agenda.
func (s *Store) InAgenda(ctx context.Context, objectID string) (bool, error) {
	n, err := s.Node(ctx)
	if err != nil {
		return false, err
	}
	var found []int
	err = s.db(ctx).Raw("SELECT 1 FROM objects WHERE objects.id = ? AND objects.gone_at IS NULL AND objects.visibility = 'public' AND "+ofAgenda+" LIMIT 1",
		objectID, n.Collective, n.Collective, n.Collective).Scan(&found).Error
	return len(found) > 0, wrap("look in the agenda", err)
}

// ofAgenda is the condition on objects that puts an event in the agenda; its three
// values are the row of the collective.
const ofAgenda = `(objects.local = true
	OR objects.actor_id IN (SELECT followed_id FROM follows WHERE follower_id = ? AND state = 'accepted')
	OR EXISTS (SELECT 1 FROM reactions r JOIN follows f ON f.followed_id = r.actor_id
		WHERE r.object_uri = objects.uri AND r.kind = 'announce' AND f.follower_id = ? AND f.state = 'accepted')
	OR objects.id IN (SELECT event_id FROM cohosts WHERE collective_id = ? AND state = 'accepted'))`

// Answered gives how somebody answered to events of ours, by event.
func (s *Store) Answered(ctx context.Context, actorID string) (map[string]models.AttendanceState, error) {
	var rows []models.Attendance
	err := s.db(ctx).Select("event_id", "state").Find(&rows, "actor_id = ? AND actor_id <> ''", actorID).Error
	out := make(map[string]models.AttendanceState, len(rows))
	for _, a := range rows {
		out[a.EventID] = a.State
	}
	return out, wrap("list the answers of an actor", err)
}
