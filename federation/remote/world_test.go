package remote_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/httpsig"
	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/federation/transport"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// world is a node with a Remote, and the authority its peers get their
// certificates from.
type world struct {
	ctx       context.Context
	store     *store.Store
	remote    *remote.Remote
	authority *fedtest.Authority
	clock     time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{ctx: t.Context(), authority: fedtest.NewAuthority(t), clock: time.Now()}
	w.store = storetest.New(t)
	node := storetest.Node(t, w.store)
	keys, err := w.store.Keys(w.ctx, node.Application)
	if err != nil {
		t.Fatal(err)
	}
	base := iri.Of(node)
	client, err := transport.New(transport.Options{
		Origin: node.Origin, AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		RootCAs: w.authority.Pool(), MissFor: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	w.remote = remote.New(remote.Options{
		Store: w.store, Client: client, Base: base,
		Sign:  func() httpsig.Key { return httpsig.Key{ID: iri.Key(base.Application()), Private: keys.RSA} },
		Clock: func() time.Time { return w.clock },
	})
	return w
}

func (w *world) peer(t *testing.T, o fedtest.Options) *fedtest.Peer {
	t.Helper()
	o.Authority = w.authority
	return fedtest.New(t, o)
}

func (w *world) mastodon(t *testing.T) *fedtest.Peer {
	return w.peer(t, fedtest.Options{Name: "masto", Software: "mastodon"})
}

func wantKind(t *testing.T, err error, kind models.Kind, key string) {
	t.Helper()
	if !errors.Is(err, &models.Error{Kind: kind, Key: key}) {
		t.Fatalf("error is %v, want %s %s", err, kind, key)
	}
}
