package main

import (
	"bytes"
	"crypto/ed25519"
	"database/sql"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/proof"
	"knoop/models"
	"knoop/models/store"
)

// forger is a pretend node that says of memberships whatever a test wants.
type forger struct {
	t    *testing.T
	ours *node
	*fedtest.Peer
	zo  *fedtest.Actor // its collective
	key ed25519.PrivateKey
}

func newForger(t *testing.T, ca authority, ours *node) *forger {
	t.Helper()
	f := &forger{t: t, ours: ours, key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, 32))}
	f.Peer = fedtest.New(t, fedtest.Options{Name: "vals", Authority: ca.Authority, Software: "knoop"})
	f.zo = f.Add("zo", "Group")
	f.zo.Set(f.able(fedtest.Doc{"members": f.zo.ID + "/members", "assertionMethod": []any{fedtest.Doc{
		"id": f.zo.ID + "#ed25519-key", "type": "Multikey", "controller": f.zo.ID,
		"publicKeyMultibase": proof.Multibase(f.key.Public().(ed25519.PublicKey)),
	}}}))
	f.list()
	return f
}

// able says that its software knows memberships over nodes.
func (f *forger) able(doc fedtest.Doc) fedtest.Doc {
	doc["generator"] = fedtest.Doc{"id": f.Origin + "/actor", "type": "Application", "implements": []any{
		fedtest.Doc{"type": "Link", "href": "https://w3id.org/knoop/1#hats", "name": "hats"},
	}}
	return doc
}

func (f *forger) person(name string) *fedtest.Actor {
	a := f.Person(name)
	a.Set(f.able(fedtest.Doc{}))
	return a
}

// list serves the collective's members: stamps by their ids.
func (f *forger) list(stamps ...string) {
	items := []any{}
	for _, s := range stamps {
		items = append(items, fedtest.Doc{"id": s, "type": "Relationship"})
	}
	id := f.zo.ID + "/members"
	f.Keep(id, fedtest.Doc{"@context": fedtest.Context, "id": id, "type": "OrderedCollection", "totalItems": len(items), "orderedItems": items})
}

// stamp serves a consent about a person, signed with a key, and gives its id.
func (f *forger) stamp(about string, key ed25519.PrivateKey) string {
	f.t.Helper()
	id := f.Origin + "/stamps/9"
	raw, err := json.Marshal(fedtest.Doc{
		"@context": fedtest.Context, "id": id, "type": "Relationship", "attributedTo": f.zo.ID, "subject": about,
		"relationship": models.MemberOf, "object": f.zo.ID, "role": []string{"member"},
		"startTime": "2026-01-01T10:00:00Z", "updated": "2026-01-01T10:00:00Z",
	})
	if err == nil {
		raw, err = proof.Sign(raw, key, proof.Options{Method: f.zo.ID + "#ed25519-key", Created: time.Now()})
	}
	if err != nil {
		f.t.Fatal(err)
	}
	f.Serve(id, fedtest.Answer{Body: raw})
	return id
}

// post sends an activity to an inbox of ours, which must take it.
func (f *forger) post(by *fedtest.Actor, inbox string, activity fedtest.Doc) {
	f.t.Helper()
	if status, body := by.Post(f.t, inbox+"/inbox", activity); status != http.StatusAccepted {
		f.t.Fatalf("%s of %s: %d %s", activity["type"], by.ID, status, body)
	}
}

// said dates an activity.
func said(activity fedtest.Doc, at time.Time, more fedtest.Doc) fedtest.Doc {
	activity["published"] = at.UTC().Format(time.RFC3339)
	for name, value := range more {
		activity[name] = value
	}
	return activity
}

// claims lets a person's document list memberships, and tells us.
func (f *forger) claims(who *fedtest.Actor, claims ...fedtest.Doc) {
	f.t.Helper()
	list := []any{}
	for _, c := range claims {
		list = append(list, c)
	}
	who.Set(fedtest.Doc{"memberOf": list})
	f.post(who, f.ours.actor, who.Activity("Update", who.Document()))
}

