package outbox_test

import (
	"strings"
	"testing"

	"knoop/federation/iri"
	"knoop/models"
)

func TestFollow_isAcceptedAtTheFollowersOwnInboxWithTheFollowInIt(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	lena := n.meet("masto", "lena", true)
	f := n.follow(lena, n.collective)
	accept := w.await(t, "masto", "Accept", 1)[0]
	if accept.path != "/users/lena/inbox" {
		t.Errorf("the Accept went to %s", accept.path)
	}
	object, _ := accept.doc["object"].(map[string]any)
	if accept.object != f.ActivityURI || object["actor"] != lena.URI || object["object"] != n.collective.URI || accept.sort != "Follow" {
		t.Errorf("it holds %v", accept.doc["object"])
	}
	if accept.doc["actor"] != n.collective.URI || !strings.Contains(accept.signedBy, iri.Key(n.collective.URI)) {
		t.Errorf("it is said by %v and signed by %s", accept.doc["actor"], accept.signedBy)
	}
	if to, _ := accept.doc["to"].([]any); len(to) != 1 || to[0] != lena.URI {
		t.Errorf("it is for %v", accept.doc["to"])
	}
}

func TestFollow_repeatedIsAnsweredAgain(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	lena := n.meet("masto", "lena", true)
	n.follow(lena, n.collective)
	w.await(t, "masto", "Accept", 1)
	again := n.follow(lena, n.collective)
	if got := w.await(t, "masto", "Accept", 2)[1]; got.object != again.ActivityURI {
		t.Errorf("the second Accept answers %s", got.object)
	}
}

func TestFollow_softwareIsAskedBeforeTheAcceptLeaves(t *testing.T) {
	w := newTown(t)
	w.runs("gancio", "gancio")
	n := newNode(t, w)
	n.start()
	n.follower("gancio", "feed", true)
	w.await(t, "gancio", "Accept", 1)
	host, err := n.store.Host(t.Context(), w.host("gancio"))
	if err != nil {
		t.Fatal(err)
	}
	if host.Software != "gancio" {
		t.Errorf("when the Accept came the software was %q", host.Software)
	}
}

func TestFollow_asAskedAndWithdrawnByOursKeepsItsOrder(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	w.status("masto", 503)
	n.start()
	lena := n.meet("masto", "lena", true)
	f, err := n.store.AskFollow(t.Context(), n.collective.ID, lena.ID)
	if err != nil {
		t.Fatal(err)
	}
	n.failed(1)
	if err := n.store.WithdrawFollow(t.Context(), n.collective.ID, lena.ID); err != nil {
		t.Fatal(err)
	}
	n.quietBut(2)
	w.rule("masto", nil)
	n.laterUntil(func() bool { return len(w.got("masto", "Undo")) == 1 })
	got := w.got("masto", "")
	if len(got) != 2 || got[0].kind != "Follow" || got[1].kind != "Undo" {
		t.Fatalf("the host took %d letters: %+v", len(got), got)
	}
	if got[0].id != f.ActivityURI || got[0].object != lena.URI || got[0].path != "/users/lena/inbox" {
		t.Errorf("Follow %s of %s at %s", got[0].id, got[0].object, got[0].path)
	}
	if got[1].object != f.ActivityURI || got[1].sort != "Follow" {
		t.Errorf("the Undo holds %s %s", got[1].sort, got[1].object)
	}
}

func TestFollow_ofABlockedOneIsRejected(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	lena := n.meet("masto", "lena", true)
	if err := n.store.ReceiveBlock(t.Context(), models.Block{ActorID: n.collective.ID, TargetID: lena.ID, ActivityURI: n.collective.URI + "/blocks/1"}); err != nil {
		t.Fatal(err)
	}
	n.follow(lena, n.collective)
	w.await(t, "masto", "Reject", 1)
	if got := w.got("masto", "Accept"); len(got) != 0 {
		t.Error("it was accepted as well")
	}
}

func TestJoin_isIgnored(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	o := n.event("Open Coffee")
	guest := n.meet("mob", "guest", true)
	join := guest.URI + "/joins/1"
	raw := `{"@context":"https://www.w3.org/ns/activitystreams","id":"` + join + `","type":"Join","actor":"` + guest.URI + `","object":"` + o.URI + `"}`
	if err := n.store.ReceiveJoin(t.Context(), guest, o.ID, []byte(raw)); err != nil {
		t.Fatal(err)
	}
	ignore := w.await(t, "mob", "Ignore", 1)[0]
	if ignore.object != join || ignore.doc["actor"] != n.collective.URI || ignore.path != "/users/guest/inbox" {
		t.Errorf("%s of %s at %s", ignore.doc["actor"], ignore.object, ignore.path)
	}
}
