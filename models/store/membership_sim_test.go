package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// crossing is one person of one node and the collective of another, with what
// they say to each other on its way: in order for each direction, as letters go.
type crossing struct {
	t          *testing.T
	r          *rand.Rand
	clock      *clock
	home, away *end
	log        []string
}

// end is one of the two nodes, with both actors as it knows them.
type end struct {
	name, origin       string
	s                  *store.Store
	person, collective models.Actor
	sent               []models.Fact // not arrived yet
}

func (e *end) row(t *testing.T) models.Membership {
	t.Helper()
	m, err := e.s.MembershipOf(t.Context(), e.person.ID, e.collective.ID)
	if err != nil && models.KindOf(err) != models.NotFound {
		t.Fatal(err)
	}
	return m
}

// post puts what an end has said since on its way.
func (c *crossing) post(e *end) {
	c.t.Helper()
	ctx := c.t.Context()
	open, err := e.s.OpenFacts(ctx, 1000)
	if err != nil {
		c.t.Fatal(err)
	}
	id := e.row(c.t).ID
	for _, f := range open {
		if f.Subject == id && f.Kind != models.StampChangedFact {
			e.sent = append(e.sent, f)
			c.log = append(c.log, fmt.Sprintf("  %s says %s %s", e.name, f.Kind, short(wordOf(c.t, f).Opening)))
		}
		if err := e.s.FinishFact(ctx, store.Dispatch{FactID: f.ID}); err != nil {
			c.t.Fatal(err)
		}
	}
}

func short(uri string) string { return uri[max(0, len(uri)-4):] }

