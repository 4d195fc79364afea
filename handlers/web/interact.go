package web

import (
	"net/http"

	"knoop/federation/iri"
	"knoop/handlers/render"
	"knoop/models"
)

type interactPage struct {
	render.Page
	URI   string
	Host  string
	Known bool // signed in
}

// Interact is where other servers send people who say they are from here:
// /interact?uri=. Until people of this node can act from their browser it says
// so, and shows the way to the thing itself.
func (p *Pages) Interact(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.node(r.Context()); err != nil {
		return err
	}
	uri := r.URL.Query().Get("uri")
	if !models.IsWebURL(uri) {
		return models.Fail(models.Invalid, "error.url_invalid", "URL", uri)
	}
	page := &interactPage{Page: p.o.Render.Page(r, ""), URI: uri, Host: iri.Host(uri)}
	page.Title, page.NoIndex = page.T("follow.interact_title"), true
	page.Known = page.Visitor.SignedIn()
	return p.o.Render.HTML(w, r, http.StatusOK, "interact.html", page)
}
