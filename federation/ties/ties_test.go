package ties_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/httpsig"
	"knoop/federation/iri"
	"knoop/federation/proof"
	"knoop/federation/remote"
	"knoop/federation/ties"
	"knoop/federation/transport"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// world is a node whose member @joost belongs to the collective @zo elsewhere.
type world struct {
	t      *testing.T
	store  *store.Store
	ties   *ties.Ties
	base   iri.Base
	peer   *fedtest.Peer
	zo     *fedtest.Actor
	joost  models.Actor
	remote *remote.Remote
	key    ed25519.PrivateKey
	id     string // of the membership
}

func newWorld(t *testing.T) *world {
	t.Helper()
	authority := fedtest.NewAuthority(t)
	w := &world{t: t, store: storetest.New(t), key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, 32))}
	node := storetest.Node(t, w.store)
	base := iri.Of(node)
	keys, err := w.store.Keys(t.Context(), node.Application)
	if err != nil {
		t.Fatal(err)
	}
	client, err := transport.New(transport.Options{
		Origin: node.Origin, AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, RootCAs: authority.Pool(), MissFor: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	w.remote = remote.New(remote.Options{
		Store: w.store, Client: client, Base: base,
		Sign: func() httpsig.Key { return httpsig.Key{ID: iri.Key(base.Application()), Private: keys.RSA} },
	})
	w.base = base
	w.ties = ties.New(ties.Options{Store: w.store, Remote: w.remote, Base: base})
	w.peer = fedtest.New(t, fedtest.Options{Name: "zo", Software: "knoop", Authority: authority})
	w.zo = w.peer.Add("zo", "Group")
	w.zo.Set(fedtest.Doc{"members": w.zo.ID + "/members", "assertionMethod": []any{w.multikey(w.zo.ID, w.key)}})
	if w.joost, err = w.store.ActorByHandle(t.Context(), "joost"); err != nil {
		t.Fatal(err)
	}
	collective, err := w.remote.FetchActor(t.Context(), w.zo.ID)
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.store.AskMembership(t.Context(), w.joost.ID, collective.ID, "Ontwerp")
	if err != nil {
		t.Fatal(err)
	}
	meant, err := w.store.MembershipAnswered(t.Context(), collective, models.Said{URI: w.zo.ID + "/a1"}, m.OpeningURI, true, w.stampURI(), "")
	if err != nil || !meant {
		t.Fatalf("%v, %v", meant, err)
	}
	if err := w.store.ShowMembership(t.Context(), w.joost.ID, m.ID, true); err != nil {
		t.Fatal(err)
	}
	w.id = m.ID
	w.list(w.stampURI())
	w.sign(w.stamp(), w.key)
	return w
}

func (w *world) stampURI() string { return w.peer.Origin + "/stamps/9" }

func (w *world) multikey(controller string, key ed25519.PrivateKey) fedtest.Doc {
	return fedtest.Doc{
		"id": controller + "#ed25519-key", "type": "Multikey", "controller": controller,
		"publicKeyMultibase": proof.Multibase(key.Public().(ed25519.PublicKey)),
	}
}

// stamp is the consent as it should be.
func (w *world) stamp() fedtest.Doc {
	return fedtest.Doc{
		"@context": "https://www.w3.org/ns/activitystreams", "id": w.stampURI(), "type": "Relationship",
		"attributedTo": w.zo.ID, "subject": w.joost.URI, "relationship": "http://schema.org/memberOf", "object": w.zo.ID,
		"role": []string{"host"}, "startTime": "2026-01-01T10:00:00Z", "updated": "2026-01-01T10:00:00Z",
	}
}

// sign serves a stamp with a proof by a key.
func (w *world) sign(doc fedtest.Doc, key ed25519.PrivateKey) []byte {
	w.t.Helper()
	raw, err := json.Marshal(doc)
	if err != nil {
		w.t.Fatal(err)
	}
	signed, err := proof.Sign(raw, key, proof.Options{Method: w.zo.ID + "#ed25519-key", Created: time.Now()})
	if err != nil {
		w.t.Fatal(err)
	}
	w.serve(signed)
	return signed
}

func (w *world) serve(raw []byte) { w.peer.Serve(w.stampURI(), fedtest.Answer{Body: raw}) }

// list serves a list of members in two pages, the entry on the second.
func (w *world) list(stamps ...string) {
	id := w.zo.ID + "/members"
	w.peer.Keep(id, fedtest.Doc{"@context": "https://www.w3.org/ns/activitystreams", "id": id, "type": "OrderedCollection", "first": id + "/1"})
	w.peer.Keep(id+"/1", fedtest.Doc{
		"@context": "https://www.w3.org/ns/activitystreams", "id": id + "/1", "type": "OrderedCollectionPage", "next": id + "/2",
		"orderedItems": []any{fedtest.Doc{"id": w.peer.Origin + "/stamps/1", "type": "Relationship"}},
	})
	items := []any{}
	for _, s := range stamps {
		items = append(items, fedtest.Doc{"id": s, "type": "Relationship"})
	}
	w.peer.Keep(id+"/2", fedtest.Doc{"@context": "https://www.w3.org/ns/activitystreams", "id": id + "/2", "type": "OrderedCollectionPage", "orderedItems": items})
}

// check reads the membership once and gives it as it then stands.
func (w *world) check() models.Membership {
	w.t.Helper()
	m, err := w.store.Membership(w.t.Context(), w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	actors, err := w.store.Actors(w.t.Context(), []string{m.PersonID, m.CollectiveID})
	if err != nil {
		w.t.Fatal(err)
	}
	b := models.Belonging{Membership: m, Person: actors[m.PersonID], Collective: actors[m.CollectiveID]}
	if err := w.ties.Check(w.t.Context(), b); err != nil {
		w.t.Fatal(err)
	}
	if m, err = w.store.Membership(w.t.Context(), w.id); err != nil {
		w.t.Fatal(err)
	}
	return m
}

func TestCheck_confirmsWhatBothSidesSay(t *testing.T) {
	w := newWorld(t)
	m := w.check()
	if !m.Confirmed(time.Now()) || m.Role != models.HostRole {
		t.Errorf("%+v", m)
	}
}

// Each of these is a stamp that consents to nothing.
func TestCheck_refusesAStampThatIsNotOne(t *testing.T) {
	w := newWorld(t)
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{4}, 32))
	change := func(property string, value any) func() {
		return func() {
			doc := w.stamp()
			doc[property] = value
			w.sign(doc, w.key)
		}
	}
	for name, spoil := range map[string]func(){
		"about somebody else":     change("subject", "https://mokum.example/users/samira"),
		"with another collective": change("object", w.peer.Origin+"/users/other"),
		"by another of its host":  change("attributedTo", w.peer.Origin+"/users/other"),
		"of another relationship": change("relationship", "https://w3id.org/knoop/1#organizes"),
		"not begun":               change("startTime", "2099-01-01T10:00:00Z"),
		"without a beginning":     change("startTime", nil),
		"over":                    change("endTime", "2026-01-02T10:00:00Z"),
		"of another type":         change("type", "Note"),
		"signed by another key":   func() { w.sign(w.stamp(), other) },
		"under another id":        change("id", w.peer.Origin+"/stamps/10"),
		"with two subjects":       change("subject", []string{w.joost.URI, "https://x.example/users/x"}),
		"changed after signing":   func() { w.serve(bytes.Replace(w.sign(w.stamp(), w.key), []byte("host"), []byte("orchestrator"), 1)) },
		"with a name twice": func() {
			w.serve(bytes.Replace(w.sign(w.stamp(), w.key), []byte(`"type":"Rel`), []byte(`"type":"Note","type":"Rel`), 1))
		},
		"without a proof":           func() { raw, _ := json.Marshal(w.stamp()); w.serve(raw) },
		"not there":                 func() { w.peer.Serve(w.stampURI(), fedtest.Answer{Status: http.StatusNotFound}) },
		"by a key that is revoked":  func() { w.keyWith("revoked", "2026-02-01T10:00:00Z") },
		"by a key that has expired": func() { w.keyWith("expires", "2026-02-01T10:00:00Z") },
		"by a key of another":       func() { w.keyWith("controller", w.peer.Origin+"/users/other") },
		"by one who has moved":      func() { w.zo.Set(fedtest.Doc{"movedTo": "https://x.example/users/zo"}) },
		"not in the list":           func() { w.list() },
		"in another's list":         func() { w.zo.Set(fedtest.Doc{"members": "https://x.example/members"}) },
	} {
		w.sign(w.stamp(), w.key)
		w.list(w.stampURI())
		w.zo.Set(fedtest.Doc{"members": w.zo.ID + "/members", "movedTo": nil, "assertionMethod": []any{w.multikey(w.zo.ID, w.key)}})
		if m := w.check(); !m.Confirmed(time.Now()) {
			t.Fatalf("before %q: %+v", name, m)
		}
		spoil()
		if m := w.check(); m.Confirmed(time.Now()) || m.DeniedAt == nil {
			t.Errorf("confirmed by a stamp %s", name)
		}
	}
}

