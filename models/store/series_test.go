package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// withClock opens each engine with a clock that stands, and may be set.
func withClock(t *testing.T, at string, fn func(t *testing.T, s *store.Store, now *time.Time)) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		o.Clock = func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
		s := storetest.Open(t, o)
		storetest.Node(t, s)
		fn(t, s, &now)
	})
}

func openCoffee() store.NewSeries {
	return store.NewSeries{Handle: "opencoffee", Series: models.Series{
		Rule: "FREQ=WEEKLY;BYDAY=TU", Start: "2026-12-01T09:30:00", Timezone: "Europe/Amsterdam", Minutes: 90, Holidays: "nl",
		Title: "Open Coffee", Summary: "Koffie en plannen", Place: models.Place{Name: "De Meevaart", Locality: "Amsterdam"},
	}}
}

func makeSeries(t *testing.T, s *store.Store, in store.NewSeries) models.Actor {
	t.Helper()
	a, err := s.CreateSeries(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// datesOf gives the events of a series: "12-01 09:30" and how they stand.
func datesOf(t *testing.T, s *store.Store, a models.Actor) (out []string) {
	t.Helper()
	items, err := s.Events(t.Context(), store.EventFilter{Series: a.URI, LocalOnly: true, Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range items {
		line := i.Event.LocalStart().Format("01-02 15:04")
		if i.Event.Status != models.EventConfirmed {
			line += " " + string(i.Event.Status)
		}
		out = append(out, line)
	}
	return out
}

func factsOf(t *testing.T, s *store.Store) map[models.FactKind]int {
	t.Helper()
	facts, err := s.OpenFacts(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	out := map[models.FactKind]int{}
	for _, f := range facts {
		out[f.Kind]++
	}
	return out
}

func wantDates(t *testing.T, s *store.Store, a models.Actor, want ...string) {
	t.Helper()
	if got := strings.Join(datesOf(t, s, a), ", "); got != strings.Join(want, ", ") {
		t.Errorf("dates\n%s\nwant\n%s", got, strings.Join(want, ", "))
	}
}

func TestSeries_datesComeWithinTheWindowAndAreAnnouncedOnce(t *testing.T) {
	withClock(t, "2026-11-20T10:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		a := makeSeries(t, s, openCoffee())
		wantDates(t, s, a, "12-01 09:30", "12-08 09:30", "12-15 09:30", "12-22 09:30", "12-29 09:30", "01-05 09:30", "01-12 09:30", "01-19 09:30")
		if got := factsOf(t, s); got[models.EventPublishedFact] != 1 || got[models.EventPlannedFact] != 7 {
			t.Errorf("facts %v", got)
		}
		for range 3 {
			if n, err := s.StepAllSeries(t.Context()); n != 0 || err != nil {
				t.Errorf("a step with nothing to do does %d, %v", n, err)
			}
		}
		*now = now.AddDate(0, 0, 7)
		if n, err := s.StepAllSeries(t.Context()); n != 2 || err != nil { // one made, one announced
			t.Errorf("%d, %v", n, err)
		}
		if got := factsOf(t, s); got[models.EventPublishedFact] != 2 || got[models.EventPlannedFact] != 8 {
			t.Errorf("facts %v", got)
		}
		items, _ := s.Events(t.Context(), store.EventFilter{Series: a.URI})
		if items[0].Actor.ID != storetest.Collective(t, s).ID {
			t.Error("the collective is not the author")
		}
		if doc, err := s.SeriesDocument(t.Context(), a); err != nil || doc == nil || doc.Rule != "FREQ=WEEKLY;BYDAY=TU" || doc.Start.Format(time.RFC3339) != "2026-12-01T09:30:00+01:00" || len(doc.Except) != 1 {
			t.Errorf("document %+v, %v: Koningsdag 2027 is a Tuesday", doc, err)
		}
	})
}

func TestSeries_twoDatesAreThereThoughTheyAreFar(t *testing.T) {
	withClock(t, "2026-11-20T10:00:00Z", func(t *testing.T, s *store.Store, _ *time.Time) {
		in := openCoffee()
		in.Series.Rule = "FREQ=MONTHLY;INTERVAL=3;BYDAY=1SA"
		in.Series.Start = "2027-03-01T10:00:00"
		wantDates(t, s, makeSeries(t, s, in), "03-06 10:00", "06-05 10:00")
	})
}

func TestSeries_oneDateIsMovedOrCancelledAndTheOthersStay(t *testing.T) {
	withClock(t, "2026-11-20T10:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		in := openCoffee()
		in.Series.Rule += ";COUNT=4"
		a := makeSeries(t, s, in)
		if err := s.CancelDate(t.Context(), a.ID, "2026-12-08"); err != nil {
			t.Fatal(err)
		}
		moved, err := s.MoveDate(t.Context(), a.ID, "2026-12-15", time.Date(2026, 12, 16, 15, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"12-01 09:30", "12-08 09:30 cancelled", "12-16 16:00", "12-22 09:30"}
		wantDates(t, s, a, want...)
		e, _ := s.Event(t.Context(), moved.ID)
		if e.Previous == nil || e.Original == nil || !e.Previous.StartsAt.Equal(*e.Original) || e.EndsAt.Sub(e.StartsAt) != 90*time.Minute || e.SuperEvent != a.URI {
			t.Errorf("moved: %+v", e)
		}
		if err := s.CancelDate(t.Context(), a.ID, "2026-12-09"); models.KindOf(err) != models.NotFound {
			t.Errorf("a day without a date: %v", err)
		}
		in.Series.Title, in.Series.Except = "Koffie", nil
		if _, err := s.EditSeries(t.Context(), a.ID, in); err != nil {
			t.Fatal(err)
		}
		wantDates(t, s, a, want...)
		if o, _ := s.Object(t.Context(), moved.ID); o.Name != "Open Coffee" {
			t.Errorf("a date edited by hand is now %q", o.Name)
		}
		*now = now.AddDate(0, 0, 1)
		if n, err := s.StepAllSeries(t.Context()); n != 0 || err != nil {
			t.Errorf("the next day makes %d, %v", n, err)
		}
		wantDates(t, s, a, want...)
	})
}

// A date that was called off is one of the series again when it goes on, and one
// that was moved on its own page stays where it was put.
func TestSeries_aDateGoesOnOrIsMovedOnItsOwnPage(t *testing.T) {
	withClock(t, "2026-11-20T10:00:00Z", func(t *testing.T, s *store.Store, _ *time.Time) {
		ctx := t.Context()
		in := openCoffee()
		in.Series.Rule += ";COUNT=3"
		a := makeSeries(t, s, in)
		items, err := s.Events(ctx, store.EventFilter{Series: a.URI})
		if err != nil || len(items) != 3 {
			t.Fatalf("%d dates, %v", len(items), err)
		}
		off, moved := items[1], items[2]
		guest := storetest.Remote(t, s, "ver.example", "cor")
		if _, err := s.Respond(ctx, store.Answer{EventID: moved.Object.ID, Actor: guest, Word: models.Word{Door: models.DoorReply, Says: models.RSVPYes, URI: guest.URI + "/1"}}); err != nil {
			t.Fatal(err)
		}
		left := func(want int) {
			t.Helper()
			if one, err := s.Series(ctx, a.ID); err != nil || len(one.Except) != want {
				t.Errorf("the series leaves out %v, %v", one.Except, err)
			}
		}
		if _, err := s.CancelEventBecause(ctx, off.Object.ID, "Ziek."); err != nil {
			t.Fatal(err)
		}
		left(1)
		if _, err := s.ReviveEvent(ctx, off.Object.ID); err != nil {
			t.Fatal(err)
		}
		left(0)
		if _, err := s.MoveDate(ctx, a.ID, "2026-12-15", time.Date(2026, 12, 16, 15, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
		if got := factsOf(t, s); got[models.EventMovedFact] != 1 || got[models.AttendanceChangedFact] != 1 {
			t.Errorf("facts %v", got)
		}
		e := moved.Event
		if _, err := s.MoveEvent(ctx, moved.Object.ID, models.EventMove{StartsAt: e.StartsAt.Add(2 * time.Hour), EndsAt: nil, Place: e.Place}); err != nil {
			t.Fatal(err)
		}
		in.Series.Title, in.Series.Except = "Koffie", nil
		if _, err := s.EditSeries(ctx, a.ID, in); err != nil {
			t.Fatal(err)
		}
		wantDates(t, s, a, "12-01 09:30", "12-08 09:30", "12-15 11:30")
	})
}

func TestSeries_editsReachDatesToComeAndAnotherRuleCancels(t *testing.T) {
	withClock(t, "2026-11-20T10:00:00Z", func(t *testing.T, s *store.Store, _ *time.Time) {
		in := openCoffee()
		in.Series.Rule += ";COUNT=4"
		a := makeSeries(t, s, in)
		if err := s.CancelDate(t.Context(), a.ID, "2026-12-22"); err != nil {
			t.Fatal(err)
		}
		in.Series.Start, in.Series.Title = "2026-12-01T10:00:00", "Koffie"
		if _, err := s.EditSeries(t.Context(), a.ID, in); err != nil {
			t.Fatal(err)
		}
		wantDates(t, s, a, "12-01 10:00", "12-08 10:00", "12-15 10:00", "12-22 09:30 cancelled")
		items, _ := s.Events(t.Context(), store.EventFilter{Series: a.URI})
		answered := items[2].Object
		if answered.Name != "Koffie" || items[2].Event.Previous == nil {
			t.Errorf("the template did not reach %+v", items[2].Event)
		}
		her := storetest.Member(t, s, "fatima")
		if _, err := s.PublishNote(t.Context(), store.NewNote{ActorID: her.ID, Visibility: models.Public, Source: "ik kom", Content: "<p>ik kom</p>", InReplyTo: answered.NoteURI}); err != nil {
			t.Fatal(err)
		}
		in.Series.Rule, in.Series.Start = "FREQ=WEEKLY;BYDAY=WE;COUNT=2", "2026-12-02T10:00:00"
		change, err := s.EditSeries(t.Context(), a.ID, in)
		if err != nil || len(change.Cancelled) != 2 || len(change.Kept) != 1 || change.Kept[0] != answered.ID {
			t.Errorf("%+v, %v", change, err)
		}
		wantDates(t, s, a, "12-01 10:00 cancelled", "12-02 10:00", "12-08 10:00 cancelled", "12-09 10:00", "12-15 10:00", "12-22 09:30 cancelled")
		in.Series.Rule, in.Series.Start = "FREQ=WEEKLY;BYDAY=TU;COUNT=4", "2026-12-01T09:30:00"
		if _, err := s.EditSeries(t.Context(), a.ID, in); err != nil {
			t.Fatal(err)
		}
		wantDates(t, s, a, "12-01 09:30", "12-02 10:00 cancelled", "12-08 09:30", "12-09 10:00 cancelled", "12-15 09:30", "12-22 09:30 cancelled")
	})
}

func TestSeries_refusesWhatCannotBe(t *testing.T) {
	withClock(t, "2026-11-20T10:00:00Z", func(t *testing.T, s *store.Store, _ *time.Time) {
		for name, spoil := range map[string]func(*store.NewSeries){
			"a zone that does not exist": func(in *store.NewSeries) { in.Series.Timezone = "Europe/Zuidoost" },
			"an endless minute":          func(in *store.NewSeries) { in.Series.Rule = "FREQ=MINUTELY" },
			"no title":                   func(in *store.NewSeries) { in.Series.Title = " " },
			"a handle with a space":      func(in *store.NewSeries) { in.Handle = "open coffee" },
			"the collective's handle":    func(in *store.NewSeries) { in.Handle = storetest.Collective(t, s).Handle },
			"no start":                   func(in *store.NewSeries) { in.Series.Start = "" },
		} {
			in := openCoffee()
			spoil(&in)
			if _, err := s.CreateSeries(t.Context(), in); models.KindOf(err) == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if all, _ := s.AllSeries(t.Context()); len(all) != 0 {
			t.Errorf("%d series are left", len(all))
		}
	})
}

// A fault at any point, and then a run to the end, gives every date once and
// every announcement once.
func TestSeries_aFaultAnywhereDoublesAndLosesNothing(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
		var calls, failAt int
		var cancel context.CancelFunc
		o.Clock = func() time.Time {
			if calls++; failAt > 0 && calls == failAt {
				panic(errors.New("killed"))
			}
			return now
		}
		s := storetest.Open(t, o)
		storetest.Node(t, s)
		_ = cancel
		a := makeSeries(t, s, openCoffee())
		run := func(at int) (ended bool) {
			defer func() {
				failAt = 0
				if p := recover(); p != nil && fmt.Sprint(p) != "killed" {
					panic(p)
				}
			}()
			calls, failAt = 0, at
			if _, err := s.StepAllSeries(t.Context()); err != nil {
				t.Errorf("killed at %d: %v", at, err)
			}
			return true
		}
		for week := range 6 {
			now = now.AddDate(0, 0, 7)
			for at := 1 + week; !run(at); at += 3 { // killed ever later, until it ends
			}
			run(0)
		}
		run(0)
		seen := map[string]int{}
		for _, d := range datesOf(t, s, a) {
			seen[d]++
		}
		for d := time.Date(2026, 12, 1, 8, 30, 0, 0, time.UTC); d.Before(now.Add(models.SeriesWindow)); d = d.AddDate(0, 0, 7) {
			if key := d.Add(time.Hour).Format("01-02 15:04"); seen[key] != 1 {
				t.Errorf("%s is there %d times", key, seen[key])
			}
		}
		facts, _ := s.OpenFacts(t.Context(), 1000)
		told := map[string]int{}
		for _, f := range facts {
			told[string(f.Kind)+" "+f.Subject]++
		}
		announced := 0
		for key, n := range told {
			if strings.HasPrefix(key, "event.") && n != 1 {
				t.Errorf("%s was told %d times", key, n)
			}
			if strings.HasPrefix(key, string(models.EventPublishedFact)) {
				announced++
			}
		}
		if announced != 7 { // 1 December to 12 January
			t.Errorf("%d dates announced", announced)
		}
	})
}

func TestSeries_fourStepsAtOnceMakeEachDateOnce(t *testing.T) {
	withClock(t, "2026-11-20T10:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		a := makeSeries(t, s, openCoffee())
		*now = now.AddDate(0, 0, 28)
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				if _, err := s.StepAllSeries(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if got := datesOf(t, s, a); len(got) != 12 {
			t.Errorf("%d dates: %v", len(got), got)
		}
		if got := factsOf(t, s); got[models.EventPlannedFact] != 11 || got[models.EventPublishedFact] != 3 {
			t.Errorf("facts %v", got)
		}
	})
}
