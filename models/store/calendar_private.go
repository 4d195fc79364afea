package store

import (
	"context"
	"time"

	"knoop/models"
)

// MakeCalendar gives a person the address of her own calendar, as a token of 256
// bits in base64url. One that she had no longer works.
func (s *Store) MakeCalendar(ctx context.Context, actorID string) (token string, err error) {
	token, hash, err := newToken()
	if err != nil {
		return "", err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		if err := tx.db(ctx).Delete(&models.PrivateCalendar{}, "actor_id = ?", actorID).Error; err != nil {
			return wrap("void a private calendar", err)
		}
		row := models.PrivateCalendar{ActorID: actorID, TokenHash: hash, CreatedAt: tx.Now()}
		return wrap("make a private calendar", tx.db(ctx).Create(&row).Error)
	})
	return token, err
}

// DropCalendar withdraws a person's calendar; without one nothing happens.
func (s *Store) DropCalendar(ctx context.Context, actorID string) error {
	return s.InTx(ctx, func(tx *Store) error {
		return wrap("withdraw a private calendar", tx.db(ctx).Delete(&models.PrivateCalendar{}, "actor_id = ?", actorID).Error)
	})
}

// PrivateCalendar gives a person's calendar; NotFound when she has none.
func (s *Store) PrivateCalendar(ctx context.Context, actorID string) (models.PrivateCalendar, error) {
	var row models.PrivateCalendar
	return row, wrap("load a private calendar", s.db(ctx).Take(&row, "actor_id = ?", actorID).Error)
}

// CalendarOwner gives whose calendar a token opens; NotFound when none, or when
// she is gone.
func (s *Store) CalendarOwner(ctx context.Context, token string) (models.Actor, error) {
	var row models.PrivateCalendar
	if err := s.db(ctx).Take(&row, "token_hash = ?", hashOf(token)).Error; err != nil {
		return models.Actor{}, wrap("look for a private calendar", err)
	}
	a, err := s.Actor(ctx, row.ActorID)
	if err == nil && a.GoneAt != nil {
		err = models.Fail(models.NotFound, "error.not_found")
	}
	return a, err
}

// YesItem is an event that somebody said yes to.
type YesItem struct {
	EventItem
	State models.AttendanceState // coming or waiting
}

// SaidYes lists the living events from a moment on to which an actor said yes,
// by start, 1000 at most.
func (s *Store) SaidYes(ctx context.Context, actorID string, from time.Time) ([]YesItem, error) {
	var events []models.Event
	err := s.db(ctx).Model(&models.Event{}).Joins("JOIN attendances ON attendances.event_id = events.object_id").
		Where("attendances.actor_id = ? AND attendances.actor_id <> '' AND attendances.state IN ? AND events.starts_at >= ?",
			actorID, []models.AttendanceState{models.AttendanceComing, models.AttendanceWaiting}, from).
		Select("events.*").Order("events.starts_at, events.object_id").Limit(maxEventLimit).Find(&events).Error
	if err != nil {
		return nil, wrap("list what somebody said yes to", err)
	}
	items, err := s.eventItems(ctx, events)
	if err != nil {
		return nil, err
	}
	var answers []models.Attendance
	if err := s.db(ctx).Select("event_id", "state").Find(&answers, "actor_id = ? AND actor_id <> ''", actorID).Error; err != nil {
		return nil, wrap("list answers", err)
	}
	states := make(map[string]models.AttendanceState, len(answers))
	for _, a := range answers {
		states[a.EventID] = a.State
	}
	out := make([]YesItem, 0, len(items))
	for _, item := range items {
		if item.Object.GoneAt == nil {
			out = append(out, YesItem{item, states[item.Object.ID]})
		}
	}
	return out, nil
}
