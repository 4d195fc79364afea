package web

import (
	"fmt"
	"net/http"
	"strings"

	"knoop/models"
	"knoop/models/store"
)

// weekAsks adds what waits for a person here: questions to stand in for others,
// and requests to join when she decides on them.
func (p *Pages) weekAsks(r *http.Request, page *weekPage) error {
	n, err := p.asksOf(r)
	if err != nil {
		return fmt.Errorf("read questions to her: %w", err)
	}
	if n > 0 {
		page.Asks = append(page.Asks, weekAsk{Text: page.N("roles.asked", n), URL: "/settings/role", Link: page.T("roles.answer")})
	}
	if page.Visitor.Can(models.PostAsCollective) {
		if err := p.weekOffers(r, page); err != nil {
			return err
		}
	}
	hosted, err := p.o.Store.HostedSoon(r.Context(), page.Visitor.Actor.ID)
	if err != nil {
		return fmt.Errorf("read what is open at events: %w", err)
	}
	for _, h := range hosted {
		page.Asks = append(page.Asks, eveningAsk(page, h))
	}
	if !page.Visitor.Can(models.DecideRequests) {
		return nil
	}
	waiting, err := p.o.Store.JoinRequests(r.Context(), true, joinListed)
	if err != nil {
		return fmt.Errorf("read requests to join: %w", err)
	}
	if len(waiting) > 0 {
		page.Asks = append(page.Asks, weekAsk{Text: page.N("apply.asks", len(waiting)), URL: "/manage/requests", Link: page.T("apply.read_all")})
	}
	return nil
}

// eveningAsk says what is still open at an event that she sees to.
func eveningAsk(page *weekPage, h store.HostedEvent) weekAsk {
	var open []string
	for _, point := range h.Evening.Open {
		if point == models.OpenTasks {
			open = append(open, page.N("week.open_tasks", len(h.Evening.Tasks)))
			continue
		}
		open = append(open, page.T("week.open_"+string(point)))
	}
	return weekAsk{
		Text: page.T("week.ask_evening", "Title", h.Object.Name, "When", page.DateTime(h.Event.LocalStart()), "Open", strings.Join(open, ", ")),
		URL:  "/events/" + h.Object.ID, Link: page.T("week.look"),
	}
}
