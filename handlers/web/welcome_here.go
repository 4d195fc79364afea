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
	me, err := p.o.Store.Profile(ctx, page.Visitor.Actor.ID)
	if err != nil && models.KindOf(err) != models.NotFound {
		return fmt.Errorf("read her profile: %w", err)
	}
	page.fill(me.Name)
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

// fill greets her by the name she gave, also when only members may see it.
func (page *herePage) fill(name string) {
	first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	if first == "" {
		first = page.Visitor.FirstName()
	}
	page.Title, page.NoIndex = page.T("join.here_title", "Name", first), true
}

func (page *herePage) next(events []store.EventItem, now time.Time, ours string) {
	for _, item := range events {
		if !item.Event.Over(now) && item.Event.Status != models.EventCancelled {
			row := eventRowOf(&page.Page, item, ours)
			row.Month = page.MonthShort(item.Event.LocalStart()) // the row stands in a narrow place
			page.Next = []eventRow{row}
			return
		}
	}
}
