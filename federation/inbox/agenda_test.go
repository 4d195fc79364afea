package inbox_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store"
)

// peerEvents are events as each software writes them, at a host of ours: the name
// of its document in shared/peers, or the document itself.
var peerEvents = map[string]struct {
	file, host, author string // the host and the id of the author in the document
	document           string
}{
	"mobilizon": {file: "mobilizon/objects-event.json", host: "https://rendezvous.nomagic.uk", author: "https://rendezvous.nomagic.uk/@devon_caledonian_society"},
	"gancio":    {file: "gancio/event-v1.22.json", host: "https://remote.example", author: "https://remote.example/@organizer"},
	// After class-event.php of the Event Bridge.
	"wordpress": {host: "https://wp.example", author: "https://wp.example/?author=0", document: `{
		"@context": ["https://schema.org/", "https://www.w3.org/ns/activitystreams", {"joinMode": {"@id": "mz:joinMode"}, "externalParticipationUrl": {"@id": "mz:externalParticipationUrl"}}],
		"id": "https://wp.example/?p=55", "type": "Event", "name": "Muziekavond", "nameMap": {"nl": "Muziekavond"}, "url": "https://wp.example/event/muziekavond/",
		"attributedTo": "https://wp.example/?author=0", "content": "<p>Neem een instrument mee.</p>", "contentMap": {"nl": "<p>Neem een instrument mee.</p>"},
		"summary": "<p>Muziek</p>", "published": "2026-01-05T10:00:00Z", "updated": "2026-01-05T10:00:00Z", "startTime": "2026-02-01T20:00:00+01:00", "endTime": "2026-02-01T22:00:00+01:00",
		"timezone": "Europe/Amsterdam", "status": "CONFIRMED", "category": "MUSIC", "commentsEnabled": true, "joinMode": "external", "externalParticipationUrl": "https://wp.example/event/muziekavond/",
		"location": {"type": "Place", "name": "De Kelder", "address": {"type": "PostalAddress", "streetAddress": "Kade 3", "postalCode": "1013 AB", "addressLocality": "Amsterdam", "addressCountry": "NL"}},
		"to": ["https://www.w3.org/ns/activitystreams#Public", "https://wp.example/wp-json/activitypub/1.0/users/0/followers"], "cc": [], "tag": [{"type": "Hashtag", "name": "#muziek", "href": "https://wp.example/tag/muziek/"}]}`},
	"knoop": {host: "https://kade.example", author: "https://kade.example/users/kade", document: `{
		"@context": ["https://www.w3.org/ns/activitystreams", {"Hashtag": "as:Hashtag", "joinMode": {"@id": "https://joinmobilizon.org/ns#joinMode"}}],
		"id": "https://kade.example/events/01", "type": "Event", "name": "Makersavond", "url": "https://kade.example/events/01", "attributedTo": "https://kade.example/users/kade",
		"content": "<p>Loop binnen.</p>", "published": "2026-01-05T10:00:00Z", "updated": "2026-01-05T10:00:00Z", "startTime": "2026-02-03T19:30:00+01:00", "endTime": "2026-02-03T21:30:00+01:00",
		"timezone": "Europe/Amsterdam", "category": "MEETING", "joinMode": "free", "ical:status": "CONFIRMED",
		"location": {"type": "Place", "name": "Kade West", "latitude": 52.39, "longitude": 4.89}, "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": ["https://kade.example/users/kade/followers"]}`},
}

