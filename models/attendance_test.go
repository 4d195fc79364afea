package models_test

import (
	"testing"
	"time"

	"knoop/models"
)

func TestAttendanceHear_lastToArriveWinsWhateverTheDoor(t *testing.T) {
	now := at("2026-11-28T12:00:00Z")
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	var a models.Attendance
	for _, c := range []struct {
		name string
		word models.Word
		want bool
	}{
		{"the first", models.Word{Door: models.DoorJoin, URI: "j1", Published: ago(time.Hour)}, true},
		{"the same again", models.Word{Door: models.DoorJoin, URI: "j1", Published: ago(time.Hour)}, false},
		{"an older one of the same door", models.Word{Door: models.DoorJoin, URI: "j0", Published: ago(2 * time.Hour)}, false},
		{"an older one of another door", models.Word{Door: models.DoorReply, URI: "r", Published: ago(3 * time.Hour)}, true},
		{"a newer one of the first door", models.Word{Door: models.DoorJoin, URI: "j2", Published: ago(time.Minute)}, true},
		{"one without a date", models.Word{Door: models.DoorJoin, URI: "j3"}, true},
		{"one from the future", models.Word{Door: models.DoorPage, Published: now.Add(2 * time.Hour)}, false},
		{"one by a clock that is fast", models.Word{Door: models.DoorPage, Published: now.Add(30 * time.Minute)}, true},
	} {
		if got := a.Hear(c.word, now); got != c.want {
			t.Errorf("%s counts: %v", c.name, got)
		} else if got && (a.Door != c.word.Door || a.AnswerURI != c.word.URI) {
			t.Errorf("%s is not what is answered: %+v", c.name, a)
		}
	}
	yes := true
	a.Hear(models.Word{Door: models.DoorMail, Shown: &yes, Name: "Ans", Language: "nl"}, now)
	a.Hear(models.Word{Door: models.DoorMail}, now)
	if !a.Shown || a.Name != "Ans" || a.Language != "nl" {
		t.Errorf("what was said before is lost: %+v", a)
	}
}

func TestAttendanceAnswered_keepsASeatAndATurnUntilTheyAreGivenUp(t *testing.T) {
	var a models.Attendance
	for _, c := range []struct {
		says  models.RSVP
		seat  bool
		turn  int64
		state models.AttendanceState
		want  int64
	}{
		{models.RSVPYes, false, 7, models.AttendanceWaiting, 7},
		{models.RSVPYes, true, 9, models.AttendanceWaiting, 7}, // only MoveUp gives her one
		{models.RSVPMaybe, true, 9, models.AttendanceMaybe, 0},
		{models.RSVPYes, true, 9, models.AttendanceComing, 9},
		{models.RSVPYes, false, 10, models.AttendanceComing, 9},
		{models.RSVPNo, false, 0, models.AttendanceDeclined, 0},
	} {
		a.Answered(c.says, c.seat, c.turn)
		if a.State != c.state || a.Turn != c.want {
			t.Errorf("after %s: %s, turn %d", c.says, a.State, a.Turn)
		}
	}
}

func TestEventAnswerable_saysWhyNot(t *testing.T) {
	now := at("2026-12-01T08:00:00Z")
	good := models.Event{StartsAt: now.Add(time.Hour), TakesRSVP: true}
	for _, c := range []struct {
		key  string
		edit func(*models.Event)
	}{
		{"", func(*models.Event) {}},
		{"", func(e *models.Event) { e.StartsAt = now.Add(-time.Hour) }}, // it is going on
		{"error.rsvp_off", func(e *models.Event) { e.TakesRSVP = false }},
		{"error.event_cancelled", func(e *models.Event) { e.Status = models.EventCancelled }},
		{"error.event_over", func(e *models.Event) { e.StartsAt = now.Add(-7 * time.Hour) }},
	} {
		e := good
		c.edit(&e)
		if got := keyOf(e.Answerable(now)); got != c.key {
			t.Errorf("%q, want %q", got, c.key)
		}
	}
}

func TestEventMayCome_isForWhomItIsFor(t *testing.T) {
	stranger, member, invited := models.Comer{}, models.Comer{Member: true}, models.Comer{Invited: true}
	for _, c := range []struct {
		comes models.Gathering
		who   models.Comer
		key   string
	}{
		{"", stranger, ""},
		{models.GatheringEveryone, stranger, ""},
		{models.GatheringMembers, stranger, "error.event_members"},
		{models.GatheringMembers, member, ""},
		{models.GatheringMembers, invited, ""},
		{models.GatheringInvited, member, "error.event_invited"},
		{models.GatheringInvited, invited, ""},
	} {
		if got := keyOf(models.Event{Comes: c.comes}.MayCome(c.who)); got != c.key {
			t.Errorf("%s, %+v: %q", c.comes, c.who, got)
		}
	}
	if models.Gathering("friends").Known() {
		t.Error("an unknown gathering is known")
	}
}
