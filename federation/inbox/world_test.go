package inbox_test

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"sync"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/httpsig"
	"knoop/federation/inbox"
	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/federation/transport"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// world is a node with a running inbox, its collective @mokum, and the authority
// its peers get their certificates from.
type world struct {
	t         testing.TB
	ctx       context.Context
	store     *store.Store
	remote    *remote.Remote
	inbox     *inbox.Inbox
	base      iri.Base
	us        models.Actor
	authority *fedtest.Authority
	options   inbox.Options
	stop      func()
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context(), authority: fedtest.NewAuthority(t)}
	w.store = storetest.New(t)
	node := storetest.Node(t, w.store)
	w.us = storetest.Collective(t, w.store)
	w.base = iri.Of(node)
	keys, err := w.store.Keys(w.ctx, node.Application)
	if err != nil {
		t.Fatal(err)
	}
	client, err := transport.New(transport.Options{
		Origin: node.Origin, AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		RootCAs: w.authority.Pool(), MissFor: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	w.remote = remote.New(remote.Options{
		Store: w.store, Client: client, Base: w.base,
		Sign: func() httpsig.Key { return httpsig.Key{ID: iri.Key(w.base.Application()), Private: keys.RSA} },
	})
	w.options = inbox.Options{Store: w.store, Remote: w.remote, Base: w.base}
	w.start()
	t.Cleanup(func() { w.stop() })
	return w
}

// start makes an inbox and runs it; stop ends it and waits.
func (w *world) start() {
	w.t.Helper()
	in, err := inbox.New(w.options)
	if err != nil {
		w.t.Fatal(err)
	}
	w.inbox = in
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = in.Run(ctx)
	}()
	w.stop = sync.OnceFunc(func() { cancel(); <-done })
}

func (w *world) peer(o fedtest.Options) *fedtest.Peer {
	w.t.Helper()
	o.Authority = w.authority
	return fedtest.New(w.t, o)
}

func (w *world) mastodon() *fedtest.Peer {
	return w.peer(fedtest.Options{Name: "masto", Software: "mastodon"})
}

// receive hands a request to the door as the handler does.
func (w *world) receive(r *http.Request, body []byte) error {
	return w.inbox.Receive(w.ctx, models.Actor{}, r, body)
}

// tell delivers an activity to the shared inbox and waits until it is applied.
func (w *world) tell(a *fedtest.Actor, activity any) {
	w.t.Helper()
	r, body := a.Request(w.t, w.base.SharedInbox(), activity)
	if err := w.receive(r, body); err != nil {
		w.t.Fatalf("not taken: %v", err)
	}
	w.settle()
}

// settle waits until nothing kept is left to apply.
func (w *world) settle() {
	w.t.Helper()
	for end := time.Now().Add(15 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		if w.receipts(models.ReceiptKept) == 0 {
			return
		}
		if time.Now().After(end) {
			w.t.Fatalf("%d activities still wait", w.receipts(models.ReceiptKept))
		}
	}
}

func (w *world) receipts(state models.ReceiptState) int64 {
	w.t.Helper()
	stats, err := w.store.Stats(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	return stats.ReceiptsByState[state]
}

// row gives the actor's row here, kept if it was not.
func (w *world) row(a *fedtest.Actor) models.Actor {
	w.t.Helper()
	row, err := w.remote.Actor(w.ctx, a.ID, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return row
}

// followed makes our collective follow an actor, accepted.
func (w *world) followed(a *fedtest.Actor) models.Actor {
	w.t.Helper()
	row := w.row(a)
	f, err := w.store.AskFollow(w.ctx, w.us.ID, row.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	if ok, err := w.store.FollowAnswered(w.ctx, row.ID, f.ActivityURI, "", true); err != nil || !ok {
		w.t.Fatalf("follow not accepted: %v", err)
	}
	return row
}

// object gives what is held under an id; ok is false when nothing is.
func (w *world) object(id any) (models.Object, bool) {
	w.t.Helper()
	o, err := w.store.ObjectByURI(w.ctx, id.(string))
	if models.KindOf(err) == models.NotFound {
		return o, false
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return o, true
}

func (w *world) follow(follower, followed string) (models.Follow, bool) {
	w.t.Helper()
	f, err := w.store.FollowOf(w.ctx, follower, followed)
	if models.KindOf(err) == models.NotFound {
		return f, false
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return f, true
}

func (w *world) facts(kind models.FactKind) int {
	w.t.Helper()
	facts, err := w.store.OpenFacts(w.ctx, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	n := 0
	for _, f := range facts {
		if f.Kind == kind {
			n++
		}
	}
	return n
}

func wantStatus(t testing.TB, err error, status int) {
	t.Helper()
	var r *inbox.Refusal
	if !errors.As(err, &r) || r.Status != status {
		t.Fatalf("answer is %v, want %d", err, status)
	}
	if r.Reason == "" {
		t.Error("refused without a reason")
	}
}
