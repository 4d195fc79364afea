package remote_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/remote"
	"knoop/models"
	"knoop/models/store/storetest"
)

func TestActor_isReadAgainAfterADayAndKeepsItsRow(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon(t).Person("anna")
	first, err := w.remote.Actor(w.ctx, anna.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	anna.Set(fedtest.Doc{"name": "Anna Anders"})
	if same, err := w.remote.Actor(w.ctx, anna.ID, 0); err != nil || same.Name != "Anna" {
		t.Errorf("within a day: %q, %v", same.Name, err)
	}
	w.clock = w.clock.Add(25 * time.Hour)
	again, err := w.remote.Actor(w.ctx, anna.ID, 0)
	if err != nil || again.Name != "Anna Anders" || again.ID != first.ID {
		t.Errorf("after a day: %q in row %s, want row %s (%v)", again.Name, again.ID, first.ID, err)
	}
}

func TestActor_isGivenOldWhenItsHostIsDown(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon(t).Person("anna")
	if _, err := w.remote.Actor(w.ctx, anna.ID, 0); err != nil {
		t.Fatal(err)
	}
	w.clock = w.clock.Add(48 * time.Hour)
	anna.Peer.Fail(http.StatusServiceUnavailable)
	if a, err := w.remote.Actor(w.ctx, anna.ID, 0); err != nil || a.URI != anna.ID {
		t.Errorf("%v", err)
	}
}

func TestActor_ofOursIsNeverFetched(t *testing.T) {
	w := newWorld(t)
	ours := storetest.Collective(t, w.store)
	w.clock = w.clock.Add(1000 * time.Hour)
	if a, err := w.remote.Actor(w.ctx, ours.URI, 0); err != nil || a.ID != ours.ID {
		t.Errorf("%v", err)
	}
	_, err := w.remote.Actor(w.ctx, storetest.Origin+"/users/nobody", 0)
	if models.KindOf(err) != models.NotFound {
		t.Errorf("%v", err)
	}
}

func TestActor_withTheIDOfAnotherHostIsRefused_CVE_2024_23832(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon(t).Person("anna")
	evil := w.peer(t, fedtest.Options{Name: "evil"})
	forged := anna.Document()
	forged["inbox"] = evil.Origin + "/users/mallory/inbox"
	forged["name"] = "Forged"
	evil.Keep(evil.Origin+"/users/anna", forged)
	// The document names anna's id: that id is asked once, and it speaks for itself.
	a, err := w.remote.FetchActor(w.ctx, evil.Origin+"/users/anna")
	if err != nil {
		t.Fatal(err)
	}
	if a.URI != anna.ID || a.Inbox != anna.Inbox() || a.Name == "Forged" {
		t.Errorf("took the forged actor: %+v", a)
	}
	// When her host does not know that id, nothing is taken.
	forged["id"] = anna.Peer.Origin + "/users/ghost"
	evil.Keep(evil.Origin+"/users/ghost", forged)
	if _, err := w.remote.FetchActor(w.ctx, evil.Origin+"/users/ghost"); err == nil {
		t.Error("took an actor its own host does not know")
	}
	// An id that leads on to a third one is not followed further.
	forged["id"] = evil.Origin + "/b"
	evil.Keep(evil.Origin+"/a", forged)
	forged["id"] = evil.Origin + "/c"
	evil.Keep(evil.Origin+"/b", forged)
	if _, err := w.remote.FetchActor(w.ctx, evil.Origin+"/a"); !errors.Is(err, remote.ErrRefused) {
		t.Errorf("followed a chain of ids: %v", err)
	}
}

func TestActor_budgetBoundsStrangersAndFetches(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon(t)
	held := w.remote.Within(remote.NewBudget())
	for i := range 5 {
		if _, err := held.Actor(w.ctx, masto.Person("p"+string(rune('a'+i))).ID, 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := held.Actor(w.ctx, masto.Person("sixth").ID, 0); !errors.Is(err, remote.ErrBudget) {
		t.Errorf("sixth stranger: %v", err)
	}
	note := masto.Person("author").Note("<p>x</p>")
	var err error
	n := 0
	for ; n < 100 && err == nil; n++ {
		_, err = held.Object(w.ctx, note["id"].(string))
	}
	if !errors.Is(err, remote.ErrBudget) || n != 16 {
		t.Errorf("%d fetches after five, then %v", n, err)
	}
}

func TestObject_takesOnlyActivityPubAndItsOwnAddress(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon(t)
	note := masto.Person("anna").Note("<p>x</p>")
	id := note["id"].(string)
	if doc, err := w.remote.Object(w.ctx, id); err != nil || doc.ID() != id {
		t.Fatalf("%v", err)
	}
	for name, answer := range map[string]fedtest.Answer{
		"json":     {Type: "application/json", Body: []byte(`{"id":"` + masto.Origin + `/x"}`)},
		"html":     {Type: "text/html", Body: []byte(`<p>`)},
		"no id":    {Body: []byte(`{"type":"Note"}`)},
		"no json":  {Body: []byte(`{`)},
		"an array": {Body: []byte(`[]`)},
	} {
		masto.Serve(masto.Origin+"/x", answer)
		if _, err := w.remote.Object(w.ctx, masto.Origin+"/x"); err == nil || remote.IsTemporary(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestObject_redirectedToAnotherHostIsRefused(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon(t)
	evil := w.peer(t, fedtest.Options{Name: "evil"})
	id := masto.Origin + "/open?redirect=1"
	evil.Keep(evil.Origin+"/x", fedtest.Doc{"@context": fedtest.Context, "id": id, "type": "Note", "attributedTo": masto.Origin + "/users/anna"})
	masto.Serve(masto.Origin+"/open", fedtest.Answer{Status: http.StatusFound, Header: http.Header{"Location": {evil.Origin + "/x"}}})
	if doc, err := w.remote.Object(w.ctx, id); !errors.Is(err, remote.ErrRefused) {
		t.Errorf("took %v by the word of another host: %v", doc, err)
	}
}
