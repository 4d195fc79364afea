package fed_test

import (
	"strings"
	"testing"
	"time"

	"knoop/federation/httpsig"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestObject_hasAFormAtEachOfItsAddresses(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		us := storetest.Collective(t, w.store)
		note, event := storetest.Note(t, w.store, us, "dag"), w.event(t, us, "Ontbijt", time.Now().Add(time.Hour))
		for who, accept := range asPeers {
			a := w.get(note.URI, accept)
			a.is(t, 200, got, `"type":"Note"`, `"id":"`+note.URI+`"`, `"attributedTo":"`+us.URI+`"`)
			if h := a.Header(); h.Get("Cache-Control") != "public, max-age=60" || strings.Join(h.Values("Vary"), ", ") != "Accept" || h.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s: %v", who, h)
			}
			w.get(event.URI, accept).is(t, 200, got, `"type":"Event"`, `"id":"`+event.URI+`"`, `"noteForm":"`+event.NoteURI+`"`)
			w.get(event.NoteURI, accept).is(t, 200, got, `"type":"Note"`, `"id":"`+event.NoteURI+`"`, `"eventForm":"`+event.URI+`"`, "De Spoel")
		}
		for _, o := range []models.Object{note, event} {
			a := w.get(o.URI, html)
			a.is(t, 200, html, `rel="alternate" type="application/activity+json" href="`+o.URI+`"`)
			if !strings.Contains(a.Header().Get("Link"), "<"+o.URI+">") {
				t.Errorf("Link is %s", a.Header().Get("Link"))
			}
		}
		w.get("/events/"+note.ID, as2).is(t, 404, told)
		if _, err := w.store.CancelEvent(t.Context(), event.ID); err != nil {
			t.Fatal(err)
		}
		w.get(event.URI, as2).is(t, 200, got, "CANCELLED")
		w.get(event.NoteURI, as2).is(t, 200, got, "Gaat niet door: Ontbijt")
		for _, o := range []models.Object{note, event} {
			if _, err := w.store.DeleteObject(t.Context(), o.ID); err != nil {
				t.Fatal(err)
			}
		}
		w.get(note.URI, as2).is(t, 410, got, `"type":"Tombstone"`, `"formerType":"Note"`, `"id":"`+note.URI+`"`, `"deleted":"20`, "!dag")
		w.get(event.URI, as2).is(t, 410, got, `"type":"Tombstone"`, `"formerType":"Event"`, `"id":"`+event.URI+`"`, "!Ontbijt")
		w.get(event.NoteURI, as2).is(t, 410, got, `"type":"Tombstone"`, `"formerType":"Note"`, `"id":"`+event.NoteURI+`"`, "!Ontbijt")
		w.get(note.URI, html).is(t, 410, html, "!dag")
	})
}

