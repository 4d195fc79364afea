package main

import (
	"database/sql"
	"encoding/json"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/proof"
	"knoop/models"
	"knoop/models/store"
)

// offers is what knoop event offers says.
func (n *node) offers() (all []part) {
	n.t.Helper()
	if err := json.Unmarshal([]byte(n.said("event", "offers", "--json")), &all); err != nil {
		n.t.Fatal(err)
	}
	return all
}

// offerOf is the part of a collective in an event as this node has it.
func (n *node) offerOf(event, collective string) part {
	n.t.Helper()
	for _, o := range n.offers() {
		if o.Event == event && o.Collective == collective {
			return o
		}
	}
	return part{}
}

// together is an event of kade that is offered to wijk and oost.
type together struct {
	ca               authority
	kade, wijk, oost *node
	event            string
}

func newTogether(t *testing.T) *together {
	t.Helper()
	ca := newAuthority(t)
	g := &together{ca: ca, kade: newNode(t, ca, "kade").setUp(), wijk: newNode(t, ca, "wijk").setUp(), oost: newNode(t, ca, "oost").setUp()}
	for _, n := range g.all() {
		n.start()
	}
	t.Cleanup(func() {
		if t.Failed() {
			for _, n := range g.all() {
				if n.server != nil {
					t.Logf("%s: %+v", n.handle, n.offers())
				}
			}
		}
	})
	return g
}

func (g *together) all() []*node { return []*node{g.kade, g.wijk, g.oost} }

// plan publishes the event.
func (g *together) plan() {
	g.kade.t.Helper()
	start := time.Now().AddDate(0, 0, 30).UTC().Truncate(time.Hour).Format(time.RFC3339)
	g.event = lastLine(g.kade.do("event", "add", "--as", "kade", "--title", "Kwartaalzaterdag", "--start", start, "--place", "De Spoel"))
}

// offer asks a collective, and gives its offer there.
func (g *together) offer(to *node) string {
	g.kade.t.Helper()
	g.kade.do("event", "offer", g.event, to.handle+"@"+to.host)
	to.eventually("the question is there", func() bool { return to.offerOf(g.event, to.actor).State == models.CohostOffered })
	return to.offerOf(g.event, to.actor).ID
}

// agreed waits until both nodes have seen the other say so.
func (g *together) agreed(with *node) {
	g.kade.t.Helper()
	for _, n := range []*node{g.kade, with} {
		n.eventually(with.handle+" is confirmed at "+n.handle, func() bool {
			o := n.offerOf(g.event, with.actor)
			return o.State == models.CohostAccepted && o.Listed && o.Verdict == models.VerdictConfirmed
		})
	}
}

// copyOf gives the page of an event here, ours or a copy.
func (n *node) copyOf(event string) string {
	return "/events/" + n.find(event)
}

// organizers lists who the event's document names, with their consents.
func (g *together) organizers() map[string]string {
	g.kade.t.Helper()
	_, doc := g.kade.get(g.event)
	out := map[string]string{}
	list, _ := doc["organizers"].(map[string]any)
	items, _ := list["items"].([]any)
	for _, item := range items {
		one := item.(map[string]any)
		stamp, _ := one["context"].(string)
		out[one["id"].(string)] = stamp
	}
	return out
}

