package inbox_test

import (
	"net/http"
	"testing"

	"knoop/federation/fedtest"
	"knoop/models"
)

func TestDelete_erasesOnlyWhatIsTheSigners(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	eve := w.peer(fedtest.Options{Name: "evil"}).Person("eve")
	note := anna.Note("<p>one</p>", w.us.URI)
	w.tell(anna, anna.Create(note))
	tombstone := fedtest.Doc{"id": note["id"], "type": "Tombstone"}
	w.tell(mallory, mallory.Activity("Delete", tombstone))
	w.tell(eve, eve.Activity("Delete", note["id"]))
	if o, ok := w.object(note["id"]); !ok || o.GoneAt != nil {
		t.Fatalf("another deleted it: %v", ok)
	}
	w.tell(anna, anna.Activity("Delete", tombstone))
	if o, _ := w.object(note["id"]); o.GoneAt == nil || o.Content != "" {
		t.Errorf("not erased: %+v", o)
	}
	w.tell(anna, copyOf(anna.Create(note), fedtest.Doc{"id": anna.Address("again")}))
	if o, _ := w.object(note["id"]); o.GoneAt == nil {
		t.Error("came back by a Create")
	}
}

func TestDelete_byAModeratorCountsWhenTheOriginSaysSo(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mod := masto.Person("anna"), masto.Person("moderator")
	note := anna.Note("<p>one</p>", w.us.URI)
	w.tell(anna, anna.Create(note))
	masto.Serve(note["id"].(string), fedtest.Answer{Status: http.StatusGone})
	w.tell(mod, mod.Activity("Delete", note["id"]))
	if o, _ := w.object(note["id"]); o.GoneAt == nil {
		t.Error("not erased though gone at its origin")
	}
}

func TestDelete_beforeCreateKeepsTheNoteAway(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	note := anna.Note("<p>one</p>", w.us.URI)
	w.tell(anna, anna.Activity("Delete", note["id"]))
	w.tell(anna, anna.Create(note))
	if o, ok := w.object(note["id"]); ok && o.GoneAt == nil {
		t.Errorf("kept: %+v", o)
	}
}

func TestDelete_ofAnActorTakesItsThingsAlong(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	note := anna.Note("<p>one</p>", w.us.URI)
	w.tell(anna, anna.Create(note))
	w.tell(anna, anna.Follow(w.us.URI))
	row := w.row(anna)
	w.tell(anna, anna.Activity("Delete", anna.ID))
	if a, err := w.store.ActorByURI(w.ctx, anna.ID); err != nil || a.GoneAt == nil {
		t.Errorf("actor: %+v, %v", a.GoneAt, err)
	}
	if o, _ := w.object(note["id"]); o.GoneAt == nil {
		t.Error("note still there")
	}
	if f, ok := w.follow(row.ID, w.us.ID); ok && f.State == models.FollowAccepted {
		t.Error("still follows")
	}
	// Its key opens nothing any more, but its Delete is still welcome.
	r, body := anna.Request(t, w.base.SharedInbox(), anna.Follow(w.us.URI))
	wantStatus(t, w.receive(r, body), http.StatusForbidden)
	r, body = anna.Request(t, w.base.SharedInbox(), anna.Activity("Delete", anna.ID))
	if err := w.receive(r, body); err != nil {
		t.Errorf("second Delete: %v", err)
	}
}

func TestDelete_ofAKnownActorWhoseKeyIsGoneCountsWhenItsOriginSays410(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	w.row(anna)
	if err := w.store.ForgetRemoteKeys(w.ctx, anna.ID); err != nil {
		t.Fatal(err)
	}
	w.remote.Forget(anna.ID)
	anna.Vanish()
	w.tell(anna, anna.Activity("Delete", anna.ID))
	if a, err := w.store.ActorByURI(w.ctx, anna.ID); err != nil || a.GoneAt == nil {
		t.Errorf("actor lives: %v", err)
	}
}
