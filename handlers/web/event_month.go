package web

import (
	"cmp"
	"strconv"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// monthMost is how many events a day shows before it says how many more there are.
const monthMost = 3

// monthGrid is a month, day by day, from the Monday on or before the first.
type monthGrid struct {
	Title          string // "December 2026"
	Earlier, Later monthLink
	Weekdays       []string
	Days           []gridDay
	Empty          bool
	Upcoming       *monthLink // with nothing in this month: the first that has something
}

type monthLink struct{ URL, Text string }

// gridDay is a day; one of another month stands there for the shape alone.
type gridDay struct {
	Day    string
	ISO    string
	Label  string // "zaterdag 5 december"
	Week   string // on Mondays, its number
	Out    bool
	Today  bool
	Events []gridEvent
	More   string // "nog 4"
	URL    string // of the list of this day
}

type gridEvent struct {
	URL, Title, Lang, Accent string
	Time                     string // "19.30"; on a later day of the event that it goes on
	Off                      bool
	State                    string // "Gaat niet door", "Verplaatst"
	Yes                      bool   // the visitor comes
}

// monthSpan gives the first moment of a month and of the next one.
func monthSpan(month time.Time) (from, to time.Time) {
	from = time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, month.Location())
	return from, from.AddDate(0, 1, 0)
}

// monthGridOf makes the grid of a month; address gives that of the agenda with a
// change.
func monthGridOf(page *render.Page, month time.Time, items []store.AgendaItem, answers map[string]models.AttendanceState, address func(func(*agendaQuery)) string) *monthGrid {
	from, to := monthSpan(month)
	g := &monthGrid{Title: page.Sentence(page.Month(from)) + from.Format(" 2006"), Empty: len(items) == 0}
	g.Earlier, g.Later = monthLinkOf(page, from.AddDate(0, -1, 0), address), monthLinkOf(page, to, address)
	days := map[string][]store.AgendaItem{}
	for _, item := range items {
		for _, day := range monthDaysOf(item.Event, from, to) {
			days[day] = append(days[day], item)
		}
	}
	first := from.AddDate(0, 0, -(int(from.Weekday())+6)%7)
	for day := first; day.Before(to) || day.Weekday() != time.Monday; day = day.AddDate(0, 0, 1) {
		if len(g.Weekdays) < 7 {
			g.Weekdays = append(g.Weekdays, page.WeekdayShort(day))
		}
		g.Days = append(g.Days, gridDayOf(page, day, month.Month(), days[day.Format(time.DateOnly)], answers, address))
	}
	return g
}

func monthLinkOf(page *render.Page, month time.Time, address func(func(*agendaQuery)) string) monthLink {
	text := page.Sentence(page.Month(month))
	if month.Year() != page.Now.Year() {
		text += month.Format(" 2006")
	}
	return monthLink{address(func(a *agendaQuery) { a.View, a.Month = "month", month.Format("2006-01") }), text}
}

// monthDaysOf gives the days of the month on which an event goes on, by its own clock. A
// night that ends the next morning is of one day.
func monthDaysOf(e models.Event, from, to time.Time) []string {
	start, last := e.LocalStart(), e.LocalStart()
	if end := e.LocalEnd(); !end.IsZero() && end.Sub(start) >= 18*time.Hour {
		last = end.Add(-time.Second)
	}
	var days []string
	day := time.Date(start.Year(), start.Month(), start.Day(), 12, 0, 0, 0, time.UTC)
	for end := time.Date(last.Year(), last.Month(), last.Day(), 12, 0, 0, 0, time.UTC); !day.After(end) && len(days) < 31; day = day.AddDate(0, 0, 1) {
		if s := day.Format(time.DateOnly); s >= from.Format(time.DateOnly) && s < to.Format(time.DateOnly) {
			days = append(days, s)
		}
	}
	return days
}

func gridDayOf(page *render.Page, day time.Time, month time.Month, items []store.AgendaItem, answers map[string]models.AttendanceState, address func(func(*agendaQuery)) string) gridDay {
	d := gridDay{
		Day: strconv.Itoa(day.Day()), ISO: day.Format(time.DateOnly), Label: page.Weekday(day) + " " + strconv.Itoa(day.Day()) + " " + page.Month(day),
		Out: day.Month() != month, Today: day.Format(time.DateOnly) == page.Now.Format(time.DateOnly),
	}
	if day.Weekday() == time.Monday {
		_, week := day.ISOWeek()
		d.Week = page.T("events.week", "Week", week)
	}
	if d.Out || len(items) == 0 {
		return d
	}
	d.URL = address(func(a *agendaQuery) { a.View, a.Month, a.From, a.To = "", "", d.ISO, d.ISO })
	show := items
	if len(items) > monthMost {
		show = items[:monthMost-1]
		d.More = page.N("events.day_more", len(items)-len(show))
	}
	for _, item := range show {
		e := gridEventOf(page, item, d.ISO, answers)
		e.URL = cmp.Or(e.URL, d.URL)
		d.Events = append(d.Events, e)
	}
	return d
}

func gridEventOf(page *render.Page, item store.AgendaItem, day string, answers map[string]models.AttendanceState) gridEvent {
	row := eventRowOf(page, item.EventItem, "")
	e := gridEvent{URL: row.URL, Title: row.Title, Lang: row.Lang, Accent: row.Accent, Off: row.Off != "", State: row.Off + row.Moved, Yes: answers[item.Object.ID] == models.AttendanceComing}
	start := item.Event.LocalStart()
	if e.Time = page.Time(start); start.Format(time.DateOnly) != day {
		e.Time = page.T("events.goes_on")
	}
	return e
}
