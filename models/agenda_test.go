package models_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"knoop/models"
)

func TestPoint_distanceIsOverTheEarth(t *testing.T) {
	for _, c := range []struct {
		a, b models.Point
		km   float64
	}{
		{models.Point{Latitude: 52.3791, Longitude: 4.9003}, models.Point{Latitude: 52.0894, Longitude: 5.1103}, 35.2}, // two stations
		{models.Point{Latitude: 0, Longitude: 179.5}, models.Point{Latitude: 0, Longitude: -179.5}, 111.2},
		{models.Point{Latitude: 52, Longitude: 4}, models.Point{Latitude: 52, Longitude: 4}, 0},
		{models.Point{Latitude: 90}, models.Point{Latitude: -90}, 20015.1},
	} {
		if km := c.a.Distance(c.b); math.Abs(km-c.km) > 0.3 {
			t.Errorf("%v to %v is %.2f km, want %.1f", c.a, c.b, km, c.km)
		}
		if !c.a.Within(c.b, c.km+0.3) || c.km > 1 && c.a.Within(c.b, c.km-0.4) {
			t.Errorf("%v and %v are not about %.1f km apart", c.a, c.b, c.km)
		}
	}
}

func TestPostcodeArea_isWhatNamesTheArea(t *testing.T) {
	for code, want := range map[string]string{"1106 AA": "1106", "1106aa": "1106", " 1106 ": "1106", "EX6 7TW": "EX6", "75011": "75011", "": "", "11": "11"} {
		if got := models.PostcodeArea(code); got != want {
			t.Errorf("%q is in %q, want %q", code, got, want)
		}
	}
}

func event(start string, hours int, category string, lat float64) models.Event {
	t, err := time.Parse(time.RFC3339, start)
	if err != nil {
		panic(err)
	}
	lon := 4.9
	e := models.Event{StartsAt: t, Timezone: "Europe/Amsterdam", Category: category, Status: models.EventConfirmed}
	if hours > 0 {
		end := t.Add(time.Duration(hours) * time.Hour)
		e.EndsAt = &end
	}
	if lat != 0 {
		e.Place = models.Place{Latitude: &lat, Longitude: &lon}
	}
	return e
}

func TestClashes_areOnOneEveningOrNearlyAtOneTime(t *testing.T) {
	mine := event("2026-03-24T19:30:00+01:00", 2, "MEETING", 52.30)
	for name, c := range map[string]struct {
		other models.Event
		tags  []string
		ok    bool
		want  models.Clash
		near  bool
	}{
		"at one time, one theme":   {event("2026-03-24T20:00:00+01:00", 2, "MEETING", 52.33), []string{"geld", "zorg"}, true, models.Clash{Overlap: true, Evening: true, Themes: []string{"zorg"}}, true},
		"the same evening":         {event("2026-03-24T17:00:00+01:00", 1, "MEETING", 0), nil, true, models.Clash{Evening: true}, false},
		"in the afternoon before":  {event("2026-03-24T14:00:00+01:00", 3, "MEETING", 53), nil, true, models.Clash{}, false},
		"that morning":             {event("2026-03-24T09:00:00+01:00", 2, "MEETING", 52.30), nil, false, models.Clash{}, false},
		"the next evening":         {event("2026-03-25T19:30:00+01:00", 2, "MEETING", 52.30), nil, false, models.Clash{}, false},
		"a weekend around it":      {event("2026-03-23T10:00:00+01:00", 60, "MEETING", 0), nil, true, models.Clash{Overlap: true}, false},
		"late, by another's clock": {event("2026-03-24T23:30:00+01:00", 1, "MEETING", 0), nil, true, models.Clash{Evening: true}, false},
		"an open end":              {event("2026-03-24T15:00:00+01:00", 0, "MEETING", 0), nil, true, models.Clash{Overlap: true}, false},
	} {
		got, ok := mine.Clashes([]string{"zorg"}, c.other, c.tags)
		if ok != c.ok || got.Overlap != c.want.Overlap || got.Evening != c.want.Evening || !slices.Equal(got.Themes, c.want.Themes) || got.Near() != c.near {
			t.Errorf("%s: %+v, %v; want %+v, %v", name, got, ok, c.want, c.ok)
		}
	}
	off := event("2026-03-24T19:30:00+01:00", 2, "MEETING", 52.30)
	off.Status = models.EventCancelled
	if _, ok := mine.Clashes(nil, off, nil); ok {
		t.Error("one that is called off is in the way")
	}
	if _, ok := mine.Clashes(nil, models.Event{}, nil); ok {
		t.Error("one without a date is in the way")
	}
	music := event("2026-03-24T19:30:00+01:00", 2, "MUSIC", 0)
	if c, _ := music.Clashes(nil, music, nil); !slices.Equal(c.Themes, []string{"MUSIC"}) {
		t.Errorf("of one category: %+v", c)
	}
}

func TestClashes_thatMatterMostComeFirst(t *testing.T) {
	near, nearer, far := 4.0, 1.0, 40.0
	order := []models.Clash{
		{Themes: []string{"zorg"}, Km: &near}, {Overlap: true, Km: &nearer}, {Overlap: true, Km: &near}, {Themes: []string{"zorg"}, Km: &far}, {Themes: []string{"zorg"}}, {Overlap: true}, {Evening: true, Km: &far}, {Evening: true},
	}
	shuffled := slices.Clone(order)
	slices.Reverse(shuffled)
	slices.SortStableFunc(shuffled, models.Clash.Compare)
	for i := range order {
		if order[i].Weight() != shuffled[i].Weight() || order[i].Overlap != shuffled[i].Overlap || order[i].Km != shuffled[i].Km {
			t.Fatalf("place %d has %+v, want %+v", i, shuffled[i], order[i])
		}
	}
}

func TestSince_saysWhatAnEventOfElsewhereWas(t *testing.T) {
	old := event("2026-03-24T19:30:00+01:00", 2, "MEETING", 52.30)
	if e := old.Since(old); e.Previous != nil || e.State() != models.StateConfirmed {
		t.Errorf("nothing moved: %+v", e.Previous)
	}
	later := event("2026-03-25T19:30:00+01:00", 2, "MEETING", 52.30)
	moved := later.Since(old)
	if moved.State() != models.StateMoved || !moved.Previous.StartsAt.Equal(old.StartsAt) {
		t.Errorf("moved: %+v", moved.Previous)
	}
	if again := later.Since(moved); again.Previous == nil || !again.Previous.StartsAt.Equal(old.StartsAt) {
		t.Errorf("another word after it: %+v", again.Previous)
	}
	elsewhere := event("2026-03-24T19:30:00+01:00", 2, "MEETING", 53)
	if e := elsewhere.Since(old); e.Previous == nil || !e.Relocated() || e.Rescheduled() {
		t.Errorf("in another place: %+v", e.Previous)
	}
	if e := old.Since(models.Event{StartsAt: old.StartsAt, Timezone: old.Timezone}); e.Previous != nil {
		t.Error("a place that was not known before is no move")
	}
	said := later
	said.Previous = &models.EventWas{StartsAt: later.StartsAt.AddDate(0, 0, -7)}
	if e := said.Since(old); e.Previous != said.Previous {
		t.Error("the origin says itself what it was")
	}
}
