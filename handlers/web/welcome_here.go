package web

import (
	"fmt"
	"net/http"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

type herePage struct {
	render.Page
	Host *personRow // who invited her; nil: nobody in particular
	Next []eventRow // the collective's next gathering, if any
}

// Here welcomes who has just joined: who her host is, when the collective next
// meets, and two things to do: /welcome/here.
func (p *Pages) Here(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	page := &herePage{Page: p.o.Render.Page(r, "")}
	page.fill()
	host, err := p.o.Store.InviterOf(ctx, page.Visitor.Actor.ID)
	switch {
	case err == nil:
		row := personRowOf(&page.Page, host)
		page.Host = &row
	case models.KindOf(err) != models.NotFound:
		return err
	}
	now := p.o.Clock()
	events, err := p.o.Store.Events(ctx, store.EventFilter{From: now.Add(-6 * time.Hour), ActorID: n.Collective, Limit: 20})
	if err != nil {
		return fmt.Errorf("read events: %w", err)
	}
	page.next(events, now, n.Collective)
	return p.o.Render.HTML(w, r, http.StatusOK, "welcome_here.html", page)
}

func (page *herePage) fill() {
	page.Title, page.NoIndex = page.T("join.here_title", "Name", page.Visitor.FirstName()), true
}

func (page *herePage) next(events []store.EventItem, now time.Time, ours string) {
	for _, item := range events {
		if !item.Event.Over(now) && item.Event.Status != models.EventCancelled {
			page.Next = []eventRow{eventRowOf(&page.Page, item, ours)}
			return
		}
	}
}
