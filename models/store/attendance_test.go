package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// gathering publishes an event that takes answers, in three days.
func gathering(t testing.TB, s *store.Store, capacity int, change func(*models.Event)) (models.Object, store.NewEvent) {
	t.Helper()
	in := store.NewEvent{
		ActorID: storetest.Collective(t, s).ID, Title: "Open Coffee", Language: "nl",
		Event: models.Event{StartsAt: s.Now().Add(72 * time.Hour), Timezone: "Europe/Amsterdam", Capacity: capacity, TakesRSVP: true, WaitingList: true},
	}
	if change != nil {
		change(&in.Event)
	}
	o, err := s.PublishEvent(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return o, in
}

// word makes an answer through a door, with an id and no date.
func word(door models.Door, says models.RSVP) models.Word {
	return models.Word{Door: door, Says: says, URI: "https://a.example/activities/" + models.NewID()}
}

func respond(t testing.TB, s *store.Store, o models.Object, who models.Actor, w models.Word) store.Response {
	t.Helper()
	r, err := s.Respond(t.Context(), store.Answer{EventID: o.ID, Actor: who, Word: w})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func tally(t testing.TB, s *store.Store, o models.Object) models.Tally {
	t.Helper()
	got, err := s.Tally(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// states writes the list as "ann coming, bob waiting".
func states(t testing.TB, s *store.Store, o models.Object) string {
	t.Helper()
	list, err := s.Guests(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, g := range list {
		out = append(out, g.Actor.Handle+" "+string(g.Attendance.State))
	}
	return strings.Join(out, ", ")
}

func kindsOf(t testing.TB, s *store.Store, prefix string) []models.FactKind {
	t.Helper()
	var out []models.FactKind
	open, err := s.OpenFacts(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range open {
		if strings.HasPrefix(string(f.Kind), prefix) {
			out = append(out, f.Kind)
		}
	}
	return out
}

func TestRespond_givesAsManySeatsAsThereAre(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, in := gathering(t, s, 2, nil)
		guests := map[string]models.Actor{}
		for _, name := range []string{"ann", "bob", "cor", "dee"} {
			guests[name] = storetest.Remote(t, s, name+".example", name)
		}
		for i, name := range []string{"ann", "bob", "cor", "dee"} {
			if r := respond(t, s, o, guests[name], word(models.DoorJoin, models.RSVPYes)); !r.Heard || r.Place != max(0, i-1) {
				t.Errorf("%s: %+v", name, r)
			}
		}
		if got := states(t, s, o); got != "ann coming, bob coming, cor waiting, dee waiting" {
			t.Fatal(got)
		}
		respond(t, s, o, guests["cor"], word(models.DoorReply, models.RSVPYes)) // again, elsewhere: her turn stays
		if r := respond(t, s, o, guests["ann"], word(models.DoorJoin, models.RSVPNo)); r.Moved != 1 {
			t.Errorf("%d moved up", r.Moved)
		}
		respond(t, s, o, guests["ann"], word(models.DoorJoin, models.RSVPYes)) // behind the others now
		if got := states(t, s, o); got != "bob coming, cor coming, dee waiting, ann waiting" {
			t.Fatal(got)
		}
		in.Event.Capacity = 1 // nobody is put out
		if _, err := s.EditEvent(t.Context(), o.ID, in); err != nil {
			t.Fatal(err)
		}
		if got := tally(t, s, o); got.Coming != 2 || got.Waiting != 2 {
			t.Errorf("after a smaller room: %+v", got)
		}
		in.Event.Capacity = 3
		if _, err := s.EditEvent(t.Context(), o.ID, in); err != nil {
			t.Fatal(err)
		}
		if got := states(t, s, o); got != "bob coming, cor coming, dee coming, ann waiting" {
			t.Fatal(got)
		}
		in.Event.Capacity = 0
		if _, err := s.EditEvent(t.Context(), o.ID, in); err != nil {
			t.Fatal(err)
		}
		if got := tally(t, s, o); got.Coming != 4 {
			t.Errorf("without a limit: %+v", got)
		}
		if got := kindsOf(t, s, "attendance."); len(got) != 7+3 {
			t.Errorf("facts %v", got)
		}
	})
}

func TestRespond_saysWhyNot(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		ann := storetest.Remote(t, s, "a.example", "ann")
		member := storetest.Member(t, s, "mo")
		for _, c := range []struct {
			name, key string
			change    func(*models.Event)
			after     func(o models.Object)
		}{
			{"no answers", "error.rsvp_off", func(e *models.Event) { e.TakesRSVP = false }, nil},
			{"past", "error.event_over", func(e *models.Event) { e.StartsAt = s.Now().Add(-8 * time.Hour) }, nil},
			{"for members", "error.event_members", func(e *models.Event) { e.Comes = models.GatheringMembers }, nil},
			{"for those invited", "error.event_invited", func(e *models.Event) { e.Comes = models.GatheringInvited }, nil},
			{"full", "error.event_full", func(e *models.Event) { e.Capacity, e.WaitingList = 1, false }, func(o models.Object) {
				respond(t, s, o, member, word(models.DoorPage, models.RSVPYes))
			}},
			{"cancelled", "error.event_cancelled", nil, func(o models.Object) {
				if _, err := s.CancelEvent(t.Context(), o.ID); err != nil {
					t.Fatal(err)
				}
			}},
		} {
			o, _ := gathering(t, s, 0, c.change)
			if c.after != nil {
				c.after(o)
			}
			before := len(kindsOf(t, s, "attendance.refused"))
			r := respond(t, s, o, ann, word(models.DoorJoin, models.RSVPYes))
			if r.Heard || r.Refused == nil || r.Refused.Key != c.key || r.Attendance.ID != "" {
				t.Errorf("%s: %+v", c.name, r)
			}
			if got := len(kindsOf(t, s, "attendance.refused")); got != before+1 {
				t.Errorf("%s: %d more facts", c.name, got-before)
			}
			if r := respond(t, s, o, ann, word(models.DoorPage, models.RSVPYes)); r.Refused == nil {
				t.Errorf("%s: heard on the page", c.name)
			}
			if got := len(kindsOf(t, s, "attendance.refused")); got != before+1 {
				t.Errorf("%s: told twice what the page says", c.name)
			}
		}
		o, _ := gathering(t, s, 0, func(e *models.Event) { e.Comes = models.GatheringMembers })
		if r := respond(t, s, o, member, word(models.DoorPage, models.RSVPYes)); !r.Heard {
			t.Error("a member may not come")
		}
		// A no opens no door.
		respond(t, s, o, ann, word(models.DoorJoin, models.RSVPNo))
		if r := respond(t, s, o, ann, word(models.DoorJoin, models.RSVPYes)); r.Heard {
			t.Error("who said no first may come")
		}
		if _, err := s.InviteGuest(t.Context(), o.ID, ann); err != nil {
			t.Fatal(err)
		}
		if r := respond(t, s, o, ann, word(models.DoorJoin, models.RSVPYes)); !r.Heard || r.Attendance.State != models.AttendanceComing {
			t.Error("who is invited may not come")
		}
		_, err := s.Respond(t.Context(), store.Answer{EventID: "none", Actor: ann, Word: word(models.DoorJoin, models.RSVPYes)})
		if models.KindOf(err) != models.NotFound {
			t.Errorf("an unknown event: %v", err)
		}
		if err := s.ReceiveBlock(t.Context(), models.Block{ActorID: ann.ID, TargetID: storetest.Collective(t, s).ID, ActivityURI: "https://a.example/b"}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Respond(t.Context(), store.Answer{EventID: o.ID, Actor: ann, Word: word(models.DoorJoin, models.RSVPYes)}); models.KindOf(err) != models.Forbidden {
			t.Errorf("who blocked the organiser: %v", err)
		}
	})
}

func TestRespond_onePersonThroughThreeDoorsCountsOnce(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		doors := []models.Door{models.DoorJoin, models.DoorFriendica, models.DoorReply}
		for i, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
			o, _ := gathering(t, s, 3, nil)
			ann := storetest.Remote(t, s, fmt.Sprintf("a%d.example", i), "ann")
			for _, d := range order {
				respond(t, s, o, ann, word(doors[d], models.RSVPYes))
			}
			if got := tally(t, s, o); got != (models.Tally{Coming: 1}) {
				t.Errorf("%v: %+v", order, got)
			}
			last := doors[order[2]]
			a, _, err := s.AnswerOf(t.Context(), o.ID, ann.ID)
			if err != nil || a.Door != last {
				t.Errorf("%v: her door is %s, %v", order, a.Door, err)
			}
			respond(t, s, o, ann, word(doors[order[0]], models.RSVPNo)) // the last to arrive, whatever the door
			if got := tally(t, s, o); got != (models.Tally{Declined: 1}) {
				t.Errorf("%v, then no: %+v", order, got)
			}
		}
	})
}

