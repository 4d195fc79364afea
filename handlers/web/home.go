package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// How much the front page shows.
const (
	homeEvents  = 5
	homeNotes   = 3
	homeMembers = 9
)

type homePage struct {
	render.Page
	Claim    string
	Lead     string
	LeadLang string // of the lead, when it is not the page's
	Next     *nextEvent
	Events   []eventRow
	Notes    []noteRow
	Card     []cardRow
	Members  []personRow
	Listed   int // of people, also those not shown
	Follow   followForm
}

// nextEvent is the big button.
type nextEvent struct {
	eventRow
	Weekday string // in full
	Line    string // "maart, 08.30 uur"
}

// Home is the front page: the collective, its next date, its news.
func (p *Pages) Home(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := p.o.Store.Node(ctx)
	if err != nil {
		return fmt.Errorf("read node: %w", err)
	}
	if !n.Ready() {
		return p.unready(w, r)
	}
	account, err := p.o.Store.Account(ctx, n.Collective)
	if err != nil {
		return fmt.Errorf("read collective: %w", err)
	}
	page := &homePage{Page: p.o.Render.Page(r, "")}
	page.Feeds = agendaFeeds(&page.Page)
	page.Hero, page.Here, page.Alternate = true, "home", page.Site.URI
	page.Follow = followFormOf(&page.Page, page.Site.Name, page.Site.Handle, page.Site.Acct)
	page.Follow.Popover = true
	page.card(account.Card)
	now := p.o.Clock()
	agenda, err := p.o.Store.Agenda(ctx, store.AgendaFilter{From: now, Limit: homeEvents})
	if err != nil {
		return fmt.Errorf("read events: %w", err)
	}
	page.events(eventsOf(agenda.Items), now, n.Collective)
	own, err := p.o.Store.Events(ctx, store.EventFilter{From: now.Add(-6 * time.Hour), LocalOnly: true, Limit: 10})
	if err != nil {
		return fmt.Errorf("read own events: %w", err)
	}
	page.next(own, now)
	notes, err := p.o.Store.News(ctx, false, store.Page{Limit: homeNotes})
	if err != nil {
		return fmt.Errorf("read news: %w", err)
	}
	members, err := p.o.Store.Members(ctx, true)
	if err != nil {
		return fmt.Errorf("read members: %w", err)
	}
	faces := writersOf(notes)
	for _, m := range members[:min(len(members), homeMembers)] {
		faces = append(faces, m.Actor)
	}
	if err := p.seeFaces(ctx, &page.Page, faces...); err != nil {
		return err
	}
	for _, item := range notes {
		page.Notes = append(page.Notes, noteRowOf(&page.Page, item))
	}
	page.members(members)
	return p.o.Render.HTML(w, r, http.StatusOK, "home.html", page)
}

// card fills the hero. A collective that has not written its card has a name,
// and a plain sentence that is true of every one.
func (page *homePage) card(c models.Card) {
	page.Claim, page.Card = c.Claim, cardRows(&page.Page, c)
	if page.Claim == "" {
		page.Claim = page.Site.Name
	}
	page.Lead, page.LeadLang = leadOf(&page.Page, c)
	page.Description = page.Lead
}

func eventsOf(items []store.AgendaItem) []store.EventItem {
	out := make([]store.EventItem, len(items))
	for i, item := range items {
		out[i] = item.EventItem
	}
	return out
}

func (page *homePage) events(items []store.EventItem, now time.Time, ours string) {
	for _, item := range items {
		if item.Event.Over(now) || len(page.Events) == homeEvents {
			continue
		}
		page.Events = append(page.Events, eventRowOf(&page.Page, item, ours))
	}
}

// next takes the first of our own events that goes ahead: the large button is
// not for somebody else's evening.
func (page *homePage) next(own []store.EventItem, now time.Time) {
	for _, item := range own {
		if item.Event.Over(now) || item.Event.Status == models.EventCancelled {
			continue
		}
		start := item.Event.LocalStart()
		line := page.T("home.next_line", "Month", page.Month(start), "Time", page.Time(start))
		page.Next = &nextEvent{eventRowOf(&page.Page, item, ""), page.Weekday(start), line}
		return
	}
}

func (page *homePage) members(members []store.Member) {
	page.Listed = len(members)
	for _, m := range members[:min(len(members), homeMembers)] {
		page.Members = append(page.Members, personRowOf(&page.Page, m.Actor))
	}
}

// leadOf gives what a collective says of itself, or a plain sentence, and its
// language when that is not the page's.
func leadOf(page *render.Page, c models.Card) (lead, language string) {
	if c.Lead == "" {
		return page.T("home.lead_plain", "Name", page.Site.Name), ""
	}
	return c.Lead, page.SiteLang()
}

// cardRow is one line of the purpose card; Lang is of its text, when that is not
// the page's.
type cardRow struct{ Name, Text, Lang string }

// cardRows gives the lines that the collective has written.
func cardRows(page *render.Page, c models.Card) []cardRow {
	var rows []cardRow
	for _, row := range []cardRow{
		{Name: "about.for_whom", Text: c.ForWhom},
		{Name: "about.what_for", Text: c.WhatFor},
		{Name: "about.not_for", Text: c.NotFor},
		{Name: "about.brings", Text: c.Brings},
		{Name: "about.gives", Text: c.Gives},
		{Name: "about.area", Text: c.Area},
	} {
		if strings.TrimSpace(row.Text) != "" {
			rows = append(rows, cardRow{page.T(row.Name), row.Text, page.SiteLang()})
		}
	}
	return rows
}

// unready says, before set-up, where the operator finds the link.
func (p *Pages) unready(w http.ResponseWriter, r *http.Request) error {
	page := &struct{ render.Page }{p.o.Render.Page(r, "")}
	page.Title, page.Bare, page.NoIndex = page.T("welcome.unready_title"), true, true
	w.Header().Set("Cache-Control", "no-store")
	return p.o.Render.HTML(w, r, http.StatusOK, "unready.html", page)
}
