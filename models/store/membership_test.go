package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// bond is one membership in the making, each with a person and a collective of
// its own: one of the two lives here, the other elsewhere.
type bond struct {
	t          *testing.T
	s          *store.Store
	clock      *clock
	person     models.Actor
	collective models.Actor
	letters    atomic.Int64
}

var bonds atomic.Int64

// clock is the time of a store under test.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time { return c.passes(0) }

func (c *clock) passes(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	return c.at
}

// bondAtHome is of a person of ours and a collective elsewhere, bondHere of our
// collective and a person elsewhere.
func bondAtHome(t *testing.T, s *store.Store, c *clock) *bond {
	t.Helper()
	n := bonds.Add(1)
	zo := storetest.RemoteActor("zo.example", fmt.Sprint("zo", n))
	zo.Kind = models.Group
	collective, err := s.SaveRemoteActor(t.Context(), zo)
	if err != nil {
		t.Fatal(err)
	}
	return &bond{t: t, s: s, clock: c, person: storetest.Member(t, s, fmt.Sprint("lid", n)), collective: collective}
}

func bondHere(t *testing.T, s *store.Store, c *clock) *bond {
	t.Helper()
	return &bond{t: t, s: s, clock: c, person: storetest.Remote(t, s, "ver.example", fmt.Sprint("aya", bonds.Add(1))), collective: storetest.Collective(t, s)}
}

// row is the membership as it stands; a zero one when there is none.
func (b *bond) row() models.Membership {
	b.t.Helper()
	m, err := b.s.MembershipOf(b.t.Context(), b.person.ID, b.collective.ID)
	if err != nil && models.KindOf(err) != models.NotFound {
		b.t.Fatal(err)
	}
	return m
}

// said is a word of the other side, a second after its last.
func (b *bond) said(by models.Side) models.Said {
	uri := b.person.URI
	if by == models.CollectiveSide {
		uri = b.collective.URI
	}
	return models.Said{By: by, URI: fmt.Sprintf("%s/said/%d", uri, b.letters.Add(1)), Published: b.clock.passes(time.Second)}
}

// must fails the test on an error of a step that only leads up to a case.
func (b *bond) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// heard is a step whose word must have meant something.
func (b *bond) heard(meant bool, err error) {
	b.t.Helper()
	if err != nil || !meant {
		b.t.Fatalf("meant %v, %v", meant, err)
	}
}

// told is what the world will be told of it, in order: "kind", of an answer with
// yes or no.
func (b *bond) told() (all []string) {
	b.t.Helper()
	open, err := b.s.OpenFacts(b.t.Context(), 100_000)
	b.must(err)
	id := b.row().ID
	for _, f := range open {
		if f.ActorID != b.person.ID && (f.Subject != id || id == "") {
			continue
		}
		one := string(f.Kind)
		if strings.HasSuffix(one, "answered") {
			one += map[bool]string{true: " yes", false: " no"}[wordOf(b.t, f).Yes]
		}
		all = append(all, one)
	}
	return all
}

func wordOf(t *testing.T, f models.Fact) (word models.MembershipWord) {
	t.Helper()
	if err := json.Unmarshal(f.Data, &word); err != nil {
		t.Fatalf("%s: %v", f.Kind, err)
	}
	return word
}

// comes says what a verb comes to: an error's key, "ignored" for a word that
// means nothing, or the state with what the world will be told of it. Whatever it
// is, nothing may be half done.
func (b *bond) comes(verb func(*bond) (bool, error)) string {
	b.t.Helper()
	before, told := b.row(), len(b.told())
	meant, err := verb(b)
	after, news := b.row(), b.told()[told:]
	b.sound(after)
	if err == nil && meant {
		state := string(after.State)
		if after.Shown {
			state += ", shown"
		}
		return strings.Join(append([]string{state}, news...), "; ")
	}
	before.UpdatedAt, after.UpdatedAt = time.Time{}, time.Time{}
	if !reflect.DeepEqual(before, after) || len(news) > 0 {
		b.t.Errorf("nothing came of it, and yet it tells %v:\n%+v\n%+v", news, before, after)
	}
	var e *models.Error
	switch {
	case err == nil:
		return "ignored"
	case errors.As(err, &e):
		return e.Key
	}
	b.t.Fatal(err)
	return ""
}

