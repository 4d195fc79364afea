package ties_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/ties"
	"knoop/models"
)

// pages serves the collective's list in pages of fifty stamps as they are on the
// wire; one of them is hers when last is true, the very last.
func (w *world) pages(entries int, last bool) {
	w.t.Helper()
	const size = 50
	id := w.zo.ID + "/members"
	w.peer.Keep(id, fedtest.Doc{"@context": fedtest.Context, "id": id, "type": "OrderedCollection", "totalItems": entries, "first": id + "/1"})
	for page := 1; (page-1)*size < entries; page++ {
		items := make([]any, 0, size)
		for i := (page - 1) * size; i < min(page*size, entries); i++ {
			stamp := w.stamp()
			stamp["id"], stamp["subject"] = fmt.Sprintf("%s/stamps/of-%d", w.peer.Origin, i), fmt.Sprintf("https://elders.example/users/lid%d", i)
			if last && i == entries-1 {
				stamp["id"], stamp["subject"] = w.stampURI(), w.joost.URI
			}
			stamp["proof"] = fedtest.Doc{
				"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "verificationMethod": w.zo.ID + "#ed25519-key",
				"proofPurpose": "assertionMethod", "created": "2026-01-01T10:00:00Z", "proofValue": "z" + strings.Repeat("3", 87),
			}
			items = append(items, stamp)
		}
		doc := fedtest.Doc{"@context": fedtest.Context, "id": fmt.Sprint(id, "/", page), "type": "OrderedCollectionPage", "orderedItems": items}
		if page*size < entries {
			doc["next"] = fmt.Sprint(id, "/", page+1)
		}
		w.peer.Keep(fmt.Sprint(id, "/", page), doc)
	}
}

func TestCheck_findsTheLastOfFiveThousandMembers(t *testing.T) {
	w := newWorld(t)
	w.pages(5000, true)
	if m := w.check(); !m.Confirmed(time.Now()) || m.SilentSince != nil {
		t.Errorf("%+v", m)
	}
	w.pages(5000, false)
	if m := w.check(); m.Confirmed(time.Now()) || m.Denied != "entry" {
		t.Errorf("not among five thousand: %+v", m)
	}
}

// A list that only costs is given up within bounds, confirms nobody, and leaves
// a membership that is read again later.
func TestCheck_givesUpAListThatIsHostile(t *testing.T) {
	w := newWorld(t)
	id := w.zo.ID + "/members"
	page := func(n int, more fedtest.Doc) fedtest.Doc {
		doc := fedtest.Doc{"@context": fedtest.Context, "id": fmt.Sprint(id, "/", n), "type": "OrderedCollectionPage", "orderedItems": []any{}}
		for name, value := range more {
			doc[name] = value
		}
		return doc
	}
	for name, c := range map[string]struct {
		serve func()
		most  int // requests for it
	}{
		"pages without end": {func() {
			for n := range 400 {
				w.peer.Keep(fmt.Sprint(id, "/", n), page(n, fedtest.Doc{"next": fmt.Sprint(id, "/", n+1)}))
			}
		}, 130},
		"a page that leads to itself": {func() { w.peer.Keep(id+"/1", page(1, fedtest.Doc{"next": id + "/1"})) }, 3},
		"pages in a circle": {func() {
			w.peer.Keep(id+"/1", page(1, fedtest.Doc{"next": id + "/2"}))
			w.peer.Keep(id+"/2", page(2, fedtest.Doc{"next": id + "/1"}))
		}, 4},
		"a page that is its own first": {func() { w.peer.Keep(id+"/1", page(1, fedtest.Doc{"first": id})) }, 3},
		"a next on another server":     {func() { w.peer.Keep(id+"/1", page(1, fedtest.Doc{"next": "https://elders.example/members/2"})) }, 3},
		"a page of twenty megabytes": {func() {
			body := append([]byte(`{"id":"`+id+`/1","type":"OrderedCollectionPage","orderedItems":["`+w.stampURI()+`"],"x":"`), bytes.Repeat([]byte("a"), 20<<20)...)
			w.peer.Serve(id+"/1", fedtest.Answer{Body: append(body, `"}`...)})
		}, 3},
		"twenty megabytes in pages": {func() {
			for n := range 40 {
				w.peer.Keep(fmt.Sprint(id, "/", n), page(n, fedtest.Doc{"next": fmt.Sprint(id, "/", n+1), "summary": strings.Repeat("a", 700<<10)}))
			}
			w.peer.Keep(id+"/39", page(39, fedtest.Doc{"orderedItems": []any{w.stampURI()}}))
		}, 30},
		"ten thousand on one page": {func() {
			items := make([]any, 10_000)
			for i := range items {
				items[i] = fmt.Sprint(w.peer.Origin, "/stamps/", i)
			}
			w.peer.Keep(id+"/1", page(1, fedtest.Doc{"orderedItems": items}))
		}, 3},
		"a web page":          {func() { w.peer.Serve(id+"/1", fedtest.Answer{Type: "text/html", Body: []byte("<p>Leden")}) }, 3},
		"no JSON":             {func() { w.peer.Serve(id+"/1", fedtest.Answer{Body: []byte(`{"orderedItems":[`)}) }, 3},
		"a door that is shut": {func() { w.peer.Serve(id+"/1", fedtest.Answer{Status: http.StatusForbidden}) }, 3},
	} {
		for n := range 400 {
			w.peer.Forget(fmt.Sprint(id, "/", n))
		}
		w.peer.Keep(id, fedtest.Doc{"@context": fedtest.Context, "id": id, "type": "OrderedCollection", "first": id + "/1"})
		c.serve()
		before := w.peer.AllHits()
		m := w.check()
		if hits := w.peer.AllHits() - before - 4; hits > c.most { // beside it the stamp and the collective
			t.Errorf("%s: %d requests", name, hits)
		}
		if m.Confirmed(time.Now()) || m.State != models.MembershipAccepted || m.CheckDueAt == nil || !m.CheckDueAt.After(time.Now().Add(-time.Minute)) || m.EntrySeenAt != nil {
			t.Errorf("%s: %+v", name, m)
		}
	}
	// And when it mends its ways it is believed again.
	w.list(w.stampURI())
	if m := w.check(); !m.Confirmed(time.Now()) {
		t.Errorf("%+v", m)
	}
}

