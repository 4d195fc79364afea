package feeds

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"knoop/models"
	"knoop/models/calendar"
	"knoop/models/recurrence"
	"knoop/models/store"
)

const (
	foreseen     = 2 * 366 * 24 * time.Hour // how far ahead holidays are taken out of a series
	seriesDates  = 5000                     // of its rule that are looked at
	seriesEvents = 1000
)

// series answers with a series as one event that comes back. Every date that was
// made keeps what the store says of it: one that is not held, or lies outside the
// rule as it now is, is told by itself, and so is one that says something else.
func (f *Feeds) series(w http.ResponseWriter, r *http.Request, a asked, one store.SeriesItem, source string) error {
	ctx := r.Context()
	plan, err := store.Schedule(one.Series)
	if err != nil {
		return fmt.Errorf("read the rule of a series: %w", err)
	}
	organizer, err := f.o.Store.Actor(ctx, one.Series.OrganizerID)
	if err != nil {
		return fmt.Errorf("read organizer: %w", err)
	}
	dates, err := f.o.Store.Events(ctx, store.EventFilter{Series: one.Actor.URI, LocalOnly: true, Backward: true, Limit: seriesEvents})
	if err != nil {
		return fmt.Errorf("read dates: %w", err)
	}
	slices.Reverse(dates)
	master := f.master(a, one, plan, organizer)
	items := []calendar.Item{master}
	made := map[int64]store.EventItem{} // by original start
	last := f.o.Clock().Add(foreseen)
	for _, date := range dates {
		if at := date.Event.Original; at != nil {
			made[at.Unix()] = date
			last = later(last, at.Add(time.Second))
			told := itemOf(a, date)
			switch {
			case at.Before(master.Event.StartsAt): // by a rule that was; beside the one that is it stands alone
				if date.Event.StartsAt.After(f.o.Clock().Add(-kept)) {
					items = append(items, told)
				}
			case differs(told, master, one.Series):
				items = append(items, told)
			}
		}
	}
	items[0].Except, items[0].Extra = exceptions(one.Series, plan, made, f.o.Clock(), last)
	return write(w, calendar.Feed{Name: one.Actor.DisplayName(), Source: source, Zone: a.node.Location(), Refresh: refresh}, items...)
}

// master is the series itself.
func (f *Feeds) master(a asked, one store.SeriesItem, plan recurrence.Schedule, organizer models.Actor) calendar.Item {
	s := one.Series
	e := models.Event{
		StartsAt: recurrence.Place(plan.Start, plan.Zone).UTC(), Timezone: s.Timezone, Place: s.Place, OnlineURL: s.OnlineURL, Status: models.EventConfirmed,
	}
	if s.Minutes > 0 {
		end := e.StartsAt.Add(time.Duration(s.Minutes) * time.Minute)
		e.EndsAt = &end
	}
	item := itemOf(a, store.EventItem{Actor: organizer, Event: e, Object: models.Object{
		URI: f.o.Base.Profile(one.Actor.Handle), Local: true, Name: s.Title, Summary: s.Summary, Content: s.Content, Hashtags: s.Hashtags,
		Published: s.CreatedAt, Updated: later(s.UpdatedAt, one.Actor.UpdatedAt),
	}})
	item.UID, item.Rule = one.Actor.URI, plan.Calendar()
	return item
}

// differs says whether a date says something else than its series.
func differs(date, master calendar.Item, s models.Series) bool {
	e, m := date.Event, master.Event
	ends := e.EndsAt == nil && s.Minutes == 0 || e.EndsAt != nil && s.Minutes > 0 && e.EndsAt.Sub(e.StartsAt) == time.Duration(s.Minutes)*time.Minute
	return !ends || !e.StartsAt.Equal(*e.Original) || e.Status != m.Status || e.Timezone != m.Timezone || date.Title != master.Title ||
		e.Place.Line() != m.Place.Line() || e.Room != "" || e.OnlineURL != m.OnlineURL ||
		said(date) != said(master) || !slices.Equal(date.Categories, master.Categories)
}

// said is a description without the address that ends it.
func said(item calendar.Item) string { return strings.TrimSuffix(item.Description, item.URL) }

// exceptions gives the dates of the rule that are not held, and those beside it
// that are there. What the rule says of the past is believed of made dates only.
func exceptions(s models.Series, plan recurrence.Schedule, made map[int64]store.EventItem, now, until time.Time) (except, extra []time.Time) {
	plan.Except = nil
	ruled, start := map[int64]bool{}, recurrence.Place(plan.Start, plan.Zone)
	for _, d := range plan.Between(start, until, seriesDates) {
		ruled[d.Start.Unix()] = true
		if _, there := made[d.Start.Unix()]; there {
			continue
		}
		if !d.Held() || d.Start.Before(now) || slices.ContainsFunc(s.Except, d.Start.Equal) {
			except = append(except, d.Start)
		}
	}
	for at, date := range made {
		if !ruled[at] && !date.Event.Original.Before(start) {
			extra = append(extra, *date.Event.Original)
		}
	}
	slices.SortFunc(extra, time.Time.Compare)
	return except, extra
}
