package store

import (
	"context"
	"time"

	"knoop/models"
)

// EventItem is an event with who published it.
type EventItem struct {
	Object models.Object
	Event  models.Event
	Actor  models.Actor
	// Cohosts are those that pages name beside the author.
	Cohosts []models.Cohost
	// Subscribed says that it is a date of a subscribed calendar, whose Actor stands
	// for that calendar: neither has a page here.
	Subscribed bool
}

// EventFilter narrows a list of events.
type EventFilter struct {
	From, To  time.Time // by start, To exclusive; zero: unbounded
	ActorID   string    // "" all
	Carried   bool      // with ActorID also those that it helps organise, wherever they are
	LocalOnly bool
	Agenda    bool     // only what is in the agenda
	Authors   []string // only by these; with OrOurs also all of this node
	OrOurs    bool
	Series    string // id of a series: only its dates
	Tag       string // without #, lower case
	Backward  bool   // latest first
	Limit     int    // 0: 50; 1000 at most
}

const (
	eventLimit    = 50
	maxEventLimit = 1000 // a calendar's worth
)

// carried is the condition on events that a collective helps organise one.
const carried = "events.object_id IN (SELECT event_id FROM cohosts WHERE collective_id = ? AND state = 'accepted')"

// Events lists living public events, ours and taken in, by start.
func (s *Store) Events(ctx context.Context, f EventFilter) ([]EventItem, error) {
	q := s.db(ctx).Model(&models.Event{}).Joins("CROSS JOIN objects"). // CROSS: SQLite then begins with the events, of which there are few
										Where("objects.id = events.object_id").
										Where("objects.gone_at IS NULL AND objects.visibility = ?", models.Public)
	if !f.From.IsZero() {
		q = q.Where("events.starts_at >= ?", f.From)
	}
	if !f.To.IsZero() {
		q = q.Where("events.starts_at < ?", f.To)
	}
	switch {
	case f.ActorID != "" && f.Carried:
		q = q.Where("(objects.actor_id = ? OR "+carried+")", f.ActorID, f.ActorID)
	case f.ActorID != "":
		q = q.Where("objects.actor_id = ?", f.ActorID)
	}
	switch {
	case f.OrOurs:
		q = q.Where("(objects.local = true OR ?)", s.among("objects.actor_id", f.Authors))
	case f.Authors != nil:
		q = q.Where(s.among("objects.actor_id", f.Authors))
	}
	if f.Series != "" {
		q = q.Where("events.super_event = ? AND events.super_event <> ''", f.Series)
	}
	if f.LocalOnly && !(f.Carried && f.ActorID != "") {
		q = q.Where("objects.local = true")
	}
	if f.Agenda {
		n, err := s.Node(ctx)
		if err != nil {
			return nil, err
		}
		q = q.Where(ofAgenda, n.Collective, n.Collective, n.Collective)
	}
	if f.Tag != "" {
		q = q.Where("objects.hashtags LIKE ? ESCAPE '!'", tagPattern(f.Tag))
	}
	order := "events.starts_at, events.object_id"
	if f.Backward {
		order = "events.starts_at DESC, events.object_id DESC"
	}
	limit := eventLimit
	if f.Limit > 0 {
		limit = min(f.Limit, maxEventLimit)
	}
	var events []models.Event
	if err := q.Select("events.*").Order(order).Limit(limit).Find(&events).Error; err != nil {
		return nil, wrap("list events", err)
	}
	return s.eventItems(ctx, events)
}

func (s *Store) eventItems(ctx context.Context, events []models.Event) ([]EventItem, error) {
	ids := make([]string, len(events))
	for i, e := range events {
		ids[i] = e.ObjectID
	}
	var objects []models.Object
	if err := s.db(ctx).Where(s.among("id", ids)).Find(&objects).Error; err != nil {
		return nil, wrap("read events", err)
	}
	authors, err := s.Actors(ctx, authorsOf(objects))
	if err != nil {
		return nil, err
	}
	byID := make(map[string]models.Object, len(objects))
	for _, o := range objects {
		byID[o.ID] = o
	}
	beside, err := s.besides(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]EventItem, 0, len(events))
	for _, e := range events {
		o, ok := byID[e.ObjectID]
		a, known := authors[o.ActorID]
		if ok && known && a.GoneAt == nil {
			out = append(out, EventItem{Object: o, Event: e, Actor: a, Cohosts: beside[o.ID]})
		}
	}
	return out, nil
}

// besides gives those whom pages name beside the authors of some events, or of all
// for nil, by event.
func (s *Store) besides(ctx context.Context, events []string) (map[string][]models.Cohost, error) {
	beside := map[string][]models.Cohost{}
	if events != nil && len(events) == 0 {
		return beside, nil
	}
	q := s.db(ctx).Where("(listed = true OR state IN ('accepted', 'claimed'))").Order("since_at, id")
	if events != nil {
		q = q.Where(s.among("event_id", events))
	}
	var rows []models.Cohost
	if err := q.Find(&rows).Error; err != nil {
		return nil, wrap("read co-hosts", err)
	}
	for _, c := range rows {
		beside[c.EventID] = append(beside[c.EventID], c)
	}
	return beside, nil
}

// tagPattern is for a LIKE on hashtags, which are a JSON list of plain words: the
// quotes make the match whole.
func tagPattern(tag string) string { return `%"` + escapeLike(tag) + `"%` }

func escapeLike(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if r == '%' || r == '_' || r == '!' {
			out = append(out, '!')
		}
		out = append(out, r)
	}
	return string(out)
}
