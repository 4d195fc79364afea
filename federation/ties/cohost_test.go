package ties_test

import (
	"bytes"
	"crypto/ed25519"
	"net/http"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// ours is an event of our collective that @zo agreed to organise too.
func (w *world) ours() (models.Object, func() models.Cohost) {
	w.t.Helper()
	us := storetest.Collective(w.t, w.store)
	o, err := w.store.PublishEvent(w.t.Context(), store.NewEvent{
		ActorID: us.ID, Title: "Zaterdag", Event: models.Event{StartsAt: time.Now().AddDate(0, 0, 20), Timezone: "Europe/Amsterdam"},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := w.store.OfferEvent(w.t.Context(), o.ID, w.collective().ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return o, func() models.Cohost {
		w.t.Helper()
		item, err := w.store.Cohost(w.t.Context(), c.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		if err := w.ties.CheckCohost(w.t.Context(), item); err != nil {
			w.t.Fatal(err)
		}
		if item, err = w.store.Cohost(w.t.Context(), c.ID); err != nil {
			w.t.Fatal(err)
		}
		return item.Cohost
	}
}

// consent is the stamp of @zo to an event as it should be.
func (w *world) consent(event string) fedtest.Doc {
	doc := w.stamp()
	delete(doc, "role")
	doc["subject"], doc["relationship"], doc["object"] = w.zo.ID, models.Organizes, event
	return doc
}

func (w *world) accepts(c models.Cohost) {
	w.t.Helper()
	meant, err := w.store.OfferAnswered(w.t.Context(), w.collective(), models.Said{URI: w.zo.ID + "/yes"}, c.OpeningURI, true, w.stampURI(), "")
	if err != nil || !meant {
		w.t.Fatalf("%v, %v", meant, err)
	}
}

// A yes counts for what its stamp says, read at its origin: of another event, by a
// person, by another key or with another meaning it is nothing.
func TestCheckCohost_onlyTheStampOfThisCollectiveToThisEventCounts(t *testing.T) {
	w := newWorld(t)
	o, check := w.ours()
	w.accepts(check())
	noor := w.peer.Person("noor")
	for name, forge := range map[string]func(){
		"no stamp":         func() { w.peer.Serve(w.stampURI(), fedtest.Answer{Status: http.StatusNotFound}) },
		"of another event": func() { w.sign(w.consent(o.URI+"x"), w.key) },
		"to its note form": func() { w.sign(w.consent(o.NoteURI), w.key) },
		"by its person": func() {
			doc := w.consent(o.URI)
			doc["attributedTo"], doc["subject"] = noor.ID, noor.ID
			w.sign(doc, w.key)
		},
		"about its person": func() {
			doc := w.consent(o.URI)
			doc["subject"] = noor.ID
			w.sign(doc, w.key)
		},
		"of a membership": func() { w.sign(w.stamp(), w.key) },
		"by another key": func() {
			w.sign(w.consent(o.URI), ed25519.NewKeyFromSeed(bytes.Repeat([]byte{4}, 32)))
		},
		"altered": func() {
			w.serve(bytes.Replace(w.sign(w.consent(o.URI), w.key), []byte("2026-01-01T10:00:00Z"), []byte("2026-01-02T10:00:00Z"), 1))
		},
		"expired": func() {
			doc := w.consent(o.URI)
			doc["endTime"] = "2026-01-02T10:00:00Z"
			w.sign(doc, w.key)
		},
		"of a time to come": func() {
			doc := w.consent(o.URI)
			doc["startTime"] = time.Now().AddDate(0, 0, 2).UTC().Format(time.RFC3339)
			w.sign(doc, w.key)
		},
		"a web page": func() { w.peer.Serve(w.stampURI(), fedtest.Answer{Type: "text/html", Body: []byte("<p>Ja")}) },
	} {
		forge()
		if c := check(); c.Listed || c.Confirmed(time.Now()) || c.State != models.CohostAccepted {
			t.Errorf("%s: %+v", name, c)
		}
	}
	w.peer.Fail(http.StatusBadGateway)
	if c := check(); c.Listed || c.SilentSince == nil {
		t.Errorf("a server that is down: %+v", c)
	}
	w.peer.Fail(0)
	w.sign(w.consent(o.URI), w.key)
	if c := check(); !c.Listed || !c.Confirmed(time.Now()) {
		t.Errorf("as it should be: %+v", c)
	}
	w.zo.Set(fedtest.Doc{"movedTo": w.peer.Origin + "/users/elders"})
	if c := check(); c.Confirmed(time.Now()) {
		t.Errorf("moved: %+v", c)
	}
	w.zo.Set(fedtest.Doc{"movedTo": nil})
	w.peer.Serve(w.stampURI(), fedtest.Answer{Status: http.StatusGone})
	if c := check(); c.State != models.CohostEnded || c.Listed {
		t.Errorf("gone: %+v", c)
	}
}

// A yes of which the word was lost stands in what the collective says is coming.
func TestCheckCohost_findsTheConsentOfWhichTheWordWasLost(t *testing.T) {
	w := newWorld(t)
	o, check := w.ours()
	list := w.zo.ID + "/upcoming"
	w.zo.Set(fedtest.Doc{"upcomingEvents": list})
	item := func(id string) fedtest.Doc {
		return fedtest.Doc{"id": id, "type": "Event", "name": "Zaterdag", "context": w.stampURI()}
	}
	serve := func(items ...any) {
		w.peer.Keep(list, fedtest.Doc{"@context": fedtest.Context, "id": list, "type": "OrderedCollection", "orderedItems": items})
	}
	w.sign(w.consent(o.URI), w.key)
	serve(item(o.URI + "x"))
	if c := check(); c.State != models.CohostOffered {
		t.Errorf("another event: %+v", c)
	}
	serve(o.URI)
	if c := check(); c.State != models.CohostOffered {
		t.Errorf("without a consent: %+v", c)
	}
	serve(item(o.URI))
	if c := check(); c.State != models.CohostAccepted || !c.Listed || c.StampURI != w.stampURI() {
		t.Errorf("%+v", c)
	}
}

// theirs is an event of another collective that names @zo, as we hold it.
func (w *world) theirs() (kade *fedtest.Actor, event fedtest.Doc, check func() models.Cohost) {
	w.t.Helper()
	kade = w.peer.Add("kade", "Group")
	id := w.peer.Origin + "/events/5"
	event = fedtest.Doc{
		"@context": fedtest.Context, "id": id, "type": "Event", "attributedTo": kade.ID, "name": "Zaterdag", "to": []string{"https://www.w3.org/ns/activitystreams#Public"},
		"startTime": time.Now().AddDate(0, 0, 20).UTC().Format(time.RFC3339), "published": "2026-01-01T10:00:00Z",
		"organizers": fedtest.Doc{"id": id + "/organizers", "type": "Collection", "items": []any{
			fedtest.Doc{"id": kade.ID, "type": "Group"}, fedtest.Doc{"id": w.zo.ID, "type": "Group", "name": "ZO!", "context": w.stampURI()},
		}},
	}
	w.peer.Keep(id, event)
	row, err := w.remote.FetchActor(w.t.Context(), kade.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	o, _, err := w.store.KeepObject(w.t.Context(), store.IncomingObject{
		Object: models.Object{URI: id, ActorID: row.ID, Type: models.EventObj, Name: "Zaterdag", Visibility: models.Public},
		Event:  &models.Event{StartsAt: time.Now().AddDate(0, 0, 20), Organizers: []models.Organizer{{URI: w.zo.ID, Name: "ZO!", Stamp: w.stampURI()}}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return kade, event, func() models.Cohost {
		w.t.Helper()
		list, err := w.store.Cohosts(w.t.Context(), store.CohostFilter{EventID: o.ID})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, item := range list {
			if err := w.ties.CheckCohost(w.t.Context(), item); err != nil {
				w.t.Fatal(err)
			}
		}
		if list, err = w.store.Cohosts(w.t.Context(), store.CohostFilter{EventID: o.ID}); err != nil {
			w.t.Fatal(err)
		}
		if len(list) == 0 {
			return models.Cohost{}
		}
		return list[0].Cohost
	}
}

// Between two others both must say so, each at its own origin.
func TestCheckCohost_ofOthersReadsBoth(t *testing.T) {
	w := newWorld(t)
	_, event, check := w.theirs()
	id := event["id"].(string)
	w.sign(w.consent(id), w.key)
	if c := check(); !c.Confirmed(time.Now()) || c.State != models.CohostClaimed {
		t.Errorf("%+v", c)
	}
	w.sign(w.consent(id+"x"), w.key)
	if c := check(); c.Confirmed(time.Now()) || c.Denied != "stamp" {
		t.Errorf("the consent to another event: %+v", c)
	}
	w.sign(w.consent(id), w.key)
	// The word of an edit was lost: reading takes it.
	event["name"], event["updated"] = "Zondag", time.Now().Add(5*time.Second).UTC().Format(time.RFC3339)
	w.peer.Keep(id, event)
	if c := check(); !c.Confirmed(time.Now()) {
		t.Errorf("%+v", c)
	}
	if o, err := w.store.ObjectByURI(t.Context(), id); err != nil || o.Name != "Zondag" {
		t.Errorf("%+v, %v", o, err)
	}
	// Named no more, also by one that says nothing of when it changed.
	delete(event, "organizers")
	w.peer.Keep(id, event)
	if c := check(); c.Confirmed(time.Now()) {
		t.Errorf("%+v", c)
	}
	event["updated"] = time.Now().Add(time.Minute).UTC().Format(time.RFC3339)
	w.peer.Keep(id, event)
	if c := check(); c.ID != "" {
		t.Errorf("%+v", c)
	}
}

// An event that is gone takes its co-hosts along, though nobody told us.
func TestCheckCohost_anEventThatIsGoneIsErased(t *testing.T) {
	w := newWorld(t)
	_, event, check := w.theirs()
	w.peer.Serve(event["id"].(string), fedtest.Answer{Status: http.StatusGone})
	if c := check(); c.ID != "" {
		t.Errorf("%+v", c)
	}
	if o, err := w.store.ObjectByURI(t.Context(), event["id"].(string)); err != nil || o.GoneAt == nil {
		t.Errorf("%+v, %v", o, err)
	}
}
