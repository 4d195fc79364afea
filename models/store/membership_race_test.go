package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func startsMembership(o *store.Options) *clock {
	c := &clock{at: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)}
	o.Clock = c.now
	return c
}

// Whatever two do at the same moment, it is as if one had come after the other:
// both count, or one was refused, and row, stamp, list and claim agree.
func TestMembership_twoAtOnceAreOneAfterTheOther(t *testing.T) {
	type pair struct {
		way   []string
		verbs [2]string
		ends  []models.MembershipState // that it may come to
	}
	const (
		asked, was   = models.MembershipAsked, models.MembershipAccepted
		ended, taken = models.MembershipEnded, models.MembershipWithdrawn
		no           = models.MembershipRefused
	)
	sides := map[string]struct {
		verbs map[string]verb
		bond  func(*testing.T, *store.Store, *clock) *bond
		pairs []pair
	}{
		"at home": {atHome, bondAtHome, []pair{
			{nil, [2]string{"asks", "Invite"}, []models.MembershipState{was, asked}}, // the Invite may be the older one
			{nil, [2]string{"asks", "asks"}, []models.MembershipState{asked}},
			{[]string{"asks"}, [2]string{"Accept", "leaves"}, []models.MembershipState{ended, taken}},
			{[]string{"asks"}, [2]string{"Accept", "Accept"}, []models.MembershipState{was}},
			{[]string{"asks"}, [2]string{"Accept", "sweeps"}, []models.MembershipState{was}},
			{[]string{"Invite"}, [2]string{"agrees", "declines"}, []models.MembershipState{was, no}},
			{[]string{"Invite"}, [2]string{"agrees", "Undo"}, []models.MembershipState{taken, ended}},
			{[]string{"asks", "Accept"}, [2]string{"leaves", "hides"}, []models.MembershipState{ended}},
			{[]string{"asks", "Accept"}, [2]string{"leaves", "Remove"}, []models.MembershipState{ended}},
			{[]string{"asks", "Accept"}, [2]string{"hides", "is read"}, []models.MembershipState{was}},
		}},
		"here": {here, bondHere, []pair{
			{nil, [2]string{"invites", "Join"}, []models.MembershipState{was, models.MembershipInvited}},
			{nil, [2]string{"Join", "Join"}, []models.MembershipState{asked}},
			{[]string{"Join"}, [2]string{"admits", "declines"}, []models.MembershipState{was, no}},
			{[]string{"Join"}, [2]string{"admits", "admits"}, []models.MembershipState{was}},
			{[]string{"Join"}, [2]string{"admits", "Undo"}, []models.MembershipState{taken, ended}},
			{[]string{"Join"}, [2]string{"admits", "sweeps"}, []models.MembershipState{was}},
			{[]string{"invites"}, [2]string{"removes", "Accept"}, []models.MembershipState{taken, ended}},
			{[]string{"invites"}, [2]string{"sweeps", "Accept"}, []models.MembershipState{was}},
			{[]string{"Join", "admits"}, [2]string{"claims", "removes"}, []models.MembershipState{ended}},
			{[]string{"Join", "admits"}, [2]string{"claims", "raises"}, []models.MembershipState{was}},
			{[]string{"Join", "admits", "claims"}, [2]string{"claims no more", "raises"}, []models.MembershipState{was}},
			{[]string{"Join", "admits", "claims"}, [2]string{"claims no more", "is read"}, []models.MembershipState{was}},
		}},
	}
	sweeps := func(b *bond) (bool, error) { return done(b.s.ExpireOpenings(b.t.Context())) }
	reads := func(b *bond) (bool, error) {
		m := b.row()
		return done(b.s.CheckHat(b.t.Context(), m.ID, models.Check{Of: m.StampURI, Claim: models.Found, Stamp: models.Found, Entry: models.Found}, ""))
	}
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		c := startsMembership(&o)
		s := storetest.Open(t, o)
		storetest.Node(t, s)
		for side, all := range sides {
			for _, p := range all.pairs {
				for range 6 {
					b := all.bond(t, s, c)
					for _, step := range p.way {
						b.heard(all.verbs[step](b))
					}
					if slices.Contains(p.verbs[:], "sweeps") {
						c.passes(models.AskAgainAfter + time.Hour)
					}
					var group sync.WaitGroup
					for _, name := range p.verbs {
						verb := all.verbs[name]
						switch name {
						case "sweeps":
							verb = sweeps
						case "is read":
							verb = reads
						}
						group.Go(func() {
							_, err := verb(b)
							var e *models.Error
							if err != nil && (!errors.As(err, &e) || e.Key == "error.conflict") {
								t.Errorf("%s, %v: %s: %v", side, p.verbs, name, err)
							}
						})
					}
					group.Wait()
					m := b.row()
					if !slices.Contains(p.ends, m.State) {
						t.Errorf("%s, %v come to %s", side, p.verbs, m.State)
					}
					b.sound(m)
				}
			}
		}
	})
}

