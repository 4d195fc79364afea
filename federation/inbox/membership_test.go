package inbox_test

import (
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store"
)

// asking is a person elsewhere with the Join she sends to our collective.
type asking struct {
	w    *world
	aya  *fedtest.Actor
	join fedtest.Doc
}

func newAsking(t *testing.T) *asking {
	t.Helper()
	w := newWorld(t)
	p := w.peer(fedtest.Options{Name: "knoopje", Software: "knoop"})
	a := &asking{w: w, aya: p.Person("aya")}
	a.join = a.say("Join", w.us.URI, time.Now())
	a.join["participationMessage"] = "Ik <b>teken</b>."
	return a
}

// say makes an activity of a moment.
func (a *asking) say(kind string, object any, at time.Time) fedtest.Doc {
	doc := a.aya.Activity(kind, object)
	doc["to"] = []string{a.w.us.URI}
	doc["published"] = at.UTC().Format(time.RFC3339)
	return doc
}

func (a *asking) membership() models.Membership {
	a.w.t.Helper()
	person, err := a.w.store.ActorByURI(a.w.ctx, a.aya.ID)
	if err != nil {
		a.w.t.Fatal(err)
	}
	m, err := a.w.store.MembershipOf(a.w.ctx, person.ID, a.w.us.ID)
	if err != nil && models.KindOf(err) != models.NotFound {
		a.w.t.Fatal(err)
	}
	return m
}

func (a *asking) admit() models.Membership {
	a.w.t.Helper()
	a.w.tell(a.aya, a.join)
	m := a.membership()
	if err := a.w.store.DecideMembership(a.w.ctx, m.ID, true, models.Member, ""); err != nil {
		a.w.t.Fatal(err)
	}
	return a.membership()
}

func (a *asking) answers() int {
	a.w.t.Helper()
	facts, err := a.w.store.OpenFacts(a.w.ctx, 100)
	if err != nil {
		a.w.t.Fatal(err)
	}
	n := 0
	for _, f := range facts {
		if f.Kind == models.MembershipAnsweredFact {
			n++
		}
	}
	return n
}

func TestJoin_waitsForAPersonAndIsAnsweredOnceForEachAsking(t *testing.T) {
	a := newAsking(t)
	a.w.tell(a.aya, a.join)
	m := a.membership()
	if m.State != models.MembershipAsked || m.Message != "Ik teken." || a.answers() != 0 {
		t.Fatalf("%+v, %d answers", m, a.answers())
	}
	if err := a.w.store.DecideMembership(a.w.ctx, m.ID, true, models.Member, ""); err != nil {
		t.Fatal(err)
	}
	// The same question under its id is the receipt's second delivery; nothing more.
	a.w.tell(a.aya, a.join)
	if got := a.membership(); got.State != models.MembershipAccepted || a.answers() != 1 {
		t.Errorf("%s, %d answers", got.State, a.answers())
	}
	// A new question of a member gets the same answer.
	a.w.tell(a.aya, a.say("Join", a.w.us.URI, time.Now().Add(time.Minute)))
	if got := a.membership(); got.State != models.MembershipAccepted || a.answers() != 2 {
		t.Errorf("asked anew: %s, %d answers", got.State, a.answers())
	}
}

func TestJoin_refusesWhatIsTooOldAheadOrOfNoPerson(t *testing.T) {
	a := newAsking(t)
	over := a.say("Join", a.w.us.URI, time.Now().AddDate(0, 0, -40))
	over["endTime"] = time.Now().AddDate(0, 0, -10).UTC().Format(time.RFC3339)
	a.w.tell(a.aya, over)
	a.w.tell(a.aya, a.say("Join", a.w.us.URI, time.Now().Add(2*time.Hour)))
	if m := a.membership(); m.ID != "" {
		t.Errorf("kept: %+v", m)
	}
	group := a.aya.Peer.Add("groep", "Group")
	a.w.tell(group, group.Activity("Join", a.w.us.URI))
	if list, err := a.w.store.Memberships(a.w.ctx, store.MembershipFilter{CollectiveID: a.w.us.ID, Elsewhere: true}); err != nil || len(list) != 0 {
		t.Errorf("%d memberships, %v", len(list), err)
	}
}