// sound looks whether row, stamp, list and claim agree.
func (b *bond) sound(m models.Membership) {
	b.t.Helper()
	member := m.State == models.MembershipAccepted
	switch {
	case m.ID == "":
		return
	case member && (m.SinceAt == nil || m.EndedAt != nil || m.CheckDueAt == nil):
		b.t.Errorf("a member since never, until some day, or not to be read: %+v", m)
	case !member && (m.Shown || m.ClaimSeenAt != nil || m.StampSeenAt != nil || m.EntrySeenAt != nil):
		b.t.Errorf("no member, and yet shown or confirmed: %+v", m)
	case !member && !m.State.Waiting() && (m.EndedAt == nil || m.CheckDueAt != nil):
		b.t.Errorf("over at no time, or to be read: %+v", m)
	}
	if b.person.Local {
		claims, err := b.s.Claims(b.t.Context(), b.person.ID)
		b.must(err)
		claimed := false
		for _, c := range claims {
			claimed = claimed || c.Collective == b.collective.URI && c.Stamp == m.StampURI
		}
		if claimed != m.Shown {
			b.t.Errorf("shown %v, claimed %v: %v", m.Shown, claimed, claims)
		}
		return
	}
	stamp, err := b.s.StampOf(b.t.Context(), m.ID)
	if models.KindOf(err) != models.NotFound {
		b.must(err)
	}
	entries, _, err := b.s.Entries(b.t.Context(), b.collective.ID, store.Page{Limit: 1000})
	b.must(err)
	listed := slices.ContainsFunc(entries, func(e models.Stamp) bool { return e.MembershipID == m.ID })
	switch {
	case stamp.Live() != member || stamp.Public != m.Shown || listed != m.Shown:
		b.t.Errorf("member %v, shown %v: stamp live %v, public %v, listed %v", member, m.Shown, stamp.Live(), stamp.Public, listed)
	case (stamp.ID != "") != (member || m.State == models.MembershipInvited):
		b.t.Errorf("%s with the stamp %q", m.State, stamp.ID)
	case member && (m.Role == "" || stamp.Roles[0] != m.Role || !strings.HasSuffix(m.StampURI, stamp.ID)):
		b.t.Errorf("a %s at %s, whose stamp %s says %v", m.Role, m.StampURI, stamp.ID, stamp.Roles)
	}
}

// verb is one thing that can happen to a membership.
type verb = func(*bond) (meant bool, err error)

func done(err error) (bool, error) { return err == nil, err }

