package models_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"knoop/models"
)

func TestLocalMoment_knowsTheNightsTheClocksChange(t *testing.T) {
	const ams = "Europe/Amsterdam"
	for _, c := range []struct{ date, clock, zone, hour, want, key string }{
		{"2026-12-01", "09:30", ams, "", "2026-12-01T08:30:00Z", ""},
		{"2026-07-01", "9.30", ams, "", "2026-07-01T07:30:00Z", ""},
		{"2026-03-29", "02:30", ams, "", "", "error.hour_skipped"},
		{"2026-03-29", "01:59", ams, "", "2026-03-29T00:59:00Z", ""},
		{"2026-03-29", "03:00", ams, "", "2026-03-29T01:00:00Z", ""},
		{"2026-10-25", "02:30", ams, "", "", "error.hour_twice"},
		{"2026-10-25", "02:30", ams, models.HourFirst, "2026-10-25T00:30:00Z", ""},
		{"2026-10-25", "02:30", ams, models.HourSecond, "2026-10-25T01:30:00Z", ""},
		{"2026-10-25", "03:00", ams, models.HourFirst, "2026-10-25T02:00:00Z", ""}, // once: what was said of it is no matter
		{"2026-04-05", "01:45", "Australia/Lord_Howe", models.HourSecond, "2026-04-04T15:15:00Z", ""},
		{"2011-12-30", "12:00", "Pacific/Apia", "", "", "error.hour_skipped"}, // a day that Samoa did not have
		{"2026-02-30", "09:30", ams, "", "", "error.date_invalid"},
		{"", "09:30", ams, "", "", "error.date_invalid"},
		{"2026-12-01", "", ams, "", "", "error.clock_invalid"},
		{"2026-12-01", "24:00", ams, "", "", "error.clock_invalid"},
		{"2026-12-01", "09:30", "Local", "", "", "error.zone_invalid"},
		{"2026-12-01", "09:30", "", "", "", "error.zone_invalid"},
	} {
		got, err := models.LocalMoment(c.date, c.clock, c.zone, c.hour)
		if keyOf(err) != c.key || c.key == "" && got.UTC().Format(time.RFC3339) != c.want {
			t.Errorf("%s %s %s %q: %s, %v", c.date, c.clock, c.zone, c.hour, got.UTC().Format(time.RFC3339), err)
		}
	}
}

func TestHourSaid_isLocalMomentBackwards(t *testing.T) {
	l, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{"2026-10-25T00:30:00Z": models.HourFirst, "2026-10-25T01:30:00Z": models.HourSecond, "2026-10-25T02:30:00Z": ""} {
		if got := models.HourSaid(at(in), l); got != want {
			t.Errorf("%s: %q", in, got)
		}
	}
}

func TestEventDetails_keepTheirLimits(t *testing.T) {
	long := func(n int) string { return strings.Repeat("é", n) }
	start := at("2026-12-01T09:30:00Z")
	nan := math.NaN()
	four, hundred := 4.9, 100.0
	for _, c := range []struct {
		name string
		edit func(*models.Event)
		key  string
	}{
		{"nothing more", func(*models.Event) {}, ""},
		{"a room of the longest", func(e *models.Event) { e.Room = long(models.MaxLine) }, ""},
		{"a longer room", func(e *models.Event) { e.Room = long(models.MaxLine + 1) }, "error.line_too_long"},
		{"a longer street", func(e *models.Event) { e.Place.Street = long(models.MaxLine + 1) }, "error.line_too_long"},
		{"steps, as somebody said", func(e *models.Event) { e.StepFree = "maybe" }, "error.request_invalid"},
		{"too many hosts", func(e *models.Event) { e.Hosts = make([]string, models.MaxHosts+1) }, "error.too_many_hosts"},
		{"too many questions", func(e *models.Event) { e.Questions = make([]models.EventQuestion, models.MaxAsked+1) }, "error.too_many_questions"},
		{"an empty question", func(e *models.Event) { e.Questions = []models.EventQuestion{{Label: " "}} }, "error.question_empty"},
		{"a long question", func(e *models.Event) { e.Questions = []models.EventQuestion{{Label: long(models.MaxAskedText + 1)}} }, "error.question_too_long"},
		{"a long contact", func(e *models.Event) { e.Contact = long(models.MaxContact + 1) }, "error.contact_too_long"},
		{"a latitude alone", func(e *models.Event) { e.Place.Latitude = &four }, "error.coordinates_invalid"},
		{"no number", func(e *models.Event) { e.Place.Latitude, e.Place.Longitude = &nan, &four }, "error.coordinates_invalid"},
		{"beyond the pole", func(e *models.Event) { e.Place.Latitude, e.Place.Longitude = &hundred, &four }, "error.coordinates_invalid"},
	} {
		e := models.Event{StartsAt: start, Timezone: "Europe/Amsterdam"}
		c.edit(&e)
		if got := keyOf(e.Check("x")); got != c.key {
			t.Errorf("%s: %q, want %q", c.name, got, c.key)
		}
	}
}