func TestLeave_endsItAndAnOlderWordChangesNothing(t *testing.T) {
	a := newAsking(t)
	m := a.admit()
	stamp, err := a.w.store.StampOf(a.w.ctx, m.ID)
	if err != nil || !stamp.Live() || stamp.Public {
		t.Fatalf("%+v, %v", stamp, err)
	}
	a.w.tell(a.aya, a.say("Leave", a.w.us.URI, time.Now().Add(2*time.Minute)))
	if m = a.membership(); m.State != models.MembershipEnded {
		t.Fatalf("%+v", m)
	}
	if stamp, err = a.w.store.Stamp(a.w.ctx, stamp.ID); err != nil || stamp.RevokedAt == nil {
		t.Errorf("the stamp lives on: %+v, %v", stamp, err)
	}
	// A Join sent before the Leave arrives after it, under an id not seen yet.
	a.w.tell(a.aya, a.say("Join", a.w.us.URI, time.Now().Add(time.Minute)))
	if m = a.membership(); m.State != models.MembershipEnded {
		t.Errorf("an older Join opens it again: %s", m.State)
	}
	// Replayed by somebody else of her host it means nothing either.
	eve := a.aya.Peer.Person("eve")
	leave := eve.Activity("Leave", a.w.us.URI)
	a.w.tell(eve, leave)
}

