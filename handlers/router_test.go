package handlers

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"knoop/handlers/render"
)

func TestRouter_refusesARowThatSaysTooLittle(t *testing.T) {
	h := newHouse(t, nil)
	fine := func(http.ResponseWriter, *http.Request) error { return nil }
	for why, row := range map[string]route{
		"who may enter":     {get, "/x", access{}, page, fine},
		"who may enter at":  {get, "/x", access{}, page, fine},
		"in what it answer": {get, "/x", anyone, 0, fine},
	} {
		if _, err := router(h.options, []route{row}); err == nil || !strings.Contains(err.Error(), "/x") {
			t.Errorf("a row that does not say %s starts: %v", why, err)
		}
	}
	if _, err := router(h.options, []route{{get, "/x", anyone, page, fine}}); err != nil {
		t.Error(err)
	}
}

// withoutMore are addresses that answer nobody who brings nothing along.
var withoutMore = []string{"/media/nothing.png", "/interact", "/login/home/return", "/oauth/authorize"}

func TestTable_answersHeadAsGet(t *testing.T) {
	h := newHouse(t, nil)
	fill := h.addresses(t)
	asked := 0
	for _, row := range table(h.options) {
		if row.method != get {
			continue
		}
		for _, accept := range []string{"text/html", as2} {
			path := fill.Replace(row.pattern)
			if strings.Contains(path, "{") {
				t.Fatalf("the test does not know what to fill in %s with", path)
			}
			// HEAD first: what it leaves in the cache must do for GET.
			head, got := h.ask("HEAD", path, "Accept", accept), h.ask("GET", path, "Accept", accept)
			asked++
			if row.access.who == person {
				want := 403
				if row.kind == page {
					want = 303 // to sign in first
				}
				if head.Code != want || got.Code != want || want == 303 && !strings.HasPrefix(got.Header().Get("Location"), "/login") {
					t.Errorf("%s is open to strangers: HEAD %d, GET %d", path, head.Code, got.Code)
				}
				continue
			}
			if head.Code != got.Code || got.Code >= 500 || (got.Code >= 400 && !slices.Contains(withoutMore, path)) {
				t.Errorf("%s as %s: HEAD %d, GET %d", path, accept, head.Code, got.Code)
			}
			if row.access == same && head.Body.Len() != 0 { // net/http cuts off the rest
				t.Errorf("HEAD %s has a body", path)
			}
			for _, header := range []http.Header{head.Header(), got.Header()} {
				header.Del("X-Request-Id")
				header.Del("Last-Modified")
			}
			if !slices.Contains(withoutMore, path) && !maps.EqualFunc(head.Header(), got.Header(), slices.Equal) {
				t.Errorf("%s as %s:\nHEAD %v\nGET  %v", path, accept, head.Header(), got.Header())
			}
		}
	}
	if asked < 50 {
		t.Errorf("only %d questions", asked)
	}
}

func TestTable_signsEveryAnswerWithItsKind(t *testing.T) {
	h := newHouse(t, nil)
	for _, c := range []struct {
		method, path, accept string
		status               int
		mediaType, allow     string
	}{
		{"GET", "/nowhere", "text/html", 404, "text/html", ""},
		{"GET", "/nowhere", as2, 404, "application/json", ""},
		{"GET", "/notes/nothing", "", 404, "text/html", ""},
		{"GET", "/notes/nothing", as2, 404, "application/json", ""},
		{"GET", "/events/nothing", as2, 404, "application/json", ""},
		{"GET", "/users/nobody", as2, 404, "application/json", ""},
		{"GET", "/@nobody", as2, 404, "application/json", ""},
		{"GET", "/users/nobody", "text/html", 404, "text/html", ""},
		{"GET", "/users/nobody/outbox", "text/html", 404, "application/json", ""},
		{"GET", "/users/joost/nothing", "*/*", 404, "application/json", ""},
		{"GET", "/actor/nothing", "", 404, "application/json", ""},
		{"GET", "/activities/nothing", "", 404, "application/json", ""},
		{"GET", "/.well-known/nothing", "text/html", 404, "application/json", ""},
		{"GET", "/nodeinfo/3.0", "", 404, "application/json", ""},
		{"GET", "/inbox", "text/html", 405, "application/json", "POST"},
		{"GET", "/users/joost/inbox", "", 405, "application/json", "POST"},
		{"POST", "/users/joost", as2, 405, "application/json", "GET HEAD"},
		{"POST", "/users/joost", "", 405, "application/json", "GET HEAD"},
		{"POST", "/users/joost/outbox", "", 405, "application/json", "GET HEAD"},
		{"PUT", "/follow", "text/html", 405, "text/html", "GET HEAD POST"},
		{"POST", "/.well-known/webfinger", "", 405, "application/json", "GET HEAD"},
		{"GET", "/members", as2, 200, "text/html", ""},
	} {
		w := h.ask(c.method, c.path, "Accept", c.accept)
		if got := w.Header().Get("Content-Type"); w.Code != c.status || !strings.HasPrefix(got, c.mediaType) {
			t.Errorf("%s %s as %q: %d %s", c.method, c.path, c.accept, w.Code, got)
		}
		if got := strings.Join(w.Header().Values("Allow"), " "); got != c.allow {
			t.Errorf("%s %s allows %q", c.method, c.path, got)
		}
		if w.Code >= 400 && w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s: the error may be kept", c.method, c.path)
		}
	}
}