func (w *world) keyWith(property string, value any) {
	key := w.multikey(w.zo.ID, w.key)
	key[property] = value
	w.zo.Set(fedtest.Doc{"assertionMethod": []any{key}})
}

// No answer is no "no": what was seen holds for its time.
func TestCheck_aSilentServerDeniesNothing(t *testing.T) {
	w := newWorld(t)
	w.check()
	w.peer.Fail(http.StatusBadGateway)
	m := w.check()
	if !m.Confirmed(time.Now()) || m.SilentSince == nil || m.DeniedAt != nil {
		t.Errorf("%+v", m)
	}
	if v, _ := m.Verdict(time.Now().Add(8 * 24 * time.Hour)); v != models.VerdictSeen {
		t.Errorf("after eight days: %s", v)
	}
	if v, _ := m.Verdict(time.Now().Add(40 * 24 * time.Hour)); v == models.VerdictConfirmed || v == models.VerdictSeen {
		t.Errorf("after forty days: %s", v)
	}
}

// A person who claims another's stamp is confirmed by nobody; here both live
// elsewhere.
func TestCheck_aClaimAboutAnothersStampIsNotConfirmed(t *testing.T) {
	w := newWorld(t)
	aya := w.peer.Person("aya")
	claim := func(stamp string) {
		aya.Set(fedtest.Doc{"memberOf": []any{fedtest.Doc{"id": w.zo.ID, "type": "Group", "name": "ZO", "context": stamp}}})
	}
	claim(w.stampURI()) // Joost's
	person, err := w.remote.FetchActor(t.Context(), aya.ID)
	if err != nil || len(person.Claims) != 1 {
		t.Fatalf("%+v, %v", person.Claims, err)
	}
	collective, err := w.store.ActorByURI(t.Context(), w.zo.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store.NoteClaim(t.Context(), person, collective, person.Claims[0].Stamp); err != nil {
		t.Fatal(err)
	}
	m, err := w.store.MembershipOf(t.Context(), person.ID, collective.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.id = m.ID
	if m := w.check(); m.Confirmed(time.Now()) || m.Denied != "stamp" {
		t.Errorf("%+v", m)
	}
	// With a stamp of her own and a claim it is.
	doc := w.stamp()
	doc["subject"] = aya.ID
	w.sign(doc, w.key)
	if m := w.check(); !m.Confirmed(time.Now()) {
		t.Errorf("%+v", m)
	}
	// The claim withdrawn, it is not.
	aya.Set(fedtest.Doc{"memberOf": nil})
	if m := w.check(); m.Confirmed(time.Now()) {
		t.Errorf("without a claim: %+v", m)
	}
}

func TestRun_readsWhatIsDueAndStops(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.ties.Run(ctx) }()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		m, err := w.store.Membership(t.Context(), w.id)
		if err != nil {
			t.Fatal(err)
		}
		if m.Confirmed(time.Now()) {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("not read: %+v", m)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if !strings.HasPrefix(w.stampURI(), "https://") {
		t.Error("the peer is not on https")
	}
}

// A person elsewhere who is a member of ours shows other hats too: those are read
// as well, a few of them, and none is confirmed by her word.
func TestCheck_readsTheOtherHatsOfAMember(t *testing.T) {
	w := newWorld(t)
	aya := w.peer.Person("aya")
	claims := []any{fedtest.Doc{"id": w.zo.ID, "type": "Group", "name": "ZO", "context": w.peer.Origin + "/stamps/aya"}}
	for i := range 20 {
		other := w.peer.Add(fmt.Sprintf("c%d", i), "Group")
		claims = append(claims, fedtest.Doc{"id": other.ID, "type": "Group", "name": "C", "context": other.ID + "/stamps/1"})
	}
	person, err := w.remote.FetchActor(t.Context(), aya.ID)
	if err != nil {
		t.Fatal(err)
	}
	ours := storetest.MemberElsewhere(t, w.store, person, models.Member)
	if ours, err = w.store.Membership(t.Context(), ours.ID); err != nil {
		t.Fatal(err)
	}
	aya.Set(fedtest.Doc{"memberOf": append(claims, fedtest.Doc{"id": storetest.Collective(t, w.store).URI, "type": "Group", "name": "Mokum", "context": ours.StampURI})})
	w.id = ours.ID
	if m := w.check(); !m.Shown || !m.Confirmed(time.Now()) {
		t.Errorf("%+v", m)
	}
	all, err := w.store.MembershipsOf(t.Context(), person.ID)
	if err != nil || len(all) != 9 { // ours, and eight others
		t.Fatalf("%d memberships, %v", len(all), err)
	}
	for _, b := range all[1:] {
		if m := b.Membership; m.Confirmed(time.Now()) || m.CheckDueAt == nil || !m.Shown {
			t.Errorf("%s: %+v", b.Collective.URI, m)
		}
	}
}
