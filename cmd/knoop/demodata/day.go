package demodata

import (
	"cmp"
	"time"
)

// Day is a day as people say it, seen from today.
type Day func(today time.Time) time.Time

// week is a weekday of this week (0), of the next (1), of the last (-1). Weeks
// begin on Monday.
func week(n int, weekday time.Weekday) Day {
	return func(today time.Time) time.Time {
		sinceMonday := (int(today.Weekday()) + 6) % 7
		fromMonday := (int(weekday) + 6) % 7
		return today.AddDate(0, 0, 7*n-sinceMonday+fromMonday)
	}
}

// nth is the nth such weekday of this month (0), of the next (1), of the last
// (-1).
func nth(month, n int, weekday time.Weekday) Day {
	return func(today time.Time) time.Time {
		first := time.Date(today.Year(), today.Month()+time.Month(month), 1, 12, 0, 0, 0, today.Location())
		return first.AddDate(0, 0, (int(weekday)-int(first.Weekday())+7)%7+7*(n-1))
	}
}

// ago is so many days back.
func ago(days int) Day {
	return func(today time.Time) time.Time { return today.AddDate(0, 0, -days) }
}

// moment is a time on the clock of a day in Amsterdam.
func moment(now time.Time, on Day, clock string) time.Time {
	at, err := time.Parse("15:04", clock)
	if err != nil {
		panic("demodata: " + err.Error()) // a test reads every time there is
	}
	local := now.In(zone())
	// Noon, so that adding days never crosses a change of clocks.
	noon := time.Date(local.Year(), local.Month(), local.Day(), 12, 0, 0, 0, zone())
	day := on(noon)
	return time.Date(day.Year(), day.Month(), day.Day(), at.Hour(), at.Minute(), 0, 0, zone())
}

// Published gives when the note was written, seen from now. A fresh one has no
// day and is written now.
func (n Note) Published(now time.Time) time.Time {
	if n.On == nil {
		return now
	}
	return moment(now, n.On, cmp.Or(n.At, "09:00"))
}

// Starts and Ends give the event's times; Ends is zero for an open end. One
// that ends before it starts ends the day after.
func (e Event) Starts(now time.Time) time.Time { return moment(now, e.On, e.From) }

// Ends is Starts' other side.
func (e Event) Ends(now time.Time) time.Time {
	if e.To == "" {
		return time.Time{}
	}
	end := moment(now, e.On, e.To)
	if !end.After(e.Starts(now)) {
		next := func(today time.Time) time.Time { return e.On(today).AddDate(0, 0, 1) }
		return moment(now, next, e.To)
	}
	return end
}

// SeriesAge is how long ago the series began.
const SeriesAge = 70 * 24 * time.Hour

// Start gives the wall time from which a series counts, seen from now.
func (s Series) Start(now time.Time) time.Time {
	at := moment(now, s.From, s.At)
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, time.UTC)
}

// Announced gives when the event was put in the agenda: four weeks ahead, and
// those further off in the last days, one a day.
func (e Event) Announced(now time.Time) time.Time {
	at := e.Starts(now).AddDate(0, 0, -28)
	if latest := now.AddDate(0, 0, -1); at.After(latest) {
		far := int(at.Sub(latest).Hours() / 24)
		at = moment(now, ago(1+far%12), "10:15")
	}
	return at
}

// CalledOff gives when an event that is off was called off: half way between
// its announcement and now, and well before it would have begun.
func (e Event) CalledOff(now time.Time) time.Time {
	announced, latest := e.Announced(now), e.Starts(now).AddDate(0, 0, -1)
	if latest.After(now) {
		latest = now
	}
	return announced.Add(latest.Sub(announced) / 2)
}
