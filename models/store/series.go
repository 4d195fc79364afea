package store

import (
	"context"
	"slices"
	"time"

	"knoop/models"
	"knoop/models/recurrence"
)

// Series gives what a series has beyond its actor; NotFound for any other actor.
func (s *Store) Series(ctx context.Context, actorID string) (models.Series, error) {
	var one models.Series
	return one, wrap("load a series", s.db(ctx).Take(&one, "actor_id = ?", actorID).Error)
}

// SeriesItem is a series with its actor.
type SeriesItem struct {
	Series models.Series
	Actor  models.Actor
}

// AllSeries lists the living series of this node, the newest last.
func (s *Store) AllSeries(ctx context.Context) ([]SeriesItem, error) {
	var rows []models.Series
	if err := s.db(ctx).Order("created_at, actor_id").Find(&rows).Error; err != nil {
		return nil, wrap("list series", err)
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ActorID
	}
	actors, err := s.Actors(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]SeriesItem, 0, len(rows))
	for _, r := range rows {
		if a, ok := actors[r.ActorID]; ok && a.GoneAt == nil {
			out = append(out, SeriesItem{r, a})
		}
	}
	return out, nil
}

// SeriesOf gives the series that an event of ours belongs to; NotFound for one
// that stands alone.
func (s *Store) SeriesOf(ctx context.Context, objectID string) (SeriesItem, models.Occurrence, error) {
	var o models.Occurrence
	if err := s.db(ctx).Take(&o, "object_id = ?", objectID).Error; err != nil {
		return SeriesItem{}, o, wrap("load a date of a series", err)
	}
	one, err := s.Series(ctx, o.SeriesID)
	if err != nil {
		return SeriesItem{}, o, err
	}
	a, err := s.Actor(ctx, o.SeriesID)
	return SeriesItem{one, a}, o, err
}

// Schedule gives the rule of a series with all that changes its dates.
func Schedule(one models.Series) (recurrence.Schedule, error) {
	rule, err := recurrence.Parse(one.Rule)
	if err != nil {
		return recurrence.Schedule{}, err
	}
	start, err := time.Parse(recurrence.WallLayout, one.Start)
	if err != nil {
		return recurrence.Schedule{}, models.Fail(models.Invalid, "error.time_invalid", "Time", one.Start)
	}
	zone, err := time.LoadLocation(one.Timezone)
	if err != nil || one.Timezone == "" {
		return recurrence.Schedule{}, models.Fail(models.Invalid, "error.zone_invalid", "Zone", one.Timezone)
	}
	return recurrence.Schedule{Rule: rule, Start: start, Zone: zone, Except: one.Except, Holidays: recurrence.Holidays(one.Holidays)}, nil
}

// SeriesDocument gives what the document of a series says beyond its actor's;
// nil for an actor that is none. Dates that a holiday takes away are among the
// exceptions, a year ahead.
func (s *Store) SeriesDocument(ctx context.Context, a models.Actor) (*models.SeriesDocument, error) {
	if a.Kind != models.Group || !a.Local {
		return nil, nil
	}
	one, err := s.Series(ctx, a.ID)
	if models.KindOf(err) == models.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	plan, err := Schedule(one)
	if err != nil {
		return nil, err
	}
	organizer, err := s.Actor(ctx, one.OrganizerID)
	if err != nil {
		return nil, err
	}
	doc := &models.SeriesDocument{
		Organizer: organizer.URI, Rule: one.Rule, Timezone: one.Timezone, Start: recurrence.Place(plan.Start, plan.Zone),
	}
	for _, at := range one.Except {
		doc.Except = append(doc.Except, at.In(plan.Zone))
	}
	now := s.Now()
	for _, d := range plan.Between(now, now.AddDate(1, 0, 0), 400) {
		if !d.Held() {
			doc.Except = append(doc.Except, d.Start)
		}
	}
	slices.SortFunc(doc.Except, time.Time.Compare)
	return doc, nil
}

// editedOccurrence keeps, in an edit of an event, to which date of a series it
// belongs, and where it stood before it moved.
func (s *Store) editedOccurrence(old, e models.Event) models.Event {
	e.SuperEvent, e.Original = old.SuperEvent, old.Original
	e.Poll, e.PollLanguage = old.Poll, old.PollLanguage
	if old.Original != nil && !e.StartsAt.Equal(old.StartsAt) {
		e.Previous = &models.EventWas{StartsAt: old.StartsAt, EndsAt: old.EndsAt, Place: old.Place, Room: old.Room, OnlineURL: old.OnlineURL}
	}
	return e
}

// occurrenceByHand remembers that a date was changed on its own.
func (s *Store) occurrenceByHand(ctx context.Context, e models.Event) error {
	if e.Original == nil {
		return nil
	}
	return wrap("mark a date of a series", s.db(ctx).Model(&models.Occurrence{}).
		Where("object_id = ?", e.ObjectID).UpdateColumn("by_hand", true).Error)
}

// leftOut takes the date of a cancelled event out of its series.
func (s *Store) leftOut(ctx context.Context, e models.Event) error {
	if e.Original == nil {
		return nil
	}
	var o models.Occurrence
	found := s.db(ctx).Limit(1).Find(&o, "object_id = ?", e.ObjectID)
	if found.Error != nil || found.RowsAffected == 0 {
		return wrap("load a date of a series", found.Error)
	}
	return s.except(ctx, o.SeriesID, o.Original)
}

// goesOn takes a date of a series that was called off back into it.
func (s *Store) goesOn(ctx context.Context, e models.Event) error {
	if e.Original == nil || e.Status != models.EventCancelled {
		return nil
	}
	var o models.Occurrence
	found := s.db(ctx).Limit(1).Find(&o, "object_id = ?", e.ObjectID)
	if found.Error != nil || found.RowsAffected == 0 {
		return wrap("load a date of a series", found.Error)
	}
	return s.exceptions(ctx, o.SeriesID, func(list []time.Time) []time.Time {
		return slices.DeleteFunc(list, models.Second(o.Original).Equal)
	})
}

// except takes an original start out of a series.
func (s *Store) except(ctx context.Context, seriesID string, at time.Time) error {
	at = models.Second(at)
	return s.exceptions(ctx, seriesID, func(list []time.Time) []time.Time {
		if slices.ContainsFunc(list, at.Equal) {
			return list
		}
		return append(list, at)
	})
}

// exceptions changes which dates a series leaves out, and lets its followers know.
func (s *Store) exceptions(ctx context.Context, seriesID string, change func([]time.Time) []time.Time) error {
	var one models.Series
	if err := s.db(ctx).Clauses(s.forUpdate()...).Take(&one, "actor_id = ?", seriesID).Error; err != nil {
		return wrap("load a series", err)
	}
	before := len(one.Except)
	if one.Except = change(one.Except); len(one.Except) == before {
		return nil
	}
	slices.SortFunc(one.Except, time.Time.Compare)
	one.UpdatedAt = s.Now()
	if err := s.db(ctx).Model(&one).Select("Except", "UpdatedAt").UpdateColumns(&one).Error; err != nil {
		return wrap("change what a series leaves out", err)
	}
	a, err := s.ourActor(ctx, seriesID)
	if err != nil {
		return err
	}
	if err := s.db(ctx).Model(&a).UpdateColumn("updated_at", models.NextUpdated(a.UpdatedAt, s.Now())).Error; err != nil {
		return wrap("change what a series leaves out", err)
	}
	return s.actorEdited(ctx, seriesID)
}
