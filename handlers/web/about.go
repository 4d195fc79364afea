package web

import (
	"fmt"
	"net/http"

	"knoop/handlers/render"
	"knoop/models"
)

type aboutPage struct {
	render.Page
	Lead     string
	LeadLang string // of the lead, when it is not the page's
	Card     []cardRow
	Contact  render.Contact
	Version  string
}

// About says who we are, what we keep and what runs here: /about.
func (p *Pages) About(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	account, err := p.o.Store.Account(ctx, n.Collective)
	if err != nil {
		return fmt.Errorf("read collective: %w", err)
	}
	page := &aboutPage{Page: p.o.Render.Page(r, "")}
	page.fill(account.Card, p.o.Version)
	page.Alternate = p.o.Base.Application() // whose page this is: /actor leads here too
	return p.o.Render.HTML(w, r, http.StatusOK, "about.html", page)
}

func (page *aboutPage) fill(c models.Card, version string) {
	page.Here, page.Version = "about", version
	page.Title = page.T("about.title", "Name", page.Site.Name)
	page.Lead, page.LeadLang = leadOf(&page.Page, c)
	page.Description = page.Lead
	page.Card = cardRows(&page.Page, c)
	page.Contact = render.ContactOf(c.Contact)
}
