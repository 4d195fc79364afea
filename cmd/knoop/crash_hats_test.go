package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store/storetest"
)

// Memberships between two nodes, of which now one and now the other is killed at
// a random moment of asking, answering, showing and ending: once both are left
// alone they agree, what a command said is so, and nothing is half done.
// CRASH_SEED repeats the moments of a run.
func TestCrash_aMembershipIsWholeOnBothNodes(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { crashHats(t, 12) })
	t.Run("postgres", func(t *testing.T) { crashHats(t, 4, "KNOOP_DATABASE="+storetest.Postgres(t)) })
}

// tieStorm is two nodes that are killed while commands on both write.
type tieStorm struct {
	t          *testing.T
	seed       uint64
	home, away *node
	stop       chan struct{}
	bonds      []*tieBond
}

// tieBond is what one person of the one node has with the collective of the other.
// The sets hold what either side may have said last: a command that was killed
// may or may not have said it.
type tieBond struct {
	pair
	homeMay, awayMay  map[string]bool
	promised, refused int
}

func crashHats(t *testing.T, kills int, settings ...string) {
	if testing.Short() {
		kills /= 4
	}
	seed := uint64(time.Now().UnixNano())
	if repeat, err := strconv.ParseUint(os.Getenv("CRASH_SEED"), 10, 64); err == nil {
		seed = repeat
	}
	t.Logf("CRASH_SEED=%d", seed)
	ca := newAuthority(t)
	s := &tieStorm{t: t, seed: seed, stop: make(chan struct{})}
	s.home = newNode(t, ca, "kade", "KNOOP_RATE_LIMIT=off").setUp()
	s.away = newNode(t, ca, "wijk", append(settings, "KNOOP_RATE_LIMIT=off")...).setUp()
	s.home.start()
	s.away.start()
	for i := range 3 {
		handle := fmt.Sprint("lid", i)
		s.home.do("member", "add", "--handle", handle, "--name", strings.ToUpper(handle))
		s.home.do("member", "edit", handle, "--listed")
		b := &tieBond{
			pair:    pair{home: s.home, away: s.away, handle: handle, person: s.home.origin + "/users/" + handle},
			homeMay: map[string]bool{}, awayMay: map[string]bool{},
		}
		// The nodes have met before the first kill.
		s.home.do("member", "join", "--as", handle, s.acct())
		s.away.eventually("her question waits", func() bool { return b.there().State == models.MembershipAsked })
		b.homeMay["join"] = true
		s.bonds = append(s.bonds, b)
	}
	var busy sync.WaitGroup
	for i, b := range s.bonds {
		busy.Go(func() { s.live(rand.New(rand.NewPCG(seed, uint64(i))), b) })
	}
	began := time.Now()
	s.kill(kills)
	close(s.stop)
	busy.Wait()
	stormy := time.Since(began)
	promised, refused := 0, 0
	for _, b := range s.bonds {
		promised, refused = promised+b.promised, refused+b.refused
		s.agree(b)
	}
	t.Logf("%d kills in %v, agreed %v later; %d commands said yes, %d no", kills, stormy.Round(time.Millisecond), (time.Since(began) - stormy).Round(time.Millisecond), promised, refused)
	if promised < kills/3 {
		t.Error("too little was going on for this to say anything")
	}
	s.nothingHalf()
	for _, b := range s.bonds {
		s.afterwards(b)
	}
	s.nothingHalf()
}

func (s *tieStorm) acct() string { return s.away.handle + "@" + s.away.host }

// kill kills one of the nodes at random moments, now and then while it starts.
func (s *tieStorm) kill(n int) {
	r := rand.New(rand.NewPCG(s.seed, 99))
	life := 400 * time.Millisecond
	for range n {
		victim := [2]*node{s.home, s.away}[r.IntN(2)]
		if r.IntN(5) > 0 {
			began := time.Now()
			s.home.awaitReady()
			s.away.awaitReady()
			life = max(400*time.Millisecond, time.Since(began))
		}
		time.Sleep(20*time.Millisecond + time.Duration(r.Float64()*float64(life)))
		victim.kill()
		if r.IntN(3) == 0 {
			time.Sleep(time.Duration(r.Float64() * float64(life) / 2)) // away for a while
		}
		victim.launch()
	}
	s.home.awaitReady()
	s.away.awaitReady()
}

// live does one thing after the other to a membership until the storm is over.
func (s *tieStorm) live(r *rand.Rand, b *tieBond) {
	at := models.MembershipAsked // as far as its commands know
	for {
		select {
		case <-s.stop:
			return
		default:
		}
		verb, next := b.next(r, at)
		switch said, done, no := s.run(r, b, verb); {
		case done:
			at = next
			b.promised++
			if strings.Contains(said, "is a member") {
				at = models.MembershipAccepted
			}
		case no:
			b.refused++
			if r.IntN(3) == 0 { // it may be elsewhere than we think
				at = [3]models.MembershipState{models.MembershipEnded, models.MembershipAsked, models.MembershipAccepted}[r.IntN(3)]
			}
		}
		time.Sleep(time.Duration(r.IntN(150)) * time.Millisecond)
	}
}

