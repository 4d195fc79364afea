package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// How many events one page of the agenda shows.
const (
	agendaUpcoming = 30
	agendaPast     = 30
	agendaNotes    = 20 // with a tag
	agendaMonth    = 1000
)

type eventsPage struct {
	render.Page
	Months   []month
	Grid     *monthGrid // as a month; else the list
	Notes    []noteRow  // with a tag, what was written about it
	Tag      string
	Past     bool
	Today    string
	Count    string // "12 bijeenkomsten"
	Unplaced string // how many have no place on the map
	Unknown  string // asked for what nobody knows
	Form     agendaForm
	AsList   string // addresses of the two views
	AsMonth  string
	Back     string // address of what was before
	Ahead    string // address of what is to come, from the past
	First    string // address of the first page
	Next     string // address of the page after
	query    agendaQuery
}

// month is a heading with its events.
type month struct {
	Name   string
	Anchor string
	Events []eventRow
}

// Events is the agenda: /events, as a list or with ?view=month as a month;
// ?before=TIME for what has been. With ?tag=, where every hashtag of ours leads, it
// has the notes on that subject too.
func (p *Pages) Events(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	page := &eventsPage{Page: p.o.Render.Page(r, "")}
	if page.query, err = agendaQueryOf(r, page.Now.Location()); err != nil {
		return err
	}
	page.Tag = page.query.Tag
	choices, err := p.o.Store.AgendaChoices(ctx)
	if err != nil {
		return fmt.Errorf("read agenda: %w", err)
	}
	f, unknown := page.query.asks(choices, n.Collective)
	answers, err := p.answersOf(ctx, page, &f)
	if err != nil {
		return err
	}
	if err := page.span(&f, p.o.Clock()); err != nil {
		return err
	}
	var found store.AgendaPage
	if !unknown {
		if found, err = p.o.Store.Agenda(ctx, f); err != nil {
			return fmt.Errorf("read agenda: %w", err)
		}
	}
	page.Form = agendaFormOf(&page.Page, page.query, choices)
	page.found(found, unknown)
	if page.query.View == "month" {
		if err := p.monthOf(ctx, page, f, found, answers); err != nil {
			return err
		}
		return p.o.Render.HTML(w, r, http.StatusOK, "events.html", page)
	}
	page.fill(found.Items, p.o.Clock(), n.Collective)
	page.answered(answers)
	page.turn(found)
	if !page.Past && page.Tag != "" {
		notes, err := p.o.Store.Tagged(ctx, page.Tag, store.Page{Limit: agendaNotes})
		if err != nil {
			return fmt.Errorf("read tagged notes: %w", err)
		}
		if err := p.seeFaces(ctx, &page.Page, writersOf(notes)...); err != nil {
			return err
		}
		page.notes(notes)
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "events.html", page)
}

// answersOf reads how the visitor answered, and narrows the agenda to where she
// comes if she asks for that.
func (p *Pages) answersOf(ctx context.Context, page *eventsPage, f *store.AgendaFilter) (map[string]models.AttendanceState, error) {
	if !page.Visitor.SignedIn() {
		page.query.Mine = false
		return nil, nil
	}
	answers, err := p.o.Store.Answered(ctx, page.Visitor.Actor.ID)
	if err != nil {
		return nil, fmt.Errorf("read answers: %w", err)
	}
	if page.query.Mine {
		f.Only = map[string]bool{}
		for id, state := range answers {
			if state.Wants() || state == models.AttendanceMaybe {
				f.Only[id] = true
			}
		}
	}
	return answers, nil
}

// span says of when: what is to come, the days asked for, a month, or what was.
func (page *eventsPage) span(f *store.AgendaFilter, now time.Time) error {
	q := &page.query
	f.From, f.To, f.After, f.Limit = now, q.to, q.After, agendaUpcoming
	if !q.from.IsZero() {
		f.From = q.from
	}
	switch {
	case q.View == "month":
		if q.month.IsZero() {
			q.month, _ = monthSpan(page.Now)
		}
		f.From, f.To = monthSpan(q.month)
		f.After, f.Limit = "", agendaMonth
	case q.Before != "":
		before, err := time.Parse(time.RFC3339, q.Before)
		if err != nil {
			return models.Fail(models.Invalid, "error.time_invalid", "Time", q.Before)
		}
		page.Past = true
		f.Backward, f.From, f.To, f.After, f.Limit = true, now, before, "", agendaPast+20
	}
	return nil
}

// found says how much was found.
func (page *eventsPage) found(found store.AgendaPage, unknown bool) {
	if !page.Past {
		page.Count = page.N("events.count", found.Total)
	}
	if found.Unplaced > 0 {
		page.Unplaced = page.N("events.unplaced", found.Unplaced)
	}
	if unknown {
		page.Unknown = page.T("events.unknown")
	}
}

// monthOf makes the grid of a month; when it is empty it says where to look.
func (p *Pages) monthOf(ctx context.Context, page *eventsPage, f store.AgendaFilter, found store.AgendaPage, answers map[string]models.AttendanceState) error {
	var upcoming time.Time
	if found.Total == 0 && page.Unknown == "" {
		f.From, f.To, f.Limit = f.To, time.Time{}, 1
		later, err := p.o.Store.Agenda(ctx, f)
		if err != nil {
			return fmt.Errorf("read agenda: %w", err)
		}
		if len(later.Items) > 0 {
			upcoming = later.Items[0].Event.LocalStart()
		}
	}
	page.grid(found.Items, upcoming, answers)
	return nil
}

