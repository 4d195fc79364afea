package web

import (
	"net/http"

	"knoop/handlers/auth"
	"knoop/handlers/render"
)

type loginPage struct {
	render.Page
	Passkey passkeyForm
	Home    homeForm
	Recover string // address of the page for recovery codes
	Failure string
}

// Login is the page where one signs in: /login. It leads on to ?next=, and who
// is signed in already goes there at once, unless ?again asks her to show once
// more who she is. A POST comes from a browser that ran no script.
func (p *Pages) Login(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.node(r.Context()); err != nil {
		return err
	}
	next := auth.Next(r.URL.Query().Get("next"))
	if auth.Who(r).SignedIn() && !r.URL.Query().Has("again") {
		return redirect(w, r, auth.Landing(next))
	}
	page := &loginPage{Page: p.o.Render.Page(r, "")}
	page.fill(next)
	if r.Method == http.MethodPost {
		page.Failure = page.T("error.needs_script")
		return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "login.html", page)
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "login.html", page)
}

func (page *loginPage) fill(next string) {
	page.Title, page.Here, page.NoIndex, page.Ceremony = page.T("signin.title"), "login", true, true
	page.Passkey = signInForm(&page.Page, next)
	page.Recover = withNext("/login/recover", next)
	page.Home = homeFormOf(&page.Page, next)
}
