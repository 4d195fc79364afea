package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"knoop/models"
	"knoop/models/recurrence"
)

// StepAllSeries makes the events of all series that are due, and announces those
// whose time has come. It may be run at any time, by several processes, and be
// killed anywhere: each date is one transaction, and its id follows from series
// and original start. It says how many dates were made or announced.
func (s *Store) StepAllSeries(ctx context.Context) (n int64, err error) {
	all, err := s.AllSeries(ctx)
	if err != nil {
		return 0, err
	}
	var errs []error
	for _, item := range all {
		done, err := s.StepSeries(ctx, item.Actor.ID)
		n += done
		if err != nil {
			errs = append(errs, fmt.Errorf("series %s: %w", item.Actor.Handle, err))
		}
	}
	return n, errors.Join(errs...)
}

// StepSeries is StepAllSeries for one.
func (s *Store) StepSeries(ctx context.Context, seriesID string) (n int64, err error) {
	one, err := s.Series(ctx, seriesID)
	if err != nil || one.EndedAt != nil {
		return 0, err
	}
	plan, err := Schedule(one)
	if err != nil {
		return 0, err
	}
	for _, d := range due(plan, s.Now()) {
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
		made := false
		err := s.InTx(ctx, func(tx *Store) (err error) {
			made, err = tx.occur(ctx, seriesID, d.Start)
			return err
		})
		if err != nil {
			return n, err
		}
		if made {
			n++
		}
	}
	announced, err := s.announceDue(ctx, seriesID)
	return n + announced, err
}

// due gives the dates that must be events now: those of the window, and two in
// any case.
func due(plan recurrence.Schedule, now time.Time) []recurrence.Date {
	var out []recurrence.Date
	for _, d := range plan.Next(now, 100, models.SeriesHorizon) {
		if !d.Held() {
			continue
		}
		if len(out) >= models.SeriesLeast && d.Start.After(now.Add(models.SeriesWindow)) {
			break
		}
		out = append(out, d)
	}
	return out
}

// occur makes the event of one date unless it is there. It reads the series
// again, locked: what it says may have changed since the date was reckoned.
func (s *Store) occur(ctx context.Context, seriesID string, original time.Time) (made bool, err error) {
	original = models.Second(original)
	var one models.Series
	if err := s.db(ctx).Clauses(s.forUpdate()...).Take(&one, "actor_id = ?", seriesID).Error; err != nil {
		return false, wrap("load a series", err)
	}
	plan, err := Schedule(one)
	if err != nil {
		return false, err
	}
	if on := plan.Between(original, original.Add(time.Second), 1); len(on) == 0 || !on[0].Held() {
		return false, nil
	}
	return s.makeDate(ctx, one, models.Occurrence{SeriesID: seriesID, Original: original})
}

// makeDate makes the event of a date unless it is there; the series is locked.
func (s *Store) makeDate(ctx context.Context, one models.Series, row models.Occurrence) (made bool, err error) {
	seriesID, original := row.SeriesID, row.Original
	actor, err := s.ourActor(ctx, seriesID)
	if models.KindOf(err) == models.Gone {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	author, n, err := s.authorAndNode(ctx, one.OrganizerID)
	if err != nil {
		return false, err
	}
	in := template(one, original)
	o := s.newObject(n, author, models.EventObj, models.Public, in.Mentions)
	o.ID = OccurrenceID(one, original)
	o.CreateURI = models.ActivityURI(n.Origin, o.ID)
	o.URI, o.NoteURI = models.EventURI(n.Origin, o.ID), models.NoteURI(n.Origin, o.ID)
	o.URL = o.URI
	in.write(&o)
	row.ObjectID = o.ID
	soon := !original.After(s.Now().Add(models.SeriesAnnounce))
	if soon {
		now := s.Now()
		row.AnnouncedAt = &now
	}
	var there int64
	err = s.db(ctx).Model(&models.Occurrence{}).Where("series_id = ? AND original = ? OR object_id = ?", seriesID, original, o.ID).Count(&there).Error
	if err != nil || there > 0 {
		return false, wrap("look for a date of a series", err)
	}
	created := s.db(ctx).Clauses(ignore).Create(&o)
	if created.Error != nil || created.RowsAffected == 0 {
		return false, wrap("make a date of a series", created.Error)
	}
	if err := s.db(ctx).Create(&row).Error; err != nil {
		return false, wrap("make a date of a series", err)
	}
	in.Event.SuperEvent, in.Event.Original = actor.URI, &original
	in.Event.FixPoll(n.Language)
	if err := s.keepEvent(ctx, o.ID, in.Event); err != nil {
		return false, err
	}
	if err := s.planTasks(ctx, one, o.ID); err != nil {
		return false, err
	}
	fact := models.EventPlannedFact
	if soon {
		fact = models.EventPublishedFact
	}
	return true, s.told(ctx, fact, o)
}

// announceDue announces the dates that have come within two weeks, each once.
func (s *Store) announceDue(ctx context.Context, seriesID string) (n int64, err error) {
	until := s.Now().Add(models.SeriesAnnounce)
	var ids []string
	err = s.db(ctx).Model(&models.Occurrence{}).Joins("JOIN events ON events.object_id = occurrences.object_id").
		Where("occurrences.series_id = ? AND occurrences.announced_at IS NULL", seriesID).
		Where("events.starts_at <= ? AND events.starts_at > ? AND events.status <> ?", until, s.Now(), models.EventCancelled).
		Order("events.starts_at").Pluck("occurrences.object_id", &ids).Error
	if err != nil {
		return 0, wrap("look for dates to announce", err)
	}
	for _, id := range ids {
		err := s.InTx(ctx, func(tx *Store) error {
			o, found, err := tx.lockObject(ctx, "id", id)
			if err != nil || !found || o.GoneAt != nil {
				return err
			}
			q := tx.db(ctx).Model(&models.Occurrence{}).Where("object_id = ? AND announced_at IS NULL", id).UpdateColumn("announced_at", tx.Now())
			if q.Error != nil || q.RowsAffected == 0 {
				return wrap("announce a date", q.Error)
			}
			n++
			return tx.told(ctx, models.EventPublishedFact, o)
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// template gives what a date says until it is changed by hand.
func template(one models.Series, start time.Time) NewEvent {
	e := models.Event{
		StartsAt: models.Second(start), Timezone: one.Timezone, Place: one.Place, OnlineURL: one.OnlineURL,
		Capacity: one.Capacity, Category: one.Category, Status: models.EventConfirmed,
		TakesRSVP: true, WaitingList: true, Poll: true,
	}
	if one.Minutes > 0 {
		end := e.StartsAt.Add(time.Duration(one.Minutes) * time.Minute)
		e.EndsAt = &end
	}
	return NewEvent{
		ActorID: one.OrganizerID, Title: one.Title, Summary: one.Summary, Source: one.Source, Content: one.Content,
		Language: one.Language, Hashtags: one.Hashtags, Mentions: one.Mentions, Attachments: one.Attachments, Event: e,
	}
}

// OccurrenceID gives the id of a date: from series and original start alone, so
// that a crash cannot double it. It sorts where the date would have been made in
// its turn: when it came within the window, or with the series.
func OccurrenceID(one models.Series, original time.Time) string {
	at := original.Add(-models.SeriesWindow)
	if at.Before(one.CreatedAt) {
		at = one.CreatedAt
	}
	sum := sha256.Sum256([]byte(one.ActorID + " " + original.UTC().Format(time.RFC3339)))
	id := uuid.UUID(sum[:16])
	ms := at.UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	id[6] = id[6]&0x0f | 0x70 // version 7
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}
