package vocab_test

import (
	"strings"
	"testing"
	"time"

	"knoop/federation/vocab"
	"knoop/models"
)

func TestCohost_documents(t *testing.T) {
	w := writer
	author := models.Actor{URI: "https://mokum.example/users/mokum", Kind: models.Group, Name: "ZZP Mokum", Handle: "mokum", Local: true}
	start := time.Date(2026, 12, 5, 13, 0, 0, 0, time.UTC)
	o := models.Object{ID: "5", URI: "https://mokum.example/events/5", NoteURI: "https://mokum.example/notes/5", Type: models.EventObj, Name: "Zaterdag", Visibility: models.Public, Published: start, Updated: start}
	e := models.Event{StartsAt: start, Timezone: "Europe/Amsterdam", Organizers: []models.Organizer{
		{URI: "https://kade.example/users/zo", Name: "ZO! <b>", Stamp: "https://kade.example/stamps/12"},
		{URI: "https://wijk.example/users/wijk", Name: "Wijk", Stamp: "https://wijk.example/stamps/3"},
	}}
	raw, err := w.Event(o, e, author)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"organizers":{"id":"https://mokum.example/events/5/organizers","type":"Collection","items":[{"id":"https://mokum.example/users/mokum","type":"Group","name":"ZZP Mokum"},{"id":"https://kade.example/users/zo","type":"Group","context":"https://kade.example/stamps/12","name":"ZO! <b>"}`,
		`"organizers":{"@id":"https://w3id.org/fep/8a8e/organizers","@type":"@id"}`, `"totalItems":3`,
		"Samen met ZO! &lt;b&gt; en Wijk.",
	} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("the event lacks %s:\n%s", want, raw)
		}
	}
	doc, err := vocab.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	in, err := vocab.ReadObject(doc)
	if err != nil || len(in.Event.Organizers) != 3 || in.Event.Organizers[1] != (models.Organizer{URI: "https://kade.example/users/zo", Name: "ZO! <b>", Stamp: "https://kade.example/stamps/12"}) {
		t.Errorf("read back as %+v, %v", in.Event, err)
	}
	note, err := w.NoteForm(o, e, author)
	if err != nil || !strings.Contains(string(note), "Samen met ZO!") || strings.Contains(string(note), "organizers") {
		t.Errorf("%s, %v", note, err)
	}
	carried, err := w.Carried(o, e, author.URI, "https://kade.example/stamps/12")
	if err != nil {
		t.Fatal(err)
	}
	list, err := vocab.CollectionOf("https://kade.example/users/zo/upcoming", []vocab.Item{{Raw: carried}})
	if err != nil {
		t.Fatal(err)
	}
	if doc, err = vocab.Parse(list); err != nil {
		t.Fatal(err)
	}
	if stamp, _, _ := vocab.ConsentIn(doc, o.URI); stamp != "https://kade.example/stamps/12" {
		t.Errorf("found %q in %s", stamp, list)
	}
}

// What is said between the two, to the letter.
func TestCohost_activities(t *testing.T) {
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	e := vocab.Envelope{ID: "https://a.example/activities/o1", Actor: "https://a.example/users/mokum", To: []string{"https://b.example/users/zo"}, Published: at}
	offer, err := vocab.Offer(e, "https://a.example/events/5", "https://b.example/users/zo", at.AddDate(0, 0, 30))
	if err != nil {
		t.Fatal(err)
	}
	back := vocab.Envelope{ID: "https://b.example/activities/a1", Actor: "https://b.example/users/zo", To: []string{"https://a.example/users/mokum"}, Published: at}
	accept, err := vocab.AcceptOffer(back, "https://a.example/activities/o1", "https://b.example/stamps/12")
	if err != nil {
		t.Fatal(err)
	}
	reject, err := vocab.RejectOffer(back, "https://a.example/activities/o1", "Dan zijn we weg.")
	if err != nil {
		t.Fatal(err)
	}
	undo, err := vocab.Undo(e, offer)
	if err != nil {
		t.Fatal(err)
	}
	const as = `{"@context":"https://www.w3.org/ns/activitystreams",`
	for want, got := range map[string][]byte{
		as + `"id":"https://a.example/activities/o1","type":"Offer","actor":"https://a.example/users/mokum","endTime":"2026-12-20T10:00:00Z","object":"https://a.example/events/5","published":"2026-11-20T10:00:00Z","target":"https://b.example/users/zo","to":["https://b.example/users/zo"]}`: offer,
		as + `"id":"https://b.example/activities/a1","type":"Accept","actor":"https://b.example/users/zo","object":"https://a.example/activities/o1","published":"2026-11-20T10:00:00Z","result":"https://b.example/stamps/12","to":["https://a.example/users/mokum"]}`:                           accept,
		as + `"id":"https://b.example/activities/a1","type":"Reject","actor":"https://b.example/users/zo","content":"Dan zijn we weg.","object":"https://a.example/activities/o1","published":"2026-11-20T10:00:00Z","to":["https://a.example/users/mokum"]}`:                                     reject,
	} {
		if string(got) != want {
			t.Errorf("got\n%s\nnot\n%s", got, want)
		}
	}
	for _, raw := range [][]byte{offer, undo} {
		doc, err := vocab.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := vocab.ReadActivity(doc); err != nil || a.Actor != e.Actor {
			t.Errorf("%+v, %v", a, err)
		}
	}
}
