package web

import (
	"fmt"
	"net/http"
	"time"

	"knoop/models"
)

// became says what became of the event, for the top of its page.
func (page *eventPage) became(e models.Event) {
	page.State, page.Reason = e.State(), e.Reason
	switch page.State {
	case models.StateCancelled, models.StateTentative, models.StateConfirmed:
	default:
		page.StateSay = page.T("event.state_" + string(page.State))
	}
	if e.Previous == nil || page.State == models.StateCancelled {
		return
	}
	was := e.Was()
	if e.Rescheduled() {
		page.Was = page.Sentence(page.Range(was.LocalStart(), was.LocalEnd()))
	}
	if e.Relocated() {
		page.WasAt = placeLine(&page.Page, was)
	}
}

// eventHosts adds who receives: to members all, to strangers those who let
// themselves be found.
func (p *Pages) eventHosts(r *http.Request, page *eventPage, e models.Event) error {
	if len(e.Hosts) == 0 {
		return nil
	}
	found, err := p.o.Store.Actors(r.Context(), e.Hosts)
	if err != nil {
		return fmt.Errorf("read hosts: %w", err)
	}
	var hosts []models.Actor
	for _, id := range e.Hosts {
		a, ok := found[id]
		if ok && a.GoneAt == nil && (a.Discoverable || page.Visitor.Can(models.SeeMemberFields)) {
			hosts = append(hosts, a)
		}
	}
	if err := p.seeFaces(r.Context(), &page.Page, hosts...); err != nil {
		return err
	}
	page.hosts(hosts)
	return nil
}

func (page *eventPage) hosts(hosts []models.Actor) {
	for _, a := range hosts {
		page.Hosts = append(page.Hosts, personRowOf(&page.Page, a))
	}
}

// changes are what its organiser can do with it now.
func (page *eventPage) changes(id string, e models.Event, now time.Time) {
	add := func(do string) {
		page.Changes = append(page.Changes, eventLink{"/events/" + id + "/" + do, page.T("plan.do_" + do)})
	}
	add("edit")
	if e.HeldAt == nil && !e.Over(now) {
		add("move")
	}
	add("cancel")
	add("tasks")
	if e.TakesRSVP && !e.Over(now) && e.Status != models.EventCancelled {
		add("door")
	}
	if e.CanHold(now) == nil {
		add("hold")
	}
}