// A word that comes a second time, or after a younger one, changes nothing.
func TestMembership_repeatedAndLateWordsChangeNothing(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		c := startsMembership(&o)
		s := storetest.Open(t, o)
		storetest.Node(t, s)
		b := bondHere(t, s, c)
		ctx := t.Context()
		join := func(said models.Said) verb {
			return func(*bond) (bool, error) {
				return s.ReceiveMembershipJoin(ctx, b.person, said, models.Opening{By: models.PersonSide, URI: said.URI, Raw: []byte("{}")})
			}
		}
		leave := func(said models.Said) verb {
			return func(*bond) (bool, error) {
				return s.MembershipEnded(ctx, b.person.ID, b.collective.ID, said, "", "")
			}
		}
		first := b.said(models.PersonSide)
		b.heard(join(first)(b))
		b.heard(here["admits"](b))
		if got := b.comes(join(first)); got != "accepted; membership.answered yes" {
			t.Errorf("the same question of a member: %s", got)
		}
		stale := b.said(models.PersonSide)
		left := b.said(models.PersonSide)
		b.heard(leave(left)(b))
		for what, late := range map[string]verb{
			"the same Leave":    leave(left),
			"a Join before it":  join(stale),
			"a Leave before it": leave(stale),
			"a Leave of another": func(*bond) (bool, error) {
				return s.MembershipEnded(ctx, storetest.Remote(t, s, "ver.example", "eve").ID, b.collective.ID, b.said(models.PersonSide), "", "")
			},
		} {
			if got := b.comes(late); got != "ignored" {
				t.Errorf("%s: %s", what, got)
			}
		}
		if got := b.comes(join(first)); got != "ended" {
			t.Errorf("the question that was answered, after she left: %s", got)
		}
		again := b.said(models.PersonSide)
		b.heard(join(again)(b))
		if got := b.comes(leave(left)); got != "ignored" {
			t.Errorf("the old Leave against her new question: %s", got)
		}

		// The same at her home: what the collective said before does not end what
		// she asked since.
		h := bondAtHome(t, s, c)
		h.heard(atHome["asks"](h))
		h.heard(atHome["Accept"](h))
		removed := h.said(models.CollectiveSide)
		c.passes(time.Minute)
		h.heard(atHome["leaves"](h))
		h.heard(atHome["asks"](h))
		if got := h.comes(func(h *bond) (bool, error) {
			return s.MembershipEnded(ctx, h.person.ID, h.collective.ID, removed, "", "Verhuisd.")
		}); got != "ignored" {
			t.Errorf("a Remove of what was before: %s", got)
		}
	})
}

// Of a Join and an Invite that cross, the older one is left alone where the
// younger was made, whatever became of it since, and its Undo ends nothing.
func TestMembership_ofTwoThatCrossTheLaterIsAnswered(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		c := startsMembership(&o)
		s := storetest.Open(t, o)
		storetest.Node(t, s)
		ctx := t.Context()

		h := bondAtHome(t, s, c)
		invite, undo := h.said(models.CollectiveSide), h.said(models.CollectiveSide)
		c.passes(time.Minute)
		h.heard(atHome["asks"](h))
		if got := h.comes(func(h *bond) (bool, error) {
			return s.ReceiveMembershipInvite(ctx, h.collective, h.person, invite, models.Opening{By: models.CollectiveSide, URI: invite.URI, StampURI: h.collective.URI + "/stamps/1", Raw: []byte("{}")})
		}); got != "ignored" {
			t.Errorf("an older Invite: %s", got)
		}
		if meant, err := s.MembershipEnded(ctx, h.person.ID, h.collective.ID, undo, invite.URI, ""); meant || err != nil || h.row().State != models.MembershipAsked {
			t.Errorf("its Undo: meant %v, %v, %s", meant, err, h.row().State)
		}
		if got := h.comes(atHome["Accept"]); !strings.HasPrefix(got, "accepted, shown") {
			t.Errorf("the answer to her Join: %q", got)
		}

		b := bondHere(t, s, c)
		join := b.said(models.PersonSide)
		c.passes(time.Minute)
		b.heard(here["invites"](b))
		if got := b.comes(func(b *bond) (bool, error) {
			return s.ReceiveMembershipJoin(ctx, b.person, join, models.Opening{By: models.PersonSide, URI: join.URI, Raw: []byte("{}")})
		}); got != "ignored" {
			t.Errorf("an older Join: %s", got)
		}
		b.heard(here["Accept"](b))
		if got := b.row().State; got != models.MembershipAccepted {
			t.Errorf("her answer to the Invite: %s", got)
		}
	})
}

