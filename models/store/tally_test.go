package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// withPoll lets an event ask who comes.
func withPoll(e *models.Event) { e.Poll = true }

func TestPublishEvent_fixesItsPoll(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		n := storetest.Node(t, s)
		poll := func(o models.Object) (bool, string) {
			e, err := s.Event(t.Context(), o.ID)
			if err != nil {
				t.Fatal(err)
			}
			return e.Poll, e.PollLanguage
		}
		o, in := gathering(t, s, 2, withPoll)
		in.Event.Poll, in.Event.PollLanguage, in.Title = false, "xx", "Borrel"
		if _, err := s.EditEvent(t.Context(), o.ID, in); err != nil {
			t.Fatal(err)
		}
		if has, lang := poll(o); !has || lang != n.Language {
			t.Errorf("after an edit: %v in %q, want the node's %q", has, lang, n.Language)
		}
		if _, err := s.MoveEvent(t.Context(), o.ID, models.EventMove{StartsAt: in.Event.StartsAt.Add(time.Hour), Place: in.Event.Place}); err != nil {
			t.Fatal(err)
		}
		if has, lang := poll(o); !has || lang != n.Language {
			t.Errorf("after a move: %v in %q", has, lang)
		}
		plain, in := gathering(t, s, 2, nil)
		in.Event.Poll = true
		if _, err := s.EditEvent(t.Context(), plain.ID, in); err != nil {
			t.Fatal(err)
		}
		if has, _ := poll(plain); has {
			t.Error("a Note became a Question")
		}
		off, _ := gathering(t, s, 2, func(e *models.Event) { e.TakesRSVP, e.Poll = false, true })
		if has, lang := poll(off); has || lang != "" {
			t.Error("a poll where nobody signs up")
		}
	})
}

func TestRespond_hearsVotesUntilTheStart(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, options store.Options) {
		clock := time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
		options.Clock = func() time.Time { return clock }
		s := storetest.Open(t, options)
		storetest.Node(t, s)
		ann, bob := storetest.Remote(t, s, "a.example", "ann"), storetest.Remote(t, s, "b.example", "bob")
		o, in := gathering(t, s, 2, withPoll)
		plain, _ := gathering(t, s, 2, nil)
		if r := respond(t, s, plain, ann, word(models.DoorPoll, models.RSVPYes)); r.Refused == nil || r.Refused.Key != "error.poll_off" {
			t.Errorf("a vote without a poll: %+v", r)
		}
		if r := respond(t, s, o, ann, word(models.DoorPoll, models.RSVPYes)); !r.Heard || r.Attendance.State != models.AttendanceComing {
			t.Errorf("a vote: %+v", r)
		}
		clock = in.Event.StartsAt.Add(time.Minute)
		if r := respond(t, s, o, bob, word(models.DoorPoll, models.RSVPYes)); r.Heard || r.Refused == nil || r.Refused.Key != "error.poll_closed" {
			t.Errorf("a late vote: %+v", r)
		}
		if r := respond(t, s, o, bob, word(models.DoorReply, models.RSVPYes)); !r.Heard {
			t.Errorf("a late word by another door: %+v", r)
		}
		whole, err := s.WholeEvent(t.Context(), o.ID)
		if err != nil || !whole.Answers.PollClosed || whole.Answers.Coming != 2 {
			t.Errorf("%+v, %v", whole.Answers, err)
		}
		if _, err := s.CancelEvent(t.Context(), o.ID); err != nil {
			t.Fatal(err)
		}
		if r := respond(t, s, o, ann, word(models.DoorPoll, models.RSVPYes)); r.Refused == nil || r.Refused.Key != "error.event_cancelled" {
			t.Errorf("a vote for what is called off: %+v", r)
		}
	})
}

