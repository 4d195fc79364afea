package store

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"knoop/models"
)

// Subscribe keeps the address of a calendar to be read from now on. Conflict
// error.calendar_known for one that is read already.
func (s *Store) Subscribe(ctx context.Context, madeBy, address string) (models.Subscription, error) {
	u, err := url.Parse(address)
	if err != nil || !models.IsWebURL(address) {
		return models.Subscription{}, models.Fail(models.Invalid, "error.url_invalid", "URL", address)
	}
	now := s.Now()
	one := models.Subscription{
		ID: models.NewID(), Name: u.Hostname(), Host: u.Hostname(), AddressHash: hashOf(address), MadeBy: madeBy, CreatedAt: now, NextAt: now,
	}
	if one.Address, err = s.options.Secret.Seal([]byte(address)); err != nil {
		return one, fmt.Errorf("seal an address: %w", err)
	}
	err = s.InTx(ctx, func(tx *Store) error {
		var known, all int64
		if err := tx.db(ctx).Model(&models.Subscription{}).Count(&all).Error; err != nil {
			return wrap("count calendars", err)
		}
		if err := tx.db(ctx).Model(&models.Subscription{}).Where("address_hash = ?", one.AddressHash).Count(&known).Error; err != nil {
			return wrap("look for a calendar", err)
		}
		switch {
		case known > 0:
			return models.Fail(models.Conflict, "error.calendar_known")
		case all >= models.MaxSubscriptions:
			return models.Fail(models.TooMany, "error.calendar_many", "Max", models.MaxSubscriptions)
		}
		return wrap("keep a calendar's address", tx.db(ctx).Create(&one).Error)
	})
	return one, err
}

// Subscriptions lists the calendars that are read from elsewhere, by name.
func (s *Store) Subscriptions(ctx context.Context) ([]models.Subscription, error) {
	var rows []models.Subscription
	return rows, wrap("list calendars", s.db(ctx).Order("name, id").Find(&rows).Error)
}

// SubscriptionAddress opens where one is read.
func (s *Store) SubscriptionAddress(one models.Subscription) (string, error) {
	plain, err := s.options.Secret.Open(one.Address)
	if err != nil {
		return "", fmt.Errorf("open an address: %w", err)
	}
	return string(plain), nil
}

// StopSubscription lets one be read no more, or again; its dates stay as they are.
func (s *Store) StopSubscription(ctx context.Context, id string, stop bool) error {
	return s.InTx(ctx, func(tx *Store) error {
		set := map[string]any{"stopped_at": nil, "failures": 0}
		if stop {
			set = map[string]any{"stopped_at": tx.Now()}
		}
		return tx.subscription(ctx, id, set)
	})
}

func (s *Store) subscription(ctx context.Context, id string, set map[string]any) error {
	q := s.db(ctx).Model(&models.Subscription{}).Where("id = ?", id).Updates(set)
	if q.Error == nil && q.RowsAffected == 0 {
		return models.Fail(models.NotFound, "error.not_found")
	}
	return wrap("change a calendar", q.Error)
}

// DropSubscription forgets one with its dates.
func (s *Store) DropSubscription(ctx context.Context, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		tx.touch(marksPublic | marksAgenda)
		if err := tx.db(ctx).Delete(&models.SubscribedDate{}, "subscription_id = ?", id).Error; err != nil {
			return wrap("drop a calendar's dates", err)
		}
		q := tx.db(ctx).Delete(&models.Subscription{}, "id = ?", id)
		if q.Error == nil && q.RowsAffected == 0 {
			return models.Fail(models.NotFound, "error.not_found")
		}
		return wrap("drop a calendar", q.Error)
	})
}

// DueSubscriptions gives those whose time has come, the longest waiting first.
func (s *Store) DueSubscriptions(ctx context.Context, limit int) ([]models.Subscription, error) {
	var rows []models.Subscription
	err := s.db(ctx).Where("stopped_at IS NULL AND next_at <= ?", s.Now()).Order("next_at, id").Limit(limit).Find(&rows).Error
	return rows, wrap("look for calendars to read", err)
}

// CalendarReading is what came of reading a subscription.
type CalendarReading struct {
	File           *models.CalendarFile // nil: it is as it was
	ETag, Modified string
	Fault          *models.Error // nil: it came well
}

