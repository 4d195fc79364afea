package web

import (
	"errors"
	"net/http"
	"strings"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

// maxTyped bounds a short field as it is typed, in bytes.
const maxTyped = 100

type recoverPage struct {
	render.Page
	Handle string
	Back   string // to the other ways in
	Error  string
}

// Recover signs in by handle and recovery code, and leads to the page for a new
// passkey: /login/recover.
func (p *Pages) Recover(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.node(r.Context()); err != nil {
		return err
	}
	next := auth.Next(r.URL.Query().Get("next"))
	page := &recoverPage{Page: p.o.Render.Page(r, "")}
	page.fill(next)
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "login_recover.html", page)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	page.Handle = typedHandle(r.PostForm.Get("handle"), p.o.Base.Domain)
	err := p.recoverBy(w, r, page.Handle, r.PostForm.Get("code"))
	if err == nil {
		p.o.Render.Say(w, "signin.notice_recovered")
		return redirect(w, r, withNext("/welcome/passkey", next))
	}
	var e *models.Error
	if !errors.As(err, &e) || e.Kind == models.TooMany {
		return err
	}
	page.Error = page.T(e.Key, e.Args...)
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "login_recover.html", page)
}

func (p *Pages) recoverBy(w http.ResponseWriter, r *http.Request, handle, code string) error {
	if err := p.o.Auth.AllowCode(handle); err != nil {
		return err
	}
	token, _, err := p.o.Store.RecoverByCode(r.Context(), handle, code, auth.Device(r), auth.Who(r).SessionID)
	if err != nil {
		return err
	}
	p.o.Auth.Start(w, token)
	return nil
}

func (page *recoverPage) fill(next string) {
	page.Title, page.Here, page.NoIndex = page.T("signin.recover_title"), "login", true
	page.Back = auth.LoginPath(next)
}

// typedHandle reads a handle of ours however a person writes it: Anna, @anna,
// anna@mokum.example.
func typedHandle(s, domain string) string {
	s = strings.ToLower(strings.TrimSpace(strings.ToValidUTF8(s, "")))
	s = strings.TrimSuffix(strings.TrimPrefix(s, "@"), "@"+strings.ToLower(domain))
	return strings.ReplaceAll(s[:min(len(s), maxTyped)], "\x00", "")
}
