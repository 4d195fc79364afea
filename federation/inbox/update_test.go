package inbox_test

import (
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
)

func TestUpdate_changesOnlyWhatIsTheSigners(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	eve := w.peer(fedtest.Options{Name: "evil"}).Person("eve")
	note := anna.Note("<p>one</p>", w.us.URI)
	w.tell(anna, anna.Create(note))
	later := time.Now().Add(time.Minute).UTC().Format(time.RFC3339)
	content := func() string {
		o, _ := w.object(note["id"])
		return o.Content
	}
	forged := copyOf(note, fedtest.Doc{"content": "<p>forged</p>", "updated": later})
	w.tell(mallory, mallory.Activity("Update", forged))
	w.tell(eve, eve.Activity("Update", forged))
	w.tell(mallory, mallory.Activity("Update", copyOf(forged, fedtest.Doc{"attributedTo": mallory.ID})))
	if got := content(); got != "<p>one</p>" {
		t.Fatalf("another changed it to %q", got)
	}
	w.tell(anna, anna.Activity("Update", copyOf(note, fedtest.Doc{"type": "Event", "name": "x", "startTime": later, "content": "<p>class</p>", "updated": later})))
	if o, _ := w.object(note["id"]); o.Type != models.Note || o.Content != "<p>one</p>" {
		t.Fatalf("class changed: %s %q", o.Type, o.Content)
	}
	w.tell(anna, anna.Activity("Update", copyOf(note, fedtest.Doc{"content": "<p>two</p>", "updated": later})))
	if got := content(); got != "<p>two</p>" {
		t.Errorf("the author's Update: %q", got)
	}
	w.tell(anna, anna.Activity("Update", copyOf(note, fedtest.Doc{"content": "<p>older</p>", "updated": note["published"]})))
	if got := content(); got != "<p>two</p>" {
		t.Errorf("an older Update: %q", got)
	}
}

func TestUpdate_ofAnActorIsByItselfOnly(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	w.row(anna)
	forged := copyOf(anna.Document(), fedtest.Doc{"name": "Forged", "inbox": mallory.Inbox()})
	w.tell(mallory, mallory.Activity("Update", forged))
	if a := w.row(anna); a.Name != "Anna" || a.Inbox != anna.Inbox() {
		t.Fatalf("mallory renamed anna: %q %s", a.Name, a.Inbox)
	}
	anna.Set(fedtest.Doc{"name": "Anna Anders"})
	w.tell(anna, anna.Activity("Update", anna.Document()))
	if a := w.row(anna); a.Name != "Anna Anders" {
		t.Errorf("embedded: %q", a.Name)
	}
	anna.Set(fedtest.Doc{"name": "Anna Later"})
	w.tell(anna, anna.Activity("Update", anna.ID))
	if a := w.row(anna); a.Name != "Anna Later" {
		t.Errorf("by id: %q", a.Name)
	}
}