func TestObject_ofOthersIsNotOurs(t *testing.T) {
	w := newTown(t)
	ann := storetest.Remote(t, w.store, "far.example", "ann")
	theirs, _, err := w.store.KeepObject(t.Context(), store.IncomingObject{Object: models.Object{
		URI: "https://far.example/1", Type: models.Note, ActorID: ann.ID, Visibility: models.Public, Content: "van ver",
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/notes/", "/events/", "/activities/"} {
		w.get(path+theirs.ID, as2).is(t, 404, told, "!van ver")
	}
	w.get("/users/ann", as2).is(t, 404, told)
}

func TestObject_forFollowersIsShownToFollowersAlone(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		us := storetest.Collective(t, w.store)
		follower, stranger, named := w.follower(t, "fien", us), w.peer.Person("stan"), w.peer.Person("nora")
		note := w.private(t, us, "onder ons", models.Mention{URI: named.ID, Name: "@" + named.Acct()})
		create := w.base.Origin + "/activities/" + note.ID
		nothing := w.get("/notes/nothing", as2)
		for _, address := range []string{note.URI, create} {
			for who, a := range map[string]answer{
				"nobody": w.get(address, as2), "a stranger": w.signed(t, stranger, address),
			} {
				a.is(t, 404, told, "!onder ons")
				if a.Body.String() != nothing.Body.String() {
					t.Errorf("%s can tell it from nothing: %s", who, a.Body)
				}
			}
			for range 2 {
				a := w.signed(t, follower, address)
				a.is(t, 200, got, "onder ons", address)
				if a.Header().Get("Cache-Control") != "private, no-store" {
					t.Errorf("%s may be kept: %v", address, a.Header())
				}
				w.signed(t, named, address).is(t, 200, got, "onder ons")
				w.get(address, as2).is(t, 404, told, "!onder ons") // also after others saw it
			}
		}
		w.get(note.URI, html).is(t, 404, html, "!onder ons")
		forged := w.request("GET", note.URI, as2)
		if err := httpsig.SignRequest(forged, nil, httpsig.Key{ID: follower.KeyID, Private: stranger.Key().Private}, time.Now()); err != nil {
			t.Fatal(err)
		}
		w.do(forged).is(t, 404, told)
		old := w.request("GET", note.URI, as2)
		if err := httpsig.SignRequest(old, nil, follower.Key(), time.Now().Add(-24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		w.do(old).is(t, 404, told)
		w.deliver(t, follower, "/inbox", follower.Activity("Undo", follower.Follow(us.URI))).is(t, 202, "")
		w.until(t, "she follows no more", func() bool { return w.signed(t, follower, note.URI).Code == 404 })
		if _, err := w.store.DeleteObject(t.Context(), note.ID); err != nil {
			t.Fatal(err)
		}
		w.get(note.URI, as2).is(t, 404, told) // it never was
		w.signed(t, named, note.URI).is(t, 410, got, `"formerType":"Note"`)
		w.signed(t, stranger, note.URI).is(t, 404, told)
		w.get(note.URI, html).is(t, 404, html)
	})
}

func TestObject_publicAsksForNoSignatureAndLooksAtNone(t *testing.T) {
	w := newTown(t)
	us := storetest.Collective(t, w.store)
	note := storetest.Note(t, w.store, us, "dag")
	stranger := w.peer.Person("stan")
	before := w.peer.AllHits()
	for _, address := range []string{note.URI, us.URI, us.URI + "/outbox", w.base.Application(), w.base.Origin + "/activities/" + note.ID} {
		for _, signature := range []string{"nonsense", `keyId="x"`, `keyId="` + stranger.KeyID + `",headers="date",signature="AAAA"`, strings.Repeat("x", 9000)} {
			r := w.request("GET", address, as2)
			r.Header.Set("Signature", signature)
			w.do(r).is(t, 200, got)
		}
		w.signed(t, stranger, address).is(t, 200, got)
	}
	if n := w.peer.AllHits(); n != before {
		t.Errorf("a public GET made us fetch %d times", n-before)
	}
}

func TestActivity_isGoneWithWhatItTold(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		anna := storetest.Member(t, w.store, "anna")
		note := storetest.Note(t, w.store, anna, "eerste woorden")
		if _, err := w.store.EditNote(t.Context(), note.ID, store.NewNote{ActorID: anna.ID, Source: "tweede woorden", Content: "<p>tweede woorden</p>"}); err != nil {
			t.Fatal(err)
		}
		create := w.base.Activity(note.ID)
		w.get(create, as2).is(t, 200, got, "tweede woorden", "!eerste")
		ofNote, ofAnna := w.said(t, anna, "Update", note.URI, true), w.said(t, anna, "Update", anna.URI, true)
		end, share := w.said(t, anna, "Delete", anna.URI, true), w.said(t, anna, "Announce", note.URI, true)
		for _, uri := range []string{ofNote, ofAnna, end, share} {
			w.get(uri, as2).is(t, 200, got, "as it was sent")
		}
		w.get(w.said(t, anna, "Follow", "https://far.example/ann", false), as2).is(t, 404, told)
		if _, err := w.store.DeleteObject(t.Context(), note.ID); err != nil {
			t.Fatal(err)
		}
		w.get(create, as2).is(t, 410, told, "!woorden")
		w.get(ofNote, as2).is(t, 410, told, "!as it was sent")
		w.get(ofAnna, as2).is(t, 200, got)
		if err := w.store.DeleteMember(t.Context(), anna.ID); err != nil {
			t.Fatal(err)
		}
		w.get(ofAnna, as2).is(t, 410, told, "!as it was sent")
		w.get(end, as2).is(t, 200, got)
		w.get(share, as2).is(t, 200, got)
	})
}

// said keeps an activity of ours as fan-out does, and gives its id.
func (w *town) said(t *testing.T, by models.Actor, kind, object string, public bool) string {
	t.Helper()
	storetest.Note(t, w.store, storetest.Collective(t, w.store), "iets om te vertellen")
	facts, err := w.store.OpenFacts(t.Context(), 1)
	if err != nil || len(facts) == 0 {
		t.Fatal("no fact to tell", err)
	}
	id := models.NewID()
	a := models.Activity{ID: id, URI: w.base.Activity(id), Type: kind, ActorID: by.ID, ObjectURI: object, Public: public, Raw: []byte(`{"content":"as it was sent"}`)}
	if err := w.store.FinishFact(t.Context(), store.Dispatch{FactID: facts[0].ID, Activities: []models.Activity{a}}); err != nil {
		t.Fatal(err)
	}
	return a.URI
}