// SubscriptionRead takes over what a calendar says now: its dates are those of the
// file, and no others. When the reading failed they stay as they were.
func (s *Store) SubscriptionRead(ctx context.Context, id string, r CalendarReading) error {
	return s.InTx(ctx, func(tx *Store) error {
		var one models.Subscription
		q := tx.db(ctx).Clauses(tx.forUpdate()...).Limit(1).Find(&one, "id = ?", id)
		if q.Error != nil || q.RowsAffected == 0 { // removed meanwhile
			return wrap("load a calendar", q.Error)
		}
		now := tx.Now()
		if r.Fault != nil {
			one.Failures++
			one.Fault, one.FaultArgs = r.Fault.Key, words(r.Fault.Args)
			one.NextAt = now.Add(models.Later(one.Failures))
			return wrap("note that a calendar was not read", tx.db(ctx).Model(&one).Select("Failures", "Fault", "FaultArgs", "NextAt").UpdateColumns(&one).Error)
		}
		one.Failures, one.Fault, one.FaultArgs, one.FetchedAt, one.NextAt = 0, "", nil, &now, now.Add(models.CalendarEvery)
		one.ETag, one.Modified = r.ETag, r.Modified
		if r.File != nil {
			if err := tx.subscribed(ctx, &one, *r.File); err != nil {
				return err
			}
		}
		return wrap("note that a calendar was read", tx.db(ctx).Model(&one).
			Select("Name", "Dates", "Faults", "Failures", "Fault", "FaultArgs", "FetchedAt", "NextAt", "ETag", "Modified").UpdateColumns(&one).Error)
	})
}

func words(args []any) []string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = fmt.Sprint(a)
	}
	return out
}

func (s *Store) subscribed(ctx context.Context, one *models.Subscription, f models.CalendarFile) error {
	if f.Name != "" {
		one.Name = f.Name
	}
	one.Dates, one.Faults = len(f.Dates), len(f.Faults)
	s.touch(marksPublic | marksAgenda)
	if err := s.db(ctx).Delete(&models.SubscribedDate{}, "subscription_id = ?", one.ID).Error; err != nil {
		return wrap("drop a calendar's dates", err)
	}
	rows := make([]models.SubscribedDate, len(f.Dates))
	for i, d := range f.Dates {
		rows[i] = models.SubscribedDate{
			ID: hashOf(one.ID + "\x00" + d.UID + "\x00" + d.Original)[:32], SubscriptionID: one.ID, UID: d.UID, Original: d.Original,
			Title: d.Title, Description: d.Description, Location: d.Location, URL: d.URL, StartsAt: d.StartsAt, EndsAt: d.EndsAt,
			Timezone: d.Timezone, Cancelled: d.Cancelled, Categories: d.Categories,
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return wrap("keep a calendar's dates", s.db(ctx).CreateInBatches(&rows, 100).Error)
}

// CalendarEvent is a date of a subscribed calendar, with where it comes from.
type CalendarEvent struct {
	models.SubscribedDate
	Calendar string // its name
	Host     string
}

// CalendarEvents lists the dates of subscribed calendars that start in [from, to),
// in their order, 1000 at most. They are shown, and never told to others as ours.
func (s *Store) CalendarEvents(ctx context.Context, from, to time.Time) ([]CalendarEvent, error) {
	var rows []models.SubscribedDate
	q := s.db(ctx)
	if !from.IsZero() {
		q = q.Where("starts_at >= ?", from)
	}
	if !to.IsZero() {
		q = q.Where("starts_at < ?", to)
	}
	if err := q.Order("starts_at, id").Limit(maxEventLimit).Find(&rows).Error; err != nil {
		return nil, wrap("list dates of calendars", err)
	}
	all, err := s.Subscriptions(ctx)
	if err != nil {
		return nil, err
	}
	of := make(map[string]models.Subscription, len(all))
	for _, one := range all {
		of[one.ID] = one
	}
	out := make([]CalendarEvent, 0, len(rows))
	for _, row := range rows {
		if one, ok := of[row.SubscriptionID]; ok {
			out = append(out, CalendarEvent{row, one.Name, strings.ToLower(one.Host)})
		}
	}
	return out, nil
}
