package models_test

import (
	"testing"
	"time"

	"knoop/models"
)

func TestEvent_reminderComesByDay(t *testing.T) {
	for name, one := range map[string]struct{ zone, start, guests, hosts string }{
		"in the evening":                     {"Europe/Amsterdam", "2026-11-20T19:30:00+01:00", "2026-11-19T19:30:00+01:00", "2026-11-19T18:00:00+01:00"},
		"at nine in the evening":             {"Europe/Amsterdam", "2026-11-20T21:00:00+01:00", "2026-11-19T20:00:00+01:00", "2026-11-19T18:00:00+01:00"},
		"a minute before nine":               {"Europe/Amsterdam", "2026-11-20T20:59:00+01:00", "2026-11-19T20:59:00+01:00", "2026-11-19T18:00:00+01:00"},
		"at eight":                           {"Europe/Amsterdam", "2026-11-20T08:00:00+01:00", "2026-11-19T08:00:00+01:00", "2026-11-19T18:00:00+01:00"},
		"before eight":                       {"Europe/Amsterdam", "2026-11-20T07:59:00+01:00", "2026-11-18T20:00:00+01:00", "2026-11-19T18:00:00+01:00"},
		"just after midnight":                {"Europe/Amsterdam", "2026-11-20T00:30:00+01:00", "2026-11-18T20:00:00+01:00", "2026-11-19T18:00:00+01:00"},
		"the day after the clocks went on":   {"Europe/Amsterdam", "2026-03-29T20:30:00+02:00", "2026-03-28T19:30:00+01:00", "2026-03-28T18:00:00+01:00"},
		"early after the clocks went on":     {"Europe/Amsterdam", "2026-03-29T08:30:00+02:00", "2026-03-27T20:00:00+01:00", "2026-03-28T18:00:00+01:00"},
		"the day after the clocks went back": {"Europe/Amsterdam", "2026-10-25T20:30:00+01:00", "2026-10-24T20:00:00+02:00", "2026-10-24T18:00:00+02:00"},
		"early after the clocks went back":   {"Europe/Amsterdam", "2026-10-25T07:30:00+01:00", "2026-10-24T08:30:00+02:00", "2026-10-24T18:00:00+02:00"},
		"elsewhere":                          {"America/New_York", "2026-11-20T07:00:00-05:00", "2026-11-18T20:00:00-05:00", "2026-11-19T18:00:00-05:00"},
		"an unknown zone is UTC":             {"Nowhere/None", "2026-11-20T12:00:00Z", "2026-11-19T12:00:00Z", "2026-11-19T18:00:00Z"},
	} {
		e := models.Event{StartsAt: at(one.start), Timezone: one.zone, TakesRSVP: true}
		if got := e.RemindAt(); !got.Equal(at(one.guests)) {
			t.Errorf("%s: guests are reminded at %s", name, got.In(e.Location()))
		}
		if got := e.EveningAt(); !got.Equal(at(one.hosts)) {
			t.Errorf("%s: hosts hear at %s", name, got.In(e.Location()))
		}
		if h := e.RemindAt().In(e.Location()).Hour(); h < models.QuietUntil || h >= models.QuietFrom {
			t.Errorf("%s: at %d o'clock", name, h)
		}
		if e.StartsAt.Sub(e.RemindAt()) > models.RemindWindow || e.StartsAt.Sub(e.EveningAt()) > models.RemindWindow {
			t.Errorf("%s: outside the window in which one looks", name)
		}
	}
}

// Every quarter of an hour of a year, in four zones: never by night, never less than
// a day ahead, never outside the window.
func TestEvent_reminderIsNeverByNight(t *testing.T) {
	for _, zone := range []string{"Europe/Amsterdam", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"} {
		for start := at("2026-01-01T00:00:00Z"); start.Year() == 2026; start = start.Add(45 * time.Minute) {
			e := models.Event{StartsAt: start, Timezone: zone}
			due := e.RemindAt()
			ahead, h := start.Sub(due), due.In(e.Location()).Hour()
			if ahead < models.RemindAhead || ahead > models.RemindWindow || h < models.QuietUntil || h >= models.QuietFrom {
				t.Fatalf("%s: %s is reminded of at %s", zone, start.In(e.Location()), due.In(e.Location()))
			}
		}
	}
}

