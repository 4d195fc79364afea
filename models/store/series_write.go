package store

import (
	"context"
	"time"

	"knoop/models"
	"knoop/models/recurrence"
)

// NewSeries is a series as it is written here.
type NewSeries struct {
	Handle  string // of a new one
	Summary string // HTML of its page: what the meetings are about
	Source  string // the same in Markdown
	Series  models.Series
}

// check looks at what can be judged without the database, and moves the start to
// the first date of the rule.
func (in *NewSeries) check() error {
	one := &in.Series
	if !recurrence.Holidays(one.Holidays).Known() {
		return models.Fail(models.Invalid, "error.rule_invalid")
	}
	plan, err := Schedule(*one)
	if err != nil {
		return err
	}
	if one.Minutes < 0 || one.Minutes > 14*24*60 {
		return models.Fail(models.Invalid, "error.end_before_start")
	}
	first, ok := plan.First()
	if !ok {
		return models.Fail(models.Invalid, "error.rule_empty")
	}
	one.Rule, one.Start = plan.Rule.String(), first.Format(recurrence.WallLayout)
	if one.Category == "" {
		one.Category = "MEETING"
	}
	return template(*one, recurrence.Place(first, plan.Zone)).check()
}

// CheckSeries says whether a series may be made or saved so.
func CheckSeries(in NewSeries) error { return in.check() }

// CreateSeries makes the actor of a series of our collective, and its first
// dates. An empty zone or language is the node's.
func (s *Store) CreateSeries(ctx context.Context, in NewSeries) (models.Actor, error) {
	n, err := s.Node(ctx)
	if err != nil {
		return models.Actor{}, err
	}
	one := &in.Series
	one.Timezone, one.Language = orText(one.Timezone, n.Timezone), orText(one.Language, n.Language)
	if err := models.CheckHandle(in.Handle); err != nil {
		return models.Actor{}, err
	}
	if err := in.check(); err != nil {
		return models.Actor{}, err
	}
	a := s.localActor(n, models.Group, in.Handle)
	a.Name, a.Headline, a.Summary, a.Source = one.Title, one.Summary, one.Content, one.Source
	a.Discoverable, a.Indexable = true, true
	account := models.Account{ActorID: a.ID}
	if err := s.giveKeys(&a, &account); err != nil {
		return models.Actor{}, err
	}
	one.ActorID, one.OrganizerID = a.ID, n.Collective
	one.CreatedAt, one.UpdatedAt = s.Now(), s.Now()
	err = s.InTx(ctx, func(tx *Store) error {
		if err := tx.handleFree(ctx, in.Handle); err != nil {
			return err
		}
		tx.touch(marksActors | marksPublic)
		for _, row := range []any{&a, &account, one} {
			if err := tx.db(ctx).Create(row).Error; err != nil {
				return wrap("make a series", err)
			}
		}
		return nil
	})
	if err != nil {
		return models.Actor{}, err
	}
	_, err = s.StepSeries(ctx, a.ID) // what a crash leaves out here, the next step does
	return a, err
}

// handleFree refuses a handle that anyone of ours has or had.
func (s *Store) handleFree(ctx context.Context, handle string) error {
	var taken int64
	if err := s.db(ctx).Model(&models.Actor{}).Where("local = true AND handle = ?", handle).Count(&taken).Error; err != nil {
		return wrap("look for a handle", err)
	}
	if taken > 0 {
		return models.Fail(models.Conflict, "error.handle_taken", "Handle", handle)
	}
	return nil
}

// SeriesChange says what an edit of a series did to its dates.
type SeriesChange struct {
	Cancelled []string // objects: outside the new rule, and nobody had answered
	Kept      []string // outside it too, but answered: somebody has to decide
}

