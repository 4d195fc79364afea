package outbox_test

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"knoop/federation/fedtest"
)

// town is many small hosts behind one listener: NAME.localhost, each with its
// own behaviour. fedtest.Peer is a whole server and one is too much for five
// hundred.
type town struct {
	authority *fedtest.Authority
	port      int

	mu    sync.Mutex
	mail  []mail
	rules map[string]http.HandlerFunc // by name
	asked map[string]int              // NodeInfo, by name
	soft  map[string]string           // software, by name
	news  chan struct{}
	kinds map[string]int // number taken of each type, for await of many

	hanging  atomic.Int64 // requests
	released chan struct{}
	release  func() // lets go what hangs
}

// mail is a delivery that was taken.
type mail struct {
	host     string // name
	path     string
	kind     string
	id       string
	object   string // its id
	sort     string // its type, when it is embedded
	doc      map[string]any
	when     time.Time
	signedBy string
}

func newTown(t testing.TB) *town {
	t.Helper()
	w := &town{
		authority: fedtest.NewAuthority(t), rules: map[string]http.HandlerFunc{}, asked: map[string]int{},
		soft: map[string]string{}, kinds: map[string]int{}, news: make(chan struct{}), released: make(chan struct{}),
	}
	w.release = sync.OnceFunc(func() { close(w.released) })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.port = listener.Addr().(*net.TCPAddr).Port
	server := &http.Server{
		Handler:           http.HandlerFunc(w.serve),
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0),
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{w.authority.Certificate(t, "*.localhost")},
			NextProtos:   []string{"h2", "http/1.1"},
			MinVersion:   tls.VersionTLS12,
		},
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.ServeTLS(listener, "", "") }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return w
}

func (w *town) host(name string) string { return fmt.Sprintf("%s.localhost:%d", name, w.port) }

func (w *town) origin(name string) string { return "https://" + w.host(name) }

func (w *town) serve(rw http.ResponseWriter, r *http.Request) {
	name, _, _ := strings.Cut(r.Host, ".")
	if strings.Contains(r.URL.Path, "nodeinfo") {
		w.nodeinfo(rw, r, name)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(rw, "cannot read", http.StatusBadRequest)
		return
	}
	w.mu.Lock()
	rule := w.rules[name]
	w.mu.Unlock()
	if rule != nil {
		// The rule may refuse; what it lets through is taken.
		rec := &verdictWriter{ResponseWriter: rw}
		rule(rec, r)
		if rec.answered {
			return
		}
	}
	w.take(name, r, body)
	rw.WriteHeader(http.StatusAccepted)
}

// verdictWriter notes whether a rule answered.
type verdictWriter struct {
	http.ResponseWriter
	answered bool
}

func (v *verdictWriter) WriteHeader(status int) {
	v.answered = true
	v.ResponseWriter.WriteHeader(status)
}

func (w *town) take(name string, r *http.Request, body []byte) {
	m := mail{host: name, path: r.URL.Path, when: time.Now(), signedBy: r.Header.Get("Signature")}
	if json.Unmarshal(body, &m.doc) == nil {
		m.kind, _ = m.doc["type"].(string)
		m.id, _ = m.doc["id"].(string)
		switch o := m.doc["object"].(type) {
		case string:
			m.object = o
		case map[string]any:
			m.object, _ = o["id"].(string)
			m.sort, _ = o["type"].(string)
		}
	}
	w.mu.Lock()
	w.mail = append(w.mail, m)
	w.kinds[m.kind]++
	close(w.news)
	w.news = make(chan struct{})
	w.mu.Unlock()
}

func (w *town) nodeinfo(rw http.ResponseWriter, r *http.Request, name string) {
	w.mu.Lock()
	w.asked[name]++
	software := w.soft[name]
	w.mu.Unlock()
	rw.Header().Set("Content-Type", "application/json")
	switch {
	case software == "":
		rw.WriteHeader(http.StatusNotFound)
	case r.URL.Path == "/.well-known/nodeinfo":
		fmt.Fprintf(rw, `{"links":[{"rel":"http://nodeinfo.diaspora.software/ns/schema/2.0","href":%q}]}`, w.origin(name)+"/nodeinfo/2.0")
	default:
		fmt.Fprintf(rw, `{"version":"2.0","software":{"name":%q,"version":"1"},"usage":{"users":{}}}`, software)
	}
}

// runs says which software a host runs.
func (w *town) runs(name, software string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.soft[name] = software
}

// rule gives a host a behaviour; nil makes it healthy again.
func (w *town) rule(name string, rule http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rules[name] = rule
}

// status makes a host answer with one status.
func (w *town) status(name string, status int, header ...string) {
	w.rule(name, func(rw http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			rw.Header().Set(header[i], header[i+1])
		}
		rw.WriteHeader(status)
	})
}

// hang makes a host accept and not answer before release.
func (w *town) hang(name string) {
	w.rule(name, func(rw http.ResponseWriter, r *http.Request) {
		w.hanging.Add(1)
		defer w.hanging.Add(-1)
		select {
		case <-r.Context().Done():
		case <-w.released:
		}
		rw.WriteHeader(http.StatusGatewayTimeout)
	})
}

// got gives what a host took, of one type ("" any), in order; "" is every host.
func (w *town) got(name, kind string) []mail {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []mail
	for _, m := range w.mail {
		if (name == "" || m.host == name) && (kind == "" || m.kind == kind) {
			out = append(out, m)
		}
	}
	return out
}

// await waits until a host took n of a type.
func (w *town) await(t testing.TB, name, kind string, n int) []mail {
	t.Helper()
	end := time.After(15 * time.Second)
	for {
		w.mu.Lock()
		news, possible := w.news, name != "" || kind == "" || w.kinds[kind] >= n
		w.mu.Unlock()
		if possible {
			if got := w.got(name, kind); len(got) >= n {
				return got
			}
		}
		select {
		case <-news:
		case <-end:
			t.Fatalf("host %q took %d of %d %s", name, len(w.got(name, kind)), n, kind)
		}
	}
}
