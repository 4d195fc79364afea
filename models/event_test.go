package models_test

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestEventCheck_refusesWhatCannotHappen(t *testing.T) {
	start, before, after := at("2026-12-01T09:30:00Z"), at("2026-12-01T09:00:00Z"), at("2026-12-01T11:00:00Z")
	good := models.Event{StartsAt: start, EndsAt: &after, Timezone: "Europe/Amsterdam"}
	for _, c := range []struct {
		name  string
		title string
		edit  func(*models.Event)
		key   string
	}{
		{"as it should be", "Open Coffee", func(*models.Event) {}, ""},
		{"an open end", "Open Coffee", func(e *models.Event) { e.EndsAt = nil }, ""},
		{"no title", " ", func(*models.Event) {}, "error.title_empty"},
		{"a long title", strings.Repeat("é", models.MaxTitle+1), func(*models.Event) {}, "error.title_too_long"},
		{"no start", "x", func(e *models.Event) { e.StartsAt = time.Time{} }, "error.start_missing"},
		{"a year no peer takes", "x", func(e *models.Event) { e.StartsAt, e.EndsAt = at("9999-01-01T00:00:00Z"), nil }, "error.time_invalid"},
		{"an end before the start", "x", func(e *models.Event) { e.EndsAt = &before }, "error.end_before_start"},
		{"an end at the start", "x", func(e *models.Event) { e.EndsAt = &start }, "error.end_before_start"},
		{"fewer than no places", "x", func(e *models.Event) { e.Capacity = -1 }, "error.capacity_invalid"},
		{"a country by its code", "x", func(e *models.Event) { e.Place.Country = "NL" }, ""},
		{"a country by its name", "x", func(e *models.Event) { e.Place.Country = "Nederland" }, "error.country_invalid"},
		{"a country in small letters", "x", func(e *models.Event) { e.Place.Country = "nl" }, "error.country_invalid"},
		{"a country of one letter in two bytes", "x", func(e *models.Event) { e.Place.Country = "é" }, "error.country_invalid"},
		{"no zone", "x", func(e *models.Event) { e.Timezone = "" }, "error.zone_invalid"},
		{"an unknown zone", "x", func(e *models.Event) { e.Timezone = "Europe/Bijlmer" }, "error.zone_invalid"},
		{"a link that is none", "x", func(e *models.Event) { e.OnlineURL = "javascript:alert(1)" }, "error.url_invalid"},
	} {
		e := good
		c.edit(&e)
		if got := keyOf(e.Check(c.title)); got != c.key {
			t.Errorf("%s: %q, want %q", c.name, got, c.key)
		}
	}
}

func keyOf(err error) string {
	if e, ok := err.(*models.Error); ok {
		return e.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestParseEventTime_refusesAnOffsetTheZoneDoesNotHave(t *testing.T) {
	for _, c := range []struct{ in, zone, key, want string }{
		{"2026-12-01T09:30:00+01:00", "Europe/Amsterdam", "", "2026-12-01T08:30:00Z"},
		{"2026-07-01T09:30:00+02:00", "Europe/Amsterdam", "", "2026-07-01T07:30:00Z"},
		{"2026-07-01T09:30:00+01:00", "Europe/Amsterdam", "error.zone_offset", ""},
		{"2026-07-01T07:30:00Z", "Europe/Amsterdam", "", "2026-07-01T07:30:00Z"}, // an instant contradicts no zone
		{"2026-07-01T07:30:00Z", "Mars/Olympus", "error.zone_invalid", ""},
		{"2026-07-01 07:30", "Europe/Amsterdam", "error.time_invalid", ""},
		{"1 juli, half tien", "Europe/Amsterdam", "error.time_invalid", ""},
		// The night the clocks go back: both offsets are an hour of that night.
		{"2026-10-25T02:30:00+02:00", "Europe/Amsterdam", "", "2026-10-25T00:30:00Z"},
		{"2026-10-25T02:30:00+01:00", "Europe/Amsterdam", "", "2026-10-25T01:30:00Z"},
	} {
		got, err := models.ParseEventTime(c.in, c.zone)
		if keyOf(err) != c.key || (c.key == "" && got.Format(time.RFC3339) != c.want) {
			t.Errorf("%s in %s: %s, %v", c.in, c.zone, got.Format(time.RFC3339), err)
		}
	}
}

func TestOver_givesAnOpenEndSixHours(t *testing.T) {
	e := models.Event{StartsAt: at("2026-12-01T16:30:00Z")}
	if e.Over(at("2026-12-01T22:29:00Z")) || !e.Over(at("2026-12-01T22:31:00Z")) {
		t.Error("an open end is not six hours")
	}
	end := at("2026-12-01T17:00:00Z")
	e.EndsAt = &end
	if !e.Over(at("2026-12-01T17:00:01Z")) {
		t.Error("it is not over after its end")
	}
}

func TestNextUpdated_isAlwaysLater(t *testing.T) {
	last := at("2026-12-01T16:30:00Z")
	for _, now := range []time.Time{last, last.Add(-time.Hour), last.Add(900 * time.Millisecond), last.Add(time.Minute)} {
		got := models.NextUpdated(last, now)
		if !got.After(last) || !got.Equal(got.Truncate(time.Second)) {
			t.Errorf("after %s at %s: %s", last, now, got)
		}
	}
}
