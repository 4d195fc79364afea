package store_test

import (
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
)

func TestAddDate_isOneMoreBesideTheRule(t *testing.T) {
	withClock(t, "2026-11-20T10:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		ctx := t.Context()
		a := makeSeries(t, s, openCoffee())
		starts := func() map[string]models.EventStatus {
			t.Helper()
			dates, err := s.Events(ctx, store.EventFilter{Series: a.URI, LocalOnly: true, From: *now, Limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			out := map[string]models.EventStatus{}
			for _, d := range dates {
				out[d.Event.LocalStart().Format("2006-01-02 15:04")] = d.Event.Status
			}
			return out
		}
		before := len(starts())
		if err := s.AddDate(ctx, a.ID, "2026-12-03", "14:00"); err != nil {
			t.Fatal(err)
		}
		for key, when := range map[string][2]string{
			"error.date_taken": {"2026-12-01", "09:30"}, "error.date_past": {"2026-11-01", "09:30"}, "error.date_invalid": {"morgen", "09:30"},
		} {
			if err := s.AddDate(ctx, a.ID, when[0], when[1]); !fails(err, key) {
				t.Errorf("%v: %v", when, err)
			}
		}
		if err := s.AddDate(ctx, a.ID, "2026-12-03", "14:00"); !fails(err, "error.date_taken") {
			t.Errorf("the same again: %v", err)
		}
		if got := starts(); len(got) != before+1 || got["2026-12-03 14:00"] != models.EventConfirmed {
			t.Errorf("%v", got)
		}
		// An edit of the series leaves it where it is, and changes what it says.
		one, err := s.Series(ctx, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		one.Title, one.Start, one.Rule = "Open Thee", "2026-12-02T10:00:00", "FREQ=WEEKLY;BYDAY=WE"
		change, err := s.EditSeries(ctx, a.ID, store.NewSeries{Series: one})
		if err != nil || len(change.Kept) > 0 {
			t.Fatalf("%+v, %v", change, err)
		}
		if got := starts(); got["2026-12-03 14:00"] != models.EventConfirmed || got["2026-12-02 10:00"] != models.EventConfirmed || got["2026-12-01 09:30"] != models.EventCancelled {
			t.Errorf("after an edit: %v", got)
		}
		dates, err := s.Events(ctx, store.EventFilter{Series: a.URI, LocalOnly: true, From: *now, Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range dates {
			if d.Event.Status == models.EventConfirmed && d.Object.Name != "Open Thee" {
				t.Errorf("%s is called %s", d.Event.StartsAt, d.Object.Name)
			}
		}
		if err := s.CancelDate(ctx, a.ID, "2026-12-03"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.StepAllSeries(ctx); err != nil {
			t.Fatal(err)
		}
		if got := starts(); got["2026-12-03 14:00"] != models.EventCancelled {
			t.Errorf("called off: %v", got)
		}
	})
}
