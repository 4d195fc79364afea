package web

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// How many events an embedded agenda shows, and how high its frame is: it runs no
// script, so it cannot grow with them.
const (
	embedEvents = 8
	embedMost   = 50
	embedHeight = 640
)

type embedAgendaPage struct {
	eventsPage
	More string // address of the whole agenda
}

// EmbedAgenda is the agenda within a page of another site: /embed/agenda, with
// ?by=HANDLE for one actor of ours, ?n= for how many and ?lang=.
func (p *Pages) EmbedAgenda(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	q, now := r.URL.Query(), p.o.Clock()
	page := &embedAgendaPage{eventsPage: eventsPage{Page: p.o.Render.Page(r, "")}, More: "/events"}
	page.Notice = nil
	shown := number(q.Get("n"))
	if shown <= 0 {
		shown = embedEvents
	}
	filter := store.AgendaFilter{From: now, Limit: min(shown, embedMost)}
	var by models.Actor
	if handle := q.Get("by"); handle != "" {
		if by, err = p.o.Store.ActorByHandle(ctx, handle); err != nil {
			return err
		}
		if by.GoneAt != nil {
			return models.Fail(models.Gone, "error.gone")
		}
		filter.Origin, page.More = by.ID, "/@"+by.Handle
	}
	found, err := p.o.Store.Agenda(ctx, filter)
	if err != nil {
		return fmt.Errorf("read events: %w", err)
	}
	page.embed(found.Items, now, n.Collective, by)
	return p.o.Render.HTML(w, r, http.StatusOK, "embed_agenda.html", page)
}

func (page *embedAgendaPage) embed(items []store.AgendaItem, now time.Time, ours string, by models.Actor) {
	page.fill(items, now, ours)
	page.Title = page.T("embed.agenda_of", "Name", page.Site.Name)
	if by.ID != "" {
		page.Title = page.T("embed.agenda_of", "Name", by.DisplayName())
	}
	page.Embed, page.NoIndex, page.Feeds = true, true, nil
}

type embedPage struct {
	render.Page
	Frame  string // the code
	Script string
	Look   string // address of the frame itself
}

// Embed gives the code that shows our agenda on another site: /embed.
func (p *Pages) Embed(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.node(r.Context()); err != nil {
		return err
	}
	page := &embedPage{Page: p.o.Render.Page(r, "")}
	page.fill(p.o.Base.Origin)
	return p.o.Render.HTML(w, r, http.StatusOK, "embed.html", page)
}

func (page *embedPage) fill(origin string) {
	page.Title, page.Here, page.NoIndex = page.T("embed.title"), "events", true
	page.Look = "/embed/agenda?" + url.Values{"lang": {page.Lang()}}.Encode()
	title := page.T("embed.agenda_of", "Name", page.Site.Name)
	page.Frame = fmt.Sprintf(`<iframe src="%s" title="%s" width="100%%" height="%d" loading="lazy" frameborder="0"></iframe>`,
		html.EscapeString(origin+page.Look), html.EscapeString(title), embedHeight)
	page.Script = fmt.Sprintf(`<script src="%s" data-lang="%s" data-title="%s" data-height="%d" async></script>`,
		html.EscapeString(origin+"/embed/agenda.js"), page.Lang(), html.EscapeString(title), embedHeight)
}
