package transport_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"knoop/federation/transport"
)

func TestGet_isSignedAndNamesUs(t *testing.T) {
	for name, serve := range map[string]func(testing.TB, http.HandlerFunc) *httptest.Server{"HTTP/2.0": peer, "HTTP/1.1": plainPeer} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Proto != name {
					t.Errorf("came over %s", r.Proto)
				}
				if err := signedBy(r, nil); err != nil {
					t.Error(err)
				}
				if r.UserAgent() != agent {
					t.Errorf("User-Agent is %q", r.UserAgent())
				}
				if got := r.Header.Get("Accept"); got != "text/html" {
					t.Errorf("Accept is %q", got)
				}
				w.Header().Set("Content-Type", "text/html")
				w.Header().Set("X-Kept", "yes")
				_, _ = io.WriteString(w, "<p>hello")
			})
			key := testKey()
			got, err := clientFor(t, s).Get(t.Context(), s.URL+"/users/a?page=1#main-key", "text/html", &key)
			if err != nil {
				t.Fatal(err)
			}
			if got.Status != 200 || got.ContentType != "text/html" || string(got.Body) != "<p>hello" ||
				got.URL != s.URL+"/users/a?page=1" || got.Header.Get("X-Kept") != "yes" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestGet_withoutKeyIsUnsigned(t *testing.T) {
	s := peer(t, func(_ http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Signature") != "" {
			t.Error("signed")
		}
	})
	if _, err := clientFor(t, s).Get(t.Context(), s.URL, "*/*", nil); err != nil {
		t.Error(err)
	}
}

func TestGet_namesItselfFromTheOriginByDefault(t *testing.T) {
	s := peer(t, func(_ http.ResponseWriter, r *http.Request) {
		if r.UserAgent() != "Knoop (+https://mokum.example/)" {
			t.Errorf("User-Agent is %q", r.UserAgent())
		}
	})
	c := clientFor(t, s, func(o *transport.Options) { o.UserAgent = "" })
	if _, err := c.Get(t.Context(), s.URL, "*/*", nil); err != nil {
		t.Error(err)
	}
}

func TestGet_classifiesAnswers(t *testing.T) {
	s := peer(t, func(w http.ResponseWriter, r *http.Request) {
		status, _ := strconv.Atoi(r.URL.Path[1:])
		w.WriteHeader(status)
	})
	c := clientFor(t, s, forgetful)
	for status, temporary := range map[int]bool{
		400: false, 401: true, 403: false, 404: false, 406: false, 408: true, 410: false, 418: false, 429: true, 451: false,
		500: true, 501: false, 502: true, 503: true, 504: true, 599: true, 304: true, 300: true,
	} {
		_, err := c.Get(t.Context(), s.URL+"/"+strconv.Itoa(status), "*/*", nil)
		e := asError(t, err, temporary)
		if e.Status != status || transport.StatusOf(err) != status || e.Gone() != (status == 410) || transport.IsGone(err) != (status == 410) {
			t.Errorf("%d gave %+v", status, e)
		}
		if e.Op != "get" || e.Host != strings.TrimPrefix(s.URL, "https://") {
			t.Errorf("%d gave %+v", status, e)
		}
	}
}

func TestGet_boundsTheBody(t *testing.T) {
	bomb := new(bytes.Buffer)
	z := gzip.NewWriter(bomb)
	zeros := make([]byte, 1<<20)
	for range 64 {
		_, _ = z.Write(zeros)
	}
	_ = z.Close()
	if bomb.Len() > 1<<17 {
		t.Fatalf("the bomb is %d bytes", bomb.Len())
	}
	s := peer(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/exact":
			_, _ = w.Write(zeros)
		case "/announced":
			w.Header().Set("Content-Length", strconv.Itoa(1<<20+1))
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done() // refused by what is announced, not by what comes
		case "/streamed":
			for range 5 {
				_, _ = w.Write(zeros[:1<<18])
				_ = http.NewResponseController(w).Flush()
			}
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
		case "/gzip":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, `{"a":1}`)
			_ = z.Close()
		case "/brotli":
			w.Header().Set("Content-Encoding", "br")
			_, _ = io.WriteString(w, "abc")
		case "/short":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "abc")
		}
	})
	c := clientFor(t, s, forgetful)
	get := func(path string) (*transport.Response, error) {
		return c.Get(t.Context(), s.URL+path, "*/*", nil)
	}
	if got, err := get("/exact"); err != nil || len(got.Body) != 1<<20 {
		t.Errorf("exactly one MiB: %v", err)
	}
	if got, err := get("/gzip"); err != nil || string(got.Body) != `{"a":1}` {
		t.Errorf("gzip: %v, %v", got, err)
	}
	for _, path := range []string{"/announced", "/streamed", "/bomb"} {
		_, err := get(path)
		if e := asError(t, err, false); !strings.Contains(e.Reason, "larger than") {
			t.Errorf("%s: %v", path, err)
		}
	}
	_, err := get("/brotli")
	asError(t, err, false)
	_, err = get("/short")
	asError(t, err, true)
}

