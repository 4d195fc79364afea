package handlers

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"knoop/models/store/storetest"
	"knoop/static/locales"
)

// The ways in, and how often one address may try them: at once, and then again
// after so long (docs/operators.md). Written by hand: a row that is no door any
// more, or is one unnoticed, is a mistake here.
var (
	doors = []string{
		"POST /login/passkey/begin", "POST /login/passkey/finish", "POST /settings/keys/begin", "POST /settings/keys/finish",
		"POST /login/mail", "POST /login/recover", "POST /login/home", "POST /login/home/mail", "POST /join", "POST /join/{token}",
		"GET /oauth/authorize", "POST /oauth/authorize", "POST /oauth/token", "POST /events/{id}/here/{code}",
	}
	triesAtOnce = 60
	triesAgain  = 2 * time.Second
)

func TestTable_boundsEveryDoor(t *testing.T) {
	for _, row := range table(newHouse(t, nil).options) {
		if name := row.method + " " + row.pattern; row.access.door != slices.Contains(doors, name) {
			t.Errorf("%s: a door %v, and not so here", name, row.access.door)
		}
	}
	for _, name := range doors {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, func(o *Options) { o.RateLimit = true })
			method, path, _ := strings.Cut(h.addresses(t).Replace(name), " ")
			n := 0
			try := func() *httptest.ResponseRecorder {
				n++ // another name each time: recovery codes are bounded by name as well
				r := httptest.NewRequest(method, storetest.Origin+path, strings.NewReader(fmt.Sprintf("handle=a%d", n)))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				w := httptest.NewRecorder()
				h.serve.ServeHTTP(w, r)
				return w
			}
			for i := range triesAtOnce {
				if w := try(); w.Code == http.StatusTooManyRequests || w.Code >= 500 {
					t.Fatalf("%d at the %dth time", w.Code, i+1)
				}
			}
			for range 3 {
				if w := try(); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "2" {
					t.Fatalf("it goes on and on: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
				}
			}
			if w := h.ask("POST", "/login/recover"); w.Code != http.StatusTooManyRequests {
				t.Errorf("another door is still open: %d", w.Code)
			}
			if w := h.ask("GET", "/"); w.Code != http.StatusOK {
				t.Errorf("reading is refused too: %d", w.Code)
			}
			h.now = h.now.Add(triesAgain)
			if w := try(); w.Code == http.StatusTooManyRequests {
				t.Error("refused after waiting as long as it was told")
			}
			if w := try(); w.Code != http.StatusTooManyRequests {
				t.Errorf("one more after waiting: %d", w.Code)
			}
		})
	}
}

// open are the rows that hear a browser which another site sent: other nodes
// redeem codes there, and it takes no cookie.
var open = []string{"POST /oauth/token"}

func TestTable_refusesWhatOtherSitesSend(t *testing.T) {
	h := newHouse(t, nil)
	fill := h.addresses(t)
	foreign := html.EscapeString(locales.For("nl").T("error.cross_origin"))
	asked := 0
	for _, row := range table(h.options) {
		if row.method == get {
			continue
		}
		name := row.method + " " + row.pattern
		method, path, _ := strings.Cut(fill.Replace(name), " ")
		for why, headers := range map[string][]string{
			"cross-site": {"Sec-Fetch-Site", "cross-site"}, "same-site": {"Sec-Fetch-Site", "same-site"},
			"origin": {"Origin", "https://kade.example"}, "no origin": {"Origin", "null"},
		} {
			asked++
			w := h.ask(method, path, append(headers, "Accept", "text/html")...)
			if refused := w.Code == http.StatusForbidden && strings.Contains(w.Body.String(), foreign); refused == slices.Contains(open, name) {
				t.Errorf("%s as %s: %d %s", name, why, w.Code, w.Body)
			}
		}
		if w := h.ask(method, path, "Sec-Fetch-Site", "same-origin", "Accept", "text/html"); strings.Contains(w.Body.String(), foreign) {
			t.Errorf("%s is closed to our own pages: %s", name, w.Body)
		}
	}
	if asked < 4*60 {
		t.Errorf("only %d questions", asked)
	}
}
