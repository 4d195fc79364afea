package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"knoop/federation/fedtest"
	"knoop/models"
)

// hats is what knoop member hats says of a handle.
func (n *node) hats(handle string) (all []membership) {
	n.t.Helper()
	if err := json.Unmarshal([]byte(n.said("member", "hats", handle, "--json")), &all); err != nil {
		n.t.Fatal(err)
	}
	return all
}

// hat is the membership between a person and a collective as this node has it;
// handle is of whichever of the two is ours.
func (n *node) hat(handle, person, collective string) membership {
	n.t.Helper()
	for _, m := range n.hats(handle) {
		if m.Person == person && m.Collective == collective {
			return m
		}
	}
	return membership{}
}

// pair is a person at home on one node and the collective of another.
type pair struct {
	home, away *node
	handle     string // of the person
	person     string // her id
}

func newPair(t *testing.T) *pair {
	t.Helper()
	ca := newAuthority(t)
	p := &pair{home: newNode(t, ca, "kade").setUp(), away: newNode(t, ca, "wijk").setUp(), handle: "joost"}
	p.person = p.home.origin + "/users/joost"
	p.home.do("member", "add", "--handle", "joost", "--name", "Joost Verhagen")
	p.home.do("member", "edit", "joost", "--listed")
	p.home.start()
	p.away.start()
	t.Cleanup(func() {
		if t.Failed() {
			status, doc := p.away.get(p.atHome().Stamp)
			t.Logf("at home %+v\nthere %+v\nstamp %d %v listed %v", p.atHome(), p.there(), status, doc, p.listed())
		}
	})
	return p
}

func (p *pair) acct() string { return p.handle + "@" + p.home.host }

// atHome and there are the membership as each node has it.
func (p *pair) atHome() membership { return p.home.hat(p.handle, p.person, p.away.actor) }
func (p *pair) there() membership  { return p.away.hat(p.away.handle, p.person, p.away.actor) }

// both waits until both nodes say the same state.
func (p *pair) both(what string, state models.MembershipState) {
	p.home.t.Helper()
	p.home.eventually(what+", at home", func() bool { return p.atHome().State == state })
	p.away.eventually(what+", there", func() bool { return p.there().State == state })
}

// confirmed waits until both nodes have seen both sides say so.
func (p *pair) confirmed() {
	p.home.t.Helper()
	p.home.eventually("the hat is confirmed at home", func() bool { return p.atHome().Verdict == models.VerdictConfirmed })
	p.away.eventually("the hat is confirmed there", func() bool { return p.there().Verdict == models.VerdictConfirmed })
}

// join lets her ask and the collective say yes.
func (p *pair) join() {
	p.home.t.Helper()
	if said := p.home.do("member", "join", "--as", p.handle, "wijk@"+p.away.host, "Ik maak boeken."); !strings.HasPrefix(said, "asked, waiting") {
		p.home.t.Errorf("join said %q", said)
	}
	p.away.eventually("her question waits", func() bool { return p.there().State == models.MembershipAsked })
	p.away.do("member", "accept", p.acct())
	p.both("a member", models.MembershipAccepted)
}

// claims lists the stamps that her document names.
func (p *pair) claims() (stamps []string) {
	p.home.t.Helper()
	_, doc := p.home.get(p.person)
	list, _ := doc["memberOf"].([]any)
	for _, item := range list {
		if one, ok := item.(map[string]any); ok && one["id"] == p.away.actor {
			stamp, _ := one["context"].(string)
			stamps = append(stamps, stamp)
		}
	}
	return stamps
}

// listed lists the stamps in the collective's members.
func (p *pair) listed() (stamps []string) {
	p.home.t.Helper()
	_, doc := p.away.get(p.away.actor)
	address, _ := doc["members"].(string)
	for address != "" {
		_, page := p.away.get(address)
		items, _ := page["orderedItems"].([]any)
		for _, item := range items {
			if one, ok := item.(map[string]any); ok && one["subject"] == p.person {
				stamps = append(stamps, one["id"].(string))
			}
		}
		next, _ := page["next"].(string)
		if first, ok := page["first"].(string); ok {
			next = first
		}
		address = next
	}
	return stamps
}

