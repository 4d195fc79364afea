package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/federation/fedtest"
)

// captured gives a document of a peer in shared/peers, with names in it replaced:
// old, new, and so on. What peers/ lacks is written in the test, after the source
// that its comment names.
func captured(t *testing.T, name string, replace ...string) (doc fedtest.Doc) {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		raw, err := os.ReadFile(filepath.Join(dir, "shared", "peers", filepath.FromSlash(name)))
		if err != nil {
			continue
		}
		if err := json.Unmarshal([]byte(strings.NewReplacer(replace...).Replace(string(raw))), &doc); err != nil {
			t.Fatal(err)
		}
		delete(doc, "signature") // of the captured text
		return doc
	}
	if os.Getenv("KNOOP_TEST_WITHOUT_PEERS") == "1" {
		t.Skip("DID NOT RUN: documents of peers (shared/peers) are not here")
	}
	t.Fatal("documents of peers (shared/peers) are not here; KNOOP_TEST_WITHOUT_PEERS=1 goes without them")
	return nil
}

// guest is somebody who answers an event by one door.
type guest struct {
	door   string
	actor  *fedtest.Actor
	answer fedtest.Doc
}

// guestsOf gives two guests for each door of federation, with their answer in the
// shape of their software.
func guestsOf(t *testing.T, ca authority, n *node, event, note string) (peers map[string]*fedtest.Peer, guests []guest) {
	t.Helper()
	peers = map[string]*fedtest.Peer{}
	for _, software := range []string{"mobilizon", "friendica", "mastodon"} {
		peers[software] = fedtest.New(t, fedtest.Options{Name: software, Authority: ca.Authority, Software: software})
	}
	add := func(door, software, name string, answer func(a *fedtest.Actor) fedtest.Doc) {
		a := peers[software].Person(name)
		guests = append(guests, guest{door, a, answer(a)})
	}
	for _, i := range []string{"1", "2"} {
		add("join", "mobilizon", "mo"+i, func(a *fedtest.Actor) fedtest.Doc {
			return captured(t, "mobilizon/mobilizon-join-activity.json",
				"http://mobilizon.test/events/some-uuid", event, "http://mobilizon2.test/@admin/join/event/1", a.ID+"/join/event/1", "http://mobilizon2.test/@admin", a.ID)
		})
		// After Friendica src/Protocol/ActivityPub/Transmitter.php
		// createActivityFromItem: an answer names the event by its id.
		add("friendica", "friendica", "fr"+i, func(a *fedtest.Actor) fedtest.Doc {
			return fedtest.Doc{
				"@context": []any{fedtest.Context, fedtest.Doc{"dfrn": "http://purl.org/macgirvin/dfrn/1.0/", "diaspora": "https://diasporafoundation.org/ns/"}},
				"id":       a.Peer.Origin + "/objects/" + a.Name + "#Accept", "type": "Accept", "actor": a.ID, "object": event, "to": []any{n.actor},
				"published": time.Now().UTC().Format(time.RFC3339), "instrument": fedtest.Doc{"type": "Application", "name": "Friendica 'Yellow Archangel' 2024.12"},
			}
		})
		// After Mastodon app/serializers/activitypub/vote_serializer.rb.
		add("poll", "mastodon", "vo"+i, func(a *fedtest.Actor) fedtest.Doc {
			id := a.ID + "#votes/" + i
			return fedtest.Doc{
				"@context": fedtest.Context, "id": id + "/activity", "type": "Create", "actor": a.ID, "to": n.actor,
				"object": fedtest.Doc{"id": id, "type": "Note", "name": "ik kom", "attributedTo": a.ID, "inReplyTo": note, "to": n.actor},
			}
		})
		add("reply", "mastodon", "re"+i, func(a *fedtest.Actor) fedtest.Doc {
			d := captured(t, "mastodon/mastodon-post-activity.json",
				"https://framapiaf.org/users/admin", a.ID, "https://framapiaf.org/@admin", a.Peer.Origin+"/@"+a.Name, "https://framapiaf.org/users/tcit", n.actor,
				"http://mobilizon.com/@tcit", n.actor, "2018-02-12T14:08:20Z", time.Now().UTC().Format(time.RFC3339), "@<span>tcit</span></a></span>", "@<span>tcit</span></a></span> ik kom graag!")
			d["object"].(fedtest.Doc)["inReplyTo"] = note
			return d
		})
	}
	return peers, guests
}