func (page *eventsPage) grid(items []store.AgendaItem, upcoming time.Time, answers map[string]models.AttendanceState) {
	page.head()
	page.Grid = monthGridOf(&page.Page, page.query.month, items, answers, page.query.with)
	page.Title = page.T("events.month_title", "Month", page.Grid.Title)
	if !upcoming.IsZero() {
		link := monthLinkOf(&page.Page, upcoming, page.query.with)
		page.Grid.Upcoming = &link
	}
}

// head sets what stands above the list.
func (page *eventsPage) head() {
	page.Here = "events"
	page.Feeds = agendaFeeds(&page.Page)
	page.Title = page.T("events.title")
	page.Description = page.T("events.lead", "Name", page.Site.Name)
	page.Today = page.Date(page.Now)
	page.AsList = page.query.with(func(a *agendaQuery) { a.View, a.Month = "", "" })
	page.AsMonth = page.query.with(func(a *agendaQuery) {
		a.View, a.From, a.To = "month", "", ""
		if from := page.query.from; !from.IsZero() {
			a.Month = from.Format("2006-01")
		}
	})
	page.NoIndex = page.query.Narrowed() || page.query.After != "" || page.query.View != ""
	if page.Tag != "" {
		page.Title = "#" + page.Tag
		page.Description = page.T("events.tag_lead", "Name", page.Site.Name)
	}
}

func (page *eventsPage) fill(items []store.AgendaItem, now time.Time, ours string) {
	page.head()
	if page.Past {
		page.Title = page.T("events.past_title")
		if page.Tag != "" {
			page.Title = page.T("events.past_title_tag", "Tag", page.Tag)
		}
		page.Ahead = page.query.with(func(*agendaQuery) {})
		items = page.cut(items)
	} else {
		page.Back = page.before(now)
	}
	for _, item := range items {
		start := item.Event.LocalStart()
		anchor := start.Format("2006-01")
		if k := len(page.Months); k == 0 || page.Months[k-1].Anchor != anchor {
			page.Months = append(page.Months, month{Name: page.monthName(start), Anchor: anchor})
		}
		m := &page.Months[len(page.Months)-1]
		row := eventRowOf(&page.Page, item.EventItem, ours)
		if item.Km != nil {
			row.Away = distanceSaid(&page.Page, *item.Km)
		}
		m.Events = append(m.Events, row)
	}
}

// turn makes the addresses of the pages around this one.
func (page *eventsPage) turn(found store.AgendaPage) {
	if page.Past {
		if page.Back == "" && !found.Rest.IsZero() {
			page.Back = page.before(found.Rest)
		}
		return
	}
	if page.query.After != "" {
		page.First = page.query.with(func(*agendaQuery) {})
	}
	if found.Next != "" {
		page.Next = page.query.with(func(a *agendaQuery) { a.After = found.Next })
	}
}

// answered marks where the visitor comes.
func (page *eventsPage) answered(answers map[string]models.AttendanceState) {
	for i := range page.Months {
		for k := range page.Months[i].Events {
			row := &page.Months[i].Events[k]
			switch state := answers[row.ID]; state {
			case models.AttendanceComing:
				row.Yes, row.Tie = true, "vast"
			case models.AttendanceWaiting, models.AttendanceMaybe, models.AttendanceInvited:
				row.Tie = "los"
			}
			if row.Tie != "" {
				row.Said = page.T("events.you_" + string(answers[row.ID]))
			}
		}
	}
}

// agendaFeeds are the whole agenda for programs.
func agendaFeeds(page *render.Page) []render.Feed {
	title := page.T("events.title") + " · " + page.Site.Name
	return []render.Feed{{Href: "/events.ics", Type: render.CalendarType, Title: title}, {Href: "/events.atom", Type: render.AtomType, Title: title}}
}

// notes adds what was written about the tag. Anybody can make up a tag: a page
// with nothing on it is not for search engines.
func (page *eventsPage) notes(items []store.NoteItem) {
	for _, item := range items {
		page.Notes = append(page.Notes, noteRowOf(&page.Page, item))
	}
	page.NoIndex = page.NoIndex || len(page.Months) == 0 && len(page.Notes) == 0
}

// cut leaves a page of past events and says where the next one begins. Events
// that start at the same moment stay together: the next page begins before that
// moment.
func (page *eventsPage) cut(items []store.AgendaItem) []store.AgendaItem {
	if len(items) <= agendaPast {
		return items
	}
	k := agendaPast
	for k < len(items) && items[k].Event.StartsAt.Equal(items[k-1].Event.StartsAt) {
		k++
	}
	page.Back = page.before(items[k-1].Event.StartsAt)
	return items[:k]
}

// before gives the address of what was before a moment.
func (page *eventsPage) before(t time.Time) string {
	return page.query.with(func(a *agendaQuery) {
		a.Before, a.From, a.To = t.UTC().Truncate(time.Second).Format(time.RFC3339), "", ""
	})
}

// monthName gives "Maart", with the year when it is another one.
func (page *eventsPage) monthName(t time.Time) string {
	name := page.Sentence(page.Month(t))
	if t.Year() != page.Now.Year() {
		name += t.Format(" 2006")
	}
	return name
}