// EditSeries rewrites rule and template. Dates to come that nobody changed by
// hand follow the template; on a day that the new rule has too they follow its
// hour. Unanswered dates outside it are cancelled, answered ones stay.
func (s *Store) EditSeries(ctx context.Context, seriesID string, in NewSeries) (change SeriesChange, err error) {
	old, err := s.Series(ctx, seriesID)
	if err != nil {
		return change, err
	}
	one := &in.Series
	one.ActorID, one.OrganizerID, one.CreatedAt = old.ActorID, old.OrganizerID, old.CreatedAt
	one.Timezone, one.Language, one.Category = orText(one.Timezone, old.Timezone), orText(one.Language, old.Language), orText(one.Category, old.Category)
	if err := in.check(); err != nil {
		return change, err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		change = SeriesChange{}
		a, err := tx.ourActor(ctx, seriesID)
		if err != nil {
			return err
		}
		if err := tx.db(ctx).Clauses(tx.forUpdate()...).Take(&old, "actor_id = ?", seriesID).Error; err != nil {
			return wrap("load a series", err)
		}
		one.EndedAt, one.UpdatedAt = old.EndedAt, tx.Now()
		if one.Except, err = sameDays(*one, old.Except); err != nil {
			return err
		}
		if err := tx.db(ctx).Model(one).Select("*").Omit("CreatedAt").UpdateColumns(one).Error; err != nil {
			return wrap("edit a series", err)
		}
		a.Name, a.Headline, a.Summary, a.Source = one.Title, one.Summary, one.Content, one.Source
		a.UpdatedAt = models.NextUpdated(a.UpdatedAt, tx.Now())
		if err := tx.db(ctx).Model(&a).Select("Name", "Headline", "Summary", "Source", "UpdatedAt").UpdateColumns(&a).Error; err != nil {
			return wrap("edit a series", err)
		}
		if err := tx.actorEdited(ctx, seriesID); err != nil {
			return err
		}
		if change, err = tx.follow(ctx, *one); err != nil {
			return err
		}
		return tx.planTasksToCome(ctx, *one, old)
	})
	if err == nil {
		_, err = s.StepSeries(ctx, seriesID)
	}
	return change, err
}

// follow lets the dates to come follow an edited series.
func (s *Store) follow(ctx context.Context, one models.Series) (change SeriesChange, err error) {
	plan, err := Schedule(one)
	if err != nil {
		return change, err
	}
	dates, err := s.datesToCome(ctx, one.ActorID)
	if err != nil {
		return change, err
	}
	dropped, err := s.droppedDates(ctx, one.ActorID)
	if err != nil {
		return change, err
	}
	free := map[string]time.Time{} // starts by the new rule, by local day
	for _, d := range plan.Next(s.Now(), 400, models.SeriesHorizon) {
		if d.Held() {
			free[d.Start.Format(time.DateOnly)] = d.Start
		}
	}
	for _, d := range dates {
		day := d.Original.In(plan.Zone).Format(time.DateOnly)
		start, on := free[day]
		delete(free, day)
		switch {
		case on:
			err = s.refit(ctx, one, d, start)
		case d.Extra:
			err = s.refit(ctx, one, d, d.Original)
		case d.ByHand:
			change.Kept = append(change.Kept, d.ObjectID)
		default:
			err = s.dropDate(ctx, d, &change)
		}
		if err != nil {
			return change, err
		}
	}
	for _, d := range dropped {
		day := d.Original.In(plan.Zone).Format(time.DateOnly)
		if start, on := free[day]; on {
			delete(free, day)
			if err := s.revive(ctx, one, d, start); err != nil {
				return change, err
			}
		}
	}
	return change, nil
}

// sameDays moves exceptions to the hour that a series now has on their day.
func sameDays(one models.Series, except []time.Time) ([]time.Time, error) {
	one.Except = nil
	plan, err := Schedule(one)
	if err != nil {
		return nil, err
	}
	out := make([]time.Time, len(except))
	for i, at := range except {
		y, m, d := at.In(plan.Zone).Date()
		day := time.Date(y, m, d, 0, 0, 0, 0, plan.Zone)
		out[i] = at
		if on := plan.Between(day, day.AddDate(0, 0, 1), 1); len(on) > 0 {
			out[i] = on[0].Start.UTC()
		}
	}
	return out, nil
}

// revive brings back a date that a rule had dropped and has again.
func (s *Store) revive(ctx context.Context, one models.Series, d models.Occurrence, start time.Time) error {
	o, err := s.editable(ctx, d.ObjectID, "", models.EventObj)
	if err != nil {
		return err
	}
	err = s.db(ctx).Model(&models.Event{}).Where("object_id = ?", d.ObjectID).UpdateColumn("status", models.EventConfirmed).Error
	if err != nil {
		return wrap("bring a date back", err)
	}
	if err := s.saveEdit(ctx, &o, models.EventEditedFact); err != nil {
		return err
	}
	return s.refit(ctx, one, d, start)
}

