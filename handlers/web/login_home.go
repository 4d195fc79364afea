package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"knoop/federation/remote"
	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// homeForm is the form by which one signs in through one's own node; part of
// the sign-in page too.
type homeForm struct {
	*render.Printer
	Next  string
	Acct  string // what she typed, back in the field after a mistake
	Error string
}

func homeFormOf(page *render.Page, next string) homeForm {
	page.FormsTo, _, _ = strings.Cut(page.Canonical, "//") // the answer leads to her node, whichever that is
	f := homeForm{Printer: page.Printer, Next: next}
	if page.Visitor.Elsewhere() {
		f.Acct = "@" + page.Visitor.Actor.Acct()
	}
	return f
}

type loginHomePage struct {
	render.Page
	Heading string
	Form    homeForm
	Lead    string
	Reason  string // why it did not go, above the form
	Host    string // of her node, when it is silent or cannot do this
	Silent  bool   // her node does not answer
	Unable  bool   // her node cannot vouch for her
	ByMail  bool   // a link can be mailed
}

// LoginHome is where one signs in through one's own node: /login/home. The form
// looks her up, and leads her to her node with what it must bring back.
func (p *Pages) LoginHome(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	page := p.loginHome(r, r.Form.Get("next"))
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "login_home.html", page)
	}
	page.Form.Acct = strings.TrimSpace(r.PostFormValue("acct"))
	user, domain, ok := models.SplitAcct(pastedAcct(page.Form.Acct))
	switch {
	case page.Form.Acct == "":
		return p.homeRefused(w, r, page, models.Fail(models.Invalid, "visit.error_empty"))
	case !ok:
		return p.homeRefused(w, r, page, models.Fail(models.Invalid, "error.follow_handle_invalid", "Handle", shortened(page.Form.Acct)))
	case domain == n.HandleDomain || domain == originHost(n.Origin):
		return p.homeRefused(w, r, page, models.Fail(models.Invalid, "visit.error_own", "Host", domain))
	}
	if blocked, err := p.o.Store.DomainBlocked(ctx, domain); err != nil {
		return err
	} else if blocked {
		return p.homeRefused(w, r, page, models.Fail(models.Forbidden, "error.visitor_blocked", "Host", domain))
	}
	home, err := p.o.Remote.Home(ctx, user+"@"+domain)
	page.Host = domain
	switch {
	case errors.Is(err, models.Fail(models.Invalid, "remote.unreachable")):
		return p.homeSilent(w, r, page, user, domain)
	case errors.Is(err, models.Fail(models.NotFound, "remote.no_sign_in")):
		page.Unable, page.Form.Acct = true, ""
		page.named(page.T("visit.unable_title"))
		return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "login_home.html", page)
	case models.KindOf(err) != "":
		return p.homeRefused(w, r, page, err)
	case err != nil:
		return err
	case home.Actor.Local:
		return p.homeRefused(w, r, page, models.Fail(models.Invalid, "visit.error_own", "Host", domain))
	}
	if _, err := p.o.Store.Visitor(ctx, home.Actor.ID); models.KindOf(err) != "" {
		return p.homeRefused(w, r, page, err)
	} else if err != nil {
		return err
	}
	return p.leaveFor(w, r, home, page.Form.Next)
}

// leaveFor begins a round and sends the browser to her node (RFC 6749 4.1.1,
// RFC 7636, IndieAuth 5.2).
func (p *Pages) leaveFor(w http.ResponseWriter, r *http.Request, home remote.Home, next string) error {
	to, err := url.Parse(home.Authorize)
	if err != nil {
		return models.Fail(models.NotFound, "remote.no_sign_in", "Host", home.Actor.Host)
	}
	round, err := p.o.Store.BeginRound(r.Context(), store.NewRound{
		ActorURI: home.Actor.URI, Issuer: home.Issuer, TokenEndpoint: home.Token, Next: next,
	})
	if err != nil {
		return err
	}
	q := to.Query()
	for name, value := range map[string]string{
		"response_type": "code", "client_id": p.o.Base.Application(), "redirect_uri": p.o.Base.HomeReturn(), "state": round.State,
		"code_challenge": models.Challenge(round.Verifier), "code_challenge_method": "S256", "scope": "profile", "me": home.Actor.URI,
	} {
		q.Set(name, value)
	}
	to.RawQuery, to.Fragment = q.Encode(), ""
	p.o.Auth.StartRound(w, round.Cookie)
	return redirect(w, r, to.String())
}