// Three nodes organise one event: it is asked, agreed and shown on all of them, and
// whoever follows all three gets it once.
func TestCoorganise_threeNodesOrganiseOneEvent(t *testing.T) {
	g := newTogether(t)
	masto := fedtest.New(t, fedtest.Options{Name: "masto", Authority: g.ca.Authority, Software: "mastodon"})
	knoopje := fedtest.New(t, fedtest.Options{Name: "knoopje", Authority: g.ca.Authority, Software: "knoop"})
	noor, aya := masto.Person("noor"), knoopje.Person("aya")
	for _, n := range g.all() {
		for _, who := range []*fedtest.Actor{noor, aya} {
			if status, body := who.Post(t, n.actor+"/inbox", who.Activity("Follow", n.actor)); status != http.StatusAccepted {
				t.Fatalf("follow of %s: %d %s", n.actor, status, body)
			}
			n.eventually(who.ID+" follows "+n.handle, func() bool { return slices.Contains(n.followers(n.handle), who.ID) })
		}
	}
	g.plan()
	wijk, oost := g.offer(g.wijk), g.offer(g.oost)

	// Before it says yes it is in no public document, and after it in the event's.
	if got := g.organizers(); len(got) != 0 {
		t.Errorf("named before they agreed: %v", got)
	}
	samira := g.wijk.signIn()
	if _, page, err := g.wijk.askAs(samira, "/manage/events", "text/html"); err != nil || !strings.Contains(page, "Kwartaalzaterdag") {
		t.Errorf("the orchestrators do not see what is asked: %v", err)
	}
	g.wijk.do("event", "accept", wijk)
	g.agreed(g.wijk)
	g.oost.do("event", "accept", oost)
	g.agreed(g.oost)
	stamp := g.kade.offerOf(g.event, g.wijk.actor).Stamp
	if got := g.organizers(); len(got) != 3 || got[g.kade.actor] != "" || got[g.wijk.actor] != stamp || got[g.oost.actor] == "" {
		t.Errorf("the event names %v", got)
	}
	if status, doc := g.kade.get(g.event + "/organizers"); status != http.StatusOK || doc["totalItems"] != 3.0 {
		t.Errorf("its organizers are %d %v", status, doc)
	}
	if status, doc := g.wijk.get(stamp); status != http.StatusOK || doc["subject"] != g.wijk.actor || doc["object"] != g.event || doc["relationship"] != models.Organizes || doc["proof"] == nil || doc["role"] != nil {
		t.Errorf("the stamp is %d %v", status, doc)
	}
	if _, doc := g.wijk.get(g.wijk.actor + "/upcoming"); doc["totalItems"] != 1.0 {
		t.Errorf("what is coming there is %v", doc)
	}
	if _, doc := g.wijk.get(g.wijk.actor + "/events"); doc["totalItems"] != 0.0 {
		t.Errorf("Mobilizon would read %v", doc)
	}
	if _, doc := g.wijk.get(g.wijk.actor + "/members"); doc["totalItems"] == 1.0 {
		t.Errorf("the stamp is among the members: %v", doc)
	}
	// The third reads of the second by itself.
	g.oost.eventually("oost reads that wijk agreed", func() bool { return g.oost.offerOf(g.event, g.wijk.actor).Verdict == models.VerdictConfirmed })
	for _, n := range g.all() {
		n.shows("who organises it", n.copyOf(g.event), "kade", "wijk", "oost", "bevestigd", "!niet bevestigd")
	}

	// One post for a follower of all three: the organiser's, shared under its own id,
	// in the one form that its host reads.
	for _, n := range g.all() {
		n.settles()
	}
	for _, c := range []struct {
		peer *fedtest.Peer
		id   string
	}{{masto, strings.Replace(g.event, "/events/", "/notes/", 1)}, {knoopje, g.event}} {
		told := map[string]int{}
		for _, m := range c.peer.Heard() {
			id, _ := m.Doc["object"].(string)
			if o, ok := m.Doc["object"].(map[string]any); ok {
				id, _ = o["id"].(string)
			}
			if kind := m.Doc["type"].(string); kind == "Create" || kind == "Announce" {
				told[kind+" "+id]++
			}
		}
		if want := map[string]int{"Create " + c.id: 1, "Announce " + c.id: 2}; !maps.Equal(told, want) {
			t.Errorf("%s was told %v, not %v", c.peer.Host, told, want)
		}
	}

	// The guest list stays at kade: what changes there is seen on all.
	g.kade.do("event", "edit", g.event, "--title", "Kwartaalzaterdag in de tuin")
	for _, n := range []*node{g.wijk, g.oost} {
		n.shows("its new title", n.copyOf(g.event), "Kwartaalzaterdag in de tuin")
		if got := n.offerOf(g.event, n.actor); !slices.Contains(got.Changed, "title") || got.State != models.CohostAccepted {
			t.Errorf("%s: %+v", n.handle, got)
		}
	}

	// One stops: its consent is gone, its shares are undone, and nobody names it.
	g.wijk.do("event", "withdraw", wijk)
	g.kade.eventually("kade sees that wijk stopped", func() bool { return g.kade.offerOf(g.event, g.wijk.actor).State == models.CohostEnded })
	if status, doc := g.wijk.get(stamp); status != http.StatusGone || doc["type"] != "Tombstone" {
		t.Errorf("the stamp of one that stopped is %d %v", status, doc)
	}
	g.oost.eventually("oost sees it too", func() bool { return g.oost.offerOf(g.event, g.wijk.actor).ID == "" })
	if got := g.organizers(); len(got) != 2 || got[g.oost.actor] == "" {
		t.Errorf("the event names %v", got)
	}
	masto.Await(t, "Undo")
	for _, n := range []*node{g.kade, g.oost} {
		n.shows("without wijk", n.copyOf(g.event), "!wijk")
	}

	// The other is let go by the organiser, and then all of it is called off.
	g.kade.do("event", "withdraw", g.kade.offerOf(g.event, g.oost.actor).ID)
	g.oost.eventually("oost hears that it is over", func() bool { return g.oost.offerOf(g.event, g.oost.actor).State == models.CohostEnded })
	if got := g.organizers(); len(got) != 0 {
		t.Errorf("the event names %v", got)
	}
	for _, n := range g.all() {
		n.settles()
		if q := n.queue(); q.Refused+q.Dead != 0 {
			t.Errorf("%s: letters that never arrived: %+v", n.handle, q)
		}
	}
}

