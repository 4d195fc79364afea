package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"knoop/federation/remote"
	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// maxParameter bounds each parameter of a request for consent; the whole
// address must fit through our own sign-in page.
const maxParameter = 300

// askedFor is a request for consent, as it came (RFC 6749 4.1.1, RFC 7636 4.3,
// IndieAuth 5.2).
type askedFor struct {
	ClientID, RedirectURI, ResponseType, State, Challenge, Method, Scope, Me string
	twice                                                                    bool // something stood there more than once
}

// parameters are the names of askedFor's fields on the wire.
func (a *askedFor) parameters() map[string]*string {
	return map[string]*string{
		"client_id": &a.ClientID, "redirect_uri": &a.RedirectURI, "response_type": &a.ResponseType, "state": &a.State,
		"code_challenge": &a.Challenge, "code_challenge_method": &a.Method, "scope": &a.Scope, "me": &a.Me,
	}
}

// askedOf reads a request; the client and where it wants people back stay empty
// when they are given twice.
func askedOf(form url.Values) (a askedFor) {
	for name, into := range a.parameters() {
		switch values := form[name]; {
		case len(values) > 1:
			a.twice = true
		case len(values) == 1:
			*into = values[0]
		}
	}
	return a
}

// query writes the request as it came.
func (a askedFor) query() url.Values {
	q := url.Values{}
	for name, value := range a.parameters() {
		q.Set(name, *value)
	}
	return q
}

// fault gives the OAuth error of a request whose client may be told; "" for
// none.
func (a askedFor) fault() (code, why string) {
	switch {
	case a.twice:
		return "invalid_request", "a parameter is given twice"
	case a.ResponseType != "code":
		return "unsupported_response_type", "response_type must be code"
	case a.State == "":
		return "invalid_request", "state is missing"
	case a.Method != "S256" || !models.IsChallenge(a.Challenge):
		return "invalid_request", "code_challenge with code_challenge_method=S256 is missing"
	case a.Scope != "profile":
		return "invalid_scope", "only the scope profile is given"
	case a.Me == "":
		return "invalid_request", "me is missing"
	}
	for _, value := range a.parameters() {
		if len(*value) > maxParameter {
			return "invalid_request", "a parameter is too long"
		}
	}
	return "", ""
}

// field is a hidden one of a form.
type field struct{ Name, Value string }

type consentPage struct {
	render.Page
	Heading string
	Host    string // of the node that asks
	Name    string // as it calls itself
	Person  personRow
	Fields  []field
	Other   string // she is signed in as somebody else than is asked about: that one's address
	Again   string // where she signs in as that one
}

// Authorize is where a person of ours says that another node may know who she
// is: /oauth/authorize. A client that cannot be believed gets no redirect: it
// could be anyone's.
func (p *Pages) Authorize(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if _, err := p.node(ctx); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	form := r.URL.Query()
	if r.Method == http.MethodPost {
		form = r.PostForm
	}
	asked := askedOf(form)
	client, err := p.client(ctx, asked)
	if err != nil {
		return err
	}
	if code, why := asked.fault(); code != "" {
		return p.answerClient(w, r, asked, "error", code, "error_description", why)
	}
	person, err := p.o.Store.ActorByURI(ctx, asked.Me)
	switch {
	case models.KindOf(err) == models.NotFound, err == nil && (!person.Local || person.Kind != models.Person || person.GoneAt != nil):
		return p.answerClient(w, r, asked, "error", "invalid_request", "error_description", "me is nobody of this node")
	case err != nil:
		return err
	}
	here := "/oauth/authorize?" + asked.query().Encode()
	page := &consentPage{Page: p.o.Render.Page(r, "")}
	switch v := auth.Who(r); {
	case !v.SignedIn():
		return redirect(w, r, auth.LoginPath(here))
	case v.Actor.ID != person.ID:
		page.fill(client, person)
		page.other(*v.Actor, person, here)
		return p.o.Render.HTML(w, r, http.StatusForbidden, "consent.html", page)
	case v.Stale:
		return redirect(w, r, auth.AgainPath(here))
	}
	yes := false
	if r.Method == http.MethodPost {
		if yes = r.PostFormValue("answer") == "yes"; !yes {
			return p.answerClient(w, r, asked, "error", "access_denied")
		}
	}
	if r.Method == http.MethodHead { // what only looks gets no code
		page.fill(client, person)
		return p.o.Render.HTML(w, r, http.StatusOK, "consent.html", page)
	}
	code, err := p.o.Store.IssueCode(ctx, store.NewCode{
		ActorID: person.ID, ClientID: asked.ClientID, RedirectURI: asked.RedirectURI, Origin: client.Origin, Name: shortName(client.Name),
		Challenge: asked.Challenge, Remember: yes,
	})
	switch {
	case errors.Is(err, models.Fail(models.Forbidden, "error.home_consent")):
		page.fill(client, person)
		page.ask(client, asked)
		return p.o.Render.HTML(w, r, http.StatusOK, "consent.html", page)
	case err != nil:
		return err
	}
	return p.answerClient(w, r, asked, "code", code)
}

