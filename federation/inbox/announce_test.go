package inbox_test

import (
	"testing"

	"knoop/federation/fedtest"
	"knoop/models/store/storetest"
)

func TestAnnounce_neverTrustsWhatItEmbeds(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna := masto.Person("anna")
	friend := w.peer(fedtest.Options{Name: "friends"}).Person("friend")
	w.followed(friend)
	note := anna.Note("<p>true</p>")
	w.tell(friend, friend.Activity("Announce", copyOf(note, fedtest.Doc{"content": "<p>forged</p>"})))
	o, ok := w.object(note["id"])
	if !ok || o.Content != "<p>true</p>" {
		t.Fatalf("%v %q", ok, o.Content)
	}
	ghost := copyOf(note, fedtest.Doc{"id": anna.Address("ghost")})
	w.tell(friend, friend.Activity("Announce", ghost))
	if _, ok := w.object(ghost["id"]); ok {
		t.Error("kept a note its host does not know")
	}
	if _, n, err := w.store.ReactionCounts(w.ctx, o); err != nil || n != 1 {
		t.Errorf("%d announces, %v", n, err)
	}
}

func TestAnnounce_byAStrangerFetchesNothing(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	stranger := w.peer(fedtest.Options{Name: "strange"}).Person("stranger")
	note := anna.Note("<p>x</p>")
	before := anna.Peer.AllHits()
	w.tell(stranger, stranger.Activity("Announce", note["id"]))
	if _, ok := w.object(note["id"]); ok || anna.Peer.AllHits() != before {
		t.Error("a stranger made us fetch")
	}
}

func TestAnnounce_ofWhatIsNotPublicIsDropped(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	friend := w.peer(fedtest.Options{Name: "friends"}).Person("friend")
	w.followed(friend)
	note := anna.Note("<p>private</p>")
	note["to"], note["cc"] = []any{anna.Followers()}, []any{}
	anna.Peer.Keep(note["id"].(string), note)
	w.tell(friend, friend.Activity("Announce", note["id"]))
	if _, ok := w.object(note["id"]); ok {
		t.Error("kept what was for followers")
	}
}

func TestReactions_countOnceAndAreTakenBackByTheirMakerOnly(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	ours := storetest.Note(t, w.store, w.us, "hello")
	counts := func() (likes, announces int64) {
		t.Helper()
		likes, announces, err := w.store.ReactionCounts(w.ctx, ours)
		if err != nil {
			t.Fatal(err)
		}
		return likes, announces
	}
	like, boost := anna.Activity("Like", ours.URI), anna.Activity("Announce", ours.URI)
	for range 2 {
		w.tell(anna, like)
		w.tell(anna, boost)
	}
	w.tell(anna, anna.Activity("Like", ours.URI))
	if l, a := counts(); l != 1 || a != 1 {
		t.Fatalf("%d likes, %d announces", l, a)
	}
	for _, undone := range []any{like, like["id"], boost, boost["id"]} {
		w.tell(mallory, mallory.Activity("Undo", undone))
	}
	if l, a := counts(); l != 1 || a != 1 {
		t.Fatalf("after mallory: %d likes, %d announces", l, a)
	}
	w.tell(anna, anna.Activity("Undo", like))
	w.tell(anna, anna.Activity("Undo", boost["id"]))
	if l, a := counts(); l != 0 || a != 0 {
		t.Errorf("after anna: %d likes, %d announces", l, a)
	}
}
