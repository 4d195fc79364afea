package locales

import (
	"strconv"
	"strings"
	"time"
)

// Date gives "donderdag 5 maart 2026", in the zone t carries.
func (p *Printer) Date(t time.Time) string {
	return p.day(t) + " " + strconv.Itoa(t.Year())
}

// day gives "donderdag 5 maart".
func (p *Printer) day(t time.Time) string {
	return p.Weekday(t) + " " + strconv.Itoa(t.Day()) + " " + p.Month(t)
}

// DatePlain gives "5 maart 2026": a day in the past whose weekday nobody needs.
func (p *Printer) DatePlain(t time.Time) string {
	return strconv.Itoa(t.Day()) + " " + p.Month(t) + " " + strconv.Itoa(t.Year())
}

// DateShort gives "do 5 maart", without the year: for lists that have it in a
// heading.
func (p *Printer) DateShort(t time.Time) string {
	return p.WeekdayShort(t) + " " + strconv.Itoa(t.Day()) + " " + p.Month(t)
}

// TimeSeconds gives "08.30.05".
func (p *Printer) TimeSeconds(t time.Time) string {
	return t.Format(p.words.clock + p.words.clock[2:3] + "05")
}

// Time gives "08.30" in Dutch and "08:30" in English, always in 24 hours.
func (p *Printer) Time(t time.Time) string { return t.Format(p.words.clock) }

// DateTime gives "donderdag 5 maart 2026, 08.30".
func (p *Printer) DateTime(t time.Time) string { return p.Date(t) + ", " + p.Time(t) }

// TimeRange gives "08.30 tot 10.00", for two times on one day. A zero end is an
// open end and gives the start alone.
func (p *Printer) TimeRange(start, end time.Time) string {
	if end.IsZero() {
		return p.Time(start)
	}
	return p.Time(start) + p.words.until + p.Time(end)
}

// Range gives "donderdag 5 maart 2026, 08.30 tot 10.00", or over more days
// "donderdag 5 maart, 20.00 tot zaterdag 7 maart 2026, 02.00". A zero end is an
// open end. Both times are said in the zone they carry.
func (p *Printer) Range(start, end time.Time) string {
	sy, sm, sd := start.Date()
	ey, em, ed := end.Date()
	switch {
	case end.IsZero():
		return p.DateTime(start)
	case sy == ey && sm == em && sd == ed:
		return p.Date(start) + ", " + p.TimeRange(start, end)
	case sy == ey:
		return p.day(start) + ", " + p.Time(start) + p.words.until + p.DateTime(end)
	}
	return p.DateTime(start) + p.words.until + p.DateTime(end)
}

// Ago says how long before now t was: "zojuist", "3 minuten geleden",
// "gisteren", "5 dagen geleden"; after four weeks it gives the date. A moment
// that is still to come is said as the date and time, since "in 3 minutes" on a
// page that is read later would be a lie. Yesterday is a calendar day in the
// zone now carries.
func (p *Printer) Ago(t, now time.Time) string {
	t = t.In(now.Location())
	past := now.Sub(t)
	switch {
	case past < -time.Minute:
		return p.DateTime(t)
	case past < time.Minute:
		return p.T("time.just_now")
	case past < time.Hour:
		return p.N("time.minutes_ago", int(past/time.Minute))
	}
	switch days := calendarDays(t, now); {
	case days == 0 || past < 6*time.Hour:
		return p.N("time.hours_ago", int(past/time.Hour))
	case days == 1:
		return p.T("time.yesterday")
	case days < 28:
		return p.N("time.days_ago", days)
	}
	return p.Date(t)
}

// calendarDays counts midnights between two moments, also over a change of the
// clocks, when a day has 23 or 25 hours.
func calendarDays(from, to time.Time) int {
	noon := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	return int(noon(to).Sub(noon(from)) / (24 * time.Hour))
}

// Number gives 12.345 in Dutch and 12,345 in English.
func (p *Printer) Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	if len(s) <= 3 {
		return sign + s
	}
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(p.words.thousands)
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