// client reads who asks, and whether people may be sent back where it wants
// them.
func (p *Pages) client(ctx context.Context, asked askedFor) (remote.Client, error) {
	unknown := models.Fail(models.Invalid, "consent.client_unknown")
	if !models.IsWebURL(asked.ClientID) || len(asked.ClientID) > maxParameter || len(asked.RedirectURI) > maxParameter {
		return remote.Client{}, unknown
	}
	client, err := p.o.Remote.Client(ctx, asked.ClientID)
	if err != nil {
		if ctx.Err() != nil {
			return client, err
		}
		p.o.Logger.InfoContext(ctx, "client not read", "request_id", render.RequestID(ctx), "err", err)
		return client, unknown
	}
	if blocked, err := p.o.Store.DomainBlocked(ctx, client.Host); err != nil {
		return client, err
	} else if blocked {
		return client, models.Fail(models.Forbidden, "consent.client_blocked", "Host", client.Host)
	}
	if !client.MayReturn(asked.RedirectURI) {
		return client, models.Fail(models.Invalid, "consent.redirect_wrong", "Host", client.Host)
	}
	return client, nil
}

// answerClient sends the browser back to the client with an answer, and the name
// of who gave it (RFC 9207).
func (p *Pages) answerClient(w http.ResponseWriter, r *http.Request, asked askedFor, answer ...string) error {
	to, err := url.Parse(asked.RedirectURI)
	if err != nil {
		return models.Fail(models.Invalid, "consent.client_unknown")
	}
	q := to.Query()
	for i := 0; i+1 < len(answer); i += 2 {
		q.Set(answer[i], answer[i+1])
	}
	if asked.State != "" {
		q.Set("state", asked.State)
	}
	q.Set("iss", p.o.Base.Origin)
	to.RawQuery = q.Encode()
	return redirect(w, r, to.String())
}

func (page *consentPage) fill(client remote.Client, person models.Actor) {
	page.Host, page.Name, page.NoIndex = client.Host, shortName(client.Name), true
	page.Title, page.Heading = page.T("consent.tab", "Host", client.Host), page.T("consent.title")
	page.Person = personRowOf(&page.Page, person)
}

// ask lets the page ask, and its answer lead to the node that asked.
func (page *consentPage) ask(client remote.Client, asked askedFor) {
	page.FormsTo = client.Origin
	for _, name := range []string{"client_id", "redirect_uri", "response_type", "state", "code_challenge", "code_challenge_method", "scope", "me"} {
		page.Fields = append(page.Fields, field{name, *asked.parameters()[name]})
	}
}

func (page *consentPage) other(v, person models.Actor, here string) {
	page.Other, page.Again = "@"+person.Acct(), auth.AgainPath(here)
	page.Person = personRowOf(&page.Page, v)
}

// shortName is what a node calls itself, short enough for a line.
func shortName(name string) string {
	if r := []rune(name); len(r) > models.MaxName {
		return string(r[:models.MaxName]) + "…"
	}
	return name
}
