package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"knoop/handlers/render"
	"knoop/models/store/storetest"
)

// shelf is a cache at a time and a generation of its own, before a handler that
// counts how often it is asked.
type shelf struct {
	cache      *responses
	generation uint64
	now        time.Time
	asked      int
	answer     render.HandlerFunc
}

func newShelf(answer render.HandlerFunc) *shelf {
	s := &shelf{now: time.Unix(1e9, 0), answer: answer}
	s.cache = newResponses(func() uint64 { return s.generation }, func() time.Time { return s.now })
	return s
}

func says(body string, headers ...string) render.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) error {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Add(headers[i], headers[i+1])
		}
		_, err := w.Write([]byte(body))
		return err
	}
}

func (s *shelf) ask(method, key string, signed bool, headers ...string) (*httptest.ResponseRecorder, error) {
	r := httptest.NewRequest(method, "https://mokum.example/", nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	w.Header().Set("Vary", "Accept")
	err := s.cache.serve(w, r, key, signed, func(w http.ResponseWriter, r *http.Request) error {
		s.asked++
		return s.answer(w, r)
	})
	return w, err
}

func TestCache_holdsUntilSomethingChangesOrTimePasses(t *testing.T) {
	s := newShelf(says("x"))
	for i, c := range []struct {
		name   string
		before func()
		asked  int
	}{
		{"first", func() {}, 1},
		{"again", func() {}, 1},
		{"changed", func() { s.generation++ }, 2},
		{"just in time", func() { s.now = s.now.Add(cacheLife) }, 2},
		{"later", func() { s.now = s.now.Add(time.Second) }, 3},
	} {
		c.before()
		if w, err := s.ask("GET", "k", false); err != nil || w.Body.String() != "x" || s.asked != c.asked {
			t.Errorf("%d %s: asked %d times, %q, %v", i, c.name, s.asked, w.Body, err)
		}
	}
}

func TestCache_isOldAtOnceWhenSomethingChangesMeanwhile(t *testing.T) {
	s := newShelf(nil)
	s.answer = func(w http.ResponseWriter, _ *http.Request) error {
		s.generation++ // after the handler asked the store
		_, err := fmt.Fprint(w, s.asked)
		return err
	}
	_, _ = s.ask("GET", "k", false)
	if w, _ := s.ask("GET", "k", false); w.Body.String() != "2" {
		t.Error("what no longer held was kept")
	}
}

func TestCache_answersWithATag(t *testing.T) {
	s := newShelf(says("x", "Content-Type", "text/plain", "Vary", "Accept", "Vary", "Cookie"))
	for round := range 2 {
		w, _ := s.ask("GET", "k", false)
		tag := w.Header().Get("ETag")
		if len(tag) < 10 || w.Header().Get("Content-Length") != "1" {
			t.Fatalf("round %d: %v", round, w.Header())
		}
		if got := strings.Join(w.Header().Values("Vary"), ","); got != "Accept,Cookie" {
			t.Errorf("round %d: Vary is %s", round, got)
		}
		for _, known := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			w, _ := s.ask("GET", "k", false, "If-None-Match", known)
			if w.Code != 304 || w.Body.Len() != 0 || w.Header().Get("ETag") != tag || w.Header().Get("Content-Length") != "" {
				t.Errorf("%s: %d %q %v", known, w.Code, w.Body, w.Header())
			}
		}
		if w, _ := s.ask("GET", "k", false, "If-None-Match", `"other"`); w.Code != 200 || w.Body.String() != "x" {
			t.Errorf("another tag: %d", w.Code)
		}
		head, _ := s.ask("HEAD", "k", false)
		if head.Code != 200 || head.Body.Len() != 0 || fmt.Sprint(head.Header()) != fmt.Sprint(w.Header()) {
			t.Errorf("HEAD: %d %v, GET had %v", head.Code, head.Header(), w.Header())
		}
		s.generation++
	}
	if s.asked != 2 {
		t.Errorf("asked %d times", s.asked)
	}
}

func TestCache_headMakesTheEntryOfGet(t *testing.T) {
	s := newShelf(func(w http.ResponseWriter, r *http.Request) error {
		_, err := w.Write([]byte(r.Method))
		return err
	})
	if w, _ := s.ask("HEAD", "k", false); w.Body.Len() != 0 || w.Header().Get("Content-Length") != "3" {
		t.Errorf("HEAD: %q %v", w.Body, w.Header())
	}
	if w, _ := s.ask("GET", "k", false); w.Body.String() != "GET" || s.asked != 1 {
		t.Errorf("GET: %q, asked %d times", w.Body, s.asked)
	}
}

