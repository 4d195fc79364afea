package recurrence_test

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/recurrence"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func schedule(t testing.TB, rule, start string) recurrence.Schedule {
	t.Helper()
	r, err := recurrence.Parse(rule)
	if err != nil {
		t.Fatalf("%s: %v", rule, err)
	}
	at, err := time.Parse(recurrence.WallLayout, start)
	if err != nil {
		t.Fatal(err)
	}
	return recurrence.Schedule{Rule: r, Start: at, Zone: zone(t, "Europe/Amsterdam")}
}

func said(dates []recurrence.Date) string {
	var out []string
	for _, d := range dates {
		s := d.Start.Format("2006-01-02 15:04 -0700")
		if !d.Held() {
			s += " " + string(d.Holiday)
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func TestSchedule_dates(t *testing.T) {
	for _, c := range []struct{ name, rule, start, want string }{
		{"the hour stays over the change to summer", "FREQ=WEEKLY;COUNT=3", "2027-03-21T09:30:00", "2027-03-21 09:30 +0100\n2027-03-28 09:30 +0200\n2027-04-04 09:30 +0200"},
		{"and to winter", "FREQ=WEEKLY;COUNT=3", "2027-10-24T09:30:00", "2027-10-24 09:30 +0200\n2027-10-31 09:30 +0100\n2027-11-07 09:30 +0100"},
		{"an hour that spring skips moves forward by the gap", "FREQ=DAILY;COUNT=3", "2027-03-27T02:30:00", "2027-03-27 02:30 +0100\n2027-03-28 03:30 +0200\n2027-03-29 02:30 +0200"},
		{"of an hour that comes twice it is the first", "FREQ=DAILY;COUNT=3", "2027-10-30T02:30:00", "2027-10-30 02:30 +0200\n2027-10-31 02:30 +0200\n2027-11-01 02:30 +0100"},
		{"the first Tuesday", "FREQ=MONTHLY;BYDAY=1TU;COUNT=3", "2026-12-01T09:30:00", "2026-12-01 09:30 +0100\n2027-01-05 09:30 +0100\n2027-02-02 09:30 +0100"},
		{"the last Friday", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", "2027-01-01T17:00:00", "2027-01-29 17:00 +0100\n2027-02-26 17:00 +0100"},
		{"months without a 31st are passed over", "FREQ=MONTHLY;COUNT=3", "2027-01-31T10:00:00", "2027-01-31 10:00 +0100\n2027-03-31 10:00 +0200\n2027-05-31 10:00 +0200"},
		{"29 February is in leap years", "FREQ=YEARLY;COUNT=2", "2028-02-29T10:00:00", "2028-02-29 10:00 +0100\n2032-02-29 10:00 +0100"},
		{"every other Friday over the year's end", "FREQ=WEEKLY;INTERVAL=2;COUNT=3", "2026-12-18T08:30:00", "2026-12-18 08:30 +0100\n2027-01-01 08:30 +0100\n2027-01-15 08:30 +0100"},
		{"until a day, that day included", "FREQ=WEEKLY;UNTIL=20270108", "2027-01-01T23:00:00", "2027-01-01 23:00 +0100\n2027-01-08 23:00 +0100"},
		{"until a moment in UTC", "FREQ=WEEKLY;UNTIL=20270108T215959Z", "2027-01-01T23:00:00", "2027-01-01 23:00 +0100"},
		{"the last working day", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "2027-01-01T10:00:00", "2027-01-29 10:00 +0100\n2027-02-26 10:00 +0100"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := schedule(t, c.rule, c.start)
			if got := said(s.Between(s.Start.AddDate(0, 0, -2), s.Start.AddDate(10, 0, 0), 100)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestSchedule_exceptionsAndExtraDates(t *testing.T) {
	s := schedule(t, "FREQ=WEEKLY", "2027-01-05T09:30:00")
	s.Except = []time.Time{time.Date(2027, 1, 12, 8, 30, 0, 0, time.UTC)}
	s.Extra = []time.Time{time.Date(2027, 1, 14, 8, 30, 0, 0, time.UTC), time.Date(2027, 1, 19, 8, 30, 0, 0, time.UTC)}
	want := "2027-01-05 09:30 +0100\n2027-01-14 09:30 +0100\n2027-01-19 09:30 +0100\n2027-01-26 09:30 +0100"
	if got := said(s.Between(s.Start.AddDate(0, 0, -1), s.Start.AddDate(0, 0, 22), 10)); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestSchedule_holidaysAreToldAndSkipped(t *testing.T) {
	for _, c := range []struct {
		start    string
		holidays recurrence.Holidays
		want     recurrence.Holiday
	}{
		{"2027-01-01", recurrence.DutchHolidays, "new_year"},
		{"2027-03-28", recurrence.DutchHolidays, "easter"},
		{"2027-03-29", recurrence.DutchHolidays, "easter"},
		{"2027-03-27", recurrence.DutchHolidays, ""},
		{"2027-03-30", recurrence.DutchHolidays, ""},
		{"2027-04-27", recurrence.DutchHolidays, "kings_day"},
		{"2025-04-26", recurrence.DutchHolidays, "kings_day"}, // 27 April 2025 was a Sunday
		{"2025-04-27", recurrence.DutchHolidays, ""},
		{"2025-05-05", recurrence.DutchHolidays, "liberation_day"},
		{"2027-05-05", recurrence.DutchHolidays, ""},
		{"2027-05-05", recurrence.DutchAndMay5, "liberation_day"},
		{"2027-05-06", recurrence.DutchHolidays, "ascension"},
		{"2026-05-14", recurrence.DutchHolidays, "ascension"},
		{"2027-05-16", recurrence.DutchHolidays, "pentecost"},
		{"2026-05-25", recurrence.DutchHolidays, "pentecost"},
		{"2026-12-26", recurrence.DutchHolidays, "christmas"},
		{"2026-12-25", recurrence.NoHolidays, ""},
	} {
		s := schedule(t, "FREQ=DAILY;COUNT=1", c.start+"T20:00:00")
		s.Holidays = c.holidays
		got := s.Between(s.Start.AddDate(0, 0, -1), s.Start.AddDate(0, 0, 1), 2)
		if len(got) != 1 || got[0].Holiday != c.want {
			t.Errorf("%s %q: %v, want %q", c.start, c.holidays, got, c.want)
		}
	}
}

func TestParse_refuses(t *testing.T) {
	for _, text := range []string{
		"", "FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=SECONDLY", "FREQ=WEEKLY;COUNT=1001", "FREQ=WEEKLY;COUNT=0", "FREQ=WEEKLY;COUNT=3;UNTIL=20270101",
		"FREQ=WEEKLY;BYHOUR=9", "FREQ=WEEKLY;BYEASTER=0", "FREQ=YEARLY;BYWEEKNO=3", "FREQ=WEEKLY;FREQ=DAILY", "COUNT=3", "FREQ=MONTHLY;BYDAY=6MO",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2", "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=2MO",
		"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=31", "FREQ=DAILY;INTERVAL=2;BYDAY=MO", "FREQ=WEEKLY;UNTIL=gisteren", "FREQ=WEEKLY;BYDAY=", strings.Repeat("X", 501),
	} {
		if _, err := recurrence.Parse(text); models.KindOf(err) != models.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestChoice_makesRulesAndKnowsThemAgain(t *testing.T) {
	start := time.Date(2026, 12, 1, 9, 30, 0, 0, time.UTC) // a first Tuesday
	for _, c := range []struct {
		choice recurrence.Choice
		want   string
	}{
		{recurrence.Choice{Every: "week", Steps: 2}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"},
		{recurrence.Choice{Every: "week", Steps: 1, Days: []time.Weekday{time.Sunday, time.Monday}, Count: 4}, "FREQ=WEEKLY;BYDAY=SU,MO;COUNT=4"},
		{recurrence.Choice{Every: "month", Steps: 1}, "FREQ=MONTHLY;BYDAY=1TU"},
		{recurrence.Choice{Every: "month", Steps: 3, Nth: -1, Days: []time.Weekday{time.Saturday}}, "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1SA"},
		{recurrence.Choice{Every: "monthday", Steps: 1, Until: "2027-03-05"}, "FREQ=MONTHLY;BYMONTHDAY=1;UNTIL=20270305T235959"},
	} {
		r, err := c.choice.Rule(start)
		if err != nil || r.String() != c.want {
			t.Errorf("%+v: %s, %v, want %s", c.choice, r, err, c.want)
		}
		again, ok := r.Choice()
		if back, err := again.Rule(start); !ok || err != nil || back.String() != r.String() {
			t.Errorf("%s comes back as %+v, %s, %v", r, again, back, err)
		}
	}
}

// keys says keys.
type keys struct{}

func (keys) T(key string, _ ...any) string { return key }
func (keys) Weekday(t time.Time) string    { return t.Weekday().String() }
func (keys) Date(t time.Time) string       { return t.Format(time.DateOnly) }
func (keys) Time(t time.Time) string       { return t.Format(time.TimeOnly) }

func FuzzParse(f *testing.F) {
	for _, s := range []string{"FREQ=WEEKLY", "FREQ=MONTHLY;BYDAY=1TU,-1FR;COUNT=3", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "RRULE:FREQ=DAILY;UNTIL=20270101T000000Z", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"} {
		f.Add(s)
	}
	amsterdam := zone(f, "Europe/Amsterdam")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := recurrence.Parse(text)
		if err != nil {
			return
		}
		again, err := recurrence.Parse(r.String())
		if err != nil || again.String() != r.String() {
			t.Fatalf("%q is written %q, which reads as %q, %v", text, r, again, err)
		}
		start := time.Date(2026, 12, 1, 9, 30, 0, 0, time.UTC)
		s := recurrence.Schedule{Rule: r, Start: start, Zone: amsterdam}
		dates := s.Between(start, start.AddDate(5, 0, 0), 5000)
		for i := 1; i < len(dates); i++ {
			if !dates[i].Start.After(dates[i-1].Start) {
				t.Fatalf("%q: %v after %v", text, dates[i].Start, dates[i-1].Start)
			}
		}
		s.Say(keys{})
	})
}

// A five-year weekly series, with its holidays.
func BenchmarkSchedule_fiveYearsWeekly(b *testing.B) {
	s := schedule(b, "FREQ=WEEKLY;BYDAY=FR", "2026-12-04T08:30:00")
	s.Holidays = recurrence.DutchHolidays
	for b.Loop() {
		if n := len(s.Between(s.Start.AddDate(0, 0, -1), s.Start.AddDate(5, 0, 0), 1000)); n < 260 {
			b.Fatal(n)
		}
	}
}
