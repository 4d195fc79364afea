package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"knoop/federation/remote"
	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// Calendars reads a calendar at its address; errors are for people.
type Calendars interface {
	Calendar(ctx context.Context, address string) (models.CalendarFile, error)
}

// calendarsPage is what calendars the collective takes in: addresses that are
// read, files that were taken, and what the addresses say.
type calendarsPage struct {
	render.Page
	Rooms         roomNav
	Address, File *form
	Look          *calendarLook // what is at the address that was typed
	Subscriptions []subscriptionRow
	Imports       []importRow
	Dates         []dateRow
	Max           int // megabytes
}

// calendarLook is what a calendar holds, before anything is done with it.
type calendarLook struct {
	*render.Printer
	Name    string
	Counts  []fact
	Faults  []faultRow
	Remarks []faultRow
	Dates   []dateRow
	More    string // how many more there are
}

// dateRow is one date of a calendar.
type dateRow struct {
	When, Title, URL, Place, Origin string
	Tie, State                      string
}

type subscriptionRow struct {
	ID, Name, Host, State, Tie, Next, Fault string
	Stopped                                 bool
}

type importRow struct{ ID, Name, When, Tie, State string }

const (
	datesShown    = 60
	lookAhead     = 62 * 24 * time.Hour
	calendarsHome = "/manage/calendars"
)

// ManageCalendars lists the calendars that are taken in, and changes which are:
// /manage/calendars.
func (p *Pages) ManageCalendars(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page := &calendarsPage{Page: p.o.Render.Page(r, "")}
	page.begin()
	if r.Method != http.MethodPost {
		return p.showCalendars(w, r, page, http.StatusOK)
	}
	if err := parsed(w, r); err != nil {
		return err
	}
	id := r.PostForm.Get("id")
	var err error
	switch do := r.PostForm.Get("do"); do {
	case "look", "subscribe":
		return p.calendarAddress(w, r, page, do == "subscribe")
	case "stop":
		err = p.o.Store.StopSubscription(ctx, id, true)
	case "go":
		err = p.o.Store.StopSubscription(ctx, id, false)
	case "drop":
		if err = p.o.Store.DropSubscription(ctx, id); err == nil {
			p.o.Render.Say(w, "calendar.notice_dropped")
		}
	default:
		err = models.Fail(models.Invalid, "error.request_invalid")
	}
	if err != nil {
		return err
	}
	return redirect(w, r, calendarsHome)
}