func TestHats_aMemberOfOneNodeIsAConfirmedMemberOfAnother(t *testing.T) {
	p := newPair(t)
	p.home.do("member", "join", "--as", "joost", "wijk@"+p.away.host, "Ik maak boeken.")
	p.away.eventually("her question waits", func() bool { return p.there().State == models.MembershipAsked })
	if got := p.there(); got.Message != "Ik maak boeken." {
		t.Errorf("her question came as %+v", got)
	}
	samira := p.away.signIn()
	if _, page, err := p.away.askAs(samira, "/manage/hats", "text/html"); err != nil || !strings.Contains(page, "Ik maak boeken.") || !strings.Contains(page, "Joost Verhagen") {
		t.Errorf("the orchestrators do not see who asks: %v", err)
	}
	p.away.do("member", "accept", p.acct())
	p.both("a member", models.MembershipAccepted)
	p.confirmed()

	// Everybody can look for themselves.
	stamp := p.atHome().Stamp
	if got := p.claims(); !slices.Equal(got, []string{stamp}) {
		t.Errorf("she claims %v, not %s", got, stamp)
	}
	if got := p.listed(); !slices.Equal(got, []string{stamp}) {
		t.Errorf("the collective lists %v, not %s", got, stamp)
	}
	if status, doc := p.away.get(stamp); status != http.StatusOK || doc["subject"] != p.person || doc["object"] != p.away.actor || doc["proof"] == nil {
		t.Errorf("the stamp is %d %v", status, doc)
	}
	if page := p.home.page("/@joost"); !strings.Contains(page, "bevestigd door beide") || !strings.Contains(page, "wijk") {
		t.Error("her page at home does not show the hat")
	}
	if page := p.away.page("/members"); !strings.Contains(page, "Joost Verhagen") || !strings.Contains(page, "/@"+p.acct()) {
		t.Error("the collective's list does not show her")
	}
	if page := p.away.page("/@" + p.acct()); !strings.Contains(page, "bevestigd door beide") || !strings.Contains(page, "noindex") {
		t.Error("her page there does not say that it is confirmed")
	}
	p.away.eventually("she follows the collective", func() bool { return slices.Contains(p.away.followers("wijk"), p.person) })

	p.away.do("member", "role", p.acct(), "orchestrator")
	p.home.eventually("her home hears of her role", func() bool { return p.atHome().Role == models.Orchestrator })

	// Left: over on both, and the stamp is gone for good.
	p.home.do("member", "leave", "--as", "joost", "wijk@"+p.away.host)
	p.both("left", models.MembershipEnded)
	if status, doc := p.away.get(stamp); status != http.StatusGone || doc["type"] != "Tombstone" {
		t.Errorf("the stamp of one who left is %d %v", status, doc)
	}
	if claims, listed := p.claims(), p.listed(); len(claims)+len(listed) > 0 {
		t.Errorf("she left, and still claims %v and is listed as %v", claims, listed)
	}
	if page := p.away.page("/members"); strings.Contains(page, "Joost Verhagen") {
		t.Error("the collective's list still shows her")
	}
	if status, _, _ := p.away.ask("/@"+p.acct(), "text/html"); status != http.StatusNotFound {
		t.Errorf("her page there is %d", status)
	}

	// Asked again, the answer may be no.
	p.home.do("member", "join", "--as", "joost", "wijk@"+p.away.host)
	p.away.eventually("she asks again", func() bool { return p.there().State == models.MembershipAsked })
	p.away.do("member", "decline", p.acct(), "We zitten vol.")
	p.both("declined", models.MembershipRefused)
	if got := p.atHome(); got.Reason != "We zitten vol." {
		t.Errorf("the reason came as %+v", got)
	}
	for _, n := range []*node{p.home, p.away} {
		n.settles()
		if q := n.queue(); q.Refused+q.Dead != 0 {
			t.Errorf("%s: letters that never arrived: %+v", n.handle, q)
		}
	}
}

// Consent is hers: what she hides at home is off the list there, also when that
// node was away while she did.
func TestHats_consentWithdrawnWhileTheOtherNodeIsAway(t *testing.T) {
	p := newPair(t)
	p.join()
	p.confirmed()
	stamp := p.atHome().Stamp
	p.away.stop()
	p.home.do("member", "show", "--hide", "--as", "joost", "wijk@"+p.away.host)
	p.home.eventually("she claims nothing", func() bool { return len(p.claims()) == 0 })
	p.away.start()
	p.away.eventually("it takes her off the list", func() bool { return !p.there().Shown })
	if got := p.listed(); len(got) > 0 {
		t.Errorf("the collective lists %v", got)
	}
	if status, _ := p.away.get(stamp); status != http.StatusNotFound {
		t.Errorf("strangers get %d for a stamp that is private", status)
	}
	if got := p.there(); got.State != models.MembershipAccepted {
		t.Errorf("hiding ended it: %+v", got)
	}
	p.home.do("member", "show", "--as", "joost", "wijk@"+p.away.host)
	p.confirmed()
	if got := p.listed(); !slices.Equal(got, []string{stamp}) {
		t.Errorf("shown again, the collective lists %v", got)
	}
}

func TestHats_invitedAndRemoved(t *testing.T) {
	p := newPair(t)
	p.away.do("member", "invite", p.acct(), "--role", "host")
	p.home.eventually("the invitation is there", func() bool { return p.atHome().State == models.MembershipInvited })
	if got := p.listed(); len(got) > 0 {
		t.Errorf("the collective lists somebody who said nothing: %v", got)
	}
	p.home.do("member", "join", "--as", "joost", "wijk@"+p.away.host)
	p.both("a member", models.MembershipAccepted)
	p.confirmed()
	p.home.eventually("her home knows her role", func() bool { return p.atHome().Role == models.HostRole })
	p.away.do("member", "remove", p.acct(), "Verhuisd.")
	p.both("removed", models.MembershipEnded)
	if got := p.atHome(); got.Reason != "Verhuisd." {
		t.Errorf("the reason came as %+v", got)
	}
	if claims, listed := p.claims(), p.listed(); len(claims)+len(listed) > 0 {
		t.Errorf("removed, and still claimed as %v and listed as %v", claims, listed)
	}
}

func TestHats_aServerThatCannotIsNotAsked(t *testing.T) {
	ca := newAuthority(t)
	kade := newNode(t, ca, "kade").setUp()
	kade.do("member", "add", "--handle", "joost", "--name", "Joost")
	masto := fedtest.New(t, fedtest.Options{Name: "masto", Authority: ca.Authority, Software: "mobilizon"})
	masto.Add("zo", "Group")
	kade.refuses("cannot do this yet", "member", "join", "--as", "joost", "zo@"+masto.Host)
	kade.refuses("has nothing with", "member", "leave", "--as", "joost", "zo@"+masto.Host)
	kade.refuses("nobody by", "member", "accept", "noor@"+masto.Host)
	if got := kade.hats("joost"); len(got) != 1 || got[0].Collective != kade.actor || got[0].State != models.MembershipAccepted {
		t.Errorf("she has %+v", got)
	}
}
