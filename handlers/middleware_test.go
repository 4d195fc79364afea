package handlers

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// panicking is the chain around a handler that panics.
func panicking(h *house, value any, begun bool) http.Handler {
	var inner http.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if begun {
			w.WriteHeader(http.StatusOK)
		}
		panic(value)
	})
	return numbered(logged(h.options.Logger, h.clock)(recovered(h.options.Render, h.options.Logger)(inner)))
}

func TestRecovered_tellsTheNumberInTheKindOfTheRoute(t *testing.T) {
	h := newHouse(t, nil)
	for _, c := range []struct{ method, path, accept, mediaType string }{
		{"GET", "/members", "text/html", "text/html"},
		{"GET", "/users/joost", as2, "application/json"},
		{"GET", "/users/joost/outbox", "", "application/json"},
		{"POST", "/inbox", "", "application/json"},
		{"GET", "/.well-known/webfinger", "*/*", "application/json"},
	} {
		r := httptest.NewRequest(c.method, c.path, nil)
		r.Header.Set("Accept", c.accept)
		w := httptest.NewRecorder()
		panicking(h, "index out of range of her shoe size", false).ServeHTTP(w, r)
		number := w.Header().Get("X-Request-Id")
		if w.Code != 500 || !strings.HasPrefix(w.Header().Get("Content-Type"), c.mediaType) {
			t.Errorf("%s: %d %s", c.path, w.Code, w.Header().Get("Content-Type"))
		}
		if number == "" || !strings.Contains(w.Body.String(), number) || strings.Contains(w.Body.String(), "shoe") {
			t.Errorf("%s shows %s", c.path, w.Body)
		}
		if c.mediaType == "application/json" && !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s: no JSON: %s", c.path, w.Body)
		}
		if log := h.log.String(); !strings.Contains(log, number) || !strings.Contains(log, "shoe") || !strings.Contains(log, "middleware_test.go") {
			t.Errorf("%s: the log does not say where", c.path)
		}
	}
}

func TestRecovered_cutsOffWhatHasBegun(t *testing.T) {
	h := newHouse(t, nil)
	for name, c := range map[string]struct {
		value any
		begun bool
	}{"begun": {"x", true}, "aborted": {http.ErrAbortHandler, false}} {
		func() {
			defer func() {
				if err, ok := recover().(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
					t.Errorf("%s: the answer ends as if it were whole", name)
				}
			}()
			panicking(h, c.value, c.begun).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
		}()
	}
}

func TestLogged_neverHoldsAWelcomeToken(t *testing.T) {
	h := newHouse(t, nil)
	token := "s3cr3tT0kenThatSignsIn"
	for _, path := range []string{
		"/welcome/" + token, "//welcome/" + token, "/Welcome/" + token, "/x/../welcome/" + token, "/welcome/" + token + "/", "/welcome%2F" + token,
		"/settings/mail/check/" + token, "/unsubscribe/" + token, "/invite/" + token, "/gone/" + token,
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT"} {
			h.ask(method, path)
		}
	}
	if log := h.log.String(); strings.Contains(log, token) || !strings.Contains(log, "route=/welcome/-") {
		t.Errorf("the log:\n%s", log)
	}
	h.ask("GET", "/"+strings.Repeat("x", 5000))
	if strings.Contains(h.log.String(), strings.Repeat("x", longestPath+1)) {
		t.Error("a stranger fills the log")
	}
}

func TestNew_putsItsHeadersOnEverything(t *testing.T) {
	h := newHouse(t, nil)
	for _, path := range []string{"/", "/users/joost", "/nowhere", "/healthz", "/static/nothing.css"} {
		w := h.ask("GET", path, "Accept", as2)
		for _, name := range []string{"X-Request-Id", "X-Content-Type-Options", "Referrer-Policy", "Strict-Transport-Security"} {
			if w.Header().Get(name) == "" {
				t.Errorf("%s has no %s", path, name)
			}
		}
	}
}

func TestReady_saysWhatIsDead(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.Alive = func() error { return errors.New("the outbox stands still") } })
	if w := h.ask("GET", "/healthz"); w.Code != 200 {
		t.Errorf("health: %d", w.Code)
	}
	if w := h.ask("GET", "/readyz"); w.Code != 503 || strings.Contains(w.Body.String(), "outbox") || !strings.Contains(h.log.String(), "the outbox stands still") {
		t.Errorf("ready: %d %s", w.Code, w.Body)
	}
	if w := newHouse(t, nil).ask("GET", "/readyz"); w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("ready: %d", w.Code)
	}
}