// calendarAddress shows what is at an address, or lets it be read from now on.
func (p *Pages) calendarAddress(w http.ResponseWriter, r *http.Request, page *calendarsPage, take bool) error {
	ctx := r.Context()
	page.Address.read(r)
	address := remote.CalendarAddress(page.Address.value("address"))
	page.Address.Get("address").Value = address
	file, err := p.calendarAt(ctx, address)
	if err == nil && take {
		var one models.Subscription
		if one, err = p.o.Store.Subscribe(ctx, auth.Who(r).Actor.ID, address); err == nil {
			if err = p.o.Store.SubscriptionRead(ctx, one.ID, store.CalendarReading{File: &file}); err != nil {
				return err
			}
			p.o.Render.Say(w, "calendar.notice_subscribed")
			return redirect(w, r, calendarsHome)
		}
	}
	if err == nil {
		page.look(file, nil, 0)
		return p.showCalendars(w, r, page, http.StatusOK)
	}
	if !page.Address.wrong("address", err) {
		return err
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.showCalendars(w, r, page, http.StatusUnprocessableEntity)
}

func (p *Pages) calendarAt(ctx context.Context, address string) (models.CalendarFile, error) {
	if p.o.Calendars == nil || address == "" {
		return models.CalendarFile{}, models.Fail(models.Invalid, "error.calendar_address")
	}
	return p.o.Calendars.Calendar(ctx, address)
}

func (p *Pages) showCalendars(w http.ResponseWriter, r *http.Request, page *calendarsPage, status int) error {
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store")
	subscriptions, err := p.o.Store.Subscriptions(ctx)
	if err != nil {
		return fmt.Errorf("read subscriptions: %w", err)
	}
	imports, err := p.o.Store.Imports(ctx)
	if err != nil {
		return fmt.Errorf("read imports: %w", err)
	}
	dates, err := p.o.Store.CalendarEvents(ctx, page.Now, page.Now.Add(lookAhead))
	if err != nil {
		return fmt.Errorf("read dates of calendars: %w", err)
	}
	page.fill(subscriptions, imports, dates)
	return p.o.Render.HTML(w, r, status, "calendar_manage.html", page)
}

func (page *calendarsPage) begin() {
	page.Title, page.Here, page.NoIndex = page.T("calendar.manage_title"), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	page.Max = models.MaxCalendarBytes >> 20
	page.Address = &form{page: &page.Page, labels: "calendar.field_", hints: "calendar.hint_"}
	page.Address.add("address", "text", func(f *formField) { f.Max, f.Required = 2000, true })
	page.File = &form{page: &page.Page, labels: "calendar.field_", hints: "calendar.hint_"}
	page.File.add("file", "file", nil)
}

func (page *calendarsPage) fill(subscriptions []models.Subscription, imports []models.CalendarImport, dates []store.CalendarEvent) {
	for _, one := range subscriptions {
		row := subscriptionRow{ID: one.ID, Name: one.Name, Host: one.Host, Tie: "vast", Stopped: one.StoppedAt != nil}
		if row.Host == row.Name {
			row.Host = ""
		}
		row.State = page.T("calendar.state_new")
		if one.FetchedAt != nil {
			row.State = page.T("calendar.state_read", "When", page.Ago(*one.FetchedAt, page.Now), "Dates", page.N("calendar.dates", one.Dates))
		}
		if one.Faults > 0 {
			row.State += " " + page.N("calendar.state_faults", one.Faults)
		}
		switch {
		case row.Stopped:
			row.Tie, row.Next = "onbekend", page.T("calendar.state_stopped")
		case one.Fault != "":
			args := make([]any, len(one.FaultArgs))
			for i, a := range one.FaultArgs {
				args[i] = a
			}
			row.Tie, row.Fault = "los", page.T(one.Fault, args...)
			row.Next = page.T("calendar.state_next", "When", page.DateTime(one.NextAt.In(page.Site.Location)))
		}
		page.Subscriptions = append(page.Subscriptions, row)
	}
	for _, one := range imports {
		row := importRow{ID: one.ID, Name: one.Name, When: page.Ago(one.CreatedAt, page.Now)}
		row.Tie, row.State = importTie(&page.Page, one)
		page.Imports = append(page.Imports, row)
	}
	for i, d := range dates {
		if i == datesShown {
			break
		}
		row := dateRowOf(&page.Page, models.CalendarDate{
			Title: d.Title, Location: d.Location, URL: d.URL, StartsAt: d.StartsAt, EndsAt: d.EndsAt, Timezone: d.Timezone, Cancelled: d.Cancelled,
		})
		row.Origin = d.Calendar
		if d.Host != d.Calendar {
			row.Origin += " · " + d.Host
		}
		page.Dates = append(page.Dates, row)
	}
}

func dateRowOf(page *render.Page, d models.CalendarDate) dateRow {
	e := models.Event{StartsAt: d.StartsAt, EndsAt: d.EndsAt, Timezone: d.Timezone}
	row := dateRow{When: page.Sentence(page.Range(e.LocalStart(), e.LocalEnd())), Title: d.Title, URL: d.URL, Place: d.Location}
	if d.Cancelled {
		row.Tie, row.State = "af", page.T("events.cancelled")
	}
	return row
}

// look fills what a calendar holds, and of each date what would become of it when
// that is known, from a date on.
func (page *calendarsPage) look(f models.CalendarFile, verdicts []models.CalendarVerdict, from int) {
	page.Look = lookAt(&page.Page, f, verdicts, from)
}

func lookAt(page *render.Page, f models.CalendarFile, verdicts []models.CalendarVerdict, from int) *calendarLook {
	look := &calendarLook{Printer: page.Printer, Name: f.Name}
	count := func(key, tie string, n int, always bool) {
		if n > 0 || always {
			look.Counts = append(look.Counts, fact{Label: page.Number(n), Tie: tie, Text: page.N("calendar.count_"+key, n)})
		}
	}
	n := map[models.CalendarVerdict]int{}
	for _, v := range verdicts {
		n[v]++
	}
	if verdicts == nil {
		n[models.CalendarNew] = len(f.Dates)
	}
	count("new", "vast", n[models.CalendarNew], true)
	count("changed", "vast", n[models.CalendarChanged], false)
	count("same", "onbekend", n[models.CalendarSame], false)
	count("kept", "los", n[models.CalendarKept], false)
	count("off", "af", n[models.CalendarOff], false)
	count("faults", "af", len(f.Faults), false)
	count("repeated", "onbekend", f.Repeated, false)
	count("past", "onbekend", f.Past, false)
	look.Faults, look.Remarks = calendarFaults(page, f.Faults), calendarFaults(page, f.Remarks)
	for i := from; i < len(f.Dates); i++ {
		if i-from == datesShown {
			look.More = page.N("calendar.more", len(f.Dates)-i)
			break
		}
		row := dateRowOf(page, f.Dates[i])
		if verdicts != nil && verdicts[i] != models.CalendarNew {
			row.Tie, row.State = "onbekend", page.T("calendar.verdict_"+string(verdicts[i]))
			if verdicts[i] == models.CalendarOff {
				row.Tie = "af"
			}
		}
		look.Dates = append(look.Dates, row)
	}
	return look
}

func calendarFaults(page *render.Page, list []models.CalendarFault) (rows []faultRow) {
	for _, f := range list {
		args := make([]any, len(f.Args))
		for i, a := range f.Args {
			args[i] = a
		}
		row := faultRow{Text: page.T(f.Key, args...)}
		if f.Line > 0 {
			row.Label = page.T("calendar.line", "N", page.Number(f.Line))
		}
		if f.Title != "" {
			row.Text = f.Title + ": " + row.Text
		}
		rows = append(rows, row)
	}
	return rows
}