// droppedDates gives the dates to come that a rule dropped.
func (s *Store) droppedDates(ctx context.Context, seriesID string) ([]models.Occurrence, error) {
	var out []models.Occurrence
	err := s.db(ctx).Model(&models.Occurrence{}).Joins("JOIN events ON events.object_id = occurrences.object_id").
		Where("occurrences.series_id = ? AND events.starts_at > ? AND events.status = ?", seriesID, s.Now(), models.EventCancelled).
		Order("occurrences.original").Select("occurrences.*").Find(&out).Error
	return out, wrap("list dates that were dropped", err)
}

// datesToCome gives the dates of a series that are events still to come.
func (s *Store) datesToCome(ctx context.Context, seriesID string) ([]models.Occurrence, error) {
	var out []models.Occurrence
	err := s.db(ctx).Model(&models.Occurrence{}).Joins("JOIN events ON events.object_id = occurrences.object_id").
		Where("occurrences.series_id = ? AND events.starts_at > ? AND events.status <> ?", seriesID, s.Now(), models.EventCancelled).
		Order("occurrences.original").Select("occurrences.*").Find(&out).Error
	return out, wrap("list dates of a series", err)
}

// refit gives a date the template and the hour of its series, if either changed.
// One changed by hand keeps both; only its place in the rule follows.
func (s *Store) refit(ctx context.Context, one models.Series, d models.Occurrence, start time.Time) error {
	start = models.Second(start)
	if !start.Equal(d.Original) {
		if err := s.db(ctx).Model(&models.Occurrence{}).Where("object_id = ?", d.ObjectID).UpdateColumn("original", start).Error; err != nil {
			return wrap("move a date of a series", err)
		}
		if err := s.db(ctx).Model(&models.Event{}).Where("object_id = ?", d.ObjectID).UpdateColumn("original", start).Error; err != nil {
			return wrap("move a date of a series", err)
		}
	}
	if d.ByHand {
		return nil
	}
	o, err := s.editable(ctx, d.ObjectID, "", models.EventObj)
	if err != nil {
		return err
	}
	old, err := s.Event(ctx, d.ObjectID)
	if err != nil {
		return err
	}
	in := template(one, start)
	e := s.editedOccurrence(old, in.Event)
	if sameEvent(old, e) && o.Name == in.Title && o.Summary == in.Summary && o.Source == in.Source && o.Content == in.Content && o.Language == orText(in.Language, o.Language) && samePictures(o.Attachments, in.Attachments) {
		return nil
	}
	author, err := s.Actor(ctx, o.ActorID)
	if err != nil {
		return err
	}
	in.write(&o)
	o.To, o.CC = addressed(author, o.Visibility, in.Mentions)
	if err := s.keepEvent(ctx, o.ID, e); err != nil {
		return err
	}
	if err := s.saveEdit(ctx, &o, models.EventEditedFact); err != nil {
		return err
	}
	return s.tellEdited(ctx, o, old, e)
}

func sameEvent(a, b models.Event) bool {
	ends := a.EndsAt == nil && b.EndsAt == nil || a.EndsAt != nil && b.EndsAt != nil && a.EndsAt.Equal(*b.EndsAt)
	return ends && a.StartsAt.Equal(b.StartsAt) && a.Timezone == b.Timezone && a.Place.Line() == b.Place.Line() && a.Place.Country == b.Place.Country &&
		a.OnlineURL == b.OnlineURL && a.Capacity == b.Capacity && a.Category == b.Category
}

func samePictures(a, b []models.Attachment) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// dropDate cancels a date that the rule has no more, unless somebody answered.
func (s *Store) dropDate(ctx context.Context, d models.Occurrence, change *SeriesChange) error {
	answered, err := s.answered(ctx, d.ObjectID)
	if err != nil {
		return err
	}
	if answered {
		change.Kept = append(change.Kept, d.ObjectID)
		return nil
	}
	change.Cancelled = append(change.Cancelled, d.ObjectID)
	o, err := s.editable(ctx, d.ObjectID, "", models.EventObj)
	if err != nil {
		return err
	}
	err = s.db(ctx).Model(&models.Event{}).Where("object_id = ?", d.ObjectID).UpdateColumn("status", models.EventCancelled).Error
	if err != nil {
		return wrap("cancel a date", err)
	}
	return s.saveEdit(ctx, &o, models.EventCancelledFact)
}

