package web

import (
	"strconv"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// eventRow is an event in a list, with its texts in place.
type eventRow struct {
	ID      string // of its row
	URL     string
	Title   string
	Lang    string // of the title, when it is not the page's
	ISO     string // start, for datetime
	Day     string // the numeral
	Weekday string
	Month   string
	Time    string // "08.30 tot 10.00"
	Place   string
	By      string // who organises it, when that is not our collective
	Host    string // its node, when that is not this one
	Origin  string // address of the event there
	Away    string // "op 4 km", when distance was asked for
	Said    string // what the visitor answered, with the symbol of Tie
	Tie     string
	Yes     bool   // she comes
	Accent  string // of the organiser
	Off     string // "Gaat niet door"
	Perhaps string // "Onder voorbehoud"
	Moved   string // "Verplaatst"
}

// eventRowOf makes a row in the language of the page. ours is the collective's
// row id: its name is left out, since the page has it already.
func eventRowOf(page *render.Page, item store.EventItem, ours string) eventRow {
	e := item.Event
	start := e.LocalStart()
	row := eventRow{
		ID:      item.Object.ID,
		URL:     "/events/" + item.Object.ID,
		Title:   item.Object.Name,
		ISO:     start.Format(time.RFC3339),
		Day:     strconv.Itoa(start.Day()),
		Weekday: page.WeekdayShort(start),
		Month:   page.Month(start),
		Time:    hours(page, e),
		Place:   placeLine(page, e),
		Accent:  accentOf(page, item.Actor),
	}
	if item.Object.Language != page.Lang() {
		row.Lang = item.Object.Language
	}
	if row.Title == "" {
		row.Title = page.T("events.untitled")
	}
	switch {
	case !item.Actor.Local:
		row.By, row.Host, row.Origin = page.T("events.by_on", "Name", item.Actor.DisplayName()), item.Actor.Host, webURL(item.Object.URL, item.Object.URI)
	case item.Actor.ID != ours:
		row.By = page.T("events.by", "Name", item.Actor.DisplayName())
	}
	if item.Subscribed {
		row.URL, row.Origin = webURL(item.Object.URL, ""), ""
	}
	carriedRow(page, &row, item)
	switch state := e.State(); state {
	case models.StateCancelled:
		row.Off = page.T("events.cancelled")
	case models.StateTentative:
		row.Perhaps = page.T("events.tentative")
	case models.StateMoved, models.StateMovedOnline:
		row.Moved = page.T("event.state_" + string(state))
	}
	return row
}

// hours gives the time of day in the event's zone: "08.30 tot 10.00", "vanaf
// 16.30, open einde", or with the last day when it runs over midnight and on.
func hours(page *render.Page, e models.Event) string {
	start, end := e.LocalStart(), e.LocalEnd()
	if end.IsZero() {
		return page.T("events.from", "Time", page.Time(start))
	}
	if end.Sub(start) < 18*time.Hour {
		return page.TimeRange(start, end)
	}
	return page.T("events.until_day", "Time", page.Time(start), "End", page.DateShort(end)+", "+page.Time(end))
}

// placeLine gives where an event is, on one line.
func placeLine(page *render.Page, e models.Event) string {
	where := e.Place.Name
	if where == "" {
		where = e.Place.Line()
	}
	if locality := e.Place.Locality; e.Place.Name != "" && locality != "" {
		where += ", " + locality
	}
	switch {
	case where != "":
		return where
	case e.OnlineURL != "":
		return page.T("events.online")
	}
	return ""
}

// accentOf gives an actor's colour on our pages.
func accentOf(page *render.Page, a models.Actor) string {
	if a.Local {
		return page.Site.Accent
	}
	return render.AccentOf(a.Host, page.Site.Accent)
}