func claim(collective, stamp string) fedtest.Doc {
	return fedtest.Doc{"id": collective, "type": "Group", "name": "Zo", "context": stamp}
}

// shows waits until a page has these words, and none of those that begin with "!".
func (n *node) shows(what, path string, words ...string) {
	n.t.Helper()
	page := ""
	n.t.Cleanup(func() {
		if n.t.Failed() && page != "" {
			n.t.Logf("%s: %s", what, page)
		}
	})
	n.eventually(what+": "+path+" with "+strings.Join(words, ", "), func() bool {
		_, body, err := n.ask(path, "text/html")
		page = body
		for _, word := range words {
			bare, not := strings.CutPrefix(word, "!")
			if strings.Contains(body, bare) == not {
				return false
			}
		}
		return err == nil
	})
	page = ""
}

// What the other side forges, a person of ours does not get: her page says that it
// is not confirmed, by whom, and when that was looked at.
func TestHats_aForgedConsentIsShownAsNotConfirmed(t *testing.T) {
	ca := newAuthority(t)
	kade := newNode(t, ca, "kade").setUp()
	f := newForger(t, ca, kade)
	kade.do("member", "add", "--handle", "joost", "--name", "Joost Verhagen")
	kade.do("member", "edit", "joost", "--listed")
	kade.start()
	joost := kade.origin + "/users/joost"
	hat := func() membership { return kade.hat("joost", joost, f.zo.ID) }

	// Listed there, and she never said anything.
	f.list(f.stamp(joost, f.key))
	f.post(f.zo, kade.actor, f.zo.Activity("Update", f.zo.Document()))
	kade.settles()
	if got := kade.hats("joost"); len(got) != 1 {
		t.Errorf("listed by somebody else she has %+v", got)
	}
	kade.shows("listed without her word", "/@joost", "!"+f.Host)

	// She asks; the yes names a stamp that proves nothing.
	kade.do("member", "join", "--as", "joost", f.zo.Acct(), "Ik maak boeken.")
	join := f.Await(t, "Join")
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{4}, 32))
	stamp := f.stamp(joost, other)
	accept := func(at time.Time) fedtest.Doc {
		return said(f.zo.Activity("Accept", join.Doc), at, fedtest.Doc{"result": stamp, "to": []string{joost}})
	}
	yes := accept(time.Now())
	f.post(f.zo, joost, yes)
	denied := func(what, which string) {
		t.Helper()
		kade.eventually(what+" is denied", func() bool { return hat().Denied == which })
		if got := hat(); got.State != models.MembershipAccepted || got.Verdict != models.VerdictUnconfirmed || got.Checked == nil || time.Since(*got.Checked) > patience {
			t.Errorf("%s: %+v", what, got)
		}
		kade.shows(what, "/@joost", f.Host, "zegt lid te zijn", "niet bevestigd door Zo", "Nagekeken op")
	}
	denied("a stamp by another key", "stamp")

	// touch lets it be looked at again, as the collective's word does.
	touch := func() {
		f.post(f.zo, joost, f.zo.Activity("Update", fedtest.Doc{"id": stamp, "type": "Relationship"}))
	}
	confirmed := func(what string) {
		t.Helper()
		f.stamp(joost, f.key)
		f.list(stamp)
		touch()
		kade.eventually(what, func() bool { return hat().Verdict == models.VerdictConfirmed })
		kade.shows(what, "/@joost", f.Host, "bevestigd door beide", "Nagekeken op", "!zegt lid te zijn", "!niet bevestigd")
	}
	confirmed("set right it is confirmed")
	for _, c := range []struct {
		what, denied string
		forge        func()
	}{
		{"the stamp of somebody else", "stamp", func() { f.stamp(f.Origin+"/users/eve", f.key) }},
		{"a list without her", "entry", func() { f.stamp(joost, f.key); f.list() }},
	} {
		c.forge()
		touch()
		denied(c.what, c.denied)
	}
	confirmed("and set right again")

	// She leaves. The yes comes again, the same and another one: it stays over, and
	// that is said again.
	kade.do("member", "leave", "--as", "joost", f.zo.Acct())
	f.Await(t, "Leave")
	f.post(f.zo, joost, yes)
	f.post(f.zo, joost, accept(time.Now().Add(time.Minute)))
	f.AwaitCount(t, "Leave", 2)
	kade.settles()
	if got := hat(); got.State != models.MembershipEnded || got.Shown {
		t.Errorf("a yes after she left: %+v", got)
	}
	kade.shows("after she left", "/@joost", "!"+f.Host)
	if page, _ := json.Marshal(second(kade.get(joost))); bytes.Contains(page, []byte(f.zo.ID)) {
		t.Errorf("her document still says %s", page)
	}
}

