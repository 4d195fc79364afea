package handlers

import (
	"fmt"
	"net/http"
	"net/netip"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/fed"
	"knoop/handlers/render"
	"knoop/models"
)

// router makes the table into a handler; a row that says not who may enter, or
// in what it answers, is an error.
func router(o Options, rows []route) (*mux.Router, error) {
	m := mux.NewRouter()
	cache := newResponses(o.Store.Generation, o.Clock)
	limitReads, limitInbox, limitDoor := newLimiter(pageLimit, o.Clock), newLimiter(inboxLimit, o.Clock), newLimiter(doorLimit, o.Clock)
	limitGuests := newLimiter(guestLimit, o.Clock)
	for _, row := range rows {
		h := row.handle
		limit := limitReads
		switch row.access.who {
		case everyone:
		case cachable:
			h = cached(cache, row.kind, h)
		case server:
			limit = limitInbox
		case person:
			h = auth.Require(row.access.may, h)
			if row.kind == page {
				h = auth.SignInFirst(h)
			}
		default:
			return nil, fmt.Errorf("route %s %s does not say who may enter", row.method, row.pattern)
		}
		if row.access.door {
			limit = limitDoor
		}
		if row.access.ask {
			limit = limitGuests
		}
		if row.kind < page || row.kind > reply {
			return nil, fmt.Errorf("route %s %s does not say in what it answers", row.method, row.pattern)
		}
		if o.RateLimit {
			h = limited(limit, o.TrustedProxies, h)
		}
		methods := []string{row.method}
		if row.method == get {
			methods = []string{http.MethodGet, http.MethodHead}
		}
		m.Handle(row.pattern, answered(o.Render, row.kind, h)).Methods(methods...)
	}
	m.NotFoundHandler = unanswered(o.Render, models.Fail(models.NotFound, "error.not_found"))
	m.MethodNotAllowedHandler = otherMethod(m, o.Render)
	return m, nil
}

// answered turns a handler's error into an answer in the kind of its route, and
// opens what is meant for programs to scripts of any site: pages of Mobilizon
// ask our WebFinger from the visitor's own browser.
func answered(rd *render.Renderer, k kind, h render.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if k == either {
			render.Vary(w.Header(), "Accept")
		}
		shape := k.of(r)
		if shape != render.Pages && k != reply {
			w.Header().Set("Access-Control-Allow-Origin", "*")
		}
		if err := h(w, r); err != nil {
			rd.Error(w, r, shape, err)
		}
	})
}

func unanswered(rd *render.Renderer, err error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rd.Error(w, r, kindAt(r), err)
	})
}

// otherMethod answers at an address that is there for other methods only, and
// says which (RFC 9110, 15.5.6). It also answers the question that a browser
// asks first for a script that will name both media types in Accept.
func otherMethod(m *mux.Router, rd *render.Renderer) http.Handler {
	refused := unanswered(rd, models.Fail(models.Invalid, "error.method"))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, reads := w.Header(), false
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
			asked := r.Clone(r.Context())
			asked.Method = method
			var match mux.RouteMatch
			if m.Match(asked, &match) && match.MatchErr == nil {
				h.Add("Allow", method)
				reads = reads || method == http.MethodGet
			}
		}
		if r.Method != http.MethodOptions {
			refused.ServeHTTP(w, r)
			return
		}
		if reads {
			h.Set("Access-Control-Allow-Origin", "*")
			h.Set("Access-Control-Allow-Methods", "GET, HEAD")
			h.Set("Access-Control-Allow-Headers", "Accept")
			h.Set("Access-Control-Max-Age", "86400")
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

func limited(l *limiter, trusted []netip.Prefix, h render.HandlerFunc) render.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if wait, ok := l.allow(clientAddress(r, trusted)); !ok {
			return models.Fail(models.TooMany, "error.too_many", "RetryAfter", wait)
		}
		return h(w, r)
	}
}

// longestKey is how long an address may be to have its answer kept.
const longestKey = 300

// cached answers strangers from memory. Documents do not depend on who asks or
// in which language; pages do. The rush after a post comes signed, so what was
// kept is given to a signed request too; what the signer alone may see is marked
// private, and never kept.
func cached(c *responses, k kind, h render.HandlerFunc) render.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		key := r.URL.RequestURI()
		switch {
		case len(key) > longestKey:
			return h(w, r)
		case k.of(r) != render.Pages:
			key = "document " + key
		case !render.Shared(r):
			return h(w, r)
		default:
			key = render.LanguageOf(r.Context()) + " " + key
		}
		return c.serve(w, r, key, fed.Signed(r), h)
	}
}