// What a person of ours does, and what is heard from a collective elsewhere.
var atHome = map[string]verb{
	"asks": func(b *bond) (bool, error) {
		_, err := b.s.AskMembership(b.t.Context(), b.person.ID, b.collective.ID, "Ik teken.")
		return done(err)
	},
	"agrees": func(b *bond) (bool, error) {
		return done(b.s.AnswerInvite(b.t.Context(), b.person.ID, b.row().ID, true))
	},
	"declines": func(b *bond) (bool, error) {
		return done(b.s.AnswerInvite(b.t.Context(), b.person.ID, b.row().ID, false))
	},
	"leaves": func(b *bond) (bool, error) { return done(b.s.LeaveMembership(b.t.Context(), b.person.ID, b.row().ID)) },
	"shows": func(b *bond) (bool, error) {
		return done(b.s.ShowMembership(b.t.Context(), b.person.ID, b.row().ID, true))
	},
	"hides": func(b *bond) (bool, error) {
		return done(b.s.ShowMembership(b.t.Context(), b.person.ID, b.row().ID, false))
	},
	"Invite": func(b *bond) (bool, error) {
		said := b.said(models.CollectiveSide)
		return b.s.ReceiveMembershipInvite(b.t.Context(), b.collective, b.person, said, models.Opening{
			By: models.CollectiveSide, URI: said.URI, StampURI: fmt.Sprint(b.collective.URI, "/stamps/", b.letters.Load()), Raw: []byte("{}"),
		})
	},
	"Accept": func(b *bond) (bool, error) {
		return b.s.MembershipAnswered(b.t.Context(), b.collective, b.said(models.CollectiveSide), b.row().OpeningURI, true, b.collective.URI+"/stamps/1", "")
	},
	"Reject": func(b *bond) (bool, error) {
		return b.s.MembershipAnswered(b.t.Context(), b.collective, b.said(models.CollectiveSide), b.row().OpeningURI, false, "", "Vol.")
	},
	"Remove": func(b *bond) (bool, error) {
		return b.s.MembershipEnded(b.t.Context(), b.person.ID, b.collective.ID, b.said(models.CollectiveSide), "", "Verhuisd.")
	},
	"Undo": func(b *bond) (bool, error) {
		return b.s.MembershipEnded(b.t.Context(), b.person.ID, b.collective.ID, b.said(models.CollectiveSide), b.row().OpeningURI, "")
	},
	"Accept of an earlier Join": func(b *bond) (bool, error) {
		return b.s.MembershipAcceptedLate(b.t.Context(), b.person.ID, b.collective.ID, b.said(models.CollectiveSide), storetest.Origin+"/activities/earlier", b.collective.URI+"/stamps/7")
	},
	"the stamp is found gone": func(b *bond) (bool, error) {
		m := b.row()
		return done(b.s.CheckHat(b.t.Context(), m.ID, models.Check{Of: m.StampURI, Claim: models.Found, Stamp: models.Revoked}, ""))
	},
}

// What our collective does, and what is heard from a person elsewhere.
var here = map[string]verb{
	"invites": func(b *bond) (bool, error) {
		_, err := b.s.InviteMember(b.t.Context(), b.person.ID, models.HostRole)
		return done(err)
	},
	"admits": func(b *bond) (bool, error) {
		return done(b.s.DecideMembership(b.t.Context(), b.row().ID, true, models.Member, ""))
	},
	"declines": func(b *bond) (bool, error) {
		return done(b.s.DecideMembership(b.t.Context(), b.row().ID, false, "", "Vol."))
	},
	"removes": func(b *bond) (bool, error) { return done(b.s.RemoveMembership(b.t.Context(), b.row().ID, "Verhuisd.")) },
	"raises": func(b *bond) (bool, error) {
		return done(b.s.SetMembershipRole(b.t.Context(), b.row().ID, models.Orchestrator))
	},
	"Join": func(b *bond) (bool, error) {
		said := b.said(models.PersonSide)
		return b.s.ReceiveMembershipJoin(b.t.Context(), b.person, said, models.Opening{By: models.PersonSide, URI: said.URI, Message: "Ik teken.", Raw: []byte("{}")})
	},
	"Accept": func(b *bond) (bool, error) {
		return b.s.MembershipAnswered(b.t.Context(), b.person, b.said(models.PersonSide), b.row().OpeningURI, true, "", "")
	},
	"Accept of an earlier Invite": func(b *bond) (bool, error) {
		return b.s.MembershipAcceptedLate(b.t.Context(), b.person.ID, b.collective.ID, b.said(models.PersonSide), storetest.Origin+"/activities/earlier", "")
	},
	"Reject": func(b *bond) (bool, error) {
		return b.s.MembershipAnswered(b.t.Context(), b.person, b.said(models.PersonSide), b.row().OpeningURI, false, "", "")
	},
	"Leave": func(b *bond) (bool, error) {
		return b.s.MembershipEnded(b.t.Context(), b.person.ID, b.collective.ID, b.said(models.PersonSide), "", "")
	},
	"Undo": func(b *bond) (bool, error) {
		return b.s.MembershipEnded(b.t.Context(), b.person.ID, b.collective.ID, b.said(models.PersonSide), b.row().OpeningURI, "")
	},
	"claims": func(b *bond) (bool, error) {
		return done(b.s.SeeClaims(b.t.Context(), b.person, []models.Claim{{Collective: b.collective.URI, Stamp: b.row().StampURI}}))
	},
	"claims another's stamp": func(b *bond) (bool, error) {
		return done(b.s.SeeClaims(b.t.Context(), b.person, []models.Claim{{Collective: b.collective.URI, Stamp: storetest.Origin + "/stamps/other"}}))
	},
	"claims no more": func(b *bond) (bool, error) { return done(b.s.SeeClaims(b.t.Context(), b.person, nil)) },
	"is found gone": func(b *bond) (bool, error) {
		m := b.row()
		return done(b.s.CheckHat(b.t.Context(), m.ID, models.Check{Of: m.StampURI, Claim: models.Revoked, Stamp: models.Found, Entry: models.Missing}, ""))
	},
}

