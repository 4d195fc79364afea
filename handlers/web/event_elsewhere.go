package web

import (
	"fmt"
	"net/http"
	"time"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// eventElsewhere shows an event of another server as it was taken in: whose it is,
// where it is, and how fresh that is. Strangers see what is in the agenda, members
// also what only they follow; what its origin removed is gone here too.
func (p *Pages) eventElsewhere(w http.ResponseWriter, r *http.Request, n models.Node, o models.Object) error {
	ctx := r.Context()
	absent := models.Fail(models.NotFound, "error.not_found")
	switch {
	case o.Local, o.Type != models.EventObj:
		return absent
	case o.GoneAt != nil:
		return models.Fail(models.Gone, "error.gone")
	case o.Visibility != models.Public:
		return absent
	}
	if !auth.Who(r).SignedIn() {
		shown, err := p.o.Store.InAgenda(ctx, o.ID)
		switch {
		case err != nil:
			return fmt.Errorf("look in the agenda: %w", err)
		case !shown:
			return absent
		}
	}
	author, err := p.o.Store.Actor(ctx, o.ActorID)
	if err != nil {
		return fmt.Errorf("read author: %w", err)
	}
	e, err := p.o.Store.Event(ctx, o.ID)
	if err != nil {
		return fmt.Errorf("read event: %w", err)
	}
	heard, err := p.o.Store.LastHeard(ctx, []string{author.ID})
	if err != nil {
		return fmt.Errorf("read hosts: %w", err)
	}
	page := &eventPage{Page: p.o.Render.Page(r, "")}
	page.elsewhere(store.EventItem{Object: o, Event: e, Actor: author}, n, p.o.Clock(), heard[author.ID])
	return p.o.Render.HTML(w, r, http.StatusOK, "event_elsewhere.html", page)
}

func (page *eventPage) elsewhere(item store.EventItem, n models.Node, now, heard time.Time) {
	page.fill(item, n, now)
	page.Feeds, page.Data, page.Alternate, page.NoIndex = nil, nil, "", true
	page.Original, page.Host = page.Row.Origin, item.Actor.Host
	page.Heard = page.Sentence(heardSaid(&page.Page, heard))
	page.Lead = "" // what others call a summary is made of the date, the place and the text
}

// heardSaid says how fresh what we know of another node is.
func heardSaid(page *render.Page, at time.Time) string {
	if at.IsZero() {
		return page.T("clash.heard_never")
	}
	return page.T("clash.heard", "Ago", page.Ago(at.In(page.Site.Location), page.Now))
}
