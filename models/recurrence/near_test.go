package recurrence_test

import (
	"slices"
	"testing"
	"time"

	"knoop/models/recurrence"
)

func TestNear_leavesTheDatesAsTheyAre(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	for _, text := range []string{
		"FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
		"FREQ=WEEKLY;INTERVAL=5", "FREQ=WEEKLY;UNTIL=20270101", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY", "FREQ=WEEKLY;COUNT=900",
	} {
		rule, err := recurrence.Parse(text)
		if err != nil {
			t.Fatal(text, err)
		}
		for _, start := range []string{"1997-09-02T09:00:00", "2026-11-24T23:30:00", "2027-03-01T02:30:00"} {
			at, err := time.Parse(recurrence.WallLayout, start)
			if err != nil {
				t.Fatal(err)
			}
			plan := recurrence.Schedule{Rule: rule, Start: at, Zone: zone}
			want := plan.Between(from, from.AddDate(2, 0, 0), 1000)
			got := plan.Near(from).Between(from, from.AddDate(2, 0, 0), 1000)
			if !slices.EqualFunc(got, want, func(a, b recurrence.Date) bool { return a.Start.Equal(b.Start) }) {
				t.Errorf("%s from %s: %d dates, not %d", text, start, len(got), len(want))
			}
		}
	}
}