func second(_ int, doc fedtest.Doc) fedtest.Doc { return doc }

// What people elsewhere claim of our collective is nothing until we agreed, and
// nothing any more once it is over.
func TestHats_aForgedClaimIsListedNowhere(t *testing.T) {
	ca := newAuthority(t)
	kade := newNode(t, ca, "kade").setUp()
	f := newForger(t, ca, kade)
	aya, eve := f.person("aya"), f.person("eve")
	kade.start()
	listed := func() string {
		_, doc := kade.get(kade.actor + "/members?page=true")
		all, _ := json.Marshal(doc)
		return string(all)
	}
	nowhere := func(what string, who *fedtest.Actor) {
		t.Helper()
		kade.settles()
		kade.shows(what, "/members", "!"+who.Acct())
		if status, _, _ := kade.ask("/@"+who.Acct(), "text/html"); status != http.StatusNotFound {
			t.Errorf("%s: her page here is %d", what, status)
		}
		if all := listed(); strings.Contains(all, who.ID) {
			t.Errorf("%s: listed in %s", what, all)
		}
	}
	state := func(who *fedtest.Actor) membership { return kade.hat(kade.handle, who.ID, kade.actor) }

	// A claim that we never gave, on a profile and on a note.
	f.claims(aya, claim(kade.actor, kade.origin+"/stamps/verzonnen"))
	note := aya.Note("<p>Namens ons allen.</p>", kade.actor)
	note["hat"] = kade.actor
	f.post(aya, kade.actor, aya.Create(note))
	nowhere("a claim that nobody gave", aya)
	if got := state(aya); got.State != "" {
		t.Errorf("a claim alone makes %+v", got)
	}
	kade.holds(note["id"].(string))

	// Eve is a member, and is shown once she claims it with the stamp that is hers.
	asked := time.Now()
	join := said(eve.Activity("Join", kade.actor), asked, fedtest.Doc{"to": []string{kade.actor}, "participationMessage": "Ik teken."})
	f.post(eve, kade.actor, join)
	kade.eventually("eve asks", func() bool { return state(eve).State == models.MembershipAsked })
	kade.do("member", "accept", eve.Acct())
	stamp, _ := f.Await(t, "Accept").Doc["result"].(string)
	nowhere("a member who claims nothing", eve)
	f.claims(aya, claim(kade.actor, stamp))
	nowhere("a claim to the stamp of somebody else", aya)
	f.claims(eve, claim(kade.actor, stamp))
	kade.eventually("eve is confirmed", func() bool { return state(eve).Verdict == models.VerdictConfirmed })
	kade.shows("confirmed", "/@"+eve.Acct(), "bevestigd door beide", "Nagekeken op")
	kade.shows("confirmed", "/members", eve.Acct())
	nowhere("still", aya)

	// Aya too becomes one, and goes on to claim the stamp of eve.
	f.post(aya, kade.actor, said(aya.Activity("Join", kade.actor), time.Now(), nil))
	kade.eventually("aya asks", func() bool { return state(aya).State == models.MembershipAsked })
	kade.do("member", "accept", aya.Acct())
	f.AwaitCount(t, "Accept", 2)
	nowhere("a member who claims the stamp of another", aya)
	if got := state(aya); got.Shown || got.Verdict != models.VerdictUnconfirmed {
		t.Errorf("claimed with the stamp of another: %+v", got)
	}

	// Removed, she asks with what she asked before: the same, and one that is older.
	kade.do("member", "remove", eve.Acct(), "Klaar.")
	f.Await(t, "Remove")
	f.post(eve, kade.actor, join)
	f.post(eve, kade.actor, said(eve.Activity("Join", kade.actor), asked.Add(-time.Minute), nil))
	f.claims(eve, claim(kade.actor, stamp))
	nowhere("asked with an old question after she was removed", eve)
	if got := state(eve); got.State != models.MembershipEnded {
		t.Errorf("an old question opens %+v", got)
	}
	if status, doc := kade.get(stamp); status != http.StatusGone || doc["type"] != "Tombstone" {
		t.Errorf("her stamp is %d %v", status, doc)
	}
}