func init() { atHome["expires"], here["expires"] = expires, expires }

// expires lets a waiting opening outlive its time.
func expires(b *bond) (bool, error) {
	b.clock.passes(models.OpeningLife + 2*time.Hour)
	return done(b.s.ExpireOpenings(b.t.Context()))
}

// The ways into each state.
var ways = []struct {
	state        models.MembershipState
	atHome, here []string
}{
	{"", nil, nil},
	{"asked", []string{"asks"}, []string{"Join"}},
	{"invited", []string{"Invite"}, []string{"invites"}},
	{"accepted", []string{"asks", "Accept"}, []string{"Join", "admits", "claims"}},
	{"refused", []string{"asks", "Reject"}, []string{"Join", "declines"}},
	{"withdrawn", []string{"asks", "leaves"}, []string{"Join", "Undo"}},
	{"expired", []string{"asks", "expires"}, []string{"Join", "expires"}},
	{"ended", []string{"asks", "Accept", "leaves"}, []string{"Join", "admits", "removes"}},
}

// table runs every verb in every state and compares what comes of it.
func table(t *testing.T, verbs map[string]verb, bond func(*testing.T, *store.Store, *clock) *bond, home bool, want map[string][]string) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		c := startsMembership(&o)
		s := storetest.Open(t, o)
		storetest.Node(t, s)
		if len(verbs) != len(want) {
			t.Errorf("%d verbs, %d rows", len(verbs), len(want))
		}
		for i, way := range ways {
			steps := way.here
			if home {
				steps = way.atHome
			}
			for name, verb := range verbs {
				b := bond(t, s, c)
				for _, step := range steps {
					b.heard(verbs[step](b))
				}
				if got := b.row().State; got != way.state {
					t.Fatalf("%v leads to %q", steps, got)
				}
				if got := b.comes(verb); got != want[name][i] {
					t.Errorf("%s: %s: %q, want %q", way.state, name, got, want[name][i])
				}
			}
		}
	})
}

const (
	noInvite   = "error.invite_over"
	noRequest  = "error.request_over"
	isOver     = "error.membership_over"
	notFound   = "error.not_found"
	agreed     = "accepted, shown; membership.invite_answered yes; actor.edited; follow.asked"
	askedAgain = "asked; membership.asked"
	invited    = "invited; membership.invited"
)

