package store

import (
	"context"
	"time"

	"knoop/models"
)

// EventStamp tells one state of an event from every other that was or will be,
// as far as a calendar shows it beside its author.
type EventStamp struct {
	ObjectID string
	ActorID  string
	Updated  time.Time
	Original *time.Time
}

// EventStamps gives the stamps of what Events would list from a moment on, of
// everybody when actorID is "", and 1000 at most: a small part of the reading,
// for who keeps what it made of each.
func (s *Store) EventStamps(ctx context.Context, from time.Time, actorID string) ([]EventStamp, error) {
	q := s.db(ctx).Model(&models.Event{}).Joins("CROSS JOIN objects").
		Where("objects.id = events.object_id").
		Where("objects.gone_at IS NULL AND objects.visibility = ? AND events.starts_at >= ?", models.Public, from)
	if actorID != "" {
		q = q.Where("(objects.actor_id = ? OR "+carried+")", actorID, actorID)
	} else {
		n, err := s.Node(ctx)
		if err != nil {
			return nil, err
		}
		q = q.Where(ofAgenda, n.Collective, n.Collective, n.Collective)
	}
	rows, err := q.Select("events.object_id, objects.actor_id, objects.updated, events.original").
		Order("events.starts_at, events.object_id").Limit(maxEventLimit).Rows()
	if err != nil {
		return nil, wrap("list stamps of events", err)
	}
	defer func() { _ = rows.Close() }()
	var out []EventStamp
	for rows.Next() {
		var one EventStamp
		if err := rows.Scan(&one.ObjectID, &one.ActorID, &one.Updated, &one.Original); err != nil {
			return nil, wrap("list stamps of events", err)
		}
		out = append(out, one)
	}
	return out, wrap("list stamps of events", rows.Err())
}

// EventsByID gives living events, in no order, without the documents they came
// in (Object.Raw).
func (s *Store) EventsByID(ctx context.Context, ids []string) ([]EventItem, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var events []models.Event
	if err := s.db(ctx).Where(s.among("object_id", ids)).Find(&events).Error; err != nil {
		return nil, wrap("read events", err)
	}
	var objects []models.Object
	if err := s.db(ctx).Omit("Raw").Where("gone_at IS NULL").Where(s.among("id", ids)).Find(&objects).Error; err != nil {
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
	out := make([]EventItem, 0, len(events))
	for _, e := range events {
		o, ok := byID[e.ObjectID]
		if a, known := authors[o.ActorID]; ok && known && a.GoneAt == nil {
			out = append(out, EventItem{Object: o, Event: e, Actor: a})
		}
	}
	return out, nil
}