// What is decided while the organiser is away it sees when it is back, and what it
// never heard of it finds by reading.
func TestCoorganise_theOrganiserIsAwayWhileAStampIsDeleted(t *testing.T) {
	g := newTogether(t)
	g.plan()
	id := g.offer(g.wijk)
	g.wijk.do("event", "accept", id)
	g.agreed(g.wijk)
	g.kade.stop()
	g.wijk.do("event", "withdraw", id)
	g.wijk.lose("Delete")
	g.kade.mend("UPDATE cohosts SET check_due_at = created_at")
	g.kade.start()
	g.kade.eventually("kade reads that the stamp is gone", func() bool { return g.kade.offerOf(g.event, g.wijk.actor).State == models.CohostEnded })
	if got := g.organizers(); len(got) != 0 {
		t.Errorf("the event names %v", got)
	}
}

// A yes of which the word was lost is found in what the collective says is coming; a
// no comes with its reason; a question that was taken back stays so.
func TestCoorganise_answersThatAreLostLateOrNo(t *testing.T) {
	g := newTogether(t)
	g.plan()
	id := g.offer(g.wijk)
	g.kade.stop()
	g.wijk.do("event", "accept", id)
	g.wijk.lose("Accept")
	g.kade.start()
	g.wijk.stop() // it remembers for a minute that it could not reach kade, and shows a stranger no consent
	g.wijk.start()
	g.kade.eventually("the consent is found by reading", func() bool {
		g.kade.mend("UPDATE cohosts SET check_due_at = created_at WHERE state = 'offered'")
		return g.kade.offerOf(g.event, g.wijk.actor).State == models.CohostAccepted
	})
	g.agreed(g.wijk)

	g.oost.do("event", "decline", g.offer(g.oost), "Dan zijn we op pad.")
	g.kade.eventually("kade hears the reason", func() bool {
		o := g.kade.offerOf(g.event, g.oost.actor)
		return o.State == models.CohostRefused && o.Reason == "Dan zijn we op pad."
	})
	again := g.offer(g.oost)
	g.oost.stop()
	g.kade.do("event", "withdraw", g.kade.offerOf(g.event, g.oost.actor).ID)
	g.oost.do("event", "accept", again) // before it could hear
	g.oost.start()
	g.oost.eventually("oost hears that it was taken back", func() bool { return g.oost.offerOf(g.event, g.oost.actor).State == models.CohostEnded })
	g.kade.settles()
	if got := g.kade.offerOf(g.event, g.oost.actor); got.State != models.CohostWithdrawn {
		t.Errorf("a yes after it was taken back: %+v", got)
	}
	if got := g.organizers(); len(got) != 2 || got[g.wijk.actor] == "" {
		t.Errorf("the event names %v", got)
	}

	// Called off, the copies follow; deleted, they are gone, and nobody organises it.
	g.kade.do("event", "cancel", g.event)
	g.wijk.eventually("wijk hears that it is off", func() bool { return slices.Contains(g.wijk.offerOf(g.event, g.wijk.actor).Changed, "status") })
	g.kade.do("delete", g.event)
	g.wijk.eventually("wijk hears that it is deleted", func() bool { return g.wijk.offerOf(g.event, g.wijk.actor).State == models.CohostEnded })
}

// A draft is offered when it is published; a server that cannot is not asked.
func TestCoorganise_aDraftIsOfferedWhenItIsPublished(t *testing.T) {
	g := newTogether(t)
	start := time.Now().AddDate(0, 0, 30).UTC().Truncate(time.Hour).Format(time.RFC3339)
	g.event = lastLine(g.kade.do("event", "add", "--draft", "--as", "kade", "--title", "Later", "--start", start, "--place", "De Spoel"))
	g.kade.do("event", "offer", g.event, "wijk@"+g.wijk.host)
	g.kade.settles()
	if got := g.wijk.offers(); len(got) != 0 {
		t.Errorf("a draft was offered: %+v", got)
	}
	g.kade.do("event", "publish", g.event)
	g.wijk.eventually("it is asked", func() bool { return g.wijk.offerOf(g.event, g.wijk.actor).State == models.CohostOffered })
	mobilizon := fedtest.New(t, fedtest.Options{Name: "mobi", Authority: g.ca.Authority, Software: "mobilizon"})
	mobilizon.Add("zo", "Group")
	g.kade.refuses("cannot do this yet", "event", "offer", g.event, "zo@"+mobilizon.Host)
}

