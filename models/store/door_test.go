package store_test

import (
	"fmt"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestArrive(t *testing.T) {
	withClock(t, "2026-11-10T09:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		ctx := t.Context()
		o := meeting(t, s, now, func(e *models.Event) { e.Capacity = 2 })
		other := meeting(t, s, now, nil)
		if s.DoorOpens(o.ID, s.DoorCode(other.ID)) || !s.DoorOpens(o.ID, s.DoorCode(o.ID)) || s.DoorOpens(o.ID, "") {
			t.Error("a code opens another door, or not its own")
		}
		anna, walker, third := storetest.Member(t, s, "anna"), storetest.Member(t, s, "walker"), storetest.Member(t, s, "third")
		respond(t, s, o, anna, word(models.DoorPage, models.RSVPYes))
		if _, err := s.Arrive(ctx, o.ID, anna, "nl"); !fails(err, "error.door_early") {
			t.Errorf("days before: %v", err)
		}
		set(now, "2026-11-20T08:20:00Z")
		arrive := func(who models.Actor, want store.Arrival) {
			t.Helper()
			for range 2 { // a second tap changes nothing
				if got, err := s.Arrive(ctx, o.ID, who, "nl"); err != nil || got != want {
					t.Errorf("%s: %s, %v", who.Handle, got, err)
				}
			}
		}
		arrive(anna, store.ArrivalIn)
		arrive(walker, store.ArrivalIn)
		arrive(third, store.ArrivalWaits)
		for _, name := range []string{"Ans", "Ans ", "Bo"} {
			if err := s.SayThere(ctx, o.ID, name); err != nil {
				t.Fatal(err)
			}
		}
		waiting, err := s.AtDoor(ctx, o.ID)
		if err != nil || len(waiting) != 3 || waiting[0].Actor.ID != third.ID || waiting[1].Word.Name != "Ans" {
			t.Fatalf("%+v, %v", waiting, err)
		}
		if got := tally(t, s, o); got != (models.Tally{Coming: 2}) {
			t.Errorf("%+v", got)
		}
		if err := s.SettleDoor(ctx, other.ID, waiting[0].Word.ID, "", true); models.KindOf(err) != models.NotFound {
			t.Errorf("by way of another event: %v", err)
		}
		for i, in := range []bool{true, true, false} {
			if err := s.SettleDoor(ctx, o.ID, waiting[i].Word.ID, "", in); err != nil {
				t.Fatal(err)
			}
		}
		if got := tally(t, s, o); got != (models.Tally{Coming: 4}) {
			t.Errorf("a host lets in whom she wants: %+v", got)
		}
		if err := s.SettleDoor(ctx, o.ID, waiting[0].Word.ID, "", true); models.KindOf(err) != models.NotFound {
			t.Errorf("a second tap: %v", err)
		}
		present := 0
		guests, err := s.Guests(ctx, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range guests {
			if g.Attendance.CheckedInAt != nil {
				present++
			}
		}
		if present != 4 {
			t.Errorf("%d are there", present)
		}
	})
}

func TestSettleDoor_findsWhoIsOnTheList(t *testing.T) {
	withClock(t, "2026-11-10T09:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		ctx := t.Context()
		o, other := meeting(t, s, now, nil), meeting(t, s, now, nil)
		bob, cleo := storetest.Remote(t, s, "b.example", "bob"), storetest.Remote(t, s, "b.example", "cleo")
		at := respond(t, s, o, bob, word(models.DoorJoin, models.RSVPYes)).Attendance
		elsewhere := respond(t, s, other, bob, word(models.DoorJoin, models.RSVPYes)).Attendance
		respond(t, s, o, cleo, word(models.DoorJoin, models.RSVPYes))
		if _, err := s.MissTheRest(ctx, o.ID); !fails(err, "error.not_over") {
			t.Errorf("before it began: %v", err)
		}
		set(now, "2026-11-20T08:40:00Z")
		if err := s.SayThere(ctx, o.ID, "Bob"); err != nil {
			t.Fatal(err)
		}
		waiting, err := s.AtDoor(ctx, o.ID)
		if err != nil || len(waiting) != 1 {
			t.Fatal(waiting, err)
		}
		if err := s.SettleDoor(ctx, o.ID, waiting[0].Word.ID, elsewhere.ID, true); models.KindOf(err) != models.NotFound {
			t.Errorf("an answer to another event: %v", err)
		}
		if err := s.SettleDoor(ctx, o.ID, waiting[0].Word.ID, at.ID, true); err != nil {
			t.Fatal(err)
		}
		set(now, "2026-11-20T22:00:00Z")
		if err := s.SayThere(ctx, o.ID, "Dop"); !fails(err, "error.door_late") {
			t.Errorf("long after: %v", err)
		}
		for i, want := range []int64{1, 0} {
			if n, err := s.MissTheRest(ctx, o.ID); err != nil || n != want {
				t.Errorf("time %d: %d missed, %v", i, n, err)
			}
		}
		if a, _, err := s.AnswerOf(ctx, o.ID, cleo.ID); err != nil || !a.NoShow {
			t.Errorf("%+v, %v", a, err)
		}
		if a, _, err := s.AnswerOf(ctx, o.ID, bob.ID); err != nil || a.NoShow || a.CheckedInAt == nil {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

func TestSayThere_holdsNoMoreThanADoorCan(t *testing.T) {
	withClock(t, "2026-11-10T09:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		o := meeting(t, s, now, nil)
		set(now, "2026-11-20T08:20:00Z")
		for i := range models.MaxAtDoor {
			if err := s.SayThere(t.Context(), o.ID, fmt.Sprintf("Gast %d", i)); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.SayThere(t.Context(), o.ID, "Nog een"); models.KindOf(err) != models.TooMany {
			t.Errorf("one more: %v", err)
		}
	})
}