// HomeReturn is where her node sends her back: /login/home/return. What is in the
// address came through her browser and proves nothing by itself; each part is
// held against what was kept when she left.
func (p *Pages) HomeReturn(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if _, err := p.node(ctx); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	page := p.loginHome(r, "/")
	if r.Method != http.MethodGet { // what only looks must not use anything up
		return p.homeRefused(w, r, page, models.Fail(models.NotFound, "error.home_round_unknown"))
	}
	q := r.URL.Query()
	round, err := p.o.Store.TakeRound(ctx, q.Get("state"), p.o.Auth.Round(r))
	switch {
	case models.KindOf(err) != "":
		return p.homeRefused(w, r, page, err)
	case err != nil:
		return err
	}
	p.o.Auth.EndRound(w)
	page = p.loginHome(r, round.Next)
	page.Host = originHost(round.Issuer)
	switch {
	case q.Get("iss") != round.Issuer: // RFC 9207: another server's answer to our question
		p.o.Logger.WarnContext(ctx, "a home node answered for another", "request_id", render.RequestID(ctx), "remote_host", page.Host)
		return p.homeRefused(w, r, page, models.Fail(models.Forbidden, "visit.other_issuer", "Host", page.Host))
	case q.Get("error") == "access_denied":
		return p.homeRefused(w, r, page, models.Fail(models.Forbidden, "visit.denied", "Host", page.Host))
	case q.Has("error") || q.Get("code") == "":
		return p.homeRefused(w, r, page, models.Fail(models.Forbidden, "remote.not_vouched", "Host", page.Host))
	}
	a, err := p.o.Remote.Vouched(ctx, remote.Voucher{
		Issuer: round.Issuer, Token: round.TokenEndpoint, Code: q.Get("code"), Verifier: round.Verifier,
		ClientID: p.o.Base.Application(), RedirectURI: p.o.Base.HomeReturn(),
	})
	if err == nil {
		var session string
		if session, _, err = p.o.Store.WelcomeVisitor(ctx, a.ID, auth.Device(r), auth.Who(r).SessionID); err == nil {
			p.o.Auth.Start(w, session)
			p.o.Render.Say(w, "welcome.notice_signed_in")
			next := round.Next
			if had := auth.Who(r).Actor; had == nil || had.ID != a.ID { // she did not only say again who she is
				if next, err = p.codeFirst(ctx, a.ID, next); err != nil {
					return err
				}
			}
			return redirect(w, r, next)
		}
	}
	if models.KindOf(err) != "" {
		return p.homeRefused(w, r, page, err)
	}
	return err
}

// homeSilent says that her node does not answer, and offers a mailed link. It
// says the same to everyone: whether we know an address of hers is hers to know.
func (p *Pages) homeSilent(w http.ResponseWriter, r *http.Request, page *loginHomePage, user, domain string) error {
	ctx := r.Context()
	page.Silent, page.ByMail = true, p.o.Mail
	page.named(page.T("visit.silent_title"))
	if page.ByMail {
		uri := ""
		a, err := p.o.Store.VisitorWithAddress(ctx, user, domain)
		switch {
		case err == nil:
			uri = a.URI
		case models.KindOf(err) != models.NotFound:
			return err
		}
		round, err := p.o.Store.BeginRound(ctx, store.NewRound{ActorURI: uri, Next: page.Form.Next, Silent: true})
		if err != nil {
			return err
		}
		p.o.Auth.StartRound(w, round.Cookie)
	}
	return p.o.Render.HTML(w, r, http.StatusServiceUnavailable, "login_home.html", page)
}

// HomeMail mails a link to who found her node silent: POST /login/home/mail.
func (p *Pages) HomeMail(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if _, err := p.node(ctx); err != nil {
		return err
	}
	round, err := p.o.Store.TakeSilentRound(ctx, p.o.Auth.Round(r))
	switch {
	case models.KindOf(err) != "":
		return p.homeRefused(w, r, p.loginHome(r, "/"), err)
	case err != nil:
		return err
	}
	p.o.Auth.EndRound(w)
	if err := p.mailVisitor(ctx, round.ActorURI); err != nil {
		return err
	}
	p.o.Render.Say(w, "visit.notice_mailed")
	return redirect(w, r, "/login")
}

func (p *Pages) mailVisitor(ctx context.Context, uri string) error {
	if uri == "" {
		return nil
	}
	a, err := p.o.Store.ActorByURI(ctx, uri)
	if err == nil {
		err = p.o.Store.MailVisitor(ctx, a.ID, func(token string) string { return p.o.Base.Origin + "/welcome/" + token })
	}
	if models.KindOf(err) != "" {
		return nil // blocked, moved or gone: the same answer as to a stranger
	}
	return err
}

func (p *Pages) loginHome(r *http.Request, next string) *loginHomePage {
	page := &loginHomePage{Page: p.o.Render.Page(r, "")}
	page.fill(next)
	return page
}

func (page *loginHomePage) fill(next string) {
	page.Here, page.NoIndex = "login", true
	page.named(page.T("visit.title"))
	page.Form = homeFormOf(&page.Page, auth.Next(next))
	page.Lead = page.T("visit.lead", "Name", page.Site.Name)
	if page.Visitor.Elsewhere() {
		page.Lead = page.T("visit.again", "Host", page.Visitor.Home())
	}
}

func (page *loginHomePage) named(title string) { page.Title, page.Heading = title, title }

// homeRefused shows the form again with what is wrong: beside the field when it
// was about what she typed, else above it.
func (p *Pages) homeRefused(w http.ResponseWriter, r *http.Request, page *loginHomePage, err error) error {
	var e *models.Error
	if !errors.As(err, &e) {
		return err
	}
	said := page.T(e.Key, e.Args...)
	if r.Method == http.MethodPost && page.Form.Acct != "" || e.Key == "visit.error_empty" {
		page.Form.Error = said
	} else {
		page.Reason = said
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, render.Status(e), "login_home.html", page)
}