// A server that drips costs no more than the time one reading may take, and a
// reading that was cut off is no "no".
func TestCheck_readsForAWhileAtMost(t *testing.T) {
	w := newWorld(t)
	w.pages(5000, true)
	slow := ties.New(ties.Options{Store: w.store, Remote: w.remote, Base: w.base, ReadTime: 500 * time.Millisecond})
	w.peer.Delay(20 * time.Millisecond)
	w.ties = slow
	m := w.check()
	if m.Confirmed(time.Now()) || m.DeniedAt != nil || m.SilentSince == nil || m.CheckDueAt == nil {
		t.Errorf("%+v", m)
	}
	if w.peer.Hits(w.zo.ID+"/members/100") > 0 {
		t.Error("read to the end")
	}
}

// A stamp that is gone for good has ended what it stood for, also when the word
// of it never came.
func TestCheck_aStampThatIsGoneEndsTheMembership(t *testing.T) {
	w := newWorld(t)
	w.check()
	w.peer.Serve(w.stampURI(), fedtest.Answer{Status: http.StatusGone})
	if m := w.check(); m.State != models.MembershipEnded || m.Shown || m.EndedAt == nil {
		t.Errorf("%+v", m)
	}
	if claims, err := w.store.Claims(t.Context(), w.joost.ID); err != nil || len(claims) > 0 {
		for _, c := range claims {
			if c.Collective == w.zo.ID {
				t.Errorf("still claimed: %v, %v", claims, err)
			}
		}
	}
	// Asked again she begins anew.
	if m, err := w.store.AskMembership(t.Context(), w.joost.ID, w.collective().ID, ""); err != nil || m.State != models.MembershipAsked {
		t.Errorf("%+v, %v", m, err)
	}
}

func (w *world) collective() models.Actor {
	w.t.Helper()
	a, err := w.store.ActorByURI(w.t.Context(), w.zo.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// Other software has collectives too, and people who may say what they like. What
// they have is no membership of ours, and is never confirmed or an error.
func TestCheck_ofWhatKnowsNoStamps(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		name  string
		group fedtest.Doc
		serve func(id string)
	}{
		{"a Mobilizon group that shows its members to members alone", fedtest.Doc{"openness": "moderated", "memberCount": 3, "manuallyApprovesFollowers": false}, func(id string) {
			w.peer.Keep(id+"/members", fedtest.Doc{"id": id + "/members", "type": "OrderedCollection", "totalItems": 3, "attributedTo": id, "first": fedtest.Doc{
				"id": id + "/members?page=1", "type": "OrderedCollectionPage", "partOf": id + "/members", "orderedItems": []any{},
			}})
		}},
		{"one whose list is refused", fedtest.Doc{"openness": "invite_only"}, func(id string) {
			w.peer.Serve(id+"/members", fedtest.Answer{Status: http.StatusUnauthorized})
		}},
		{"one that lists her as its own kind of member", fedtest.Doc{"openness": "open"}, func(id string) {
			w.peer.Keep(id+"/members", fedtest.Doc{"id": id + "/members", "type": "OrderedCollection", "orderedItems": []any{
				fedtest.Doc{"id": w.peer.Origin + "/member/2fec", "type": "Member", "role": "administrator", "object": id, "actor": w.joost.URI},
			}})
		}},
		{"a Mastodon account without a list", fedtest.Doc{"members": nil}, func(string) {}},
	} {
		group := w.peer.Add("groep"+fmt.Sprint(len(c.name)), "Group")
		group.Set(fedtest.Doc{"members": group.ID + "/members"})
		group.Set(c.group)
		c.serve(group.ID)
		for i, stamp := range []string{"", group.ID, group.ID + "/members", w.peer.Origin + "/member/2fec", w.stampURI()} {
			aya := w.peer.Person(fmt.Sprintf("aya%d-%d", len(c.name), i))
			aya.Set(fedtest.Doc{"memberOf": []any{fedtest.Doc{"id": group.ID, "type": "Group", "name": "Groep", "context": stamp}}})
			person, err := w.remote.FetchActor(t.Context(), aya.ID)
			if err != nil {
				t.Fatal(err)
			}
			collective, err := w.remote.FetchActor(t.Context(), group.ID)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.store.NoteClaim(t.Context(), person, collective, stamp); err != nil {
				t.Fatal(err)
			}
			m, err := w.store.MembershipOf(t.Context(), person.ID, collective.ID)
			if err != nil {
				t.Fatal(err)
			}
			w.id = m.ID
			m = w.check()
			if v, at := m.Verdict(time.Now()); v != models.VerdictUnconfirmed || at.IsZero() || m.DeniedAt == nil && m.SilentSince == nil || m.CheckDueAt == nil {
				t.Errorf("%s, claimed by %q: %s, %+v", c.name, stamp, v, m)
			}
		}
	}
}