func TestEvent_Reminding(t *testing.T) {
	e := models.Event{StartsAt: at("2026-11-20T09:30:00+01:00"), Timezone: "Europe/Amsterdam", TakesRSVP: true, Status: models.EventConfirmed}
	for now, want := range map[string]bool{
		"2026-11-19T09:29:59+01:00": false, "2026-11-19T09:30:00+01:00": true, "2026-11-19T20:59:59+01:00": true,
		"2026-11-19T21:00:00+01:00": false, "2026-11-20T07:59:00+01:00": false, "2026-11-20T08:00:00+01:00": true, // late, after a night without us
		"2026-11-20T08:30:00+01:00": false, "2026-11-20T10:00:00+01:00": false,
	} {
		if got := e.Reminding(at(now)); got != want {
			t.Errorf("at %s: %v", now, got)
		}
	}
	now := at("2026-11-19T12:00:00+01:00")
	off, closed := e, e
	off.Status, closed.TakesRSVP = models.EventCancelled, false
	if off.Reminding(now) || off.EveningDue(now.Add(7*time.Hour)) || closed.Reminding(now) {
		t.Error("of a cancelled event, or one without answers, people are reminded")
	}
	if !closed.EveningDue(now.Add(7 * time.Hour)) {
		t.Error("hosts of an event without answers hear nothing")
	}
}

func TestReminder_Holds(t *testing.T) {
	given := at("2026-11-19T09:30:00Z")
	for name, one := range map[string]struct {
		start string
		holds bool
	}{
		"where it was":              {"2026-11-20T09:30:00Z", true},
		"an hour later":             {"2026-11-20T10:30:00Z", true},
		"an hour earlier":           {"2026-11-20T08:30:00Z", true},
		"the next day":              {"2026-11-21T09:30:00Z", false},
		"a week later":              {"2026-11-27T09:30:00Z", false},
		"seven hours later, at day": {"2026-11-20T16:30:00Z", false},
	} {
		e := models.Event{StartsAt: at(one.start), Timezone: "UTC"}
		r := models.Reminder{StartsAt: at("2026-11-20T09:30:00Z"), RemindedAt: given}
		if r.Holds(e, e.RemindAt()) != one.holds {
			t.Errorf("%s: holds %v", name, !one.holds)
		}
	}
}

func TestAttendance_Reminded(t *testing.T) {
	now := at("2026-11-19T09:30:00Z")
	long, lately := now.Add(-48*time.Hour), now.Add(-time.Hour)
	here, afar := models.Actor{ID: "a", Local: true}, models.Actor{ID: "b"}
	for name, one := range map[string]struct {
		a    models.Attendance
		who  models.Actor
		wish models.Channel
		want models.Channel
	}{
		"here, by mail":            {models.Attendance{State: models.AttendanceComing, UpdatedAt: long}, here, models.ChannelMail, models.ChannelMail},
		"here, no address":         {models.Attendance{State: models.AttendanceComing, UpdatedAt: long}, here, "", models.ChannelNone},
		"afar":                     {models.Attendance{State: models.AttendanceComing, UpdatedAt: long}, afar, "", models.ChannelMention},
		"afar, by mail":            {models.Attendance{State: models.AttendanceComing, UpdatedAt: long}, afar, models.ChannelMail, models.ChannelMail},
		"afar, mail off":           {models.Attendance{State: models.AttendanceComing, UpdatedAt: long}, afar, models.ChannelNone, models.ChannelNone},
		"by mail alone":            {models.Attendance{State: models.AttendanceComing, UpdatedAt: long}, models.Actor{}, models.ChannelMail, models.ChannelMail},
		"by mail, no address":      {models.Attendance{State: models.AttendanceComing, UpdatedAt: long}, models.Actor{}, "", models.ChannelNone},
		"wants none":               {models.Attendance{State: models.AttendanceComing, UpdatedAt: long, Unreminded: true}, afar, "", models.ChannelNone},
		"answered lately":          {models.Attendance{State: models.AttendanceComing, UpdatedAt: lately}, afar, "", models.ChannelNone},
		"waits":                    {models.Attendance{State: models.AttendanceWaiting, UpdatedAt: long}, afar, "", models.ChannelNone},
		"does not come":            {models.Attendance{State: models.AttendanceDeclined, UpdatedAt: long}, afar, "", models.ChannelNone},
		"is there already":         {models.Attendance{State: models.AttendanceComing, UpdatedAt: long, CheckedInAt: &lately}, afar, "", models.ChannelNone},
		"whose server deleted her": {models.Attendance{State: models.AttendanceComing, UpdatedAt: long}, models.Actor{ID: "b", GoneAt: &long}, "", models.ChannelNone},
	} {
		if got := one.a.Reminded(one.who, one.wish, now); got != one.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestEvent_StillOpen(t *testing.T) {
	bare := models.Event{TakesRSVP: true, Capacity: 10}
	got := bare.StillOpen(models.Tally{Waiting: 1}, []models.OpenTask{{Label: "Deur", Left: 1}}, 2)
	if len(got.Open) != len(models.OpenPoints()) {
		t.Errorf("of an event with nothing: %v", got.Open)
	}
	settled := models.Event{TakesRSVP: true, Place: models.Place{Name: "De Spoel"}, EventDetails: models.EventDetails{Contact: "06"}}
	if got := settled.StillOpen(models.Tally{Coming: 3}, nil, 0); len(got.Open) > 0 {
		t.Errorf("of a settled event: %v", got.Open)
	}
}
