package web

import (
	"errors"
	"net/http"
	"strings"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

type loginPage struct {
	render.Page
	Passkey passkeyForm
	Home    homeForm
	Recover string // address of the page for recovery codes
	Failure string
	Mail    mailForm
}

// mailForm asks for a link by mail.
type mailForm struct {
	On    bool   // this node sends mail
	To    string // where the form goes
	Typed string
	Error string
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
	page.Mail.On = p.o.Mail
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
	page.Mail.To = withNext("/login/mail", next)
	page.Home = homeFormOf(&page.Page, next)
}

// LoginMail mails a link to whom an address belongs: POST /login/mail. The answer
// is the same whether anybody does.
func (p *Pages) LoginMail(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.node(r.Context()); err != nil {
		return err
	}
	if !p.o.Mail {
		return models.Fail(models.Conflict, "error.mail_off")
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	next, typed := auth.Next(r.URL.Query().Get("next")), strings.TrimSpace(strings.ToValidUTF8(r.PostForm.Get("address"), ""))
	err := p.o.Store.MailSignIn(r.Context(), typed, func(token string) string { return p.o.Base.Origin + withNext("/welcome/"+token, next) })
	var e *models.Error
	switch {
	case err == nil:
		p.o.Render.Say(w, "signin.notice_mailed")
		return redirect(w, r, auth.LoginPath(next))
	case !errors.As(err, &e):
		return err
	}
	page := &loginPage{Page: p.o.Render.Page(r, ""), Mail: mailForm{On: true, Typed: typed}}
	page.fill(next)
	page.Mail.Error = page.T(e.Key, e.Args...)
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "login.html", page)
}