// A home that has vanished says neither yes nor no: what was heard last is shown
// with its date, and after a month that it is out of reach. Back, all is as it was.
func TestHats_aHomeThatVanishedIsShownAsItWasHeardLast(t *testing.T) {
	ca := newAuthority(t)
	kade := newNode(t, ca, "kade").setUp()
	f := newForger(t, ca, kade)
	eve := f.person("eve")
	kade.start()
	state := func() membership { return kade.hat(kade.handle, eve.ID, kade.actor) }
	f.post(eve, kade.actor, said(eve.Activity("Join", kade.actor), time.Now(), nil))
	kade.eventually("eve asks", func() bool { return state().State == models.MembershipAsked })
	kade.do("member", "accept", eve.Acct())
	stamp, _ := f.Await(t, "Accept").Doc["result"].(string)
	f.claims(eve, claim(kade.actor, stamp))
	kade.eventually("eve is confirmed", func() bool { return state().Verdict == models.VerdictConfirmed })

	f.Fail(http.StatusBadGateway)
	for _, c := range []struct {
		days    int
		verdict models.Verdict
		words   []string
		listed  bool
	}{
		{2, models.VerdictConfirmed, []string{"bevestigd door beide", "Nagekeken op"}, true},
		{10, models.VerdictSeen, []string{"bevestigd, gezien op"}, true},
		{40, models.VerdictSilent, []string{"onbereikbaar sinds", "!bevestigd door beide"}, false},
	} {
		seen := time.Now().AddDate(0, 0, -c.days).UTC().Truncate(time.Second)
		kade.passes(seen)
		kade.eventually("it is looked at in vain", func() bool { return kade.silent() })
		if got := state(); got.Verdict != c.verdict || got.State != models.MembershipAccepted || got.Checked == nil || got.Checked.Sub(seen).Abs() > 24*time.Hour {
			t.Errorf("after %d days: %+v", c.days, got)
		}
		kade.shows("vanished", "/@"+eve.Acct(), c.words...)
		word := "!" + eve.Acct()
		if c.listed {
			word = eve.Acct()
		}
		kade.shows("vanished", "/members", word)
	}
	f.Fail(0)
	kade.passes(time.Now().AddDate(0, 0, -40))
	kade.eventually("back, she is confirmed", func() bool { return state().Verdict == models.VerdictConfirmed })
}

// passes lets what was last read of all memberships be as old as this, and be due
// again, as if the server had been trying since.
func (n *node) passes(seen time.Time) {
	n.t.Helper()
	n.stop()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(n.data, store.DatabaseFile)+"?_busy_timeout=10000")
	if err != nil {
		n.t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(`UPDATE memberships SET claim_seen_at = ?1, stamp_seen_at = ?1, entry_seen_at = ?1, checked_at = ?1, silent_since = ?1, since_at = ?1, check_due_at = ?1
		WHERE person_id IN (SELECT id FROM actors WHERE local = false)`, seen.UTC())
	if err != nil {
		n.t.Fatal(err)
	}
	n.start()
}

// silent says whether a membership was looked at and nobody answered.
func (n *node) silent() bool {
	n.t.Helper()
	var k int
	err := n.database().QueryRow("SELECT count(*) FROM memberships WHERE silent_since IS NOT NULL AND checked_at > ?", time.Now().Add(-time.Hour).UTC()).Scan(&k)
	if err != nil {
		n.t.Fatal(err)
	}
	return k > 0
}
