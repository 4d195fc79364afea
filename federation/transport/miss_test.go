package transport_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"knoop/federation/transport"
)

// clock is a clock that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func newClock() *clock { return &clock{at: time.Now()} }

func (c *clock) option(o *transport.Options) { o.Clock = c.now }

func TestGet_remembersWhatIsMissing(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		var calls atomic.Int32
		s := peer(t, func(w http.ResponseWriter, _ *http.Request) {
			calls.Add(1)
			w.WriteHeader(status)
		})
		clock := newClock()
		c, key := clientFor(t, s, clock.option), testKey()
		get := func(path string) {
			t.Helper()
			_, err := c.GetDocument(t.Context(), s.URL+path, &key)
			if e := asError(t, err, false); e.Status != status {
				t.Errorf("%v", err)
			}
		}
		get("/a")
		get("/a#main-key")
		if calls.Load() != 1 {
			t.Errorf("%d: asked %d times", status, calls.Load())
		}
		get("/b")
		if calls.Load() != 2 {
			t.Errorf("%d: another document of the host was not asked for", status)
		}
		if _, err := c.GetDocument(t.Context(), s.URL+"/a", nil); err == nil || calls.Load() != 3 {
			t.Errorf("%d: what a signed request missed, an unsigned one may find, and the other way round", status)
		}
		clock.add(5*time.Minute + time.Second)
		get("/a")
		if calls.Load() != 4 {
			t.Errorf("%d: remembered longer than five minutes", status)
		}
	}
}

// A consent that is to be made is missing until it is there, and who must know
// cannot wait five minutes for it.
func TestAfresh_asksAgainForWhatWasMissing(t *testing.T) {
	var calls atomic.Int32
	var there atomic.Bool
	s := peer(t, func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		if !there.Load() {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/activity+json")
		_, _ = w.Write([]byte(`{}`))
	})
	c, key := clientFor(t, s, newClock().option), testKey()
	for range 2 {
		if _, err := c.GetDocument(transport.Afresh(t.Context()), s.URL+"/a", &key); err == nil {
			t.Fatal("found what is not there")
		}
	}
	if calls.Load() != 2 {
		t.Errorf("asked %d times", calls.Load())
	}
	there.Store(true)
	if _, err := c.GetDocument(t.Context(), s.URL+"/a", &key); err == nil {
		t.Error("others do not spare the host")
	}
	if _, err := c.GetDocument(transport.Afresh(t.Context()), s.URL+"/a", &key); err != nil {
		t.Errorf("afresh: %v", err)
	}
	if _, err := c.GetDocument(t.Context(), s.URL+"/a", &key); err != nil {
		t.Errorf("what was found is still held to be missing: %v", err)
	}
}

func TestGet_forgetsNothingItShouldAskAgain(t *testing.T) {
	for _, status := range []int{401, 403, 500, 502} {
		var calls atomic.Int32
		s := peer(t, func(w http.ResponseWriter, _ *http.Request) {
			calls.Add(1)
			w.WriteHeader(status)
		})
		c := clientFor(t, s)
		for range 2 {
			_, _ = c.Get(t.Context(), s.URL, "*/*", nil)
		}
		if calls.Load() != 2 {
			t.Errorf("%d: asked %d times", status, calls.Load())
		}
	}
}

func TestGet_leavesAHostThatAsksForRest(t *testing.T) {
	var calls atomic.Int32
	s := peer(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) == 1 {
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	clock := newClock()
	c := clientFor(t, s, clock.option)
	for _, path := range []string{"/a", "/b"} {
		_, err := c.Get(t.Context(), s.URL+path, "*/*", nil)
		asError(t, err, true)
	}
	if calls.Load() != 1 {
		t.Errorf("asked %d times", calls.Load())
	}
	clock.add(121 * time.Second)
	if _, err := c.Get(t.Context(), s.URL+"/b", "*/*", nil); err != nil {
		t.Error(err)
	}
}

func TestGet_remembersAHostThatCannotBeReached(t *testing.T) {
	s := peer(t, func(http.ResponseWriter, *http.Request) {})
	clock := newClock()
	c := clientFor(t, s, clock.option)
	address := s.URL
	s.Close()
	_, first := c.Get(t.Context(), address+"/a", "*/*", nil)
	asError(t, first, true)
	_, second := c.Get(t.Context(), address+"/b", "*/*", nil)
	if asError(t, second, true) != asError(t, first, true) {
		t.Error("the host was tried again")
	}
	if _, err := c.Post(t.Context(), address+"/inbox", []byte("{}"), testKey()); err == nil || err == first {
		t.Error("a delivery must try for itself")
	}
	clock.add(time.Minute + time.Second)
	_, third := c.Get(t.Context(), address+"/a", "*/*", nil)
	if asError(t, third, true) == asError(t, first, true) {
		t.Error("remembered longer than a minute")
	}
	if !strings.Contains(third.Error(), "refused") {
		t.Errorf("the reason is lost: %v", third)
	}
}