// One person who uses three doors counts once, whatever their order, and what she
// said last is what counts.
func TestRespond_countsOnePersonOnceThroughThreeDoors(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		says := map[models.Door]models.RSVP{models.DoorPoll: models.RSVPYes, models.DoorReply: models.RSVPMaybe, models.DoorJoin: models.RSVPNo}
		want := map[models.Door]models.Tally{
			models.DoorPoll: {Coming: 1}, models.DoorReply: {Maybe: 1}, models.DoorJoin: {Declined: 1},
		}
		for _, order := range [][]models.Door{
			{models.DoorPoll, models.DoorReply, models.DoorJoin},
			{models.DoorPoll, models.DoorJoin, models.DoorReply},
			{models.DoorReply, models.DoorPoll, models.DoorJoin},
			{models.DoorReply, models.DoorJoin, models.DoorPoll},
			{models.DoorJoin, models.DoorPoll, models.DoorReply},
			{models.DoorJoin, models.DoorReply, models.DoorPoll},
		} {
			o, _ := gathering(t, s, 1, withPoll)
			ann := storetest.Remote(t, s, "a.example", "ann"+strings.ToLower(models.NewID()[24:]))
			for _, door := range order {
				respond(t, s, o, ann, word(door, says[door]))
			}
			last := order[2]
			list, err := s.Guests(t.Context(), o.ID)
			if err != nil || len(list) != 1 || list[0].Attendance.Door != last {
				t.Errorf("%v: %d rows, %v", order, len(list), err)
			}
			if got := tally(t, s, o); got != want[last] || got.Poll().Voters() != 1 {
				t.Errorf("%v: %+v", order, got)
			}
		}
	})
}

func TestRecordTallies_gathersChangesAndOutlivesTheProcess(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, options store.Options) {
		clock := time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
		options.Clock = func() time.Time { return clock }
		s := storetest.Open(t, options)
		storetest.Node(t, s)
		o, _ := gathering(t, s, 1, withPoll)
		guests := map[string]models.Actor{}
		for _, name := range []string{"ann", "bob", "cor"} {
			guests[name] = storetest.Remote(t, s, name+".example", name)
		}
		record := func() time.Time {
			t.Helper()
			next, err := s.RecordTallies(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return next
		}
		told := func() int { return len(kindsOf(t, s, "event.tallied")) }
		if next := record(); !next.IsZero() {
			t.Errorf("nothing is due, but %v", next)
		}
		began := clock
		respond(t, s, o, guests["ann"], word(models.DoorPoll, models.RSVPYes))
		clock = clock.Add(20 * time.Second)
		respond(t, s, o, guests["bob"], word(models.DoorJoin, models.RSVPYes))
		clock = clock.Add(20 * time.Second)
		respond(t, s, o, guests["cor"], word(models.DoorReply, models.RSVPMaybe))
		if next := record(); !next.Equal(began.Add(models.TallyEvery)) || told() != 0 {
			t.Errorf("due at %v, %d facts", next, told())
		}
		clock = began.Add(models.TallyEvery)
		if next := record(); !next.IsZero() || told() != 1 {
			t.Errorf("then due at %v, %d facts", next, told())
		}
		respond(t, s, o, guests["cor"], word(models.DoorReply, models.RSVPMaybe)) // says it again
		if _, err := s.InviteGuest(t.Context(), o.ID, storetest.Remote(t, s, "dee.example", "dee")); err != nil {
			t.Fatal(err)
		}
		if next := record(); !next.IsZero() {
			t.Errorf("nothing changed, but due at %v", next)
		}
		respond(t, s, o, guests["ann"], word(models.DoorReply, models.RSVPNo)) // bob moves up
		if next := record(); !next.Equal(clock.Add(models.TallyEvery)) || told() != 1 {
			t.Errorf("due at %v, %d facts", next, told())
		}
		clock = clock.Add(time.Hour) // as after a night without power
		if record(); told() != 2 {
			t.Errorf("%d facts", told())
		}
		respond(t, s, o, guests["ann"], word(models.DoorReply, models.RSVPYes))
		if _, err := s.DeleteObject(t.Context(), o.ID); err != nil {
			t.Fatal(err)
		}
		clock = clock.Add(time.Hour)
		if next := record(); !next.IsZero() || told() != 2 {
			t.Errorf("of what is gone: due at %v, %d facts", next, told())
		}
		if kinds := kindsOf(t, s, "event."); !slices.Contains(kinds, models.EventTalliedFact) {
			t.Errorf("facts %v", kinds)
		}
	})
}