// What was said stands in the fact as it was said: the row goes on before the
// world is told, as when the server is down.
func TestMembership_saysWhatWasSaidThen(t *testing.T) {
	s := storetest.New(t)
	storetest.Node(t, s)
	b := bondAtHome(t, s, &clock{at: time.Now()})
	for _, step := range []string{"asks", "leaves", "asks"} {
		b.heard(atHome[step](b))
	}
	facts, err := s.OpenFacts(t.Context(), 1000)
	b.must(err)
	var openings []string
	for _, f := range facts {
		if f.Subject == b.row().ID {
			openings = append(openings, wordOf(t, f).Opening)
		}
	}
	if len(openings) != 3 || openings[0] != openings[1] || openings[1] == openings[2] {
		t.Errorf("asked, taken back and asked again: %v", openings)
	}
}

// Invited anew because the collective has forgotten, a member stays as she is:
// shown or not by her own choice, with the stamp that is there now.
func TestMembership_aSecondInviteChangesNothingButTheStamp(t *testing.T) {
	s := storetest.New(t)
	storetest.Node(t, s)
	c := &clock{at: time.Now()}
	b := bondAtHome(t, s, c)
	for _, step := range []string{"asks", "Accept", "hides"} {
		b.heard(atHome[step](b))
	}
	before := b.row()
	b.heard(atHome["Invite"](b))
	after := b.row()
	if after.Shown || after.StampURI == before.StampURI || !after.SinceAt.Equal(*before.SinceAt) {
		t.Errorf("%+v\n%+v", before, after)
	}
	// The same the other way round: who asks anew stays shown.
	h := bondHere(t, s, c)
	for _, step := range []string{"Join", "admits", "claims", "raises", "Join"} {
		h.heard(here[step](h))
	}
	h.sound(h.row())
	if m := h.row(); !m.Shown || m.Role != models.Orchestrator {
		t.Errorf("%+v", m)
	}
}

// A reading that was under way while the membership changed says nothing of what
// it has become.
func TestCheckHat_aReadingOfWhatWasBeforeChangesNothing(t *testing.T) {
	s := storetest.New(t)
	storetest.Node(t, s)
	b := bondAtHome(t, s, &clock{at: time.Now()})
	for _, step := range []string{"asks", "Accept"} {
		b.heard(atHome[step](b))
	}
	before := b.row()
	check := models.Check{Of: before.StampURI + "0", Claim: models.Found, Stamp: models.Revoked, Entry: models.Missing}
	b.must(s.CheckHat(t.Context(), before.ID, check, models.Orchestrator))
	if after := b.row(); after.State != before.State || after.CheckedAt != nil || after.CheckDueAt == nil {
		t.Errorf("%+v", after)
	}
	b.heard(atHome["hides"](b))
	check.Of, check.Stamp, check.Entry = before.StampURI, models.Found, models.Found
	b.must(s.CheckHat(t.Context(), before.ID, check, models.Member))
	if after := b.row(); after.Confirmed(s.Now()) || after.CheckDueAt == nil || !after.CheckDueAt.After(s.Now().Add(time.Hour)) {
		t.Errorf("hidden while it was read: %+v", after)
	}
}

// Orchestrators from elsewhere come and go; of people at home here one stays.
func TestMembership_anOrchestratorFromElsewhereIsNotTheLastOne(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		joost := first(t, s)
		noor := storetest.Remote(t, s, "ver.example", "noor")
		m := storetest.MemberElsewhere(t, s, noor, models.Orchestrator)
		role(t, s, noor, models.Orchestrator)
		wantKey(t, "the last one at home here", s.SetRole(t.Context(), joost.ID, models.Member), "error.last_orchestrator")
		wantKey(t, "the last one at home here", s.RemoveMember(t.Context(), joost.ID, ""), "error.last_orchestrator")
		if err := s.SetMembershipRole(t.Context(), m.ID, models.Member); err != nil {
			t.Error(err)
		}
		role(t, s, noor, models.Member)
		if err := s.RemoveMembership(t.Context(), m.ID, ""); err != nil {
			t.Error(err)
		}
		role(t, s, noor, models.Guest)
	})
}

