package locales_test

import (
	"testing"
	"time"

	"knoop/static/locales"
)

func amsterdam(t *testing.T) *time.Location {
	t.Helper()
	l, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestPrinter_writesDatesAsTheLanguageDoes(t *testing.T) {
	l := amsterdam(t)
	at := time.Date(2026, time.March, 5, 8, 30, 0, 0, l)
	sameDay := time.Date(2026, time.March, 5, 10, 0, 0, 0, l)
	later := time.Date(2026, time.March, 7, 2, 0, 0, 0, l)
	nextYear := time.Date(2027, time.January, 1, 1, 0, 0, 0, l)
	nl, en := locales.For("nl"), locales.For("en")
	for _, c := range []struct{ name, got, want string }{
		{"date", nl.Date(at), "donderdag 5 maart 2026"},
		{"date", en.Date(at), "Thursday 5 March 2026"},
		{"plain date", nl.DatePlain(at), "5 maart 2026"},
		{"plain date", en.DatePlain(at), "5 March 2026"},
		{"short date", nl.DateShort(at), "do 5 maart"},
		{"short date", en.DateShort(at), "Thu 5 March"},
		{"date and time", nl.DateTime(at), "donderdag 5 maart 2026, 08.30"},
		{"time", nl.Time(at), "08.30"},
		{"time", en.Time(at), "08:30"},
		{"afternoon", nl.Time(at.Add(12 * time.Hour)), "20.30"},
		{"times", nl.TimeRange(at, sameDay), "08.30 tot 10.00"},
		{"times", en.TimeRange(at, sameDay), "08:30 to 10:00"},
		{"open end", nl.TimeRange(at, time.Time{}), "08.30"},
		{"range, one day", nl.Range(at, sameDay), "donderdag 5 maart 2026, 08.30 tot 10.00"},
		{"range, open", nl.Range(at, time.Time{}), "donderdag 5 maart 2026, 08.30"},
		{"range, days", nl.Range(at, later), "donderdag 5 maart, 08.30 tot zaterdag 7 maart 2026, 02.00"},
		{"range, days", en.Range(at, later), "Thursday 5 March, 08:30 to Saturday 7 March 2026, 02:00"},
		{"range, years", nl.Range(at, nextYear), "donderdag 5 maart 2026, 08.30 tot vrijdag 1 januari 2027, 01.00"},
		{"weekday", nl.Weekday(later), "zaterdag"},
		{"short weekday", nl.WeekdayShort(later), "za"},
		{"month", nl.Month(at), "maart"},
		{"short month", nl.MonthShort(at), "mrt"},
		{"another zone", nl.Date(at.In(time.FixedZone("", 16*3600))), "donderdag 5 maart 2026"},
		{"number", nl.Number(1234567), "1.234.567"},
		{"number", en.Number(-1234), "-1,234"},
		{"number", nl.Number(999), "999"},
		{"number", nl.Number(0), "0"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestPrinter_knowsEveryDayAndMonth(t *testing.T) {
	for _, lang := range locales.Languages() {
		p := locales.For(lang)
		seen := map[string]bool{}
		for m := time.January; m <= time.December; m++ {
			at := time.Date(2026, m, 1, 0, 0, 0, 0, time.UTC)
			seen[p.Month(at)] = true
			if p.Month(at) == "" || p.MonthShort(at) == "" {
				t.Errorf("%s: %v has no name", lang, m)
			}
		}
		for d := range 7 {
			at := time.Date(2026, time.March, 1+d, 0, 0, 0, 0, time.UTC) // a Sunday
			seen[p.Weekday(at)] = true
			if lang == "en" && p.Weekday(at) != at.Weekday().String() {
				t.Errorf("%v is called %s", at.Weekday(), p.Weekday(at))
			}
		}
		if len(seen) != 19 {
			t.Errorf("%s: %d different names, want 19", lang, len(seen))
		}
	}
}

func TestPrinter_saysHowLongAgo(t *testing.T) {
	l := amsterdam(t)
	now := time.Date(2026, time.March, 30, 9, 0, 0, 0, l) // the day after the clocks changed
	nl, en := locales.For("nl"), locales.For("en")
	for _, c := range []struct {
		at       time.Time
		nl, en   string
		whatever string
	}{
		{now, "zojuist", "just now", ""},
		{now.Add(30 * time.Second), "zojuist", "just now", "clocks differ a little"},
		{now.Add(-59 * time.Second), "zojuist", "just now", ""},
		{now.Add(-time.Minute), "1 minuut geleden", "1 minute ago", ""},
		{now.Add(-3 * time.Minute), "3 minuten geleden", "3 minutes ago", ""},
		{now.Add(-time.Hour), "1 uur geleden", "1 hour ago", ""},
		{now.Add(-8 * time.Hour), "8 uur geleden", "8 hours ago", ""},
		{now.Add(-13 * time.Hour), "gisteren", "yesterday", ""},
		{time.Date(2026, time.March, 29, 0, 30, 0, 0, l), "gisteren", "yesterday", "a day of 23 hours"},
		{time.Date(2026, time.March, 28, 23, 59, 0, 0, l), "2 dagen geleden", "2 days ago", ""},
		{time.Date(2026, time.March, 3, 9, 0, 0, 0, l), "27 dagen geleden", "27 days ago", ""},
		{time.Date(2026, time.March, 2, 9, 0, 0, 0, l), "maandag 2 maart 2026", "Monday 2 March 2026", ""},
		{now.Add(48 * time.Hour).UTC(), "woensdag 1 april 2026, 09.00", "Wednesday 1 April 2026, 09:00", "to come"},
	} {
		if got := nl.Ago(c.at, now); got != c.nl {
			t.Errorf("%v %s: %q, want %q", c.at, c.whatever, got, c.nl)
		}
		if got := en.Ago(c.at, now); got != c.en {
			t.Errorf("%v %s: %q, want %q", c.at, c.whatever, got, c.en)
		}
	}
	night := time.Date(2026, time.March, 30, 1, 0, 0, 0, l)
	if got := nl.Ago(night.Add(-2*time.Hour), night); got != "2 uur geleden" {
		t.Errorf("two hours before, over midnight: %q", got)
	}
}
