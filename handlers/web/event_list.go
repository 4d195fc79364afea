package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// How many events one page of the agenda shows.
const (
	agendaUpcoming = 100
	agendaPast     = 30
	agendaNotes    = 20 // with a tag
)

type eventsPage struct {
	render.Page
	Months []month
	Notes  []noteRow // with a tag, what was written about it
	Tag    string
	Past   bool
	Today  string
	Back   string // address of what was before
	Ahead  string // address of what is to come, from the past
}

// month is a heading with its events.
type month struct {
	Name   string
	Anchor string
	Events []eventRow
}

// Events is the agenda: /events, with ?before=TIME for what has been. With ?tag=,
// where every hashtag of ours leads, it has the notes on that subject too.
func (p *Pages) Events(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	q, now := r.URL.Query(), p.o.Clock()
	page := &eventsPage{Page: p.o.Render.Page(r, "")}
	page.Tag = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(q.Get("tag")), "#"))
	filter := store.EventFilter{From: now.Add(-24 * time.Hour), Tag: page.Tag, Limit: agendaUpcoming}
	if before := q.Get("before"); before != "" {
		if filter.To, err = time.Parse(time.RFC3339, before); err != nil {
			return models.Fail(models.Invalid, "error.time_invalid", "Time", before)
		}
		page.Past = true
		filter.From, filter.Backward, filter.Limit = time.Time{}, true, agendaPast+20
	}
	items, err := p.o.Store.Events(ctx, filter)
	if err != nil {
		return fmt.Errorf("read events: %w", err)
	}
	page.fill(items, now, n.Collective)
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

func (page *eventsPage) fill(items []store.EventItem, now time.Time, ours string) {
	page.Here = "events"
	page.Feeds = agendaFeeds(&page.Page)
	page.Title = page.T("events.title")
	page.Description = page.T("events.lead", "Name", page.Site.Name)
	page.Today = page.Date(page.Now)
	if page.Tag != "" {
		page.Title = "#" + page.Tag
		page.Description = page.T("events.tag_lead", "Name", page.Site.Name)
	}
	if page.Past {
		page.Title = page.T("events.past_title")
		if page.Tag != "" {
			page.Title = page.T("events.past_title_tag", "Tag", page.Tag)
		}
		page.Ahead = page.address(time.Time{})
		items = page.cut(items)
	} else {
		page.Back = page.address(now)
	}
	for _, item := range items {
		if item.Event.Over(now) != page.Past {
			continue
		}
		start := item.Event.LocalStart()
		anchor := start.Format("2006-01")
		if k := len(page.Months); k == 0 || page.Months[k-1].Anchor != anchor {
			page.Months = append(page.Months, month{Name: page.monthName(start), Anchor: anchor})
		}
		m := &page.Months[len(page.Months)-1]
		m.Events = append(m.Events, eventRowOf(&page.Page, item, ours))
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
	page.NoIndex = len(page.Months) == 0 && len(page.Notes) == 0
}

// cut leaves a page of past events and says where the next one begins. Events
// that start at the same moment stay together: the next page begins before that
// moment.
func (page *eventsPage) cut(items []store.EventItem) []store.EventItem {
	if len(items) <= agendaPast {
		return items
	}
	k := agendaPast
	for k < len(items) && items[k].Event.StartsAt.Equal(items[k-1].Event.StartsAt) {
		k++
	}
	page.Back = page.address(items[k-1].Event.StartsAt)
	return items[:k]
}

func (page *eventsPage) address(before time.Time) string {
	q := url.Values{}
	if page.Tag != "" {
		q.Set("tag", page.Tag)
	}
	if !before.IsZero() {
		q.Set("before", before.UTC().Truncate(time.Second).Format(time.RFC3339))
	}
	if len(q) == 0 {
		return "/events"
	}
	return "/events?" + q.Encode()
}

// monthName gives "Maart", with the year when it is another one.
func (page *eventsPage) monthName(t time.Time) string {
	name := page.Sentence(page.Month(t))
	if t.Year() != page.Now.Year() {
		name += t.Format(" 2006")
	}
	return name
}