// next chooses what happens to a membership in a state, and what it then is.
func (b *tieBond) next(r *rand.Rand, at models.MembershipState) (verb string, then models.MembershipState) {
	type choice struct {
		verb string
		then models.MembershipState
	}
	var of []choice
	switch at {
	case models.MembershipAsked:
		of = []choice{{"accept", models.MembershipAccepted}, {"accept", models.MembershipAccepted}, {"accept", models.MembershipAccepted}, {"decline", models.MembershipRefused}, {"leave", models.MembershipWithdrawn}}
	case models.MembershipInvited:
		of = []choice{{"join", models.MembershipAccepted}, {"join", models.MembershipAccepted}, {"leave", models.MembershipRefused}, {"remove", models.MembershipWithdrawn}}
	case models.MembershipAccepted:
		of = []choice{{"leave", models.MembershipEnded}, {"remove", models.MembershipEnded}, {"hide", at}, {"show", at}, {"role", at}}
	default:
		of = []choice{{"join", models.MembershipAsked}, {"join", models.MembershipAsked}, {"invite", models.MembershipInvited}}
	}
	c := of[r.IntN(len(of))]
	return c.verb, c.then
}

// run runs the command of a verb; one in ten is killed. done says that it said
// yes, no that it said no; neither when it was killed.
func (s *tieStorm) run(r *rand.Rand, b *tieBond, verb string) (said string, done, no bool) {
	n, may, args := s.home, b.homeMay, []string{"member", verb, "--as", b.handle, s.acct()}
	switch verb {
	case "hide":
		args = []string{"member", "show", "--hide", "--as", b.handle, s.acct()}
	case "accept", "decline", "remove", "invite":
		n, may, args = s.away, b.awayMay, []string{"member", verb, b.acct()}
	case "role":
		n, may, args = s.away, b.awayMay, []string{"member", "role", b.acct(), []string{"member", "host", "orchestrator"}[r.IntN(3)]}
	}
	command := n.command(args...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Start(); err != nil {
		s.t.Error(err)
		return "", false, true
	}
	killed := false
	if r.IntN(10) == 0 {
		time.Sleep(time.Duration(r.IntN(150)) * time.Millisecond)
		killed = command.Process.Kill() == nil
	}
	err := command.Wait()
	var exit *exec.ExitError
	switch {
	case err != nil && killed:
	case errors.As(err, &exit) && exit.ExitCode() == 1:
		return "", false, true
	case err != nil:
		s.t.Errorf("knoop %s: %v: %s", strings.Join(args, " "), err, stderr.String())
		return "", false, true
	default:
		done = true
	}
	if verb == "hide" || verb == "show" || verb == "role" {
		return stdout.String(), done, false
	}
	if done {
		clear(may)
	}
	may[verb] = true
	return stdout.String(), done, false
}

// history gives what a node said and heard of a person's memberships elsewhere or
// here, in order.
func (n *node) history(person string) string {
	n.t.Helper()
	rows, err := n.database().Query(`SELECT created_at, 'said ' || kind || ' ' || COALESCE(CAST(data AS TEXT), '') FROM facts
		WHERE subject IN (SELECT m.id FROM memberships m JOIN actors a ON a.id = m.person_id WHERE a.uri = '` + person + `' AND m.opening_uri <> '')
		UNION ALL SELECT received_at, 'heard ' || type || ' ' || activity_uri || ' ' || state || ' ' || error FROM receipts
		WHERE type IN ('Join', 'Invite', 'Accept', 'Reject', 'Undo', 'Leave', 'Remove') AND (actor_uri = '` + person + `' OR recipient IN (SELECT id FROM actors WHERE uri = '` + person + `'))
		ORDER BY 1`)
	if err != nil {
		return err.Error()
	}
	defer rows.Close()
	var all strings.Builder
	for rows.Next() {
		var at, what string
		if err := rows.Scan(&at, &what); err != nil {
			return err.Error()
		}
		fmt.Fprintln(&all, at, what)
	}
	return all.String()
}

// over says whether there is nothing between the two any more.
func over(state models.MembershipState) bool {
	return state != models.MembershipAccepted && !state.Waiting()
}

// agree waits until both nodes say the same of a membership, and compares it with
// what the commands promised.
func (s *tieStorm) agree(b *tieBond) {
	s.t.Helper()
	var h, a membership
	agreed := func() bool {
		h, a = b.atHome(), b.there()
		return h.State == a.State || over(h.State) && over(a.State)
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(30 * time.Millisecond) {
		s.home.settles()
		s.away.settles()
		if agreed() {
			break
		}
		if time.Now().After(deadline) {
			s.t.Logf("said at home:\n%s\nsaid there:\n%s", s.home.history(b.person), s.away.history(b.person))
			s.t.Fatalf("%s, last %v and %v: at home %+v, there %+v", b.handle, b.homeMay, b.awayMay, h, a)
		}
	}
	yes := b.awayMay["accept"] || b.awayMay["invite"]
	no := b.homeMay["leave"] || b.awayMay["decline"] || b.awayMay["remove"]
	switch {
	case h.State == models.MembershipAccepted && !(yes && b.homeMay["join"]), over(h.State) && !no:
		s.t.Errorf("%s is %s, but the last words were %v and %v", b.handle, h.State, b.homeMay, b.awayMay)
	}
	s.shownOrNot(b)
}

// shownOrNot looks whether claim, stamp and entry agree with the membership.
func (s *tieStorm) shownOrNot(b *tieBond) {
	s.t.Helper()
	h := b.atHome()
	want := []string(nil)
	if h.State == models.MembershipAccepted && h.Shown {
		want = []string{h.Stamp}
		b.confirmed()
	}
	s.away.eventually(b.handle+" is listed as she claims", func() bool { return slices.Equal(b.listed(), want) })
	if claims := b.claims(); !slices.Equal(claims, want) {
		s.t.Errorf("%s claims %v, not %v", b.handle, claims, want)
	}
	if a := b.there(); h.State == models.MembershipAccepted {
		s.home.eventually(b.handle+" has the role she was given", func() bool { return !h.Shown || b.atHome().Role == a.Role })
		if status, _, err := s.away.ask(h.Stamp, "application/activity+json"); err != nil || (status == http.StatusOK) != h.Shown {
			s.t.Errorf("%s is a member, shown %v: her stamp is %d, %v", b.handle, h.Shown, status, err)
		}
	}
}

// nothingHalf counts what would be half of something.
func (s *tieStorm) nothingHalf() {
	s.t.Helper()
	for _, n := range []*node{s.home, s.away} {
		stats := n.settles()
		if l := stats.LettersByState; l[models.LetterRefused]+l[models.LetterDead] != 0 || stats.ReceiptsByState[models.ReceiptFailed] != 0 {
			s.t.Errorf("%s: letters %v, receipts %v", n.handle, l, stats.ReceiptsByState)
		}
		for what, query := range map[string]string{
			"stamps that live without a membership": "SELECT count(*) FROM stamps WHERE revoked_at IS NULL AND starts_at IS NOT NULL AND membership_id NOT IN (SELECT id FROM memberships WHERE state = 'accepted')",
			"memberships of ours with no stamp, or two": `SELECT count(*) FROM memberships m JOIN actors c ON c.id = m.collective_id AND c.local = true
				WHERE m.state = 'accepted' AND (SELECT count(*) FROM stamps s WHERE s.membership_id = m.id AND s.revoked_at IS NULL AND s.starts_at IS NOT NULL AND s.public = m.shown) <> 1`,
			"memberships twice":          "SELECT count(*) FROM (SELECT 1 FROM memberships GROUP BY person_id, collective_id HAVING count(*) > 1) AS r",
			"shown, and over":            "SELECT count(*) FROM memberships WHERE state <> 'accepted' AND shown = true",
			"bodies of receipts at rest": "SELECT count(*) FROM receipt_bodies",
		} {
			var k int
			if err := n.database().QueryRow(query).Scan(&k); err != nil {
				s.t.Errorf("%s: %v", what, err)
			} else if k != 0 {
				s.t.Errorf("%s: %d %s", n.handle, k, what)
			}
		}
	}
}

// afterwards ends what is there, joins once more and leaves: whatever the storm
// left, it still works.
func (s *tieStorm) afterwards(b *tieBond) {
	s.t.Helper()
	if !over(b.atHome().State) {
		s.home.do("member", "leave", "--as", b.handle, s.acct())
	}
	s.home.eventually(b.handle+" has nothing with it", func() bool { return over(b.atHome().State) && over(b.there().State) })
	s.home.do("member", "join", "--as", b.handle, s.acct())
	s.away.eventually(b.handle+" asks once more", func() bool { return b.there().State == models.MembershipAsked })
	s.away.do("member", "accept", b.acct())
	b.both(b.handle+" is a member once more", models.MembershipAccepted)
	s.shownOrNot(b)
	stamp := b.atHome().Stamp
	s.away.do("member", "remove", b.acct(), "Klaar.")
	b.both(b.handle+" was removed", models.MembershipEnded)
	if status, _ := s.away.get(stamp); status != http.StatusGone {
		s.t.Errorf("the stamp of %s is %d", b.handle, status)
	}
	s.shownOrNot(b)
}
