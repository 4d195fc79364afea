package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store/storetest"
)

// A server that is killed again and again, at random moments, while others
// write to it and we write to others, keeps every promise it made: what got 202
// is applied once, what a command printed reaches every follower, and nothing
// stays half done. CRASH_SEED repeats the moments of a run.
func TestCrash_losesNoAcceptedActivityAndNoPromisedLetter(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { crash(t, 50) })
	t.Run("postgres", func(t *testing.T) { crash(t, 20, "KNOOP_DATABASE="+storetest.Postgres(t)) })
}

// storm is everything that goes on while a node is killed.
type storm struct {
	t    *testing.T
	node *node
	seed uint64
	stop chan struct{} // closed when the last kill is over
	busy sync.WaitGroup

	hosts []*fedtest.Peer // where followers live
	boxes []mailbox       // what every publication must reach

	mu        sync.Mutex
	said      []*saying        // by strangers, to us
	published []*publication   // by our commands
	newcomers []*fedtest.Actor // whose Follow was accepted with 202
	follows   map[string]string
	cut       int // requests that a kill broke off
	repeated  int // requests sent again after that, with the same id
}

// mailbox is one that letters must reach.
type mailbox struct {
	peer *fedtest.Peer
	path string
}

func crash(t *testing.T, kills int, settings ...string) {
	if testing.Short() {
		kills = 10
	}
	seed := uint64(time.Now().UnixNano())
	if repeat, err := strconv.ParseUint(os.Getenv("CRASH_SEED"), 10, 64); err == nil {
		seed = repeat
	}
	t.Logf("CRASH_SEED=%d", seed)
	ca := newAuthority(t)
	s := &storm{t: t, seed: seed, stop: make(chan struct{}), follows: map[string]string{}}
	s.node = newNode(t, ca, "kring", append(settings, "KNOOP_RATE_LIMIT=off")...).setUp()
	s.node.start()
	s.followers(ca)

	strangers := []*fedtest.Peer{
		fedtest.New(t, fedtest.Options{Name: "vreemd", Authority: ca.Authority, Software: "mastodon"}),
		fedtest.New(t, fedtest.Options{Name: "anders", Authority: ca.Authority, Style: fedtest.GoToSocial}),
	}
	for i := range 6 {
		s.runs(uint64(i), func(r *rand.Rand) { s.write(r, strangers[i%2].Person(fmt.Sprint("schrijver", i))) })
	}
	for i := range 2 {
		s.runs(uint64(10+i), s.publish)
	}
	began := time.Now()
	s.kills(kills)
	close(s.stop)
	s.busy.Wait()
	stormy := time.Since(began)
	s.node.settles()
	t.Logf("%d kills in %v, settled %v later; %d requests cut off, %d repeated; %d notes taken in, %d notes published, %d new followers",
		kills, stormy.Round(time.Millisecond), (time.Since(began) - stormy).Round(time.Millisecond),
		s.cut, s.repeated, len(s.said), len(s.published), len(s.newcomers))
	if s.cut < kills/5 || len(s.said) < kills || len(s.published) < kills/5 || len(s.newcomers) < kills/5 {
		t.Error("too little was going on for this to say anything")
	}
	s.node.stop()
	s.countReceived()
	s.countTold()
	s.countFollows()
	s.countRest()
}

// followers lets four people on each of three hosts follow, so that their keys
// and ours are known before the first kill.
func (s *storm) followers(ca authority) {
	s.t.Helper()
	for _, o := range []fedtest.Options{
		{Name: "een", Software: "mastodon"},
		{Name: "twee", Software: "knoop"},
		{Name: "drie", Software: "gotosocial", Style: fedtest.GoToSocial},
	} {
		o.Authority = ca.Authority
		peer := fedtest.New(s.t, o)
		s.hosts = append(s.hosts, peer)
		for i := range 4 {
			who := peer.Person(fmt.Sprint("volger", i))
			follow := who.Follow(s.node.actor)
			if status, body := who.Post(s.t, s.node.actor+"/inbox", follow); status != 202 {
				s.t.Fatalf("%s cannot follow: %d %s", who.ID, status, body)
			}
			s.newcomers = append(s.newcomers, who)
			s.follows[who.ID] = follow["id"].(string)
			if o.Style == fedtest.GoToSocial {
				s.boxes = append(s.boxes, mailbox{peer, "/users/" + who.Name + "/inbox"})
			}
		}
		if o.Style == fedtest.Mastodon {
			s.boxes = append(s.boxes, mailbox{peer, "/inbox"})
		}
		peer.AwaitCount(s.t, "Accept", 4)
	}
}