// wordTo waits for the private note to somebody.
func wordTo(t *testing.T, a *fedtest.Actor) fedtest.Doc {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		for _, d := range a.Peer.Heard() {
			note, _ := d.Doc["object"].(fedtest.Doc)
			to, _ := note["to"].([]any)
			if d.Type == "Create" && d.Err == nil && len(to) == 1 && to[0] == a.ID {
				return note
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s got no word", a.ID)
		}
	}
}

// posted is a node that can send mail, with the mail server that takes it.
func posted(t *testing.T, ca authority, handle string) (*node, *postbox) {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	post := newPostbox(t, "127.0.0.1:"+port)
	n := newNode(t, ca, handle, "KNOOP_SMTP=smtp://127.0.0.1:"+port, "KNOOP_MAIL_FROM=post@"+handle+".example").setUp()
	n.start()
	return n, post
}

// mailedLink asks on the page of an event for a link by mail.
func (n *node) mailedLink(post *postbox, event, address string) string {
	n.t.Helper()
	if status, to, body := n.post(event+"/by-mail", url.Values{"guest_name": {"Ria"}, "guest_address": {address}}); status != http.StatusSeeOther {
		n.t.Fatalf("%s asks: %d to %s: %s", address, status, to, body)
	}
	return post.link(address, regexp.QuoteMeta(n.origin)+`/answer/[0-9a-f]{64}`)
}

