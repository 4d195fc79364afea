package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"knoop/handlers/render"
	"knoop/models"
)

// maxForm bounds the body of a form.
const maxForm = 64 << 10

// maxSaid bounds, in characters, how much of a wrong address an error repeats.
const maxSaid = 60

// followForm is the form by which a visitor follows one of ours from her own
// server.
type followForm struct {
	*render.Printer
	Name    string // whom
	Handle  string
	Whom    string // the same, as an address
	Acct    string // what she typed, back in the field after a mistake
	Error   string
	Popover bool
}

func followFormOf(page *render.Page, name, handle, whom string) followForm {
	return followForm{Printer: page.Printer, Name: name, Handle: handle, Whom: whom}
}

type followPage struct {
	render.Page
	Heading string
	Form    followForm
	Acct    string // whom, as an address
	Person  personRow
	Link    string // to her server
	Host    string // of her server
}

// pastedAcct makes user@host of a profile page that was pasted from the address
// bar, https://host/@user or https://host/users/user; anything else stays.
func pastedAcct(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "https" && u.Scheme != "http") {
		return s
	}
	name, ok := strings.CutPrefix(u.Path, "/@")
	if !ok {
		if name, ok = strings.CutPrefix(u.Path, "/users/"); !ok {
			return s
		}
	}
	name, _, _ = strings.Cut(name, "/")
	if strings.Contains(name, "@") {
		return s // a page of somebody elsewhere, as Mastodon shows them
	}
	return name + "@" + u.Host
}

// Follow shows the form (GET) and answers with a link to the visitor's own
// server (POST): /follow. Her address is in the body alone, so that no history
// and no log has it.
func (p *Pages) Follow(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	a, err := p.followed(r, n)
	if err != nil {
		return err
	}
	page := &followPage{Page: p.o.Render.Page(r, "")}
	page.fill(a)
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "follow.html", page)
	}
	page.Form.Acct = strings.TrimSpace(r.PostFormValue("acct"))
	page.NoIndex = true
	w.Header().Set("Cache-Control", "no-store")
	user, domain, ok := models.SplitAcct(pastedAcct(page.Form.Acct))
	switch {
	case page.Form.Acct == "":
		return p.followRefused(w, r, page, models.Fail(models.Invalid, "follow.error_empty"))
	case !ok:
		return p.followRefused(w, r, page, models.Fail(models.Invalid, "error.follow_handle_invalid", "Handle", shortened(page.Form.Acct)))
	case domain == n.HandleDomain || domain == originHost(n.Origin):
		return p.followRefused(w, r, page, models.Fail(models.Invalid, "follow.error_own", "Host", domain))
	}
	template, err := p.o.Remote.Subscribe(ctx, user+"@"+domain)
	if err != nil {
		return p.followRefused(w, r, page, whyNot(err, user+"@"+domain, domain))
	}
	link, ok := fillTemplate(template, a.URI)
	if !ok {
		return p.followRefused(w, r, page, models.Fail(models.Invalid, "follow.error_unsupported", "Host", domain))
	}
	page.Link, page.Host = link, domain
	page.Title = page.T("follow.go_title", "Host", domain)
	return p.o.Render.HTML(w, r, http.StatusOK, "follow_go.html", page)
}

// whyNot says what stands between a visitor and her server. The reason itself is
// neither wrapped nor logged: it may hold her address.
func whyNot(err error, acct, host string) *models.Error {
	switch {
	case errors.Is(err, models.Fail(models.NotFound, "remote.no_follow_page")):
		return models.Fail(models.Invalid, "follow.error_unsupported", "Host", host)
	case errors.Is(err, models.Fail(models.NotFound, "remote.not_found")):
		return models.Fail(models.Invalid, "remote.not_found", "Address", acct)
	}
	return models.Fail(models.Invalid, "error.follow_unreachable", "Host", host)
}

// followed gives whom the form is about: one of ours, the collective if none is
// named.
func (p *Pages) followed(r *http.Request, n models.Node) (models.Actor, error) {
	handle := r.FormValue("handle")
	if handle == "" {
		return p.o.Store.Actor(r.Context(), n.Collective)
	}
	a, err := p.o.Store.ActorByHandle(r.Context(), handle)
	if err == nil && a.GoneAt != nil {
		err = models.Fail(models.Gone, "error.gone")
	}
	return a, err
}

func (page *followPage) fill(a models.Actor) {
	page.Acct = a.Acct()
	page.Form = followFormOf(&page.Page, a.DisplayName(), a.Handle, page.Acct)
	page.Person = personRowOf(&page.Page, a)
	page.Title = page.T("follow.title", "Name", a.DisplayName())
	page.Heading = page.Title
	page.Description = page.T("follow.lead")
}

func (p *Pages) followRefused(w http.ResponseWriter, r *http.Request, page *followPage, e *models.Error) error {
	page.Form.Error = page.T(e.Key, e.Args...)
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, render.Status(e), "follow.html", page)
}

// shortened is what she typed, short enough to say back to her.
func shortened(typed string) string {
	if r := []rune(typed); len(r) > maxSaid {
		return string(r[:maxSaid]) + "…"
	}
	return typed
}

func originHost(origin string) string {
	_, host, _ := strings.Cut(origin, "://")
	return host
}

// fillTemplate puts the id of the one to follow into the address that a server
// gave, and refuses what is no web address: the template came from outside.
func fillTemplate(template, uri string) (string, bool) {
	filled, at := template, url.QueryEscape(uri)
	for _, name := range []string{"{uri}", "{object}"} {
		filled = strings.ReplaceAll(filled, name, at)
	}
	return filled, filled != template && models.IsWebURL(filled)
}