// Every verb in every state, at the home of the person. What comes of it stands
// in the order of the states: new, asked, invited, accepted, refused, withdrawn,
// expired, ended.
func TestMembership_everyVerbInEveryStateAtHome(t *testing.T) {
	table(t, atHome, bondAtHome, true, map[string][]string{
		"Accept":                    {"ignored", "accepted, shown; actor.edited; follow.asked", "invited", "accepted, shown", "refused; membership.left", "withdrawn; membership.left", "expired; membership.left", "ended; membership.left"},
		"Accept of an earlier Join": {"ignored", "ignored", "withdrawn; membership.left", "accepted, shown; actor.edited", "refused; membership.left", "withdrawn; membership.left", "expired; membership.left", "ended; membership.left"},
		"Invite":                    {"invited", agreed, "invited", "accepted, shown; membership.invite_answered yes; actor.edited", "invited", "invited", "invited", "invited"},
		"Reject":                    {"ignored", "refused", "invited", "accepted, shown", "refused", "withdrawn", "expired", "ended"},
		"Remove":                    {"ignored", "ignored", "withdrawn", "ended; actor.edited", "ignored", "ignored", "ignored", "ignored"},
		"Undo":                      {"ignored", "ignored", "withdrawn", "ended; actor.edited", "ignored", "ignored", "ignored", "ignored"},
		"agrees":                    {notFound, noInvite, agreed, noInvite, noInvite, noInvite, noInvite, noInvite},
		"asks":                      {askedAgain, askedAgain, agreed, "error.member_already", askedAgain, askedAgain, askedAgain, askedAgain},
		"declines":                  {notFound, noInvite, "refused; membership.invite_answered no", noInvite, noInvite, noInvite, noInvite, noInvite},
		"expires":                   {"", "expired", "expired", "accepted, shown", "refused", "withdrawn", "expired", "ended"},
		"hides":                     {notFound, isOver, isOver, "accepted; actor.edited", isOver, isOver, isOver, isOver},
		"leaves":                    {notFound, "withdrawn; membership.withdrawn", isOver, "ended; membership.left; actor.edited", isOver, isOver, isOver, isOver},
		"shows":                     {notFound, isOver, isOver, "accepted, shown", isOver, isOver, isOver, isOver},
		"the stamp is found gone":   {notFound, "asked", "invited", "ended; membership.left; actor.edited", "refused", "withdrawn", "expired", "ended"},
	})
}

// Every verb in every state, at the collective. One who is a member shows it.
func TestMembership_everyVerbInEveryStateHere(t *testing.T) {
	table(t, here, bondHere, false, map[string][]string{
		"Accept":                      {"ignored", "asked", "accepted", "accepted, shown", "refused; membership.removed", "withdrawn; membership.removed", "expired; membership.removed", "ended; membership.removed"},
		"Accept of an earlier Invite": {"ignored", "withdrawn; membership.removed", "ignored", "ignored", "refused; membership.removed", "withdrawn; membership.removed", "expired; membership.removed", "ended; membership.removed"},
		"Join":                        {"asked", "asked", "accepted; membership.answered yes", "accepted, shown; membership.answered yes", "asked", "asked", "asked", "asked"},
		"Leave":                       {"ignored", "withdrawn", "ignored", "ended", "ignored", "ignored", "ignored", "ignored"},
		"Reject":                      {"ignored", "asked", "refused", "accepted, shown", "refused", "withdrawn", "expired", "ended"},
		"Undo":                        {"ignored", "withdrawn", "ignored", "ended", "ignored", "ignored", "ignored", "ignored"},
		"admits":                      {notFound, "accepted; membership.answered yes", noRequest, noRequest, noRequest, noRequest, noRequest, noRequest},
		"claims":                      {"", "asked", "invited", "accepted, shown", "refused", "withdrawn", "expired", "ended"},
		"claims another's stamp":      {"", "asked", "invited", "accepted", "refused", "withdrawn", "expired", "ended"},
		"claims no more":              {"", "asked", "invited", "accepted", "refused", "withdrawn", "expired", "ended"},
		"declines":                    {notFound, "refused; membership.answered no", noRequest, noRequest, noRequest, noRequest, noRequest, noRequest},
		"expires":                     {"", "expired", "expired", "accepted, shown", "refused", "withdrawn", "expired", "ended"},
		"invites":                     {invited, "accepted; membership.answered yes", invited, "error.member_already", invited, invited, invited, invited},
		"is found gone":               {notFound, "asked", "invited", "accepted", "refused", "withdrawn", "expired", "ended"},
		"raises":                      {notFound, isOver, isOver, "accepted, shown; stamp.changed", isOver, isOver, isOver, isOver},
		"removes":                     {notFound, isOver, "withdrawn; membership.withdrawn", "ended; membership.removed", isOver, isOver, isOver, isOver},
	})
}