// Five doors at once on three seats, the page both with and without an account:
// exactly three are in, the rest wait, and each is answered as her software expects.
func TestDoors_fiveLeadToOneListOfThreeSeats(t *testing.T) {
	ca := newAuthority(t)
	n, post := posted(t, ca, "kade")
	event := n.do("event", "add", "--as", "kade", "--title", "Open Coffee", "--start", "2027-03-05T08:30:00+01:00", "--capacity", "3", "--place", "De Spoel")
	note := strings.Replace(event, "/events/", "/notes/", 1)
	peers, guests := guestsOf(t, ca, n, event, note)
	samira := n.signIn()
	const mailed = "ria@elders.example"
	link := n.mailedLink(post, event, mailed)

	var all sync.WaitGroup
	all.Go(func() {
		if status, to, body := n.post(link, url.Values{"answer": {"yes"}}); status != http.StatusSeeOther {
			t.Errorf("by mail: %d to %s: %s", status, to, body)
		}
	})
	for _, g := range guests {
		all.Go(func() {
			if status, body := g.actor.Post(t, n.origin+"/inbox", g.answer); status != http.StatusAccepted {
				t.Errorf("%s by %s: %d %s", g.actor.Name, g.door, status, body)
			}
		})
	}
	all.Go(func() {
		r, err := http.NewRequest(http.MethodPost, event+"/rsvp", strings.NewReader(url.Values{"answer": {"yes"}}.Encode()))
		if err != nil {
			t.Error(err)
			return
		}
		r.Header.Set("Origin", n.origin)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, err := samira.Do(r)
		if err != nil {
			t.Error(err)
			return
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Errorf("on the page: %s", response.Status)
		}
	})
	all.Wait()
	n.settles()

	var list struct {
		Coming, Waiting, Maybe, Declined int
		Poll                             bool
		Guests                           []struct{ Who, State, Door string }
	}
	if err := json.Unmarshal([]byte(n.said("event", "answers", event, "--json")), &list); err != nil {
		t.Fatal(err)
	}
	if list.Coming != 3 || list.Waiting != 7 || list.Maybe+list.Declined != 0 || len(list.Guests) != 10 || !list.Poll {
		t.Fatalf("the list is %+v", list)
	}
	state, doors := map[string]string{}, map[string]int{}
	for _, g := range list.Guests {
		name, _, _ := strings.Cut(strings.TrimPrefix(g.Who, "@"), "@")
		state[name] = g.State
		doors[g.Door]++
	}
	if len(doors) != 6 || doors["mail"] != 1 || doors["join"] != 2 || doors["friendica"] != 2 || doors["poll"] != 2 || doors["reply"] != 2 || doors["page"] != 1 {
		t.Errorf("doors %v", doors)
	}
	for _, g := range guests {
		in := state[g.actor.Name] == "coming"
		if g.door == "join" && in { // Mobilizon takes the Join itself, by its id
			var found bool
			for _, d := range peers["mobilizon"].AwaitCount(t, "Accept", 1) {
				join, _ := d.Doc["object"].(fedtest.Doc)
				found = found || join["type"] == "Join" && join["id"] == g.answer["id"] && join["actor"] == g.actor.ID && d.Doc["actor"] == n.actor
			}
			if !found {
				t.Errorf("%s got no Accept of her Join", g.actor.Name)
			}
			continue
		}
		word := wordTo(t, g.actor)
		content, _ := word["content"].(string)
		want := map[bool]string{true: "Je staat op de lijst voor Open Coffee", false: " op de wachtlijst; komt er een plek vrij"}[in]
		if g.door == "poll" && in {
			want = "Je stem is genoteerd: je komt naar Open Coffee"
		}
		if !strings.Contains(content, want) || !strings.Contains(content, "‘afmelden’") {
			t.Errorf("%s by %s, %s: got %s", g.actor.Name, g.door, state[g.actor.Name], content)
		}
		if file := event + ".ics"; g.door == "poll" && strings.Contains(content, file) != in {
			t.Errorf("who voted and is %s got %s", state[g.actor.Name], content)
		}
		answered, _ := word["inReplyTo"].(string)
		if said, _ := g.answer["object"].(fedtest.Doc); (g.door == "reply") != (answered != "") || g.door == "reply" && answered != said["id"] {
			t.Errorf("%s by %s: in reply to %q", g.actor.Name, g.door, answered)
		}
	}
	if _, page, err := n.askAs(samira, event, "text/html"); err != nil || !strings.Contains(page, map[bool]string{true: "Je komt. Tot dan.", false: "Je staat op de wachtlijst, op plaats"}[state["samira_kade"] == "coming"]) || !strings.Contains(page, "is de aankondiging een peiling") {
		t.Errorf("her page: %v", err)
	}
	if state["Ria"] == "coming" {
		post.link(mailed, `METHOD:PUBLISH`)
		post.link(mailed, "Fijn dat je komt naar Open Coffee")
	} else {
		post.link(mailed, "van de wachtlijst. Komt er een plek vrij")
	}
	// Every form counts the same.
	_, question := n.get(note)
	yes, _ := question["oneOf"].([]any)[0].(fedtest.Doc)["replies"].(fedtest.Doc)
	if question["type"] != "Question" || question["votersCount"] != 10.0 || yes["totalItems"] != 10.0 {
		t.Errorf("the poll counts %v of %v", yes, question["votersCount"])
	}
	_, asEvent := n.get(event)
	_, attendees := n.get(event + "/attendees")
	if asEvent["participantCount"] != 3.0 || asEvent["remainingAttendeeCapacity"] != 0.0 || attendees["totalItems"] != 3.0 {
		t.Errorf("the event counts %v, its attendees %v", asEvent["participantCount"], attendees["totalItems"])
	}
}

var calendarStart = regexp.MustCompile(`DTSTART;TZID=([^:]+):(\d{8}T\d{6})`)

