package remote

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"knoop/federation/transport"
	"knoop/models"
	"knoop/models/calendar"
	"knoop/models/store"
)

const (
	calendarsEvery = time.Minute // how often one looks whether a calendar is due
	calendarBatch  = 5           // read in one go
	calendarAccept = "text/calendar, text/plain;q=0.5, */*;q=0.1"
)

// CalendarAddress gives the address at which a calendar is read: what calendar
// programs call webcal is the web.
func CalendarAddress(typed string) string {
	typed = strings.TrimSpace(typed)
	for _, scheme := range []string{"webcal://", "webcals://"} {
		if len(typed) > len(scheme) && strings.EqualFold(typed[:len(scheme)], scheme) {
			return "https://" + typed[len(scheme):]
		}
	}
	return typed
}

// Calendar reads a calendar at its address through the guarded client, unsigned
// and at most models.MaxCalendarBytes. What is said of a failure names no more of
// the address than its host: the rest may be as good as a password.
func (r *Remote) Calendar(ctx context.Context, address string) (models.CalendarFile, error) {
	got, err := r.calendar(ctx, address, "", "")
	if err != nil {
		return models.CalendarFile{}, err
	}
	return *got.File, nil
}

func (r *Remote) calendar(ctx context.Context, address, etag, modified string) (got store.CalendarReading, err error) {
	if !models.IsWebURL(address) || r.Foreign(address) != nil {
		return got, models.Fail(models.Invalid, "error.calendar_address")
	}
	answer, err := r.client.GetChanged(ctx, address, calendarAccept, etag, modified, models.MaxCalendarBytes)
	host := hostOf(address)
	if err != nil {
		var e *transport.Error
		switch {
		case ctx.Err() != nil:
			return got, ctx.Err()
		case errors.As(err, &e) && e.Status >= 400:
			return got, models.Fail(models.Invalid, "error.calendar_status", "Host", host, "Status", e.Status)
		case errors.As(err, &e) && e.Status != 0:
			return got, models.Fail(models.Invalid, "error.calendar_unfit", "Host", host)
		}
		return got, models.Fail(models.Invalid, "error.calendar_unreachable", "Host", host)
	}
	got.ETag, got.Modified = short(answer.Header.Get("ETag")), short(answer.Header.Get("Last-Modified"))
	if answer.Status == http.StatusNotModified {
		got.ETag, got.Modified = etag, modified
		return got, nil
	}
	node, err := r.store.Node(ctx)
	if err != nil {
		return got, err
	}
	file, err := calendar.Read(answer.Body, calendar.Reading{Zone: node.Location(), Now: r.now()})
	if err != nil {
		return got, err
	}
	got.File = &file
	return got, nil
}

// short leaves out what is too long to be kept and said again.
func short(header string) string {
	if len(header) > 200 {
		return ""
	}
	return header
}

// WatchCalendars reads the calendars that are due, each an hour after the last
// time at the earliest. It ends with ctx.
func (r *Remote) WatchCalendars(ctx context.Context) {
	tick := time.NewTicker(calendarsEvery)
	defer tick.Stop()
	for {
		if err := r.ReadCalendars(ctx); err != nil && ctx.Err() == nil {
			r.log.ErrorContext(ctx, "calendars not read", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// ReadCalendars reads some of the calendars that are due. Dates pass and a window
// moves on, so one that is as it was is read anew once a day all the same.
func (r *Remote) ReadCalendars(ctx context.Context) error {
	due, err := r.store.DueSubscriptions(ctx, calendarBatch)
	if err != nil {
		return err
	}
	for _, one := range due {
		address, err := r.store.SubscriptionAddress(one)
		if err != nil {
			return err
		}
		etag, modified := one.ETag, one.Modified
		if one.FetchedAt == nil || one.FetchedAt.UTC().YearDay() != r.now().UTC().YearDay() {
			etag, modified = "", ""
		}
		got, err := r.calendar(ctx, address, etag, modified)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && !errors.As(err, &got.Fault) {
			return err
		}
		r.log.DebugContext(ctx, "calendar read", "remote_host", one.Host, "failed", got.Fault != nil, "changed", got.File != nil)
		if err := r.store.SubscriptionRead(ctx, one.ID, got); err != nil {
			return err
		}
	}
	return nil
}