func TestCache_keepsOnlyWhatIsForAll(t *testing.T) {
	status := func(code int, headers ...string) render.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) error {
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(code)
			return nil
		}
	}
	for name, c := range map[string]struct {
		answer render.HandlerFunc
		signed bool
		kept   bool
	}{
		"an answer":                    {says("x"), false, true},
		"a tombstone":                  {status(410), false, true},
		"an error":                     {func(http.ResponseWriter, *http.Request) error { return errors.New("no") }, false, false},
		"a cookie":                     {says("x", "Set-Cookie", "a=b"), false, false},
		"a redirect":                   {status(303, "Location", "/"), false, false},
		"what is not found":            {status(404), false, false},
		"what is private":              {says("x", "Cache-Control", "private, no-store"), false, false},
		"something very long":          {says(strings.Repeat("x", cacheEntry+1)), false, false},
		"asked signed, public":         {says("x", "Cache-Control", "public, max-age=60"), true, true},
		"asked signed, private":        {says("x", "Cache-Control", "private, no-store"), true, false},
		"asked signed, without a word": {says("x"), true, false},
	} {
		s := newShelf(c.answer)
		for range 2 {
			_, _ = s.ask("GET", "k", c.signed)
		}
		if kept := s.asked == 1; kept != c.kept {
			t.Errorf("%s was kept: %v", name, kept)
		}
		if s.cache.size < 0 || len(s.cache.entries) != s.cache.order.Len() {
			t.Errorf("%s: the books are wrong", name)
		}
	}
}

func TestCache_isBounded(t *testing.T) {
	big := strings.Repeat("x", cacheEntry)
	s := newShelf(says(big))
	for i := range 2 * cacheSize / cacheEntry {
		_, _ = s.ask("GET", fmt.Sprint(i), false)
		_, _ = s.ask("GET", "0", false) // in use: stays
		if s.cache.size > cacheSize {
			t.Fatalf("it holds %d bytes", s.cache.size)
		}
	}
	before := s.asked
	_, _ = s.ask("GET", "0", false)
	if s.asked != before {
		t.Error("what is in use was dropped")
	}
	_, _ = s.ask("GET", "1", false)
	if s.asked != before+1 {
		t.Error("what was used longest ago was kept")
	}
	s = newShelf(says(""))
	for i := range cacheEntries + 10 {
		_, _ = s.ask("GET", fmt.Sprint(i), false)
	}
	if len(s.cache.entries) != cacheEntries {
		t.Errorf("it holds %d entries", len(s.cache.entries))
	}
}

func TestCache_handsErrorsUp(t *testing.T) {
	failure := errors.New("no")
	s := newShelf(func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("X-Half", "done")
		return failure
	})
	if w, err := s.ask("GET", "k", false); !errors.Is(err, failure) || w.Header().Get("X-Half") != "" || w.Body.Len() != 0 {
		t.Errorf("%v, %v", err, w.Header())
	}
}

func TestCached_answersAreThoseOfTheHandler(t *testing.T) {
	h := newHouse(t, nil)
	anna := storetest.Member(t, h.store, "anna")
	first := h.ask("GET", "/@anna", "Accept", "text/html", "Accept-Language", "nl")
	storetest.Note(t, h.store, anna, "zwanger van plannen")
	if w := h.ask("GET", "/@anna", "Accept", "text/html", "Accept-Language", "nl"); w.Header().Get("ETag") == first.Header().Get("ETag") || !strings.Contains(w.Body.String(), "zwanger van plannen") {
		t.Error("an old page after a note")
	}
	if w := h.ask("GET", "/@anna", "Accept", "text/html", "Accept-Language", "en"); w.Header().Get("Content-Language") != "en" {
		t.Error("a Dutch page in English")
	}
	for _, c := range []struct{ accept, want string }{{as2, as2}, {"text/html", "text/html"}} {
		w := h.ask("GET", "/@anna", "Accept", c.accept)
		if !strings.HasPrefix(w.Header().Get("Content-Type"), c.want) || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept") {
			t.Errorf("%s got %v", c.accept, w.Header())
		}
	}
	// Two headers are one list: neither may be taken for the other.
	if w := h.ask("GET", "/@anna", "Accept", "image/png", "Accept", as2); !strings.HasPrefix(w.Header().Get("Content-Type"), as2) {
		t.Errorf("a second Accept: %s", w.Header().Get("Content-Type"))
	}
	if w := h.ask("GET", "/@anna", "Accept", "image/png"); !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		t.Errorf("a page became %s", w.Header().Get("Content-Type"))
	}
}

func TestCached_keepsNobodysOwnPage(t *testing.T) {
	h := newHouse(t, nil)
	anna := storetest.Member(t, h.store, "anna")
	link, err := h.store.MakeLink(t.Context(), "sign_in", anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := h.store.RedeemLink(t.Context(), link, anna.ID, "Firefox")
	if err != nil {
		t.Fatal(err)
	}
	// As she asks for pages, and as a program with her cookie would.
	for _, accept := range []string{"text/html", as2} {
		for _, path := range []string{"/", "/members", "/@anna"} {
			hers := h.ask("GET", path, "Accept", accept, "Cookie", "__Host-knoop="+token)
			others := h.ask("GET", path, "Accept", accept)
			if hers.Code != 200 || others.Code != 200 {
				t.Fatalf("%s: %d, %d", path, hers.Code, others.Code)
			}
			if strings.Contains(others.Body.String(), "/logout") {
				t.Errorf("%s as %s: a stranger gets her page", path, accept)
			}
			if path == "/" && !strings.Contains(hers.Body.String(), "/logout") {
				t.Error("she is not signed in: the test says nothing")
			}
		}
	}
}
