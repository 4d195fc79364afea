package outbox_test

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"knoop/models"
	"knoop/models/store"
)

// failed waits until n letters wait for a later try, and none is due.
func (n *node) failed(letters int64) {
	n.t.Helper()
	eventually(n.t, fmt.Sprintf("%d letters do not wait for a retry", letters), func() bool {
		q := n.queue()
		return q.Delayed == letters && q.Waiting == 0
	})
}

// laterUntil puts the clock forward, minute by minute, until ok.
func (n *node) laterUntil(ok func() bool) {
	n.t.Helper()
	for range 600 {
		if ok() {
			return
		}
		n.later(time.Minute)
		time.Sleep(20 * time.Millisecond)
	}
	n.t.Fatal("ten hours later it has not happened")
}

func TestDelivery_anUpdateNeverOvertakesItsCreate(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	n.follower("shaky", "a", true)
	w.await(t, "shaky", "Accept", 1)
	n.quiet()
	var tries atomic.Int64
	w.rule("shaky", func(rw http.ResponseWriter, _ *http.Request) {
		if tries.Add(1) == 1 {
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	o := n.note("een")
	n.failed(1)
	n.edit(o, "twee")
	n.edit(o, "drie")
	other := n.note("iets anders")
	w.await(t, "shaky", "Create", 1) // the other note does not wait for the first
	if got := w.got("shaky", "Create")[0]; got.object != other.URI {
		t.Fatalf("%s was first", got.object)
	}
	n.laterUntil(func() bool { return len(w.got("shaky", "Update")) == 2 })
	var about []mail
	for _, m := range w.got("shaky", "") {
		if m.object == o.URI {
			about = append(about, m)
		}
	}
	if sortsOf(about) != "Create Note, Update Note, Update Note" {
		t.Fatalf("the order is %s", sortsOf(about))
	}
	if text := about[2].doc["object"].(map[string]any)["content"]; text != "<p>drie</p>" {
		t.Errorf("the last Update says %v", text)
	}
}

func TestDelivery_isSignedAfreshAtEachTry(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	var mu sync.Mutex
	var signatures []string
	w.rule("shaky", func(rw http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		signatures = append(signatures, r.Header.Get("Date")+r.Header.Get("Signature"))
		if len(signatures) == 1 {
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	n.start()
	n.follower("shaky", "a", true)
	n.laterUntil(func() bool { return len(w.got("shaky", "Accept")) == 1 })
	mu.Lock()
	defer mu.Unlock()
	if signatures[0] == signatures[1] {
		t.Error("the signature was used twice")
	}
}

func TestDelivery_retryAfterIsHonoured(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	n.follower("busy", "a", true)
	w.await(t, "busy", "Accept", 1)
	n.quiet()
	var tries atomic.Int64
	w.rule("busy", func(rw http.ResponseWriter, _ *http.Request) {
		if tries.Add(1) == 1 {
			rw.Header().Set("Retry-After", "7200")
			rw.WriteHeader(http.StatusTooManyRequests)
		}
	})
	n.note("hallo")
	n.failed(1)
	for range 11 {
		n.later(10 * time.Minute)
		time.Sleep(30 * time.Millisecond)
	}
	if got := tries.Load(); got != 1 {
		t.Fatalf("tried %d times within the two hours it asked for", got)
	}
	n.note("ook een nieuwe brief wacht")
	n.quietBut(2)
	if tries.Load() != 1 {
		t.Fatal("a new letter went to a host that asked for rest")
	}
	n.later(11 * time.Minute)
	w.await(t, "busy", "Create", 2)
}

// quietBut waits until the facts are told and that many letters wait.
func (n *node) quietBut(letters int64) {
	n.t.Helper()
	eventually(n.t, "the letters are not written", func() bool {
		facts, err := n.store.OpenFacts(n.t.Context(), 1)
		q := n.queue()
		return err == nil && len(facts) == 0 && q.Waiting+q.Delayed == letters
	})
	time.Sleep(50 * time.Millisecond)
}

func TestDelivery_goneRetiresTheFollower(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	n.follower("gts", "left", false)
	n.follower("gts", "stays", false)
	w.await(t, "gts", "Accept", 2)
	n.quiet()
	var tries atomic.Int64
	w.rule("gts", func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/users/left/inbox" {
			tries.Add(1)
			rw.WriteHeader(http.StatusGone)
		}
	})
	n.note("een")
	w.await(t, "gts", "Create", 1)
	n.quiet()
	if _, total, err := n.store.Followers(t.Context(), n.collective.ID, store.Page{Limit: 10}); err != nil || total != 1 {
		t.Fatalf("%d followers, %v", total, err)
	}
	n.note("twee")
	w.await(t, "gts", "Create", 2)
	n.quiet()
	if tries.Load() != 1 {
		t.Errorf("a gone inbox was tried %d times", tries.Load())
	}
	if q := n.queue(); q.Refused != 1 {
		t.Errorf("%d letters are refused", q.Refused)
	}
}

// TestDelivery_aHostIsGivenUpAfterSevenFailingDaysAndReopenedByItsOwnWord lets a
// host be silent for more than a week.
func TestDelivery_aHostIsGivenUpAfterSevenFailingDaysAndReopenedByItsOwnWord(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	n.follower("dead", "a", true)
	w.await(t, "dead", "Accept", 1)
	n.quiet()
	var tries atomic.Int64
	w.rule("dead", func(rw http.ResponseWriter, _ *http.Request) {
		tries.Add(1)
		rw.WriteHeader(http.StatusBadGateway)
	})
	dead := func() bool {
		h, err := n.store.Host(t.Context(), w.host("dead"))
		return err == nil && h.Dead()
	}
	for day := 0; day < 12 && !dead(); day++ {
		n.note(fmt.Sprintf("dag %d", day))
		for range 4 {
			n.later(6 * time.Hour)
			time.Sleep(40 * time.Millisecond)
		}
	}
	if !dead() {
		t.Fatal("the host is not given up")
	}
	n.note("na zijn dood")
	before := tries.Load()
	n.later(48 * time.Hour)
	time.Sleep(100 * time.Millisecond)
	if tries.Load() != before {
		t.Error("a host that was given up is still tried")
	}
	if q := n.queue(); q.Dead < 2 || q.Waiting+q.Delayed != 0 {
		t.Errorf("letters to it are not listed as dead: %+v", q)
	}
	w.rule("dead", nil)
	if err := n.store.HostAlive(t.Context(), w.host("dead")); err != nil {
		t.Fatal(err)
	}
	o := n.note("weer wakker")
	if got := w.await(t, "dead", "Create", 1)[0]; got.object != o.URI {
		t.Errorf("it took %s first", got.object)
	}
	if _, err := n.store.RetryDead(t.Context(), w.host("dead")); err != nil {
		t.Fatal(err)
	}
	n.quiet()
	if q := n.queue(); q.Dead != 0 {
		t.Errorf("%d dead letters were not retried", q.Dead)
	}
}

// TestDelivery_hostsThatFailDelayNobodyAndLoseNothing has fewer workers than
// hosts that hang and answer 500, and one that refuses. In the first part they
// are taken for healthy, in the second they are known to fail and are probed.
func TestDelivery_hostsThatFailDelayNobodyAndLoseNothing(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.options.Workers, n.options.ProbeWorkers = 6, 2
	n.start()
	const healthy = 20
	for i := range healthy {
		n.follower(fmt.Sprintf("ok%d", i), "a", true)
	}
	bad := []string{"hang0", "hang1", "hang2", "hang3", "err0", "err1", "err2", "err3"}
	for _, name := range bad {
		n.follower(name, "a", true)
	}
	w.await(t, "", "Accept", healthy+len(bad))
	n.refuser()
	n.note("bericht 1")
	w.await(t, "", "Create", healthy+len(bad))

	for _, name := range bad {
		if name[0] == 'h' {
			w.hang(name)
		} else {
			w.status(name, http.StatusInternalServerError)
		}
	}
	reachesHealthy := func(post int) {
		t.Helper()
		n.note(fmt.Sprintf("bericht %d", post))
		for i := range healthy {
			w.await(t, fmt.Sprintf("ok%d", i), "Create", post)
		}
	}
	reachesHealthy(2)
	reachesHealthy(3)
	eventually(t, "the hosts are not known to fail", func() bool {
		failing, err := n.store.FailingHosts(t.Context())
		return err == nil && len(failing) == len(bad)+1
	})

	// From here what hangs hangs longer than this test waits: had it a worker's
	// place or a place in the line, nothing more would arrive.
	n.stop()
	n.patience(time.Minute)
	n.options.Workers, n.options.ProbeWorkers = 1, 4
	n.start()
	n.later(2 * time.Minute)
	eventually(t, "failing hosts are not probed", func() bool { return w.hanging.Load() == 4 })
	reachesHealthy(4)
	reachesHealthy(5)

	for _, name := range bad {
		w.rule(name, nil)
	}
	w.release()
	n.laterUntil(func() bool {
		for _, name := range bad {
			if len(w.got(name, "Create")) < 5 {
				return false
			}
		}
		return true
	})
	for _, name := range bad {
		seen := map[string]bool{}
		for _, m := range w.got(name, "Create") {
			if seen[m.id] {
				t.Errorf("%s took %s twice", m.host, m.id)
			}
			seen[m.id] = true
		}
	}
}

// refuser is a follower on a port where nobody listens.
func (n *node) refuser() {
	n.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		n.t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		n.t.Fatal(err)
	}
	_ = listener.Close()
	a := n.meet("refuse", "a", true)
	a.SharedInbox = "https://refuse.localhost:" + port + "/inbox"
	a.Inbox = a.SharedInbox
	if a, err = n.store.SaveRemoteActor(n.t.Context(), a); err != nil {
		n.t.Fatal(err)
	}
	n.follow(a, n.collective)
}

func TestDelivery_whatAKillLeftIsSentByTheNextRun(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.follower("masto", "a", true)
	w.hang("masto")
	n.start()
	eventually(t, "the letter is not on its way", func() bool { return n.queue().Waiting == 1 })
	n.stop() // in the middle of the try
	if q := n.queue(); q.Waiting+q.Delayed != 1 {
		t.Fatalf("%+v", q)
	}
	// A lease that a killed process left behind does not hinder the next one.
	if _, err := n.store.ClaimLetters(t.Context(), store.LetterClaim{
		Now: n.store.Now().Add(time.Hour), Until: n.store.Now().Add(10 * time.Hour), Limit: 10,
	}); err != nil {
		t.Fatal(err)
	}
	w.rule("masto", nil)
	n.later(time.Minute)
	n.start()
	w.await(t, "masto", "Accept", 1)
	n.quiet()
	if got := w.got("masto", ""); len(got) != 1 {
		t.Errorf("%d letters", len(got))
	}
}

func TestFanout_twoRunsOverOneFactMakeOneSetOfLetters(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	for i := range 10 {
		n.follower(fmt.Sprintf("h%d", i), "a", true)
	}
	n.note("hallo")
	n.start()
	first := n.stop
	n.start() // two servers on one database: the lock forbids it, the facts survive it
	w.await(t, "", "Create", 10)
	n.quiet()
	first()
	n.stop()
	stats, err := n.store.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := stats.LettersByState[models.LetterDelivered]; got != 20 {
		t.Errorf("%d letters were delivered, 10 Accepts and 10 Creates expected", got)
	}
}

func TestFanout_aFactThatCannotBeToldBlocksNoOther(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	guest := n.meet("masto", "a", true)
	o := n.event("Open Coffee")
	if err := n.store.ReceiveJoin(t.Context(), guest, o.ID, []byte("{no json")); err != nil {
		t.Fatal(err)
	}
	n.follower("masto", "b", true)
	n.start()
	w.await(t, "masto", "Accept", 1)
	n.quiet()
}

func TestOutbox_leavesNothingRunning(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.follower("masto", "a", true)
	before := goleak.IgnoreCurrent()
	n.start()
	w.await(t, "masto", "Accept", 1)
	n.note("hallo")
	w.await(t, "masto", "Create", 1)
	n.stop()
	n.options.Client.Close()
	goleak.VerifyNone(t, before,
		// The town's side of the connections, and the database's own.
		goleak.IgnoreAnyFunction("net/http.(*conn).serve"), goleak.IgnoreAnyFunction("net/http.(*http2serverConn).serve"),
		goleak.IgnoreAnyFunction("database/sql.(*DB).connectionOpener"))
}
