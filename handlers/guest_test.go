package handlers

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"knoop/models"
	"knoop/models/store/storetest"
)

// What sends a link to whomever a stranger names is bounded to twenty an hour and
// address (PROTOCOL 5).
func TestTable_boundsLinksToGuests(t *testing.T) {
	asks := []string{"POST /events/{id}/by-mail", "POST /events/{id}/by-handle"}
	h := newHouse(t, func(o *Options) { o.RateLimit = true })
	for _, row := range table(h.options) {
		if name := row.method + " " + row.pattern; row.access.ask != slices.Contains(asks, name) {
			t.Errorf("%s: sends links %v, and not so here", name, row.access.ask)
		}
	}
	fill := h.addresses(t)
	try := func(i int) *httptest.ResponseRecorder {
		_, path, _ := strings.Cut(fill.Replace(asks[i%2]), " ")
		r := httptest.NewRequest("POST", storetest.Origin+path, strings.NewReader("guest_address=x"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.serve.ServeHTTP(w, r)
		return w
	}
	for i := range 20 {
		if w := try(i); w.Code == http.StatusTooManyRequests || w.Code >= 500 {
			t.Fatalf("%d at the %dth time", w.Code, i+1)
		}
	}
	if w := try(0); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "180" {
		t.Errorf("it goes on and on: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
}

// A program that follows the links in a mail, or keeps pages, changes nothing and
// keeps nothing; and the log holds no token.
func TestGuestLinks_areSafeFromWhoOnlyLooks(t *testing.T) {
	h := newHouse(t, nil)
	fill := h.addresses(t)
	for _, pattern := range []string{"/answer/{token}", "/coming/{pass}"} {
		path := fill.Replace(pattern)
		for _, method := range []string{"HEAD", "GET", "GET", "OPTIONS"} {
			w := h.ask(method, path)
			if w.Code >= 400 || method == "GET" && (w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(w.Body.String(), "noindex")) {
				t.Errorf("%s %s: %d %v", method, pattern, w.Code, w.Header())
			}
		}
		if log := h.log.String(); strings.Contains(log, path[len("/answer/"):]) {
			t.Errorf("a token is in the log: %s", log)
		}
	}
	event := strings.TrimPrefix(fill.Replace("/events/{id}"), "/events/")
	if got, err := h.store.Tally(t.Context(), event); err != nil || got != (models.Tally{Coming: 1}) {
		t.Errorf("%+v, %v", got, err)
	}
	if w := h.ask("GET", "/robots.txt"); !strings.Contains(w.Body.String(), "Disallow: /answer/") {
		t.Error("robots are not asked to stay away")
	}
}
