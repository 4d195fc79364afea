package handlers

import (
	"net/http"
	"strings"
	"testing"
)

func TestTable_boundsTheWaysIntoAndOutOfAHomeNode(t *testing.T) {
	for _, way := range []struct{ method, path string }{
		{"POST", "/login/home"}, {"POST", "/login/home/mail"}, {"GET", "/oauth/authorize"}, {"POST", "/oauth/authorize"}, {"POST", "/oauth/token"},
	} {
		h := newHouse(t, func(o *Options) { o.RateLimit = true })
		for i := range doorLimit.burst {
			if w := h.ask(way.method, way.path); w.Code == http.StatusTooManyRequests {
				t.Fatalf("%s %s is refused at the %dth time", way.method, way.path, i+1)
			}
		}
		if w := h.ask(way.method, way.path); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s %s goes on and on: %d", way.method, way.path, w.Code)
		}
		if w := h.ask("GET", "/"); w.Code != http.StatusOK {
			t.Errorf("reading is refused too: %d", w.Code)
		}
	}
}

func TestTable_letsAnotherNodeRedeemWhateverItCallsItsOrigin(t *testing.T) {
	h := newHouse(t, nil)
	for _, headers := range [][]string{nil, {"Origin", "https://kade.example"}, {"Sec-Fetch-Site", "cross-site"}} {
		w := h.ask("POST", "/oauth/token", headers...)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"error":"invalid_request"`) {
			t.Errorf("%v: %d %s", headers, w.Code, w.Body)
		}
	}
	if w := h.ask("POST", "/oauth/authorize", "Origin", "https://kade.example"); w.Code != http.StatusForbidden {
		t.Errorf("another site answers for her: %d", w.Code)
	}
	if w := h.ask("POST", "/login/home", "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusForbidden {
		t.Errorf("another site sends people home: %d", w.Code)
	}
}