// arrive lets the first word on its way from one end reach the other, as the
// inbox takes it.
func (c *crossing) arrive(from, to *end) {
	c.t.Helper()
	ctx := c.t.Context()
	f := from.sent[0]
	from.sent = from.sent[1:]
	w := wordOf(c.t, f)
	said := models.Said{By: models.PersonSide, URI: from.origin + "/activities/" + f.ID, Published: models.Second(f.CreatedAt)}
	by := to.person
	if from.name == "away" {
		said.By, by = models.CollectiveSide, to.collective
	}
	var meant bool
	var err error
	switch f.Kind {
	case models.MembershipAskedFact:
		said.URI, said.Published = w.Opening, models.Second(w.OpenedAt)
		meant, err = to.s.ReceiveMembershipJoin(ctx, to.person, said, models.Opening{By: models.PersonSide, URI: w.Opening, Expires: w.ExpiresAt, Raw: []byte("{}")})
	case models.MembershipInvitedFact:
		said.URI, said.Published = w.Opening, models.Second(w.OpenedAt)
		meant, err = to.s.ReceiveMembershipInvite(ctx, to.collective, to.person, said, models.Opening{By: models.CollectiveSide, URI: w.Opening, StampURI: w.Stamp, Expires: w.ExpiresAt, Raw: []byte("{}")})
	case models.MembershipAnsweredFact, models.MembershipInviteAnsweredFact:
		stamp := w.Stamp
		if f.Kind == models.MembershipInviteAnsweredFact {
			stamp = "" // an Accept of hers names none
		}
		meant, err = to.s.MembershipAnswered(ctx, by, said, w.Opening, w.Yes, stamp, "")
		if err == nil && !meant && w.Yes {
			meant, err = to.s.MembershipAcceptedLate(ctx, to.person.ID, to.collective.ID, said, w.Opening, stamp)
		}
	case models.MembershipWithdrawnFact:
		meant, err = to.s.MembershipEnded(ctx, to.person.ID, to.collective.ID, said, w.Opening, "")
	case models.MembershipLeftFact, models.MembershipRemovedFact:
		meant, err = to.s.MembershipEnded(ctx, to.person.ID, to.collective.ID, said, "", "")
	default:
		c.t.Fatalf("nobody hears %s", f.Kind)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	c.log = append(c.log, fmt.Sprintf("%s hears %s %s: %v, %s", to.name, f.Kind, short(w.Opening), meant, to.row(c.t).State))
	c.post(to)
}

// acts lets one of the two ends do something that it may do.
func (c *crossing) acts() {
	c.t.Helper()
	ctx := c.t.Context()
	h, a := c.home.row(c.t), c.away.row(c.t)
	var name string
	var err error
	switch c.r.IntN(9) {
	case 0, 1:
		name = "home asks"
		_, err = c.home.s.AskMembership(ctx, c.home.person.ID, c.home.collective.ID, "")
	case 2:
		name, err = "home leaves", c.home.s.LeaveMembership(ctx, c.home.person.ID, h.ID)
	case 3:
		name, err = "home answers", c.home.s.AnswerInvite(ctx, c.home.person.ID, h.ID, c.r.IntN(3) > 0)
	case 4, 5:
		name = "away invites"
		_, err = c.away.s.InviteMember(ctx, c.away.person.ID, models.Member)
	case 6:
		name, err = "away removes", c.away.s.RemoveMembership(ctx, a.ID, "")
	case 7:
		name, err = "away decides", c.away.s.DecideMembership(ctx, a.ID, c.r.IntN(3) > 0, models.Member, "")
	default:
		if c.r.IntN(8) > 0 {
			c.reads()
			return
		}
		name = "what waits too long ends"
		c.clock.passes([]time.Duration{models.AskAgainAfter + time.Hour, models.OpeningLife + 2*time.Hour}[c.r.IntN(2)])
		for _, e := range []*end{c.home, c.away} {
			err = cmp.Or(err, e.s.ExpireOpenings(ctx))
		}
	}
	if err == nil {
		c.log = append(c.log, fmt.Sprintf("%s %s: %s, %s", c.clock.now().Format("05.000"), name, c.home.row(c.t).State, c.away.row(c.t).State))
	} else if k := models.KindOf(err); k != models.Conflict && k != models.NotFound {
		c.t.Fatal(name, err)
	}
	c.post(c.home)
	c.post(c.away)
}

// reads lets her home read the consent that it knows of.
func (c *crossing) reads() {
	c.t.Helper()
	ctx := c.t.Context()
	h := c.home.row(c.t)
	if h.State != models.MembershipAccepted {
		return
	}
	check := models.Check{Of: h.StampURI, Claim: models.Found, Stamp: models.Missing, Entry: models.Missing}
	if _, id, ok := strings.Cut(h.StampURI, "/stamps/"); ok {
		stamp, err := c.away.s.Stamp(ctx, id)
		switch {
		case err == nil && stamp.Live():
			check.Stamp = models.Found
		case err == nil && stamp.RevokedAt != nil:
			check.Stamp = models.Revoked
		}
	}
	if err := c.home.s.CheckHat(ctx, h.ID, check, ""); err != nil {
		c.t.Fatal(err)
	}
	c.log = append(c.log, fmt.Sprintf("home reads %s: %v, %s", short(h.StampURI), check.Stamp, c.home.row(c.t).State))
	c.post(c.home)
}

func isOverNow(s models.MembershipState) bool { return s != models.MembershipAccepted && !s.Waiting() }

// settles lets everything arrive, and all be read, until nothing is said any more.
func (c *crossing) settles() {
	c.t.Helper()
	for range 50 {
		for len(c.home.sent)+len(c.away.sent) > 0 {
			if len(c.away.sent) == 0 || len(c.home.sent) > 0 && c.r.IntN(2) == 0 {
				c.arrive(c.home, c.away)
			} else {
				c.arrive(c.away, c.home)
			}
			c.clock.passes(time.Duration(c.r.IntN(1200)) * time.Millisecond)
		}
		if c.reads(); len(c.home.sent) == 0 {
			return
		}
	}
	c.t.Errorf("they go on for ever:\n%s", strings.Join(c.log, "\n"))
}

// Whatever two nodes say to each other, and however it crosses on its way, once
// all has arrived they say the same. CROSS_SEED repeats one, CROSS_RUNS tries more.
func TestMembership_twoNodesComeToTheSame(t *testing.T) {
	runs, seed := 150, uint64(0)
	if n, err := strconv.Atoi(os.Getenv("CROSS_RUNS")); err == nil {
		runs = n
	}
	if n, err := strconv.ParseUint(os.Getenv("CROSS_SEED"), 10, 64); err == nil {
		seed, runs = n, 1
	}
	for _, skew := range []time.Duration{0, 5 * time.Second, -5 * time.Second} {
		t.Run(fmt.Sprint("the clock of the collective at ", skew), func(t *testing.T) {
			c := &clock{at: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)}
			home := storetest.Open(t, store.Options{Dir: t.TempDir(), Clock: c.now})
			away := storetest.Open(t, store.Options{Dir: t.TempDir(), Clock: func() time.Time { return c.now().Add(skew) }})
			storetest.Node(t, home)
			if _, err := away.SetUp(t.Context(), store.Setup{
				Origin: "https://zo.example", HandleDomain: "zo.example", Language: "nl", Timezone: "Europe/Amsterdam",
				Name: "Zo", Handle: "zo", OrchestratorName: "Aya", OrchestratorHandle: "aya",
			}); err != nil {
				t.Fatal(err)
			}
			zo := storetest.RemoteActor("zo.example", "zo")
			zo.Kind = models.Group
			there, err := home.SaveRemoteActor(t.Context(), zo)
			if err != nil {
				t.Fatal(err)
			}
			failed := 0
			for i := range runs {
				s := cmp.Or(seed, uint64(i)+1)
				handle := fmt.Sprint("lid", i)
				x := &crossing{
					t: t, r: rand.New(rand.NewPCG(s, uint64(skew))), clock: c,
					home: &end{name: "home", origin: storetest.Origin, s: home, person: storetest.Member(t, home, handle), collective: there},
					away: &end{name: "away", origin: "https://zo.example", s: away, person: storetest.Remote(t, away, "mokum.example", handle), collective: storetest.Collective(t, away)},
				}
				for range 10 + x.r.IntN(30) {
					c.passes(time.Duration(x.r.IntN(1200)) * time.Millisecond)
					switch k := x.r.IntN(4); {
					case k == 0 && len(x.home.sent) > 0:
						x.arrive(x.home, x.away)
					case k == 1 && len(x.away.sent) > 0:
						x.arrive(x.away, x.home)
					default:
						x.acts()
					}
				}
				x.settles()
				h, a := x.home.row(t).State, x.away.row(t).State
				if h != a && (!isOverNow(h) || !isOverNow(a)) {
					failed++
					t.Errorf("CROSS_SEED=%d: at home %s, there %s", s, h, a)
					if failed == 1 {
						t.Log(strings.Join(x.log[max(0, len(x.log)-60):], "\n"))
					}
				}
			}
			t.Logf("%d of %d disagree", failed, runs)
		})
	}
}