func TestCheckDraft_needsATitleAlone(t *testing.T) {
	draft := models.Event{Timezone: "Europe/Amsterdam"}
	if err := draft.CheckDraft("Open Coffee"); err != nil {
		t.Errorf("a title alone: %v", err)
	}
	if keyOf(draft.CheckDraft(" ")) != "error.title_empty" || keyOf(draft.Check("Open Coffee")) != "error.start_missing" {
		t.Error("a draft needs no title, or an event no start")
	}
	draft.Capacity = -1
	if keyOf(draft.CheckDraft("x")) != "error.capacity_invalid" {
		t.Error("a draft may hold anything")
	}
}

func TestMoved_keepsWhatWas(t *testing.T) {
	end := at("2026-12-01T11:00:00Z")
	e := models.Event{StartsAt: at("2026-12-01T09:30:00Z"), EndsAt: &end, Timezone: "Europe/Amsterdam", Place: models.Place{Name: "De Spoel"}, Status: models.EventConfirmed}
	same := models.EventMove{StartsAt: e.StartsAt, EndsAt: e.EndsAt, Place: e.Place}
	if _, err := e.Moved(same); keyOf(err) != "error.move_nothing" {
		t.Errorf("a move to where it is: %v", err)
	}
	later := same
	later.StartsAt, later.EndsAt, later.Reason = at("2026-12-08T09:30:00Z"), nil, "De zaal is bezet"
	got, err := e.Moved(later)
	if err != nil || got.State() != models.StateMoved || !got.Rescheduled() || got.Relocated() || !got.Was().StartsAt.Equal(e.StartsAt) || got.Was().EndsAt == nil {
		t.Errorf("a week later: %+v, %v", got, err)
	}
	online := same
	online.Place, online.OnlineURL = models.Place{}, "https://praten.example/"
	if got, err = e.Moved(online); err != nil || got.State() != models.StateMovedOnline || got.Rescheduled() || got.Was().Place.Name != "De Spoel" {
		t.Errorf("online: %+v, %v", got, err)
	}
	e.Status = models.EventCancelled
	if got, err = e.Moved(later); err != nil || got.State() != models.StateMoved {
		t.Errorf("a cancelled one with a new date: %s, %v", got.State(), err)
	}
}

func TestCanHold_isForWhatHasBegun(t *testing.T) {
	start := at("2026-12-01T09:30:00Z")
	e := models.Event{StartsAt: start, Status: models.EventConfirmed}
	if keyOf(e.CanHold(start.Add(-time.Second))) != "error.not_begun" || e.CanHold(start) != nil {
		t.Error("held before it began, or not after")
	}
	if e.HeldAt = &start; e.State() != models.StateHeld || keyOf(e.CanHold(start)) != "error.already_held" {
		t.Error("held twice")
	}
	if e.Status = models.EventCancelled; e.State() != models.StateCancelled || keyOf(e.CanHold(start)) != "error.already_cancelled" {
		t.Error("held though it was cancelled")
	}
}

func TestReadTags(t *testing.T) {
	for in, want := range map[string][]string{"": nil, " #Ontbijt, tarieven;ontbijt\nzzp_2026 ": {"ontbijt", "tarieven", "zzp_2026"}, "café": {"café"}} {
		if got, err := models.ReadTags(in); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v", in, got, err)
		}
	}
	for in, key := range map[string]string{"2026": "error.tag_invalid", "a-b": "error.tag_invalid", strings.Repeat("a", 51): "error.tag_invalid", "a b c d e f g h i j k l m": "error.too_many_tags"} {
		if _, err := models.ReadTags(in); keyOf(err) != key {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestVenue_isCheckedAndUsed(t *testing.T) {
	v := models.Venue{ID: "v", Place: models.Place{Name: "De Spoel", Country: "NL"}, Room: "Bovenzaal", StepFree: models.StepFreeYes, StepFreeNote: "ook het toilet"}
	if err := v.Check(); err != nil {
		t.Fatal(err)
	}
	e := models.Event{}
	if v.Use(&e); e.VenueID != "v" || e.Room != "Bovenzaal" || e.StepFree != models.StepFreeYes || e.Place.Name != "De Spoel" {
		t.Errorf("%+v", e)
	}
	e = models.Event{EventDetails: models.EventDetails{Room: "Tuin"}}
	if v.Use(&e); e.Room != "Tuin" {
		t.Errorf("the event's room became %s", e.Room)
	}
	for key, edit := range map[string]func(*models.Venue){
		"error.name_empty": func(v *models.Venue) { v.Place.Name = " " }, "error.capacity_invalid": func(v *models.Venue) { v.Capacity = -1 },
		"error.country_invalid": func(v *models.Venue) { v.Place.Country = "Nederland" }, "error.contact_too_long": func(v *models.Venue) { v.Contact = strings.Repeat("a", 501) },
	} {
		bad := v
		if edit(&bad); keyOf(bad.Check()) != key {
			t.Errorf("%v, want %s", bad.Check(), key)
		}
	}
}
