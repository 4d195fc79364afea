package web

import (
	"net/http"

	"knoop/handlers/auth"
	"knoop/handlers/render"
)

type loginPage struct {
	render.Page
	Next string // "/" or the page one came for
	Home homeForm
}

// Login is the page where one signs in: /login. It leads on to ?next=, and who
// is signed in already goes there at once, unless ?again asks her to show once
// more who she is.
func (p *Pages) Login(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.node(r.Context()); err != nil {
		return err
	}
	next := auth.Next(r.URL.Query().Get("next"))
	if auth.Who(r).SignedIn() && !r.URL.Query().Has("again") {
		return redirect(w, r, next)
	}
	page := &loginPage{Page: p.o.Render.Page(r, ""), Next: next}
	page.fill()
	return p.o.Render.HTML(w, r, http.StatusOK, "login.html", page)
}

func (page *loginPage) fill() {
	page.Title, page.Here, page.NoIndex = page.T("signin.title"), "login", true
	page.Home = homeFormOf(&page.Page, page.Next)
}
