package web

import (
	"strings"
	"testing"
	"time"

	"knoop/models/recurrence"
	"knoop/static/locales"
)

func seriesPlan(t *testing.T, rule, start string) recurrence.Schedule {
	t.Helper()
	r, err := recurrence.Parse(rule)
	if err != nil {
		t.Fatalf("%s: %v", rule, err)
	}
	at, err := time.Parse(recurrence.WallLayout, start)
	if err != nil {
		t.Fatal(err)
	}
	return recurrence.Schedule{Rule: r, Start: at, Zone: time.UTC}
}

func TestSchedule_inWords(t *testing.T) {
	for _, c := range []struct{ rule, start, nl, en string }{
		{"FREQ=MONTHLY;BYDAY=1TU", "2026-12-01T09:30:00", "elke eerste dinsdag, 09.30", "every first Tuesday, 9:30"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-12-04T08:30:00", "om de twee weken op vrijdag, 08.30", "every two weeks on Friday, 8:30"},
		{"FREQ=WEEKLY;COUNT=4", "2026-12-05T10:00:00", "vier zaterdagen, 10.00", "four Saturdays, 10:00"},
		{"FREQ=WEEKLY;BYDAY=TU,TH", "2026-12-01T10:00:00", "elke dinsdag en donderdag, 10.00", "every Tuesday and Thursday, 10:00"},
		{"FREQ=MONTHLY;INTERVAL=3;BYDAY=-1SA", "2026-12-26T10:00:00", "om de drie maanden op de laatste zaterdag, 10.00", "every three months on the last Saturday, 10:00"},
		{"FREQ=WEEKLY;UNTIL=20270305", "2026-12-04T10:00:00", "elke vrijdag, tot en met vrijdag 5 maart 2027, 10.00", "every Friday, until Friday 5 March 2027, 10:00"},
		{"FREQ=MONTHLY;BYMONTHDAY=15;COUNT=6", "2026-12-15T10:00:00", "elke maand op de 15e, 6 keer, 10.00", "every month on day 15, 6 times, 10:00"},
		{"FREQ=YEARLY", "2026-12-15T10:00:00", "volgens een eigen regel, 10.00", "by a rule of its own, 10:00"},
	} {
		s := seriesPlan(t, c.rule, c.start)
		if got := s.Say(locales.For("nl")); got != c.nl {
			t.Errorf("%s: %q, want %q", c.rule, got, c.nl)
		}
		if got := s.Say(locales.For("en")); !strings.EqualFold(strings.ReplaceAll(got, "0"+"9:30", "9:30"), c.en) && !strings.EqualFold(strings.ReplaceAll(got, " 0", " "), c.en) {
			t.Errorf("%s: %q, want %q", c.rule, got, c.en)
		}
	}
}
