package models_test

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
)

func TestReadTasks(t *testing.T) {
	got, err := models.ReadTasks("Koffie zetten\r\n\n Stoelen klaarzetten : 3\nDeur open om 8:30 \nTaart: lekker\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []models.TaskPlan{{Label: "Koffie zetten", Needed: 1}, {Label: "Stoelen klaarzetten", Needed: 3}, {Label: "Deur open om 8:30", Needed: 1}, {Label: "Taart: lekker", Needed: 1}}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("line %d: %+v", i, got[i])
		}
	}
	again, err := models.ReadTasks(models.TaskLines(got))
	if err != nil || len(again) != len(got) || again[1] != got[1] {
		t.Errorf("written and read again: %+v, %v", again, err)
	}
	for name, text := range map[string]string{
		"none wanted": "Koffie: 0", "too many wanted": "Koffie: 51", "too long": strings.Repeat("é", models.MaxLine+1),
		"too many": strings.Repeat("Koffie\n", models.MaxTasks+1),
	} {
		if _, err := models.ReadTasks(text); models.KindOf(err) != models.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNickname(t *testing.T) {
	if got, err := models.Nickname("  Ans\t de  Vries "); got != "Ans de Vries" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	for _, bad := range []string{"", " \n ", strings.Repeat("a", models.MaxNickname+1)} {
		if _, err := models.Nickname(bad); models.KindOf(err) != models.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestEvent_AtDoor(t *testing.T) {
	start := at("2026-11-20T09:30:00Z")
	end := start.Add(90 * time.Minute)
	open, closing := models.Event{StartsAt: start}, models.Event{StartsAt: start, EndsAt: &end}
	for name, one := range map[string]struct {
		e    models.Event
		now  time.Time
		fine bool
	}{
		"two hours before":           {open, start.Add(-models.DoorBefore), true},
		"a second earlier":           {open, start.Add(-models.DoorBefore - time.Second), false},
		"twelve hours after an open": {open, start.Add(models.DoorAfter), true},
		"later":                      {open, start.Add(models.DoorAfter + time.Second), false},
		"twelve hours after its end": {closing, end.Add(models.DoorAfter), true},
		"later than that":            {closing, end.Add(models.DoorAfter + time.Second), false},
		"one that is called off":     {models.Event{StartsAt: start, Status: models.EventCancelled}, start, false},
	} {
		if err := one.e.AtDoor(one.now); (err == nil) != one.fine {
			t.Errorf("%s: %v", name, err)
		}
	}
}