// The claim is the consent: she is listed while her own document claims it.
func TestUpdate_ofAPersonListsHerOrNoLonger(t *testing.T) {
	a := newAsking(t)
	m := a.admit()
	entries := func() int64 {
		_, total, err := a.w.store.Entries(a.w.ctx, a.w.us.ID, store.Page{Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		return total
	}
	before := entries()
	update := func(memberOf any) {
		a.aya.Set(fedtest.Doc{"memberOf": memberOf})
		a.w.tell(a.aya, a.aya.Activity("Update", a.aya.Document()))
	}
	claim := func(stamp string) []any {
		return []any{fedtest.Doc{"id": a.w.us.URI, "type": "Group", "name": "Mokum", "context": stamp}}
	}
	update(claim(a.w.base.Stamp("anothers")))
	if entries() != before {
		t.Error("listed for a claim to another's stamp")
	}
	update(claim(m.StampURI))
	if entries() != before+1 || !a.membership().Confirmed(time.Now()) {
		t.Errorf("not listed for her claim: %d, %+v", entries(), a.membership())
	}
	update(nil)
	if entries() != before || a.membership().State != models.MembershipAccepted || a.membership().Confirmed(time.Now()) {
		t.Errorf("listed without a claim, or no member any more: %d, %+v", entries(), a.membership())
	}
}

// A person who never was admitted is listed for no claim.
func TestUpdate_aClaimAloneMakesNobodyAMember(t *testing.T) {
	a := newAsking(t)
	a.w.tell(a.aya, a.join)
	a.aya.Set(fedtest.Doc{"memberOf": []any{fedtest.Doc{"id": a.w.us.URI, "type": "Group", "context": a.w.base.Stamp("x")}}})
	a.w.tell(a.aya, a.aya.Activity("Update", a.aya.Document()))
	if m := a.membership(); m.State != models.MembershipAsked || m.Shown || m.Confirmed(time.Now()) {
		t.Errorf("%+v", m)
	}
}

// An answer counts from the one who was asked alone, and only to the opening
// that lives.
func TestAccept_ofAJoinOfOurs(t *testing.T) {
	w := newWorld(t)
	p := w.peer(fedtest.Options{Name: "buren", Software: "knoop"})
	zo, other := p.Add("zo", "Group"), p.Add("ander", "Group")
	joost, err := w.store.ActorByHandle(w.ctx, "joost")
	if err != nil {
		t.Fatal(err)
	}
	collective, err := w.remote.FetchActor(w.ctx, zo.ID)
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.store.AskMembership(w.ctx, joost.ID, collective.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	state := func() models.Membership {
		m, err := w.store.Membership(w.ctx, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	accept := func(by *fedtest.Actor, opening, stamp string) {
		doc := by.Activity("Accept", fedtest.Doc{"id": opening, "type": "Join", "actor": joost.URI, "object": zo.ID})
		doc["result"], doc["to"] = stamp, []string{joost.URI}
		w.tell(by, doc)
	}
	accept(other, m.OpeningURI, p.Origin+"/stamps/1")
	accept(zo, w.base.Activity("anders"), p.Origin+"/stamps/1")
	accept(zo, m.OpeningURI, "https://elders.example/stamps/1")
	if got := state(); got.State != models.MembershipAsked {
		t.Fatalf("%s by an answer that does not count", got.State)
	}
	accept(zo, m.OpeningURI, p.Origin+"/stamps/1")
	if got := state(); got.State != models.MembershipAccepted || got.StampURI != p.Origin+"/stamps/1" {
		t.Fatalf("%+v", got)
	}
	if f, err := w.store.FollowOf(w.ctx, joost.ID, collective.ID); err != nil || f.State != models.FollowAsked {
		t.Errorf("she does not follow it: %+v, %v", f, err)
	}
	remove := zo.Activity("Remove", joost.URI)
	remove["origin"], remove["content"], remove["published"] = zo.ID, "Verhuisd", time.Now().Add(time.Minute).UTC().Format(time.RFC3339)
	w.tell(zo, remove)
	if got := state(); got.State != models.MembershipEnded || got.Reason != "Verhuisd" {
		t.Errorf("removed: %+v", got)
	}
	// A late Accept does not bring it back; the end is said once more.
	accept(zo, m.OpeningURI, p.Origin+"/stamps/1")
	if got := state(); got.State != models.MembershipEnded {
		t.Errorf("a late Accept: %s", got.State)
	}
}

// Her yes to an Invite of ours that was taken back says that the Join she had sent
// met it there: it waits here for nobody any more.
func TestAccept_ofAnInviteThatLivesNoMore(t *testing.T) {
	a := newAsking(t)
	accept := func(by *fedtest.Actor, target string) {
		invite := fedtest.Doc{"id": a.w.base.Activity("eerder"), "type": "Invite", "actor": a.w.us.URI, "object": a.w.us.URI, "target": target}
		doc := by.Activity("Accept", invite)
		doc["to"], doc["published"] = []string{a.w.us.URI}, time.Now().Add(time.Minute).UTC().Format(time.RFC3339)
		a.w.tell(by, doc)
	}
	a.w.tell(a.aya, a.join)
	eve := a.aya.Peer.Person("eve")
	accept(eve, a.aya.ID)
	accept(eve, eve.ID)
	accept(a.aya, eve.ID)
	if m := a.membership(); m.State != models.MembershipAsked {
		t.Fatalf("%s by an answer that does not count", m.State)
	}
	accept(a.aya, a.aya.ID)
	if m := a.membership(); m.State != models.MembershipWithdrawn {
		t.Errorf("her Join is %s", m.State)
	}
}

// Asked once more days later, a question gets its answer once more: the first may
// have been lost, and her side would wait for ever.
func TestJoin_askedAgainAfterDaysIsAnsweredAgain(t *testing.T) {
	a := newAsking(t)
	a.admit()
	later := time.Now().Add(models.AskAgainAfter)
	a.w.stop()
	a.w.options.Clock = func() time.Time { return later }
	a.w.start()
	for range 2 {
		r, body := fedtest.SignedPost(t, a.w.base.SharedInbox(), a.join, a.aya.Key(), later)
		if err := a.w.receive(r, body); err != nil {
			t.Fatal(err)
		}
		a.w.settle()
	}
	if m := a.membership(); m.State != models.MembershipAccepted || a.answers() != 2 {
		t.Errorf("%s, answered %d times", m.State, a.answers())
	}
}
