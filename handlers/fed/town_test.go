package fed_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/httpsig"
	"knoop/federation/inbox"
	"knoop/federation/iri"
	"knoop/federation/outbox"
	"knoop/federation/queue"
	"knoop/federation/remote"
	"knoop/federation/transport"
	"knoop/federation/vocab"
	"knoop/handlers"
	"knoop/handlers/auth"
	"knoop/handlers/fed"
	"knoop/handlers/render"
	"knoop/handlers/web"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
	"knoop/models/store/storetest"
	"knoop/static/locales"
)

// The media types that peers ask for and get.
const (
	as2  = "application/activity+json"
	ld   = `application/ld+json; profile="https://www.w3.org/ns/activitystreams"`
	html = "text/html"
	got  = "application/activity+json; charset=utf-8"
	told = "application/json; charset=utf-8" // of an error
)

// town is a node's whole handler over a real store, with a running inbox, and a
// pretend Mastodon beside it.
type town struct {
	store  *store.Store
	base   iri.Base
	serve  http.Handler
	peer   *fedtest.Peer
	log    *lines
	remote *remote.Remote
	client *transport.Client
	writer *vocab.Writer
}

// lines is a log that a test reads while others write.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newTown makes the town of @mokum on SQLite.
func newTown(t *testing.T) *town {
	t.Helper()
	s := storetest.New(t)
	return townOf(t, s, storetest.Node(t, s), false)
}

// everyEngine runs a test in a town of @mokum on each engine.
func everyEngine(t *testing.T, fn func(t *testing.T, w *town)) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) { fn(t, townOf(t, s, storetest.Node(t, s), false)) })
}