func TestTable_letsScriptsOfOtherSitesRead(t *testing.T) {
	h := newHouse(t, nil)
	for _, path := range []string{
		"/.well-known/webfinger?resource=acct:joost@mokum.example", "/.well-known/webfinger?resource=acct:nobody@mokum.example",
		"/nodeinfo/2.1", "/users/joost", "/users/nobody", "/users/joost/outbox",
	} {
		if w := h.ask("GET", path, "Accept", as2); w.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s is closed", path)
		}
	}
	if w := h.ask("GET", "/users/joost", "Accept", "text/html"); w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Error("a page is open")
	}
	w := h.ask("OPTIONS", "/users/joost", "Origin", "https://elsewhere.example", "Access-Control-Request-Headers", "accept")
	if w.Code != 204 || w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Access-Control-Allow-Headers") != "Accept" {
		t.Errorf("asked first: %d %v", w.Code, w.Header())
	}
	if w := h.ask("OPTIONS", "/inbox"); w.Code != 204 || w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("an inbox: %d %v", w.Code, w.Header())
	}
}

func TestRouter_refusesAddressesThatAreNoText(t *testing.T) {
	h := newHouse(t, nil)
	for path, mediaType := range map[string]string{
		"/users/%00": "text/html", "/notes/%ff": "text/html", "/users/a/outbox?page=true&before=%00": "application/json",
		"/activities/%c3%28": "application/json", "/.well-known/webfinger?resource=acct:a%00@mokum.example": "application/json",
		"/events?tag=%ff": "text/html", "/events?%00=1": "text/html",
	} {
		if w := h.ask("GET", path, "Accept", "text/html"); w.Code != 400 || !strings.HasPrefix(w.Header().Get("Content-Type"), mediaType) {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
	}
	for _, path := range []string{"/events?tag=caf%C3%A9", "/events?tag=%zz&x=1"} {
		if w := h.ask("GET", path); w.Code != 200 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestLimited_answersWhenToComeBack(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.RateLimit = true })
	for range pageLimit.burst {
		if w := h.ask("GET", "/nodeinfo/2.1"); w.Code != 200 {
			t.Fatalf("within the budget: %d", w.Code)
		}
	}
	// Rows have a budget together.
	w := h.ask("GET", "/users/joost", "Accept", as2)
	if w.Code != 429 || w.Header().Get("Retry-After") != "1" || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		t.Errorf("beyond it: %d, Retry-After %q, %s", w.Code, w.Header().Get("Retry-After"), w.Header().Get("Content-Type"))
	}
	if w := h.ask("POST", "/inbox"); w.Code == 429 {
		t.Error("reading uses up the inbox")
	}
}

func TestKindAt_isTheKindOfTheRoute(t *testing.T) {
	h := newHouse(t, nil)
	fill := h.addresses(t)
	for _, row := range table(h.options) {
		path, _, _ := strings.Cut(fill.Replace(row.pattern), "?")
		if row.kind == reply {
			continue // asked by our own script, which says that it takes JSON
		}
		if row.kind == data && !strings.HasPrefix(path, "/.well-known/") && !strings.HasPrefix(path, "/nodeinfo/") {
			continue // read by machines that look at the status alone
		}
		for _, accept := range []string{"text/html", as2, ""} {
			if row.kind == page && accept == as2 || row.method == post && row.kind == page && accept == "" {
				continue // nobody asks so
			}
			r, err := http.NewRequest(row.method, path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Accept", accept)
			if got, want := kindAt(r) == render.Pages, row.kind.of(r) == render.Pages; got != want {
				t.Errorf("%s %s as %q: a page %v, on the route %v", row.method, path, accept, got, want)
			}
		}
	}
}
