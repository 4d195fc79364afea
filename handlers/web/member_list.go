package web

import (
	"fmt"
	"net/http"

	"knoop/handlers/render"
	"knoop/models/store"
)

type membersPage struct {
	render.Page
	People []personRow
	Count  int
	Hidden int // who did not choose to be listed; a number only
}

// Members lists the people who chose to be found: /members.
func (p *Pages) Members(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if _, err := p.node(ctx); err != nil {
		return err
	}
	all, err := p.o.Store.Members(ctx, false)
	if err != nil {
		return fmt.Errorf("read members: %w", err)
	}
	page := &membersPage{Page: p.o.Render.Page(r, "")}
	page.fill(all)
	return p.o.Render.HTML(w, r, http.StatusOK, "members.html", page)
}

func (page *membersPage) fill(all []store.Member) {
	page.Title, page.Here = page.T("members.title"), "members"
	page.Description = page.T("members.lead", "Name", page.Site.Name)
	for _, m := range all {
		if m.Actor.Discoverable {
			page.People = append(page.People, personRowOf(&page.Page, m.Actor))
		}
	}
	page.Count = len(page.People)
	page.Hidden = len(all) - len(page.People)
}
