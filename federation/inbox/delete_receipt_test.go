package inbox_test

import (
	"encoding/json"
	"testing"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store"
)

const receiptsFeature = "https://w3id.org/knoop/1#deleteReceipts"

// knoopPerson is a person of a node that takes deletion receipts.
func (w *world) knoopPerson(name string) (*fedtest.Peer, *fedtest.Actor) {
	p := w.peer(fedtest.Options{Name: name, Software: "knoop"})
	anna := p.Person("anna")
	anna.Set(fedtest.Doc{"generator": fedtest.Doc{
		"type": "Application", "id": p.Origin + "/actor",
		"implements": []any{fedtest.Doc{"type": "Link", "href": receiptsFeature, "name": "x"}},
	}})
	return p, anna
}

// receipt gives the one deletion that another node is to hear of.
func (w *world) receipt() (d models.DeletionApplied, n int) {
	facts, err := w.store.OpenFacts(w.ctx, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range facts {
		if f.Kind != models.DeletionAppliedFact {
			continue
		}
		n++
		if err := json.Unmarshal(f.Data, &d); err != nil {
			w.t.Fatal(err)
		}
	}
	return d, n
}

func TestDelete_isConfirmedToANodeThatWantsToHearOfIt(t *testing.T) {
	w := newWorld(t)
	p, anna := w.knoopPerson("kade")
	note := anna.Note("<p>one</p>", w.us.URI)
	w.tell(anna, anna.Create(note))
	del := anna.Activity("Delete", fedtest.Doc{"id": note["id"], "type": "Tombstone"})
	w.tell(anna, del)
	if d, n := w.receipt(); n != 1 || d.Delete != del["id"] || d.Application != p.Origin+"/actor" || d.Inbox != p.SharedInbox() || d.At.IsZero() {
		t.Errorf("%d receipts: %+v", n, d)
	}
	w.tell(anna, anna.Activity("Delete", anna.ID))
	if _, n := w.receipt(); n != 2 {
		t.Errorf("%d receipts after she is gone", n)
	}
	w.tell(anna, anna.Activity("Delete", anna.ID)) // nothing is left to be erased
	if _, n := w.receipt(); n != 2 {
		t.Errorf("%d receipts after she went again", n)
	}
}

func TestDelete_isConfirmedToNobodyElse(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	bram := masto.Person("bram")
	note := bram.Note("<p>one</p>", w.us.URI)
	w.tell(bram, bram.Create(note))
	w.tell(bram, bram.Activity("Delete", note["id"]))
	liar := masto.Person("liar")
	liar.Set(fedtest.Doc{"generator": fedtest.Doc{"id": "https://elders.example/actor", "type": "Application", "implements": []any{receiptsFeature}}})
	w.tell(liar, liar.Follow(w.us.URI))
	w.tell(liar, liar.Activity("Delete", liar.ID))
	if d, n := w.receipt(); n != 0 {
		t.Errorf("%d receipts: %+v", n, d)
	}
}

func TestAccept_ofADeleteCountsFromTheApplicationOfAHostThatWasTold(t *testing.T) {
	w := newWorld(t)
	p, anna := w.knoopPerson("kade")
	other, _ := w.knoopPerson("elders")
	application, stranger := p.Add("actor", "Application"), other.Add("actor", "Application")
	w.tell(anna, anna.Follow(w.us.URI))
	o, err := w.store.PublishNote(w.ctx, store.NewNote{ActorID: w.us.ID, Visibility: models.Public, Source: "dag", Content: "<p>dag</p>"})
	if err != nil {
		t.Fatal(err)
	}
	facts, err := w.store.OpenFacts(w.ctx, 1)
	if err != nil || len(facts) == 0 {
		t.Fatal(err)
	}
	id := models.NewID()
	del := models.Activity{ID: id, URI: models.ActivityURI(w.base.Origin, id), Type: "Delete", ActorID: w.us.ID, ObjectURI: o.URI, Raw: []byte("{}")}
	letter := models.Letter{ID: models.NewID(), ActivityID: id, ActorID: w.us.ID, ObjectURI: o.URI, Inbox: p.SharedInbox(), Host: p.Host, State: models.LetterWaiting}
	if err := w.store.FinishFact(w.ctx, store.Dispatch{FactID: facts[0].ID, Activities: []models.Activity{del}, Letters: []models.Letter{letter}}); err != nil {
		t.Fatal(err)
	}
	state := func() models.DeletionState {
		list, err := w.store.Deletions(w.ctx, o.URI)
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		return list[0].State
	}
	said := func(by *fedtest.Actor) fedtest.Doc {
		a := by.Activity("Accept", del.URI)
		a["applied"] = "2026-11-22T10:00:05Z"
		return a
	}
	w.tell(anna, said(anna)) // a person cannot speak for her node
	w.tell(stranger, said(stranger))
	if got := state(); got != models.DeletionWaiting {
		t.Errorf("a word of others made it %s", got)
	}
	w.tell(application, said(application))
	if got := state(); got != models.DeletionConfirmed {
		t.Errorf("it is %s", got)
	}
}
