package outbox_test

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
)

// eventTown has one follower on event software and one on a note host, both
// asked for their software.
func eventTown(t *testing.T) (*town, *node) {
	w := newTown(t)
	w.runs("mob", "mobilizon")
	w.runs("masto", "mastodon")
	n := newNode(t, w)
	n.start()
	n.follower("mob", "group", true)
	n.follower("masto", "lena", true)
	w.await(t, "", "Accept", 2)
	n.quiet()
	return w, n
}

// sortsOf lists the types of objects a host was told about.
func sortsOf(list []mail) string {
	var out []string
	for _, m := range list {
		out = append(out, m.kind+" "+m.sort)
	}
	return strings.Join(out, ", ")
}

func TestEvent_eachHostGetsTheOneFormItsSoftwareReads(t *testing.T) {
	w, n := eventTown(t)
	o := n.event("Open Coffee")
	mob, masto := w.await(t, "mob", "Create", 1), w.await(t, "masto", "Create", 1)
	n.quiet()
	if sortsOf(mob) != "Create Event" || mob[0].object != o.URI || mob[0].id != n.base.CreateOf(o.ID, models.FormEvent) {
		t.Errorf("Mobilizon got %s %s in %s", sortsOf(mob), mob[0].object, mob[0].id)
	}
	if sortsOf(masto) != "Create Note" || masto[0].object != o.NoteURI || masto[0].id != n.base.CreateOf(o.ID, models.FormNote) {
		t.Errorf("Mastodon got %s %s in %s", sortsOf(masto), masto[0].object, masto[0].id)
	}
}

func TestEvent_aHostKeepsItsFormThoughItChangesItsSoftware(t *testing.T) {
	w, n := eventTown(t)
	o := n.event("Open Coffee")
	w.await(t, "", "Create", 2)
	at := n.store.Now()
	for host, software := range map[string]string{"mob": "mastodon", "masto": "mobilizon"} {
		if err := n.store.SaveSoftware(t.Context(), w.host(host), software, "2", "", at); err != nil {
			t.Fatal(err)
		}
	}
	changed := n.newEvent("Open Coffee, later")
	if _, err := n.store.EditEvent(t.Context(), o.ID, changed); err != nil {
		t.Fatal(err)
	}
	w.await(t, "", "Update", 2)
	if _, err := n.store.CancelEvent(t.Context(), o.ID); err != nil {
		t.Fatal(err)
	}
	w.await(t, "", "Update", 4)
	n.delete(o)
	w.await(t, "", "Delete", 2)
	n.quiet()
	if got := sortsOf(w.got("mob", "Update")); got != "Update Event, Update Event" {
		t.Errorf("Mobilizon got %s", got)
	}
	if got := sortsOf(w.got("masto", "Update")); got != "Update Note, Update Note" {
		t.Errorf("Mastodon got %s", got)
	}
	if got := w.got("mob", "Delete"); len(got) != 1 || got[0].object != o.URI {
		t.Errorf("Mobilizon was told of %+v", got)
	}
	if got := w.got("masto", "Delete"); len(got) != 1 || got[0].object != o.NoteURI {
		t.Errorf("Mastodon was told of %+v", got)
	}
	// The next event goes by today's software.
	n.event("Borrel")
	w.await(t, "", "Create", 4)
	if got := sortsOf(w.got("mob", "Create")); got != "Create Event, Create Note" {
		t.Errorf("Mobilizon, now Mastodon, got %s", got)
	}
}

func TestEvent_twoInboxesOfOneHostGetTheSameForm(t *testing.T) {
	w := newTown(t)
	w.runs("gts", "gotosocial")
	n := newNode(t, w)
	n.start()
	n.follower("gts", "a", false)
	n.follower("gts", "b", false)
	w.await(t, "gts", "Accept", 2)
	n.event("Open Coffee")
	got := w.await(t, "gts", "Create", 2)
	n.quiet()
	if sortsOf(got) != "Create Note, Create Note" || got[0].id != got[1].id {
		t.Errorf("it got %s", sortsOf(got))
	}
}

func TestEvent_theApplicationAnnouncesTheIDThatEachHostReads(t *testing.T) {
	w, n := eventTown(t)
	relay, other := n.meet("mob", "relay", true), n.meet("pleroma", "relay", true)
	n.follow(relay, n.app)
	n.follow(other, n.app)
	w.await(t, "", "Accept", 4)
	o := n.event("Open Coffee")
	mob, pleroma := w.await(t, "mob", "Announce", 1), w.await(t, "pleroma", "Announce", 1)
	w.await(t, "", "Create", 2)
	n.quiet()
	if len(mob) != 1 || mob[0].object != o.URI || mob[0].doc["actor"] != n.app.URI {
		t.Errorf("Mobilizon heard of %+v", mob)
	}
	if len(pleroma) != 1 || pleroma[0].object != o.NoteURI {
		t.Errorf("a note host heard of %s", pleroma[0].object)
	}
	if got := w.got("mob", ""); got[len(got)-1].kind != "Announce" {
		t.Error("the Announce overtook the Create")
	}
	n.delete(o)
	if got := w.await(t, "pleroma", "Delete", 1); got[0].object != o.NoteURI {
		t.Errorf("who heard of it from the Application alone is told that %s is gone", got[0].object)
	}
}

func TestEvent_unknownSoftwareGetsTheNoteAndIsAskedForNextTime(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	n.follower("knoop", "a", true)
	w.await(t, "knoop", "Accept", 1)
	n.quiet()
	w.runs("knoop", "knoop") // its NodeInfo was missing at the first meeting
	n.later(25 * time.Hour)
	n.event("Open Coffee")
	if got := w.await(t, "knoop", "Create", 1); sortsOf(got) != "Create Note" {
		t.Errorf("it got %s", sortsOf(got))
	}
	eventually(t, "the host was not asked again", func() bool {
		h, err := n.store.Host(t.Context(), w.host("knoop"))
		return err == nil && h.Software == "knoop"
	})
	n.event("Borrel")
	if got := w.await(t, "knoop", "Create", 2); sortsOf(got) != "Create Note, Create Event" {
		t.Errorf("it got %s", sortsOf(got))
	}
}
