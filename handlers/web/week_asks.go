package web

import (
	"fmt"
	"net/http"

	"knoop/models"
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