// taken sets up a peer of this software with a group that we follow, and its event,
// a week ahead.
func (w *world) taken(t *testing.T, software string) (*fedtest.Actor, fedtest.Doc) {
	t.Helper()
	kind := map[string]string{"mobilizon": "Group", "gancio": "Application", "wordpress": "Group", "knoop": "Group"}[software]
	group := w.peer(fedtest.Options{Name: software, Software: software}).Add("kring", kind)
	w.followed(group)
	how := peerEvents[software]
	raw := []byte(how.document)
	if how.file != "" {
		raw = peerDocument(t, how.file)
	}
	text := strings.ReplaceAll(strings.ReplaceAll(string(raw), how.author, group.ID), how.host, group.Peer.Origin)
	event := fedtest.Doc{}
	if err := json.Unmarshal([]byte(text), &event); err != nil {
		t.Fatal(err)
	}
	start := time.Now().AddDate(0, 0, 7).UTC().Truncate(time.Second)
	event["startTime"], event["endTime"] = start.Format(time.RFC3339), start.Add(2*time.Hour).Format(time.RFC3339)
	event["attributedTo"] = group.ID
	delete(event, "actor") // Mobilizon names the person who wrote it beside the group
	group.Peer.Keep(event["id"].(string), event)
	return group, event
}

func peerDocument(t *testing.T, name string) []byte {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if raw, err := os.ReadFile(filepath.Join(dir, "shared", "peers", name)); err == nil {
			return raw
		}
	}
	if os.Getenv("KNOOP_TEST_WITHOUT_PEERS") == "1" {
		t.Skip("DID NOT RUN: documents of peers (shared/peers) are not here")
	}
	t.Fatal("documents of peers (shared/peers) are not here; KNOOP_TEST_WITHOUT_PEERS=1 goes without them")
	return nil
}

// agenda gives what is to come, once it is as many: what is remembered is forgotten
// right after the commit that settle saw.
func (w *world) agenda(t *testing.T, many int, also ...func(store.AgendaItem) bool) []store.AgendaItem {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		page, err := w.store.Agenda(t.Context(), store.AgendaFilter{From: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		fits := len(page.Items) == many
		for _, ok := range also {
			fits = fits && ok(page.Items[0])
		}
		if fits || time.Now().After(end) {
			return page.Items
		}
	}
}

func TestAgenda_takesInAndTakesOutWhatEachSoftwareSays(t *testing.T) {
	for software := range peerEvents {
		t.Run(software, func(t *testing.T) {
			w := newWorld(t)
			group, event := w.taken(t, software)
			id := event["id"].(string)
			create := group.Activity("Create", event)
			create["to"], create["cc"] = event["to"], event["cc"]
			w.tell(group, create)
			w.tell(group, group.Activity("Announce", id)) // the same by another way
			items := w.agenda(t, 1)
			if len(items) != 1 || items[0].Object.Name != event["name"] || items[0].Actor.Host != group.Peer.Host || items[0].Object.URL != event["url"] {
				t.Fatalf("the agenda has %+v", items)
			}
			// moved, then called off
			later := time.Now().Add(time.Minute).UTC()
			moved := copyOf(event, fedtest.Doc{"startTime": later.AddDate(0, 0, 8).Format(time.RFC3339), "endTime": later.AddDate(0, 0, 9).Format(time.RFC3339), "updated": later.Format(time.RFC3339)})
			w.tell(group, group.Activity("Update", moved))
			is := func(state models.EventState) func(store.AgendaItem) bool {
				return func(item store.AgendaItem) bool { return item.Event.State() == state }
			}
			if items := w.agenda(t, 1, is(models.StateMoved)); len(items) != 1 || !items[0].Event.StartsAt.Equal(models.Second(later.AddDate(0, 0, 8))) || items[0].Event.State() != models.StateMoved {
				t.Errorf("not moved: %+v", items)
			}
			off := copyOf(moved, fedtest.Doc{"ical:status": "CANCELLED", "status": "CANCELLED", "updated": later.Add(time.Minute).Format(time.RFC3339)})
			w.tell(group, group.Activity("Update", off))
			if items := w.agenda(t, 1, is(models.StateCancelled)); len(items) != 1 || items[0].Event.State() != models.StateCancelled {
				t.Errorf("not called off: %+v", items)
			}
			gone := fedtest.Doc{"id": id, "type": "Tombstone", "formerType": "Event", "deleted": later.Format(time.RFC3339)}
			w.tell(group, group.Activity("Delete", gone))
			if items := w.agenda(t, 0); len(items) != 0 {
				t.Errorf("still there: %+v", items)
			}
			w.tell(group, copyOf(create, fedtest.Doc{"id": group.Address("again")}))
			if items := w.agenda(t, 0); len(items) != 0 {
				t.Error("came back")
			}
		})
	}
}

func TestAgenda_loosesWhatTheOriginNoLongerHas(t *testing.T) {
	for name, answer := range map[string]fedtest.Answer{
		"404":       {Status: http.StatusNotFound},
		"410":       {Status: http.StatusGone},
		"tombstone": {},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			group, event := w.taken(t, "mobilizon")
			w.tell(group, group.Activity("Create", event))
			person := group.Peer.Person("iemand")
			if len(w.agenda(t, 1)) != 1 {
				t.Fatal("not taken in")
			}
			id := event["id"].(string)
			if name == "tombstone" {
				group.Peer.Keep(id, fedtest.Doc{"@context": fedtest.Context, "id": id, "type": "Tombstone"})
			} else {
				group.Peer.Serve(id, answer)
			}
			w.tell(person, person.Activity("Update", id))
			if items := w.agenda(t, 0); len(items) != 0 {
				t.Errorf("still there: %+v", items)
			}
		})
	}
	t.Run("away for a while", func(t *testing.T) {
		w := newWorld(t)
		group, event := w.taken(t, "mobilizon")
		w.tell(group, group.Activity("Create", event))
		group.Peer.Serve(event["id"].(string), fedtest.Answer{Status: http.StatusForbidden})
		person := group.Peer.Person("iemand")
		w.tell(person, person.Activity("Update", event["id"]))
		if len(w.agenda(t, 1)) != 1 {
			t.Error("a refusal took it out")
		}
	})
}

