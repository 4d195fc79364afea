package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
)

// The main job of the ground floor: two real processes over real HTTPS, each
// away for a while, and a pretend Mastodon that follows one of them.
func TestTwoNodes_followEachOtherAndExchangeANoteAndAnEvent(t *testing.T) {
	ca := newAuthority(t)
	kade, wijk := newNode(t, ca, "kade").setUp(), newNode(t, ca, "wijk").setUp()
	masto := fedtest.New(t, fedtest.Options{Name: "masto", Authority: ca.Authority, Software: "mastodon"})
	noor := masto.Person("noor")
	kade.start()
	wijk.start()

	// Following, both ways and from Mastodon.
	if said := kade.said("follow", "--as", "kade", "wijk@"+wijk.host); !strings.HasPrefix(said, "asked, waiting") {
		t.Errorf("follow said %q", said)
	}
	wijk.do("follow", "--as", "wijk", "@kade@"+kade.host)
	if status, body := noor.Post(t, kade.actor+"/inbox", noor.Follow(kade.actor)); status != http.StatusAccepted {
		t.Fatalf("follow from Mastodon: %d %s", status, body)
	}
	masto.Await(t, "Accept")
	kade.eventually("wijk and noor follow", func() bool {
		who := kade.followers("kade")
		return len(who) == 2 && slices.Contains(who, wijk.actor) && slices.Contains(who, noor.ID)
	})
	wijk.eventually("kade follows", func() bool { return slices.Equal(wijk.followers("wijk"), []string{kade.actor}) })
	for _, n := range []*node{kade, wijk} { // accepted, not merely asked
		n.eventually("its follow was accepted", func() bool { return n.stats().Following >= 1 })
	}

	// Who follows a Knoop collective is connected with its node.
	for n, other := range map[*node]*node{kade: wijk, wijk: kade} {
		n.eventually("the nodes are connected", func() bool {
			return slices.Equal(n.followers("relay"), []string{other.origin + "/actor"})
		})
	}

	note := kade.do("note", "--as", "kade", "Vrijdag **soep** voor @wijk@"+wijk.host+". #borrel")
	event := kade.do("event", "add", "--as", "kade", "--title", "Open Coffee", "--start", "2027-03-05T08:30:00+01:00",
		"--place", "De Spoel", "--locality", "Amsterdam", "--country", "NL")
	asNote := strings.Replace(event, "/events/", "/notes/", 1)

	// What arrives is the document as it was sent, in the form for the software.
	if got := wijk.holds(note, "soep"); got["type"] != "Note" || got["attributedTo"] != kade.actor {
		t.Errorf("the note came as %v", got)
	}
	if got := wijk.holds(event, "Open Coffee", "De Spoel"); got["type"] != "Event" || got["startTime"] == nil {
		t.Errorf("the event came as %v", got)
	}
	if s := wijk.stats(); s.Notes != 1 || s.Events != 1 {
		t.Errorf("wijk holds %d notes and %d events: the event must not come as a note too", s.Notes, s.Events)
	}
	agenda := wijk.page("/events")
	for _, word := range []string{"Open Coffee", "De Spoel", "kade"} {
		if !strings.Contains(agenda, word) {
			t.Errorf("the agenda of wijk lacks %q", word)
		}
	}

	// A server that is away misses nothing, and one that restarts forgets nothing.
	wijk.stop()
	second := kade.do("note", "--as", "kade", "Terwijl jullie weg waren.")
	kade.do("edit", note, "Vrijdag toch stamppot.")
	kade.stop()
	away := kade.do("note", "--as", "kade", "Geschreven zonder server.")
	kade.start()
	kade.do("event", "edit", event, "--title", "Open Koffie")
	kade.eventually("a letter to wijk had to be put off", func() bool {
		q := kade.queue()
		return q.Delayed > 0 && len(q.Hosts) == 1 && q.Hosts[0].Host == wijk.host && q.Hosts[0].LastError != ""
	})
	// Members see on its page whom a note reached; strangers do not.
	samira := kade.signIn()
	if _, page, err := kade.askAs(samira, second, "text/html"); err != nil || !strings.Contains(page, wijk.host) || !strings.Contains(page, "1 van de 2 servers") {
		t.Errorf("the page does not say whom it reached: %v\n%s", err, page)
	}
	if page := kade.page(second); strings.Contains(page, wijk.host) || strings.Contains(page, masto.Host) {
		t.Error("a stranger sees whom a note reached")
	}
	wijk.start()
	back := time.Now()
	// Its own word opens the circuit at once, instead of at the next retry.
	reply := wijk.do("note", "--as", "wijk", "Wij zijn er weer.")
	kade.holds(reply, "er weer")
	wijk.holds(second, "weg waren")
	wijk.holds(away, "zonder server")
	wijk.holds(note, "stamppot")
	wijk.holds(event, "Open Koffie")
	t.Logf("everything arrived %v after the restart", time.Since(back).Round(10*time.Millisecond))

	kade.eventually("the page says that it reached all", func() bool {
		_, page, err := kade.askAs(samira, second, "text/html")
		return err == nil && strings.Contains(page, "2 van de 2 servers")
	})

	// Cancelled, deleted, left.
	kade.do("event", "cancel", event)
	wijk.holds(event, "CANCELLED")
	if agenda := wijk.page("/events"); !strings.Contains(agenda, "Gaat niet door") {
		t.Error("the agenda of wijk does not say that the event is cancelled")
	}
	kade.do("delete", note)
	wijk.lacks(note)
	if status, doc := kade.get(note); status != http.StatusGone || doc["type"] != "Tombstone" || doc["formerType"] != "Note" {
		t.Errorf("a deleted note is %d %v", status, doc)
	}
	kade.do("delete", event)
	wijk.lacks(event)
	if status, doc := kade.get(event); status != http.StatusGone || doc["formerType"] != "Event" {
		t.Errorf("a deleted event is %d %v", status, doc)
	}
	wijk.do("unfollow", "--as", "wijk", "kade@"+kade.host)
	kade.eventually("wijk left", func() bool { return slices.Equal(kade.followers("kade"), []string{noor.ID}) })
	unheard := kade.do("note", "--as", "kade", "Dit hoort wijk niet.")
	heardOnce(t, masto, "Create", unheard)
	kade.settles()
	if out, err := wijk.try("show", unheard); err == nil {
		t.Errorf("wijk heard after it left: %s", out)
	}

	// Mastodon heard all of it, once, and never of an Event.
	for _, id := range []string{note, asNote, second, away} {
		heardOnce(t, masto, "Create", id)
	}
	for _, id := range []string{note, asNote} {
		heardOnce(t, masto, "Delete", id)
	}
	twice := map[string]bool{}
	for _, d := range masto.Heard() {
		object, _ := d.Doc["object"].(fedtest.Doc)
		if d.Err != nil || object["type"] == "Event" || d.Object == event || strings.Contains(d.Path, "/inbox/") {
			t.Errorf("Mastodon got %s of %s (%v)", d.Type, d.Body, d.Err)
		}
		id, _ := d.Doc["id"].(string)
		if twice[id+d.Path] {
			t.Errorf("delivered twice: %s", id)
		}
		twice[id+d.Path] = true
	}

	for _, n := range []*node{kade, wijk} {
		n.settles()
		if q := n.queue(); q.Refused+q.Dead != 0 {
			t.Errorf("%s: letters that never arrived: %+v", n.handle, q)
		}
		var repeated int
		err := n.database().QueryRow("SELECT count(*) FROM (SELECT 1 FROM letters GROUP BY activity_id, inbox HAVING count(*) > 1) AS r").Scan(&repeated)
		if err != nil || repeated > 0 {
			t.Errorf("%s wrote %d letters twice (%v)", n.handle, repeated, err)
		}
	}
}

// heardOnce waits until a peer took one activity of a type about an object,
// and gives it.
func heardOnce(t *testing.T, p *fedtest.Peer, kind, object string) fedtest.Delivery {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		var found []fedtest.Delivery
		for _, d := range p.Heard() {
			if d.Type == kind && d.Object == object {
				found = append(found, d)
			}
		}
		if len(found) == 1 {
			return found[0]
		}
		if len(found) > 1 || time.Now().After(deadline) {
			t.Fatalf("%s heard %d times %s of %s", p.Host, len(found), kind, object)
		}
	}
}