func townOf(t *testing.T, s *store.Store, node models.Node, limited bool) *town {
	t.Helper()
	authority := fedtest.NewAuthority(t)
	w := &town{store: s, base: iri.Of(node), log: &lines{}, writer: vocab.NewWriter(iri.Of(node), locales.For("nl"))}
	w.peer = fedtest.New(t, fedtest.Options{Name: "masto", Software: "mastodon", Authority: authority})
	log := slog.New(slog.NewTextHandler(w.log, nil))
	keys, err := s.Keys(t.Context(), node.Application)
	if err != nil {
		t.Fatal(err)
	}
	w.client, err = transport.New(transport.Options{
		Origin: node.Origin, AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, RootCAs: authority.Pool(), MissFor: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.client.Close)
	w.remote = remote.New(remote.Options{Store: s, Client: w.client, Base: w.base, Logger: log, Sign: func() httpsig.Key {
		return httpsig.Key{ID: iri.Key(w.base.Application()), Private: keys.RSA}
	}})
	in, err := inbox.New(inbox.Options{Store: s, Remote: w.remote, Base: w.base, Logger: log, RateLimit: limited})
	if err != nil {
		t.Fatal(err)
	}
	run(t, func(ctx context.Context) { _ = in.Run(ctx) })
	pictures, err := media.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	rd := render.New(render.Options{Origin: node.Origin, Site: web.SiteOf(s, log), Logger: log})
	au := auth.New(auth.Options{Store: s, Render: rd, Origin: node.Origin, Logger: log})
	w.serve, err = handlers.New(handlers.Options{
		Origin: node.Origin, Store: s, Render: rd, Auth: au, Media: pictures, Logger: log, RateLimit: limited,
		Pages: web.New(web.Options{Store: s, Render: rd, Auth: au, Base: w.base, Remote: w.remote, Logger: log, Version: "1.2.3"}),
		Fed:   fed.New(fed.Options{Store: s, Inbox: in, Writer: w.writer, Base: w.base, Version: "1.2.3", Logger: log}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// run runs a worker until the test ends.
func run(t *testing.T, work func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); work(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
}

// fanOut tells all that has happened.
func (w *town) fanOut(t *testing.T) {
	t.Helper()
	out := outbox.New(outbox.Options{
		Store: w.store, Bells: queue.NewBells(w.store), Remote: w.remote, Client: w.client, Base: w.base, Writer: w.writer,
	})
	run(t, out.Run)
	w.until(t, "all facts are told", func() bool {
		facts, err := w.store.OpenFacts(t.Context(), 1)
		return err == nil && len(facts) == 0
	})
}

func (w *town) until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); !done(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not in time: %s\n%s", what, w.log)
		}
	}
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	asked string
}

func (w *town) do(r *http.Request) answer {
	rec := httptest.NewRecorder()
	w.serve.ServeHTTP(rec, r)
	return answer{rec, r.Method + " " + r.URL.String()}
}

func (w *town) request(method, address, accept string) *http.Request {
	if strings.HasPrefix(address, "/") {
		address = w.base.Origin + address
	}
	r := httptest.NewRequest(method, address, nil)
	r.RequestURI = r.URL.RequestURI()
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	return r
}

// get asks for an address or path of ours.
func (w *town) get(address, accept string) answer { return w.do(w.request("GET", address, accept)) }

// signed asks as an actor of the peer does.
func (w *town) signed(t *testing.T, a *fedtest.Actor, address string) answer {
	t.Helper()
	r := w.request("GET", address, as2)
	if err := httpsig.SignRequest(r, nil, a.Key(), time.Now()); err != nil {
		t.Fatal(err)
	}
	return w.do(r)
}

// deliver posts an activity of an actor to an inbox of ours.
func (w *town) deliver(t *testing.T, a *fedtest.Actor, inbox string, activity any) answer {
	t.Helper()
	return w.do(w.delivery(t, a, inbox, activity))
}

func (w *town) delivery(t *testing.T, a *fedtest.Actor, inbox string, activity any) *http.Request {
	t.Helper()
	sent, body := a.Request(t, w.base.Origin+inbox, activity)
	r := httptest.NewRequest("POST", w.base.Origin+inbox, bytes.NewReader(body))
	r.Header = sent.Header
	return r
}

// follower is an actor of the peer who follows one of ours.
func (w *town) follower(t *testing.T, name string, of models.Actor) *fedtest.Actor {
	t.Helper()
	a := w.peer.Person(name)
	w.deliver(t, a, "/inbox", a.Follow(of.URI)).is(t, 202, "")
	w.until(t, name+" follows", func() bool {
		row, err := w.store.ActorByURI(t.Context(), a.ID)
		if err != nil {
			return false
		}
		f, err := w.store.FollowOf(t.Context(), row.ID, of.ID)
		return err == nil && f.State == models.FollowAccepted
	})
	return a
}

func (w *town) event(t *testing.T, by models.Actor, title string, start time.Time) models.Object {
	t.Helper()
	end := start.Add(time.Hour)
	o, err := w.store.PublishEvent(t.Context(), store.NewEvent{
		ActorID: by.ID, Title: title, Content: "<p>Kom.</p>", Event: models.Event{StartsAt: start, EndsAt: &end, Place: models.Place{Name: "De Spoel"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (w *town) private(t *testing.T, by models.Actor, text string, mentions ...models.Mention) models.Object {
	t.Helper()
	o, err := w.store.PublishNote(t.Context(), store.NewNote{
		ActorID: by.ID, Visibility: models.FollowersOnly, Source: text, Content: "<p>" + text + "</p>", Mentions: mentions,
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// is checks status, media type ("" any) and texts; what begins with ! must not
// be there.
func (a answer) is(t *testing.T, status int, mediaType string, texts ...string) {
	t.Helper()
	if a.Code != status || mediaType != "" && !strings.HasPrefix(a.Header().Get("Content-Type"), mediaType) {
		t.Errorf("%s: %d %s, want %d %s\n%.300s", a.asked, a.Code, a.Header().Get("Content-Type"), status, mediaType, a.Body)
	}
	for _, text := range texts {
		not, unwanted := strings.CutPrefix(text, "!")
		if strings.Contains(a.Body.String(), not) == unwanted {
			t.Errorf("%s: %s in %.2000s", a.asked, text, a.Body)
		}
	}
}

// doc reads the answer as JSON.
func (a answer) doc(t *testing.T) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(a.Body.Bytes(), &doc); err != nil {
		t.Fatalf("%s: %v: %.300s", a.asked, err, a.Body)
	}
	return doc
}