// What an event claims of our collective without our word, or of another one, is shown
// as not confirmed; with the good stamp of the other it is confirmed.
func TestCoorganise_aClaimNobodyGaveIsShownAsNotConfirmed(t *testing.T) {
	ca := newAuthority(t)
	wijk := newNode(t, ca, "wijk").setUp()
	f := newForger(t, ca, wijk)
	wijk.start()
	host := f.Add("mokum", "Group")
	id, stamp := f.Origin+"/events/5", f.Origin+"/stamps/9"
	event := fedtest.Doc{
		"@context": fedtest.Context, "id": id, "type": "Event", "attributedTo": host.ID, "name": "Avond van drie", "published": "2026-01-01T10:00:00Z",
		"to":        []string{"https://www.w3.org/ns/activitystreams#Public", wijk.actor},
		"startTime": time.Now().AddDate(0, 0, 20).UTC().Format(time.RFC3339),
		"organizers": fedtest.Doc{"id": id + "/organizers", "type": "Collection", "items": []any{
			fedtest.Doc{"id": host.ID, "type": "Group"},
			fedtest.Doc{"id": wijk.actor, "type": "Group", "name": "Wijk", "context": wijk.origin + "/stamps/verzonnen"},
			fedtest.Doc{"id": f.zo.ID, "type": "Group", "name": "ZO!", "context": stamp},
		}},
	}
	f.Keep(id, event)
	f.post(host, wijk.actor, host.Create(event))
	wijk.holds(id)
	page := wijk.copyOf(id)
	wijk.shows("a claim that nobody gave", page, "Avond van drie", "wijk", "ZO!", "niet bevestigd", "!bevestigd door beide", "!Georganiseerd door")
	if got := wijk.offerOf(id, wijk.actor); got.State != models.CohostClaimed || got.Verdict != models.VerdictUnconfirmed {
		t.Errorf("claimed of us: %+v", got)
	}
	if _, doc := wijk.get(wijk.actor + "/upcoming"); doc["totalItems"] != 0.0 {
		t.Errorf("what is coming there is %v", doc)
	}

	raw, err := json.Marshal(fedtest.Doc{
		"@context": fedtest.Context, "id": stamp, "type": "Relationship", "attributedTo": f.zo.ID, "subject": f.zo.ID, "relationship": models.Organizes, "object": id,
		"startTime": "2026-01-01T10:00:00Z", "updated": "2026-01-01T10:00:00Z",
	})
	if err == nil {
		raw, err = proof.Sign(raw, f.key, proof.Options{Method: f.zo.ID + "#ed25519-key", Created: time.Now()})
	}
	if err != nil {
		t.Fatal(err)
	}
	f.Serve(stamp, fedtest.Answer{Body: raw})
	f.post(f.zo, wijk.actor, f.zo.Activity("Update", fedtest.Doc{"id": stamp, "type": "Relationship"}))
	wijk.shows("with the stamp of one", page, "samen met Zo.", "bevestigd door beide", "niet bevestigd", "Nagekeken op")
	if status, _, err := wijk.askAs(wijk.signIn(), page+"/together", "text/html"); err != nil || status != http.StatusNotFound {
		t.Errorf("others are asked to another's event: %d, %v", status, err)
	}
}

// find gives the row's id of an object.
func (n *node) find(uri string) (id string) {
	n.t.Helper()
	db := n.database()
	defer db.Close()
	if err := db.QueryRow("SELECT id FROM objects WHERE uri = '" + uri + "'").Scan(&id); err != nil {
		n.t.Fatalf("%s has no %s: %v", n.handle, uri, err)
	}
	return id
}

// mend changes the database beside the server, and says how many rows.
func (n *node) mend(query string) int64 {
	n.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(n.data, store.DatabaseFile)+"?_busy_timeout=10000")
	if err != nil {
		n.t.Fatal(err)
	}
	defer db.Close()
	result, err := db.Exec(query)
	if err != nil {
		n.t.Fatal(err)
	}
	k, err := result.RowsAffected()
	if err != nil {
		n.t.Fatal(err)
	}
	return k
}

// lose lets the letters of a kind of activity never arrive.
func (n *node) lose(kind string) {
	n.t.Helper()
	n.eventually("the "+kind+" is written", func() bool {
		return n.mend("DELETE FROM letters WHERE state = 'waiting' AND activity_id IN (SELECT id FROM activities WHERE type = '"+kind+"')") > 0
	})
}