func TestAgenda_hasWhatAnApplicationAnnouncesOnce(t *testing.T) {
	w := newWorld(t)
	peer := w.peer(fedtest.Options{Name: "mobilizon", Software: "mobilizon"})
	relay, group, other := peer.Add("relay", "Application"), peer.Add("kring", "Group"), w.peer(fedtest.Options{Name: "kade"}).Add("kade", "Group")
	w.followed(relay)
	_, event := w.taken(t, "knoop")
	event = copyOf(event, fedtest.Doc{"id": peer.Origin + "/events/1", "url": peer.Origin + "/events/1", "attributedTo": group.ID})
	peer.Keep(event["id"].(string), event)
	announce := relay.Activity("Announce", event["id"])
	w.tell(relay, announce)
	w.followed(other)
	w.tell(other, other.Activity("Announce", event["id"])) // a co-host
	if items := w.agenda(t, 1); len(items) != 1 || items[0].Object.URI != event["id"] {
		t.Fatalf("the agenda has %+v", items)
	}
	// Of those we follow nobody announces it any more.
	w.tell(relay, relay.Activity("Undo", announce))
	if len(w.agenda(t, 1)) != 1 {
		t.Error("one of two announces taken back took it out")
	}
	row, err := w.store.ActorByURI(t.Context(), other.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store.WithdrawFollow(t.Context(), w.us.ID, row.ID); err != nil {
		t.Fatal(err)
	}
	if items := w.agenda(t, 0); len(items) != 0 {
		t.Errorf("still there: %+v", items)
	}
}

func TestReceive_notesWhoWasHeard(t *testing.T) {
	w := newWorld(t)
	group, event := w.taken(t, "gancio")
	before := time.Now().Add(-time.Second)
	w.tell(group, group.Activity("Create", event))
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) { // it is written after the answer
		h, err := w.store.Host(t.Context(), group.Peer.Host)
		if err != nil {
			t.Fatal(err)
		}
		if h.HeardAt != nil && h.HeardAt.After(before) {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("not written down: %+v", h)
		}
	}
	row, err := w.store.ActorByURI(t.Context(), group.ID)
	if err != nil {
		t.Fatal(err)
	}
	heard, err := w.store.LastHeard(t.Context(), []string{row.ID, w.us.ID})
	if err != nil || len(heard) != 1 || heard[row.ID].Before(before) {
		t.Errorf("heard %v, %v", heard, err)
	}
}