// Verbs on what is another's, or of the wrong side, find nothing.
func TestMembership_isChangedByItsOwnSideAlone(t *testing.T) {
	s := storetest.New(t)
	storetest.Node(t, s)
	c := &clock{at: time.Now()}
	home, away := bondAtHome(t, s, c), bondHere(t, s, c)
	home.heard(atHome["asks"](home))
	home.heard(atHome["Accept"](home))
	away.heard(here["Join"](away))
	away.heard(here["admits"](away))
	ctx, other := t.Context(), storetest.Member(t, s, "ander")
	own, err := s.MembershipOf(ctx, other.ID, away.collective.ID)
	away.must(err)
	for what, err := range map[string]error{
		"leave another's":        s.LeaveMembership(ctx, other.ID, home.row().ID),
		"show another's":         s.ShowMembership(ctx, other.ID, home.row().ID, true),
		"answer another's":       s.AnswerInvite(ctx, other.ID, home.row().ID, true),
		"leave from elsewhere":   s.LeaveMembership(ctx, away.person.ID, away.row().ID),
		"remove from elsewhere":  s.RemoveMembership(ctx, home.row().ID, ""),
		"admit to elsewhere":     s.DecideMembership(ctx, home.row().ID, true, models.Member, ""),
		"a role elsewhere":       s.SetMembershipRole(ctx, home.row().ID, models.Orchestrator),
		"remove one of ours":     s.RemoveMembership(ctx, own.ID, ""),
		"a role of one of ours":  s.SetMembershipRole(ctx, own.ID, models.Orchestrator),
		"one that was never":     s.RemoveMembership(ctx, models.NewID(), ""),
		"decide what never was":  s.DecideMembership(ctx, models.NewID(), false, "", ""),
		"check what never was":   s.CheckHat(ctx, models.NewID(), models.Check{}, ""),
		"invite one of nowhere":  func() error { _, err := s.InviteMember(ctx, models.NewID(), models.Member); return err }(),
		"join what is nowhere":   func() error { _, err := s.AskMembership(ctx, other.ID, models.NewID(), ""); return err }(),
		"join for somebody else": func() error { _, err := s.AskMembership(ctx, models.NewID(), home.collective.ID, ""); return err }(),
	} {
		if models.KindOf(err) != models.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	wantKey(t, "leave our own", s.LeaveMembership(ctx, other.ID, own.ID), "error.member_here")
	wantKey(t, "hide our own", s.ShowMembership(ctx, other.ID, own.ID, false), "error.hat_follows_profile")
	_, err = s.AskMembership(ctx, other.ID, away.person.ID, "")
	wantKey(t, "join a person", err, "error.no_collective")
	_, err = s.AskMembership(ctx, other.ID, away.collective.ID, "")
	wantKey(t, "join our own", err, "error.member_here")
	_, err = s.InviteMember(ctx, home.collective.ID, models.Member)
	wantKey(t, "invite a collective", err, "error.no_person")
	_, err = s.InviteMember(ctx, other.ID, models.Member)
	wantKey(t, "invite one of ours", err, "error.member_here")
	for what, gone := range map[string]*bond{"person": bondHere(t, s, c), "collective": bondAtHome(t, s, c)} {
		uri := gone.person.URI
		if what == "collective" {
			uri = gone.collective.URI
			gone.heard(atHome["asks"](gone))
			gone.heard(atHome["Accept"](gone))
		} else {
			gone.heard(here["Join"](gone))
			gone.heard(here["admits"](gone))
			gone.heard(here["claims"](gone))
		}
		gone.must(s.EraseActor(ctx, uri))
		if m := gone.row(); m.State != models.MembershipEnded {
			t.Errorf("a %s that is gone: %s", what, m.State)
		}
		gone.sound(gone.row())
		if what == "person" {
			_, err = s.InviteMember(ctx, gone.person.ID, models.Member)
		} else {
			_, err = s.AskMembership(ctx, other.ID, gone.collective.ID, "")
		}
		wantKey(t, fmt.Sprint("a gone ", what), err, "error.gone")
	}
}
