package models_test

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
)

func TestCheckGuestName_takesNamesAndNothingThatLeadsAnywhere(t *testing.T) {
	for _, name := range []string{"", "Noor", "Anne-Marie", "D'Angelo", "J.", "Søren", "محمد", "Lotte van"} {
		if err := models.CheckGuestName(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"kwaad.example", "http://x", "a@b", "Win 100", " Noor", "Noor\n", "<b>", "www.x", strings.Repeat("n", 41), "\u202eNoor"} {
		if models.KindOf(models.CheckGuestName(name)) != models.Invalid {
			t.Errorf("%q is taken", name)
		}
	}
}

func TestPassOf_takesOnlyOurs(t *testing.T) {
	s, other := models.Secret{1}, models.Secret{2}
	a := models.Attendance{ID: models.NewID()}
	pass := a.Pass(s)
	if id, ok := models.PassOf(s, pass); !ok || id != a.ID {
		t.Errorf("%q, %v", id, ok)
	}
	for _, wrong := range []string{"", a.ID, a.ID + ".", pass + "0", a.Pass(other), models.NewID() + pass[36:], models.GuestLink{ID: a.ID}.Token(s)} {
		if _, ok := models.PassOf(s, wrong); ok {
			t.Errorf("%q is taken", wrong)
		}
	}
}

func TestAbsorb_keepsTheBetterOfTwo(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		a, b, want models.AttendanceState
		turns      [3]int64
	}{
		{models.AttendanceComing, models.AttendanceWaiting, models.AttendanceComing, [3]int64{1, 2, 1}},
		{models.AttendanceWaiting, models.AttendanceComing, models.AttendanceComing, [3]int64{2, 1, 1}},
		{models.AttendanceWaiting, models.AttendanceWaiting, models.AttendanceWaiting, [3]int64{5, 3, 3}},
		{models.AttendanceDeclined, models.AttendanceMaybe, models.AttendanceMaybe, [3]int64{0, 0, 0}},
		{models.AttendanceInvited, models.AttendanceDeclined, models.AttendanceDeclined, [3]int64{0, 0, 0}},
	} {
		a := models.Attendance{ActorID: "a", Guest: "a", State: c.a, Turn: c.turns[0], Asked: []models.AskedAnswer{{Label: "q", Text: "a"}}, NoShow: c.a == models.AttendanceComing}
		b := models.Attendance{Guest: "mailto:b", Name: "B", State: c.b, Turn: c.turns[1], Shown: true, Invited: true, CheckedInAt: &at, Asked: []models.AskedAnswer{{Label: "q", Text: "b"}, {Label: "r", Text: "b"}}}
		a.Absorb(b)
		seated := c.want == models.AttendanceComing
		if a.State != c.want || a.Turn != c.turns[2] || a.Guest != "a" || a.Name != "" || a.Shown || !a.Invited || (a.CheckedInAt != nil) != seated || a.NoShow {
			t.Errorf("%s and %s: %+v", c.a, c.b, a)
		}
		if len(a.Asked) != 2 || a.Asked[0].Text != "a" {
			t.Errorf("answers %+v", a.Asked)
		}
	}
}

func TestDiffers_isWhatAGuestCountsOn(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	was := models.Event{StartsAt: at, Timezone: "UTC", Place: models.Place{Name: "De Spoel"}, Capacity: 3}
	for name, c := range map[string]struct {
		change func(*models.Event)
		want   bool
	}{
		"nothing":    {func(*models.Event) {}, false},
		"capacity":   {func(e *models.Event) { e.Capacity = 9 }, false},
		"contact":    {func(e *models.Event) { e.Contact = "x" }, false},
		"a fraction": {func(e *models.Event) { e.StartsAt = at.Add(time.Millisecond) }, false},
		"start":      {func(e *models.Event) { e.StartsAt = at.Add(time.Hour) }, true},
		"end":        {func(e *models.Event) { end := at.Add(time.Hour); e.EndsAt = &end }, true},
		"place":      {func(e *models.Event) { e.Place.Street = "Gravenpad 8" }, true},
		"room":       {func(e *models.Event) { e.Room = "2" }, true},
		"online":     {func(e *models.Event) { e.OnlineURL = "https://praten.example" }, true},
	} {
		is := was
		c.change(&is)
		if got := is.Differs(was); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
