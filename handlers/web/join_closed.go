package web

import (
	"net/http"

	"knoop/handlers/render"
)

type joinClosedPage struct {
	render.Page
	Sentence string
	Ask      bool // there is a page where one can ask to join
}

// closed says in a sentence of its own why an invitation cannot be used, and how
// to go on.
func (p *Pages) closed(w http.ResponseWriter, r *http.Request, err error) error {
	page := &joinClosedPage{Page: p.o.Render.Page(r, "")}
	if !page.fill(err) {
		return err
	}
	return p.o.Render.HTML(w, r, render.Status(err), "join_closed.html", page)
}

func (page *joinClosedPage) fill(err error) bool {
	f := &form{page: &page.Page}
	if !f.wrong("", err) {
		return false
	}
	page.Sentence, page.NoIndex = f.Failure, true
	page.Ask = page.Site.Joinable && !page.Visitor.SignedIn()
	page.Title = page.T("join.closed")
	return true
}