// kills kills the server at random moments, now and then while it starts. It
// lives longer the longer it needed to start, so that it gets as much done
// between two kills on a slow machine as on a fast one.
func (s *storm) kills(n int) {
	r := rand.New(rand.NewPCG(s.seed, 99))
	life := 280 * time.Millisecond
	for i := range n {
		if r.IntN(5) > 0 {
			began := time.Now()
			s.node.awaitReady()
			life = max(280*time.Millisecond, time.Since(began)*2/3)
			s.runs(uint64(100+i), func(r *rand.Rand) { s.follow(r, s.hosts[i%2].Person(fmt.Sprint("nieuw", i))) })
		}
		time.Sleep(20*time.Millisecond + time.Duration(r.Float64()*float64(life)))
		s.node.kill()
		s.node.launch()
	}
	s.node.awaitReady()
}

// runs starts one of those who keep the node busy, with chance of its own.
func (s *storm) runs(number uint64, what func(*rand.Rand)) {
	s.busy.Add(1)
	go func() {
		defer s.busy.Done()
		what(rand.New(rand.NewPCG(s.seed, number)))
	}()
}

func (s *storm) over() bool {
	select {
	case <-s.stop:
		return true
	default:
		return false
	}
}

// lost reports what went wrong, the first few of it.
func (s *storm) lost(what string, ids []string) {
	s.t.Helper()
	if len(ids) > 0 {
		s.t.Errorf("%d %s: %v", len(ids), what, ids[:min(len(ids), 5)])
	}
}

// countFollows compares who was promised to be a follower with who is one, and
// looks whether each was told.
func (s *storm) countFollows() {
	s.t.Helper()
	follows := s.node.followers(s.node.handle)
	told := map[string]int{}
	for _, peer := range s.hosts {
		for _, d := range peer.Heard() {
			if d.Type == "Accept" && d.Err == nil {
				told[d.Object]++
			}
		}
	}
	var missing, untold []string
	for _, who := range s.newcomers {
		if !slices.Contains(follows, who.ID) {
			missing = append(missing, who.ID)
		}
		if told[s.follows[who.ID]] == 0 {
			untold = append(untold, who.ID)
		}
	}
	s.lost("follows were lost", missing)
	s.lost("followers were never answered", untold)
	slices.Sort(follows)
	if n := len(slices.Compact(slices.Clone(follows))); n != len(follows) {
		s.t.Errorf("%d followers are listed twice", len(follows)-n)
	}
}

// countRest looks whether anything stayed half done.
func (s *storm) countRest() {
	s.t.Helper()
	stats := s.node.stats()
	if r := stats.ReceiptsByState; r[models.ReceiptKept]+r[models.ReceiptDropped]+r[models.ReceiptFailed] != 0 {
		s.t.Errorf("receipts that were not applied: %v", r)
	}
	if l := stats.LettersByState; stats.FactsOpen != 0 || l[models.LetterWaiting]+l[models.LetterRefused]+l[models.LetterDead] != 0 {
		s.t.Errorf("facts open %d, letters %v", stats.FactsOpen, l)
	}
	db := s.node.database()
	for what, query := range map[string]string{
		"bodies of receipts that are done": "SELECT count(*) FROM receipt_bodies",
		"letters written twice":            "SELECT count(*) FROM (SELECT 1 FROM letters GROUP BY activity_id, inbox HAVING count(*) > 1) AS r",
		"letters without their activity":   "SELECT count(*) FROM letters WHERE activity_id NOT IN (SELECT id FROM activities)",
		"activities without their fact":    "SELECT count(*) FROM activities WHERE fact_id NOT IN (SELECT id FROM facts WHERE done_at IS NOT NULL)",
	} {
		var n int
		if err := db.QueryRow(query).Scan(&n); err != nil {
			s.t.Error(err)
		} else if n != 0 {
			s.t.Errorf("%d %s", n, what)
		}
	}
	var refused []string
	for _, peer := range s.hosts {
		for _, d := range peer.Heard() {
			if d.Err != nil {
				refused = append(refused, peer.Host+": "+d.Err.Error())
			}
		}
	}
	s.lost("letters were refused", refused)
}