func TestRespond_leaveThatOvertakesItsJoinWins(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, _ := gathering(t, s, 3, nil)
		ann := storetest.Remote(t, s, "a.example", "ann")
		now := s.Now()
		leave := word(models.DoorJoin, models.RSVPNo)
		leave.Published = now.Add(-time.Minute)
		join := word(models.DoorJoin, models.RSVPYes)
		join.Published = now.Add(-2 * time.Minute)
		respond(t, s, o, ann, leave)
		if r := respond(t, s, o, ann, join); r.Heard {
			t.Error("the older Join counts")
		}
		join.URI, join.Published = join.URI+"2", now
		if r := respond(t, s, o, ann, join); !r.Heard || tally(t, s, o).Coming != 1 {
			t.Error("a newer Join does not count")
		}
	})
}

func TestRespond_twoHundredAtOnceForTwentySeats(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, _ := gathering(t, s, 20, nil)
		guests := make([]models.Actor, 200)
		for i := range guests {
			guests[i] = storetest.Remote(t, s, fmt.Sprintf("h%d.example", i%40), fmt.Sprintf("g%d", i))
		}
		var all sync.WaitGroup
		for _, g := range guests {
			all.Go(func() {
				if _, err := s.Respond(t.Context(), store.Answer{EventID: o.ID, Actor: g, Word: word(models.DoorJoin, models.RSVPYes)}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := tally(t, s, o); got != (models.Tally{Coming: 20, Waiting: 180}) {
			t.Fatalf("%+v", got)
		}
		list, err := s.Guests(t.Context(), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i, g := range list {
			if g.Attendance.Turn != int64(i+1) {
				t.Fatalf("turn %d at place %d", g.Attendance.Turn, i)
			}
		}
		// Fifty give their seat or place up at once: as many seats stay taken.
		for _, g := range list[:50] {
			all.Go(func() {
				if _, err := s.Respond(t.Context(), store.Answer{EventID: o.ID, Actor: g.Actor, Word: word(models.DoorJoin, models.RSVPNo)}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := tally(t, s, o); got != (models.Tally{Coming: 20, Waiting: 130, Declined: 50}) {
			t.Fatalf("%+v", got)
		}
		after, _ := s.Guests(t.Context(), o.ID)
		for i := range 20 {
			if after[i].Attendance.Turn != list[50+i].Attendance.Turn {
				t.Fatalf("seat %d went to turn %d", i, after[i].Attendance.Turn)
			}
		}
	})
}

func TestAttendances_goWithTheGuestAndWithTheEvent(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, _ := gathering(t, s, 1, nil)
		ann, mo := storetest.Remote(t, s, "a.example", "ann"), storetest.Member(t, s, "mo")
		respond(t, s, o, ann, word(models.DoorJoin, models.RSVPYes))
		respond(t, s, o, mo, word(models.DoorPage, models.RSVPYes))
		if err := s.EraseActor(t.Context(), ann.URI); err != nil {
			t.Fatal(err)
		}
		if got := states(t, s, o); got != "mo coming" {
			t.Errorf("after the guest was erased: %q", got)
		}
		if _, err := s.DeleteObject(t.Context(), o.ID); err != nil {
			t.Fatal(err)
		}
		if got := tally(t, s, o); got != (models.Tally{}) {
			t.Errorf("after the event was deleted: %+v", got)
		}
		if _, err := s.Respond(t.Context(), store.Answer{EventID: o.ID, Actor: mo, Word: word(models.DoorPage, models.RSVPNo)}); models.KindOf(err) != models.NotFound {
			t.Errorf("an answer to what is gone: %v", err)
		}
	})
}

func TestAnswers_nameOnlyThoseWhoAgreed(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, _ := gathering(t, s, 2, nil)
		yes := true
		for i, name := range []string{"ann", "bob", "cor"} {
			w := word(models.DoorJoin, models.RSVPYes)
			if i != 1 {
				w.Shown = &yes
			}
			respond(t, s, o, storetest.Remote(t, s, name+".example", name), w)
		}
		got, err := s.Answers(t.Context(), o.ID)
		if err != nil || got.Coming != 2 || got.Waiting != 1 || !slices.Equal(got.Shown, []string{"https://ann.example/users/ann"}) {
			t.Errorf("%+v, %v", got, err)
		}
		inboxes, err := s.AnsweredInboxes(t.Context(), o.ID)
		if err != nil || len(inboxes) != 3 {
			t.Errorf("%v, %v", inboxes, err)
		}
		if r, err := s.Respond(t.Context(), store.Answer{EventID: o.ID, Mail: "dee@post.example", Word: models.Word{Door: models.DoorMail, Says: models.RSVPYes, Name: "Dee"}}); err != nil || r.Place != 2 {
			t.Errorf("by mail: %+v, %v", r, err)
		}
	})
}

func TestCheckIn_isForThoseWhoCome(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, _ := gathering(t, s, 1, nil)
		in := respond(t, s, o, storetest.Member(t, s, "mo"), word(models.DoorPage, models.RSVPYes)).Attendance
		out := respond(t, s, o, storetest.Member(t, s, "no"), word(models.DoorPage, models.RSVPYes)).Attendance
		if err := s.CheckIn(t.Context(), in.ID, true); err != nil {
			t.Fatal(err)
		}
		if a, _ := s.Attendance(t.Context(), in.ID); a.CheckedInAt == nil || a.NoShow {
			t.Errorf("%+v", a)
		}
		if err := s.NoShow(t.Context(), in.ID, true); err != nil {
			t.Fatal(err)
		}
		if a, _ := s.Attendance(t.Context(), in.ID); a.CheckedInAt != nil || !a.NoShow {
			t.Errorf("%+v", a)
		}
		if err := s.CheckIn(t.Context(), out.ID, true); models.KindOf(err) != models.Conflict {
			t.Errorf("one who waits: %v", err)
		}
	})
}

// BenchmarkRespond_200 lets 200 answer at once for 20 seats.
func BenchmarkRespond_200(b *testing.B) {
	s := benchStore(b)
	guests := make([]models.Actor, 200)
	for i := range guests {
		guests[i] = storetest.Remote(b, s, fmt.Sprintf("h%d.example", i%40), fmt.Sprintf("g%d", i))
	}
	for b.Loop() {
		o, _ := gathering(b, s, 20, nil)
		var all sync.WaitGroup
		for _, g := range guests {
			all.Go(func() {
				if _, err := s.Respond(b.Context(), store.Answer{EventID: o.ID, Actor: g, Word: word(models.DoorJoin, models.RSVPYes)}); err != nil {
					b.Error(err)
				}
			})
		}
		all.Wait()
	}
}