// An event that moves an hour does so in every form, for whoever was told and for
// whoever asks: as a poll at Mastodon, as an event at Mobilizon, in the calendar
// file, and in the mail to a guest.
func TestMove_isSeenAlikeInEveryForm(t *testing.T) {
	ca := newAuthority(t)
	n, post := posted(t, ca, "kade")
	masto := fedtest.New(t, fedtest.Options{Name: "mastodon", Authority: ca.Authority, Software: "mastodon"})
	mob := fedtest.New(t, fedtest.Options{Name: "mobilizon", Authority: ca.Authority, Software: "mobilizon"})
	for _, p := range []*fedtest.Peer{masto, mob} {
		follower := p.Person("noor")
		if status, body := follower.Post(t, n.actor+"/inbox", follower.Follow(n.actor)); status != http.StatusAccepted {
			t.Fatalf("follow: %d %s", status, body)
		}
		p.Await(t, "Accept")
	}
	event := n.do("event", "add", "--as", "kade", "--title", "Open Coffee", "--start", "2027-03-05T08:30:00+01:00", "--end", "2027-03-05T10:00:00+01:00", "--place", "De Spoel")
	note := strings.Replace(event, "/events/", "/notes/", 1)
	heardOnce(t, masto, "Create", note)
	heardOnce(t, mob, "Create", event)
	const mailed = "ria@elders.example"
	if status, _, body := n.post(n.mailedLink(post, event, mailed), url.Values{"answer": {"yes"}}); status != http.StatusSeeOther {
		t.Fatalf("by mail: %d: %s", status, body)
	}
	post.link(mailed, `DTSTART;TZID=Europe/Amsterdam:20270305T083000`)
	before := time.Date(2027, 3, 5, 7, 30, 0, 0, time.UTC)

	moment := func(doc fedtest.Doc, property string) time.Time {
		t.Helper()
		s, _ := doc[property].(string)
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatalf("%s is %q", property, s)
		}
		return at
	}
	calendar := func() time.Time {
		t.Helper()
		_, file, err := n.ask(event+".ics", "")
		found := calendarStart.FindStringSubmatch(file)
		if err != nil || found == nil {
			t.Fatalf("%v: %s", err, file)
		}
		zone, err := time.LoadLocation(found[1])
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.ParseInLocation("20060102T150405", found[2], zone)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	alike := func(when time.Time, said string, question, asEvent fedtest.Doc) {
		t.Helper()
		if question["type"] != "Question" || asEvent["type"] != "Event" {
			t.Fatalf("got %v and %v", question["type"], asEvent["type"])
		}
		for form, at := range map[string]time.Time{"poll": moment(question, "endTime"), "event": moment(asEvent, "startTime"), "calendar": calendar()} {
			if !at.Equal(when) {
				t.Errorf("the %s says %v, want %v", form, at, when)
			}
		}
		for _, text := range []any{question["content"], asEvent["summary"]} {
			if s, _ := text.(string); !strings.Contains(s, said) {
				t.Errorf("%q is not in %q", said, s)
			}
		}
		if question["updated"] != asEvent["updated"] {
			t.Errorf("updated %v and %v", question["updated"], asEvent["updated"])
		}
	}
	served := func(id string) fedtest.Doc {
		_, doc := n.get(id)
		return doc
	}
	alike(before, "vrijdag 5 maart 2027, 08.30 tot 10.00", served(note), served(event))
	n.do("event", "move", event, "--start", "2027-03-05T09:30:00+01:00", "--reason", "De zaal is later vrij.")
	told := func(p *fedtest.Peer, id string) fedtest.Doc {
		t.Helper()
		doc, _ := heardOnce(t, p, "Update", id).Doc["object"].(fedtest.Doc)
		return doc
	}
	question, asEvent := told(masto, note), told(mob, event)
	const now = "vrijdag 5 maart 2027, 09.30 tot 11.00"
	alike(before.Add(time.Hour), now, question, asEvent)
	alike(before.Add(time.Hour), now, served(note), served(event))
	if question["updated"] == nil || question["closed"] != nil || moment(asEvent, "previousStartTime") != before.In(moment(asEvent, "previousStartTime").Location()) {
		t.Errorf("the poll says %v, the event was at %v", question, asEvent["previousStartTime"])
	}
	post.link(mailed, `DTSTART;TZID=Europe/Amsterdam:20270305T093000`)
	post.link(mailed, now)
	post.link(mailed, "De zaal is later vrij.")
	n.do("event", "cancel", event)
	post.link(mailed, "METHOD:CANCEL")
	n.eventually("it is called off", func() bool { return served(event)["status"] == "CANCELLED" })
	question = served(note)
	_, file, err := n.ask(event+".ics", "")
	if err != nil || question["closed"] == nil || question["closed"] != question["updated"] || !strings.Contains(file, "STATUS:CANCELLED") {
		t.Errorf("called off: closed %v, %s", question["closed"], file)
	}
}
