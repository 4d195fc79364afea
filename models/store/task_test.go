package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func addTask(t testing.TB, s *store.Store, o models.Object, label string, needed int) models.EventTask {
	t.Helper()
	task, err := s.AddTask(t.Context(), o.ID, models.TaskPlan{Label: label, Needed: needed})
	if err != nil {
		t.Fatal(err)
	}
	return task
}

// doing writes the tasks of an event as "Koffie 1 of 2 (anna)".
func doing(t testing.TB, s *store.Store, o models.Object) string {
	t.Helper()
	items, err := s.Tasks(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range items {
		var names []string
		for _, c := range i.Claims {
			names = append(names, c.Name())
		}
		out = append(out, fmt.Sprintf("%s %d of %d (%s)", i.Task.TaskPlan.Label, len(i.Claims), i.Task.TaskPlan.Needed, strings.Join(names, " ")))
	}
	return strings.Join(out, ", ")
}

func TestClaimTask_isOncePerPersonAndCanBeTakenBack(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		ctx := t.Context()
		o, _ := gathering(t, s, 0, nil)
		anna, bob := storetest.Member(t, s, "anna"), storetest.Remote(t, s, "b.example", "bob")
		coffee, door := addTask(t, s, o, "Koffie", 2), addTask(t, s, o, "Deur", 1)
		for range 2 {
			if err := s.ClaimTask(ctx, coffee.ID, anna); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.AssignTask(ctx, coffee.ID, " Ans  de Vries "); err != nil {
			t.Fatal(err)
		}
		if err := s.ClaimTask(ctx, coffee.ID, bob); !fails(err, "error.task_full") {
			t.Errorf("a third on two places: %v", err)
		}
		mailed, err := s.Respond(ctx, store.Answer{EventID: o.ID, Mail: "cleo@elders.example", Word: models.Word{Door: models.DoorMail, Says: models.RSVPYes, Name: "Cleo Bos"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.ClaimTaskAs(ctx, door.ID, mailed.Attendance.ID); err != nil {
			t.Fatal(err)
		}
		if got := doing(t, s, o); got != "Koffie 2 of 2 (anna Ans), Deur 1 of 1 (Cleo)" {
			t.Error(got)
		}
		other, _ := gathering(t, s, 0, nil)
		elsewhere := addTask(t, s, other, "Taart", 1)
		if err := s.ClaimTaskAs(ctx, elsewhere.ID, mailed.Attendance.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("a task of another event: %v", err)
		}
		if err := s.UnclaimTaskAs(ctx, door.ID, mailed.Attendance.ID); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.UnclaimTask(ctx, coffee.ID, anna); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.EditTask(ctx, door.ID, models.TaskPlan{Label: "De deur", Needed: 3}); err != nil {
			t.Fatal(err)
		}
		if got := doing(t, s, o); got != "Koffie 1 of 2 (Ans), De deur 0 of 3 ()" {
			t.Error(got)
		}
		items, err := s.Tasks(ctx, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.DropClaim(ctx, other.ID, items[0].Claims[0].Claim.ID); err != nil || !strings.Contains(doing(t, s, o), "Ans") {
			t.Errorf("by way of another event: %v, %s", err, doing(t, s, o))
		}
		if err := s.DropClaim(ctx, o.ID, items[0].Claims[0].Claim.ID); err != nil || strings.Contains(doing(t, s, o), "Ans") {
			t.Errorf("%v, %s", err, doing(t, s, o))
		}
		if err := s.DropTask(ctx, coffee.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.ClaimTask(ctx, coffee.ID, anna); models.KindOf(err) != models.NotFound {
			t.Errorf("a task that is gone: %v", err)
		}
		if _, err := s.CancelEvent(ctx, o.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.ClaimTask(ctx, door.ID, anna); !fails(err, "error.event_cancelled") {
			t.Errorf("of a cancelled event: %v", err)
		}
	})
}

// Of many at once on the last places, as many have one as there are.
func TestClaimTask_isExactAtOnce(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, _ := gathering(t, s, 0, nil)
		task := addTask(t, s, o, "Stoelen", 3)
		var all sync.WaitGroup
		var won, full atomic.Int32
		for i := range 12 {
			who := storetest.Remote(t, s, "h.example", fmt.Sprintf("g%d", i))
			all.Go(func() {
				switch err := s.ClaimTask(t.Context(), task.ID, who); {
				case err == nil:
					won.Add(1)
				case fails(err, "error.task_full"):
					full.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		items, err := s.Tasks(t.Context(), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		if won.Load() != 3 || full.Load() != 9 || len(items[0].Claims) != 3 {
			t.Errorf("%d have it, %d heard that it is full, %d claims", won.Load(), full.Load(), len(items[0].Claims))
		}
	})
}

func TestTasks_areGivenBackAndForgotten(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		ctx := t.Context()
		o, _ := gathering(t, s, 0, nil)
		bob, cleo := storetest.Remote(t, s, "b.example", "bob"), storetest.Remote(t, s, "c.example", "cleo")
		task := addTask(t, s, o, "Koffie", 2)
		for _, who := range []models.Actor{bob, cleo} {
			respond(t, s, o, who, word(models.DoorJoin, models.RSVPYes))
			if err := s.ClaimTask(ctx, task.ID, who); err != nil {
				t.Fatal(err)
			}
		}
		respond(t, s, o, bob, word(models.DoorJoin, models.RSVPMaybe))
		if got := doing(t, s, o); got != "Koffie 2 of 2 (bob cleo)" {
			t.Errorf("a maybe: %s", got)
		}
		respond(t, s, o, bob, word(models.DoorJoin, models.RSVPNo))
		if got := doing(t, s, o); got != "Koffie 1 of 2 (cleo)" {
			t.Errorf("a no: %s", got)
		}
		if by, err := s.TasksBy(ctx, cleo.ID); err != nil || len(by) != 1 || by[0].Event.ID != o.ID {
			t.Errorf("%+v, %v", by, err)
		}
		if err := s.EraseActor(ctx, cleo.URI); err != nil {
			t.Fatal(err)
		}
		if got := doing(t, s, o); got != "Koffie 0 of 2 ()" {
			t.Errorf("of who is gone: %s", got)
		}
		if err := s.AssignTask(ctx, task.ID, "Ans"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.DeleteObject(ctx, o.ID); err != nil {
			t.Fatal(err)
		}
		if got := doing(t, s, o); got != "" {
			t.Errorf("of an event that is gone: %s", got)
		}
	})
}

func TestMergeGuests_joinsWhatTheyDo(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		ctx := t.Context()
		o, _ := gathering(t, s, 0, nil)
		coffee, door := addTask(t, s, o, "Koffie", 2), addTask(t, s, o, "Deur", 2)
		mailed, err := s.Respond(ctx, store.Answer{EventID: o.ID, Mail: "bob@b.example", Word: models.Word{Door: models.DoorMail, Says: models.RSVPYes}})
		if err != nil {
			t.Fatal(err)
		}
		bob := respond(t, s, o, storetest.Remote(t, s, "b.example", "bob"), word(models.DoorJoin, models.RSVPYes))
		for _, claim := range []func() error{
			func() error { return s.ClaimTaskAs(ctx, coffee.ID, mailed.Attendance.ID) },
			func() error { return s.ClaimTaskAs(ctx, door.ID, mailed.Attendance.ID) },
			func() error { return s.ClaimTaskAs(ctx, door.ID, bob.Attendance.ID) },
			func() error { return s.MergeGuests(ctx, bob.Attendance.ID, mailed.Attendance.ID, "") },
		} {
			if err := claim(); err != nil {
				t.Fatal(err)
			}
		}
		if got := doing(t, s, o); got != "Koffie 1 of 2 (bob), Deur 1 of 2 (bob)" {
			t.Error(got)
		}
	})
}

func TestSeries_datesHaveItsTasks(t *testing.T) {
	withClock(t, "2026-11-20T10:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		in := openCoffee()
		in.Series.Tasks = []models.TaskPlan{{Label: "Koffie", Needed: 2}, {Label: "Deur", Needed: 1}}
		a := makeSeries(t, s, in)
		dates, err := s.Events(t.Context(), store.EventFilter{Series: a.URI, LocalOnly: true, Limit: 50})
		if err != nil || len(dates) < 2 {
			t.Fatalf("%d dates, %v", len(dates), err)
		}
		for _, d := range dates {
			if got := doing(t, s, d.Object); got != "Koffie 0 of 2 (), Deur 0 of 1 ()" {
				t.Errorf("%s: %s", d.Event.StartsAt, got)
			}
		}
		if _, err := s.StepAllSeries(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := doing(t, s, dates[0].Object); got != "Koffie 0 of 2 (), Deur 0 of 1 ()" {
			t.Errorf("after another step: %s", got)
		}
		one, err := s.Series(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		items, err := s.Tasks(t.Context(), dates[0].Object.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range items {
			if err := s.DropTask(t.Context(), i.Task.ID); err != nil {
				t.Fatal(err)
			}
		}
		one.Tasks = []models.TaskPlan{{Label: "Taart", Needed: 1}}
		if _, err := s.EditSeries(t.Context(), a.ID, store.NewSeries{Series: one}); err != nil {
			t.Fatal(err)
		}
		if first, second := doing(t, s, dates[0].Object), doing(t, s, dates[1].Object); first != "Taart 0 of 1 ()" || second != "Koffie 0 of 2 (), Deur 0 of 1 ()" {
			t.Errorf("with other tasks: %s; %s", first, second)
		}
	})
}

func fails(err error, key string) bool {
	var e *models.Error
	return errors.As(err, &e) && e.Key == key
}
