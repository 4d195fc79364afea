package web

import (
	"fmt"
	"net/http"

	"github.com/gorilla/mux"

	"knoop/federation/iri"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// heldPage is the page of an event of another node that several collectives
// organise, as it was read there last.
type heldPage struct {
	eventPage
	Origin     string // its own page
	OriginHost string
	Line       string // "Georganiseerd door A, samen met B en C."
	Heard      string // since when its organiser is silent
	Changed    []string
}

// heldEvent shows a public event of another that somebody organises with its author,
// our collective or another one: /events/ID. The guest list and answers are there.
// held is false for any other.
func (p *Pages) heldEvent(w http.ResponseWriter, r *http.Request) (held bool, err error) {
	ctx := r.Context()
	o, err := p.o.Store.Object(ctx, mux.Vars(r)["id"])
	if models.KindOf(err) == models.NotFound || err == nil && (o.Local || o.Type != models.EventObj || !o.Visibility.Open()) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	list, err := p.o.Store.Cohosts(ctx, store.CohostFilter{EventID: o.ID})
	if err != nil {
		return false, fmt.Errorf("read co-hosts: %w", err)
	}
	if len(list) == 0 {
		return false, nil
	}
	if o.GoneAt != nil {
		return true, models.Fail(models.Gone, "error.gone")
	}
	n, err := p.node(ctx)
	if err != nil {
		return true, err
	}
	page := &heldPage{eventPage: eventPage{Page: p.o.Render.Page(r, "")}}
	page.fill(store.EventItem{Object: o, Event: list[0].Event, Actor: list[0].Host}, n, list)
	if page.Visitor.Can(models.PostAsCollective) {
		page.Together.Manage = "/manage/events"
	} else {
		page.Changed = nil
	}
	return true, p.o.Render.HTML(w, r, http.StatusOK, "event_held.html", page)
}

func (page *heldPage) fill(item store.EventItem, n models.Node, list []store.CohostItem) {
	page.eventPage.fill(item, n, page.Now)
	page.NoIndex, page.Alternate, page.Feeds, page.Data = true, "", nil, nil
	page.Origin, page.OriginHost = webURL(item.Object.URL, item.Object.URI), iri.Host(item.Object.URI)
	var shown []store.CohostItem
	for _, c := range list {
		if c.Cohost.Shown() {
			shown = append(shown, c)
		}
		if c.Ours() && c.Cohost.State == models.CohostAccepted {
			page.Changed = changesOf(&page.Page, c)
		}
		if heard := heardOf(&page.Page, c.Cohost); heard != "" {
			page.Heard = heard
		}
	}
	page.Together = togetherIn(&page.Page, shown)
	page.Line, page.Together.Sentence = page.Together.Sentence, "" // it stands on top
}

// carriedRow lets a row of the agenda lead to our page of an event that several
// collectives organise, and names those who agreed.
func carriedRow(page *render.Page, row *eventRow, item store.EventItem) {
	var names []string
	for _, c := range item.Cohosts {
		if c.Confirmed(item.Event.Judged(page.Now)) && (!item.Object.Local || c.Listed) {
			names = append(names, c.Name)
		}
	}
	if len(item.Cohosts) > 0 && !item.Object.Local {
		row.URL = "/events/" + item.Object.ID
	}
	if len(names) > 0 {
		row.By = page.T("cohosts.by", "Host", item.Actor.DisplayName(), "Names", page.List(names))
	}
}
