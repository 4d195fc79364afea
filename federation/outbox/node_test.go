package outbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"knoop/federation/httpsig"
	"knoop/federation/iri"
	"knoop/federation/outbox"
	"knoop/federation/queue"
	"knoop/federation/remote"
	"knoop/federation/transport"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
	"knoop/static/locales"
)

// node is a node of ours with one collective, in a town.
type node struct {
	t          testing.TB
	town       *town
	store      *store.Store
	bells      *queue.Bells
	base       iri.Base
	collective models.Actor
	app        models.Actor
	options    outbox.Options
	shift      *atomic.Int64 // of the clock, in nanoseconds
	stop       func()
}

// shifted gives a clock that a test can put forward.
func shifted(shift *atomic.Int64) func() time.Time {
	return func() time.Time { return time.Now().Add(time.Duration(shift.Load())) }
}

func openStore(t testing.TB, clock func() time.Time) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{
		Database: "sqlite", Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler), Clock: clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	if err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return st
}

// newNode makes a node whose outbox does not run yet.
func newNode(t testing.TB, w *town) *node {
	t.Helper()
	n := &node{t: t, town: w, shift: &atomic.Int64{}}
	clock := shifted(n.shift)
	n.store = openStore(t, clock)
	n.bells = queue.NewBells(n.store)
	set, err := n.store.SetUp(t.Context(), store.Setup{
		Origin: "https://mokum.localhost:4443", HandleDomain: "mokum.localhost:4443", Language: "nl", Timezone: "Europe/Amsterdam",
		Name: "ZZP Mokum", Handle: "mokum", OrchestratorName: "Samira", OrchestratorHandle: "samira",
	})
	if err != nil {
		t.Fatal(err)
	}
	n.base = iri.Of(set)
	n.collective, n.app = n.actor(set.Collective), n.actor(set.Application)
	n.patience(400 * time.Millisecond)
	return n
}

// patience sets how long the node waits for an answer.
func (n *node) patience(wait time.Duration) {
	n.t.Helper()
	clock := shifted(n.shift)
	client, err := transport.New(transport.Options{
		Origin: n.base.Origin, AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		RootCAs: n.town.authority.Pool(), Timeout: wait, MissFor: -1, Clock: clock,
	})
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(client.Close)
	n.options = outbox.Options{
		Workers: n.options.Workers, ProbeWorkers: n.options.ProbeWorkers,
		Store: n.store, Bells: n.bells, Client: client, Base: n.base, Clock: clock,
		Remote: remote.New(remote.Options{Store: n.store, Client: client, Base: n.base, Sign: func() httpsig.Key { return httpsig.Key{} }, Clock: clock}),
		Writer: vocab.NewWriter(n.base, locales.For("nl")),
	}
}

// start runs an outbox until stop or the end of the test.
func (n *node) start() {
	n.t.Helper()
	o := outbox.New(n.options)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { o.Run(ctx) })
	n.stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	n.t.Cleanup(n.stop)
}

// later puts the clock forward and wakes everyone.
func (n *node) later(d time.Duration) {
	n.shift.Add(int64(d))
	n.bells.Ring()
}

func (n *node) actor(id string) models.Actor {
	n.t.Helper()
	a, err := n.store.Actor(n.t.Context(), id)
	if err != nil {
		n.t.Fatal(err)
	}
	return a
}

// meet makes a remote actor known.
func (n *node) meet(host, name string, shared bool) models.Actor {
	n.t.Helper()
	id := n.town.origin(host) + "/users/" + name
	a := models.Actor{
		URI: id, Kind: models.Person, Handle: name, Domain: n.town.host(host), Host: n.town.host(host), Name: name,
		Inbox: id + "/inbox", Outbox: id + "/outbox", FetchedAt: n.store.Now(),
	}
	if shared {
		a.SharedInbox = n.town.origin(host) + "/inbox"
	}
	a, err := n.store.SaveRemoteActor(n.t.Context(), a)
	if err != nil {
		n.t.Fatal(err)
	}
	return a
}

var serial atomic.Int64

// follow lets a remote actor follow one of ours, as the inbox does.
func (n *node) follow(who, whom models.Actor) models.Follow {
	n.t.Helper()
	id := fmt.Sprintf("%s/follows/%d", who.URI, serial.Add(1))
	raw := fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":%q,"type":"Follow","actor":%q,"object":%q}`, id, who.URI, whom.URI)
	f, err := n.store.ReceiveFollow(n.t.Context(), who, whom, id, []byte(raw))
	if err != nil {
		n.t.Fatal(err)
	}
	return f
}

// follower is met and follows the collective.
func (n *node) follower(host, name string, shared bool) models.Actor {
	n.t.Helper()
	a := n.meet(host, name, shared)
	n.follow(a, n.collective)
	return a
}

func (n *node) note(text string) models.Object {
	n.t.Helper()
	o, err := n.store.PublishNote(n.t.Context(), store.NewNote{
		ActorID: n.collective.ID, Visibility: models.Public, Source: text, Content: "<p>" + text + "</p>", Language: "nl",
	})
	if err != nil {
		n.t.Fatal(err)
	}
	return o
}

func (n *node) edit(o models.Object, text string) {
	n.t.Helper()
	_, err := n.store.EditNote(n.t.Context(), o.ID, store.NewNote{
		ActorID: n.collective.ID, Visibility: models.Public, Source: text, Content: "<p>" + text + "</p>", Language: "nl",
	})
	if err != nil {
		n.t.Fatal(err)
	}
}

func (n *node) newEvent(title string) store.NewEvent {
	return store.NewEvent{
		ActorID: n.collective.ID, Title: title, Source: "Koffie", Content: "<p>Koffie</p>", Language: "nl",
		Event: models.Event{StartsAt: n.store.Now().Add(72 * time.Hour), Timezone: "Europe/Amsterdam", Status: models.EventConfirmed},
	}
}

func (n *node) event(title string) models.Object {
	n.t.Helper()
	o, err := n.store.PublishEvent(n.t.Context(), n.newEvent(title))
	if err != nil {
		n.t.Fatal(err)
	}
	return o
}

// block keeps a host out.
func (n *node) block(host string) {
	n.t.Helper()
	if err := n.store.BlockDomain(n.t.Context(), host); err != nil {
		n.t.Fatal(err)
	}
}

func (n *node) delete(o models.Object) {
	n.t.Helper()
	if _, err := n.store.DeleteObject(n.t.Context(), o.ID); err != nil {
		n.t.Fatal(err)
	}
}

// queue gives the state of the letters.
func (n *node) queue() store.QueueState {
	n.t.Helper()
	q, err := n.store.Queue(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	return q
}

// quiet waits until no fact is open and no letter is due.
func (n *node) quiet() {
	n.t.Helper()
	eventually(n.t, "the outbox does not come to rest", func() bool {
		facts, err := n.store.OpenFacts(n.t.Context(), 1)
		return err == nil && len(facts) == 0 && n.queue().Waiting == 0
	})
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatal(what)
}
