package handlers

import (
	"fmt"
	"net/http"
	"net/netip"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

// access says who may enter a route. It has no default: the zero value stops
// the program at start.
type access int

const (
	anyone        access = iota + 1 // a page or document for everybody
	same                            // for everybody, and the same for every stranger: may be answered from memory
	servers                         // another server, proved by its signature
	members                         // signed in
	orchestrators                   // signed in as orchestrator
)

const (
	get  = "GET" // and HEAD
	post = "POST"
)

// route is one row of the table.
type route struct {
	method  string
	pattern string
	access  access
	kind    render.RouteKind
	handle  render.HandlerFunc
}

// table is every address of the node. The name of the handler is the name of
// its file: p.Members stands in web/members.go, f.Outbox in fed/outbox.go.
func table(o Options) []route {
	p, f := o.Pages, o.Fed
	const (
		page = render.Pages
		doc  = render.AS2
		json = render.JSON
	)
	return []route{
		// pages
		{get, "/", same, page, p.Home},
		{get, "/@{handle}", same, page, both(f.Actor, p.Profile)},
		{get, "/members", same, page, p.Members},
		{get, "/events", same, page, p.Events},
		{get, "/collectives", same, page, p.Collectives},
		{get, "/about", same, page, p.About},
		{get, "/follow", same, page, p.Follow},
		{post, "/follow", anyone, page, p.Follow},
		{get, "/interact", anyone, page, p.Interact},
		{get, "/welcome/{token}", anyone, page, p.Welcome},
		{post, "/welcome/{token}", anyone, page, p.Welcome},
		{post, "/logout", anyone, page, p.Logout},

		// permalinks: the page to people, the document to servers
		{get, "/users/{handle}", same, page, both(f.Actor, p.Profile)},
		{get, "/actor", same, page, both(f.Application, p.About)},
		{get, "/events/{id}", same, page, both(f.Event, p.Event)},
		{get, "/notes/{id}", same, page, both(f.Note, p.Note)},
		{get, "/activities/{id}", same, doc, f.Activity},

		// collections of an actor
		{get, "/users/{handle}/outbox", same, doc, f.Outbox},
		{get, "/users/{handle}/followers", same, doc, f.Followers},
		{get, "/users/{handle}/following", same, doc, f.Following},
		{get, "/users/{handle}/featured", same, doc, f.Featured},
		{get, "/users/{handle}/upcoming", same, doc, f.Upcoming},
		{get, "/users/{handle}/events", same, doc, f.Upcoming},
		{get, "/users/{handle}/{empty:members|resources|todos|posts|discussions}", same, doc, f.Empty},
		{get, "/actor/{collection:outbox|followers|following|featured}", same, doc, f.ApplicationCollection},

		// inboxes
		{post, "/inbox", servers, doc, f.SharedInbox},
		{post, "/users/{handle}/inbox", servers, doc, f.PersonalInbox},
		{post, "/actor/inbox", servers, doc, f.ApplicationInbox},

		// discovery
		{get, "/.well-known/webfinger", same, json, f.WebFinger},
		{get, "/.well-known/host-meta", same, json, f.HostMeta},
		{get, "/.well-known/nodeinfo", same, json, f.NodeInfoLinks},
		{get, "/nodeinfo/{version:2\\.[01]}", same, json, f.NodeInfo},

		// files and supervisors
		{get, "/media/{name}", anyone, page, o.media},
		{get, "/robots.txt", same, json, robots},
		{get, "/healthz", anyone, json, healthy},
		{get, "/readyz", anyone, json, o.ready},
	}
}

// router makes the table into a handler; a row that says not who may enter is
// an error.
func router(o Options, rows []route) (*mux.Router, error) {
	m := mux.NewRouter()
	rd := o.Render
	cache := newResponses(o.Store.Generation, o.Clock)
	limitReads, limitInbox := newLimiter(pageLimit, o.Clock), newLimiter(inboxLimit, o.Clock)
	for _, row := range rows {
		h := row.handle
		limit := limitReads
		switch row.access {
		case anyone:
		case same:
			h = cached(cache, rd, row.kind, h)
		case servers:
			limit = limitInbox
		case members:
			h = auth.Require(models.Member, h)
		case orchestrators:
			h = auth.Require(models.Orchestrator, h)
		default:
			return nil, fmt.Errorf("route %s %s does not say who may enter", row.method, row.pattern)
		}
		if o.RateLimit {
			h = limited(limit, o.TrustedProxies, h)
		}
		methods := []string{row.method}
		if row.method == get {
			methods = []string{http.MethodGet, http.MethodHead}
		}
		m.Handle(row.pattern, rd.Handle(row.kind, h)).Methods(methods...)
	}
	m.NotFoundHandler = rd.Handle(render.Pages, func(http.ResponseWriter, *http.Request) error {
		return models.Fail(models.NotFound, "error.not_found")
	})
	m.MethodNotAllowedHandler = rd.Handle(render.Pages, func(http.ResponseWriter, *http.Request) error {
		return models.Fail(models.Invalid, "error.method")
	})
	return m, nil
}

func limited(l *limiter, trusted []netip.Prefix, h render.HandlerFunc) render.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if wait, ok := l.allow(clientAddress(r, trusted)); !ok {
			return models.Fail(models.TooMany, "error.too_many", "RetryAfter", wait)
		}
		return h(w, r)
	}
}

// cached answers strangers from memory. Documents do not depend on who asks or
// in which language; pages do.
func cached(c *responses, rd *render.Renderer, kind render.RouteKind, h render.HandlerFunc) render.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		document := kind != render.Pages || wantsDocument(r.Header.Get("Accept"))
		// A signed GET may be shown more than a stranger.
		if r.Header.Get("Signature") != "" && document && kind != render.JSON {
			return h(w, r)
		}
		key := r.URL.RequestURI()
		switch {
		case len(key) > 300:
			return h(w, r)
		case document:
			key = "d " + key
		case !render.Shared(r):
			return h(w, r)
		default:
			key = render.LanguageOf(r.Context()) + " " + key
		}
		return c.serve(w, r, key, h)
	}
}