// answered says whether anyone reacted to an event: then no machine calls it off.
func (s *Store) answered(ctx context.Context, objectID string) (bool, error) {
	o, err := s.Object(ctx, objectID)
	if err != nil {
		return false, err
	}
	var n int64
	err = s.db(ctx).Model(&models.Object{}).Where("in_reply_to IN ? AND in_reply_to <> '' AND gone_at IS NULL", []string{o.URI, o.NoteURI}).Count(&n).Error
	if err != nil || n > 0 {
		return n > 0, wrap("look for replies", err)
	}
	tally, err := s.Tally(ctx, objectID)
	return tally.Coming+tally.Waiting+tally.Maybe > 0, err
}

// CancelDate leaves one date out: as an event that says so when it is one, else
// as an exception alone. date is its day in the zone of the series; NotFound
// error.no_such_date when the series has none then.
func (s *Store) CancelDate(ctx context.Context, seriesID, date string) error {
	return s.InTx(ctx, func(tx *Store) error {
		original, objectID, err := tx.dateOf(ctx, seriesID, date)
		if err != nil {
			return err
		}
		if objectID == "" {
			return tx.except(ctx, seriesID, original)
		}
		_, err = tx.CancelEvent(ctx, objectID)
		return err
	})
}

// MoveDate moves one date, and says so to whoever was told. A date that is no
// event yet becomes one.
func (s *Store) MoveDate(ctx context.Context, seriesID, date string, to time.Time) (o models.Object, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		original, objectID, err := tx.dateOf(ctx, seriesID, date)
		if err != nil {
			return err
		}
		if objectID == "" {
			if _, err := tx.occur(ctx, seriesID, original); err != nil {
				return err
			}
			if _, objectID, err = tx.dateOf(ctx, seriesID, date); err != nil {
				return err
			}
		}
		o, err = tx.moveEvent(ctx, objectID, to)
		return err
	})
	return o, err
}

// moveEvent puts an event at another time, as long as it was.
func (s *Store) moveEvent(ctx context.Context, objectID string, to time.Time) (models.Object, error) {
	o, err := s.Object(ctx, objectID)
	if err != nil {
		return o, err
	}
	e, err := s.Event(ctx, objectID)
	if err != nil {
		return o, err
	}
	if e.Status == models.EventCancelled {
		return o, models.Fail(models.Conflict, "error.already_cancelled")
	}
	m := models.EventMove{
		StartsAt: models.Second(to), Place: e.Place, Room: e.Room, OnlineURL: e.OnlineURL,
		VenueID: e.VenueID, StepFree: e.StepFree, StepNote: e.StepFreeNote,
	}
	if e.EndsAt != nil {
		end := m.StartsAt.Add(e.EndsAt.Sub(e.StartsAt))
		m.EndsAt = &end
	}
	return s.MoveEvent(ctx, objectID, m)
}

// dateOf finds the date of a series on a local day: by where it stands now, else
// by the rule. objectID is "" while it is no event yet.
func (s *Store) dateOf(ctx context.Context, seriesID, date string) (original time.Time, objectID string, err error) {
	none := models.Fail(models.NotFound, "error.no_such_date", "Date", date)
	one, err := s.Series(ctx, seriesID)
	if err != nil {
		return original, "", err
	}
	plan, err := Schedule(one)
	if err != nil {
		return original, "", err
	}
	day, err := time.ParseInLocation(time.DateOnly, date, plan.Zone)
	if err != nil {
		return original, "", none
	}
	var rows []models.Occurrence
	err = s.db(ctx).Model(&models.Occurrence{}).Joins("JOIN events ON events.object_id = occurrences.object_id").
		Where("occurrences.series_id = ? AND events.starts_at >= ? AND events.starts_at < ? AND events.status <> ?", seriesID, day.UTC(), day.AddDate(0, 0, 1).UTC(), models.EventCancelled).
		Order("events.starts_at").Select("occurrences.*").Limit(1).Find(&rows).Error
	if err != nil {
		return original, "", wrap("look for a date of a series", err)
	}
	if len(rows) > 0 {
		return rows[0].Original, rows[0].ObjectID, nil
	}
	on := plan.Between(day, day.AddDate(0, 0, 1), 1)
	if len(on) == 0 || !on[0].Held() || on[0].Start.Before(s.Now()) {
		return original, "", none
	}
	var row models.Occurrence
	err = s.db(ctx).Limit(1).Find(&row, "series_id = ? AND original = ?", seriesID, on[0].Start.UTC()).Error
	return on[0].Start, row.ObjectID, wrap("look for a date of a series", err)
}