func TestGet_hasOneDeadline(t *testing.T) {
	done := make(chan struct{})
	s := plainPeer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" { // a byte now and then, for ever
			for {
				_, _ = io.WriteString(w, "x")
				_ = http.NewResponseController(w).Flush()
				select {
				case <-done:
					return
				case <-r.Context().Done():
					panic(http.ErrAbortHandler) // returning would end the body properly
				case <-time.After(20 * time.Millisecond):
				}
			}
		}
		select {
		case <-done:
		case <-r.Context().Done():
		}
	})
	defer close(done)
	c := clientFor(t, s, within(300*time.Millisecond), forgetful)
	for _, path := range []string{"/body", "/headers"} {
		began := time.Now()
		_, err := c.Get(t.Context(), s.URL+path, "*/*", nil)
		if e := asError(t, err, true); !strings.Contains(e.Reason, "no complete answer") || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", path, err)
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("%s took %s", path, took)
		}
	}
}

func TestGet_callerMayGiveUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var calls atomic.Int32
	s := plainPeer(t, func(_ http.ResponseWriter, r *http.Request) {
		if calls.Add(1) == 1 {
			cancel()
			<-r.Context().Done()
		}
	})
	c := clientFor(t, s)
	_, err := c.Get(ctx, s.URL, "*/*", nil)
	if asError(t, err, true); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := c.Get(t.Context(), s.URL, "*/*", nil); err != nil {
		t.Errorf("giving up was remembered against the host: %v", err)
	}
}

func TestGet_connectionsAreKept(t *testing.T) {
	var opened atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/404":
			http.Error(w, "no such thing", 404)
		case "/away":
			http.Redirect(w, r, "/here", http.StatusFound)
		}
		_, _ = io.Copy(io.Discard, r.Body)
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	c := clientFor(t, s, forgetful)
	for range 3 {
		for _, path := range []string{"/here", "/404", "/away"} {
			_, _ = c.Get(t.Context(), s.URL+path, "*/*", nil)
		}
		if _, err := c.Post(t.Context(), s.URL+"/inbox", []byte("{}"), testKey()); err != nil {
			t.Error(err)
		}
	}
	if n := opened.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

func TestGet_twoAtATimePerHost(t *testing.T) {
	var at, most atomic.Int32
	s := peer(t, func(_ http.ResponseWriter, _ *http.Request) {
		n := at.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(20 * time.Millisecond)
		at.Add(-1)
	})
	c := clientFor(t, s)
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			if _, err := c.Get(t.Context(), s.URL+"/"+strconv.Itoa(i), "*/*", nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() != 2 {
		t.Errorf("%d at a time", most.Load())
	}
}

func TestGet_waitingForAPlaceEndsWithTheDeadline(t *testing.T) {
	done := make(chan struct{})
	s := peer(t, func(_ http.ResponseWriter, _ *http.Request) { <-done })
	c := clientFor(t, s, within(2*time.Second))
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() { _, _ = c.Get(t.Context(), s.URL+"/"+strconv.Itoa(i), "*/*", nil) })
	}
	time.Sleep(100 * time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := c.Get(ctx, s.URL+"/third", "*/*", nil)
	if e := asError(t, err, true); !strings.Contains(e.Reason, "no place") {
		t.Error(err)
	}
	close(done)
	wg.Wait()
}
