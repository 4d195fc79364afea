package outbox_test

import (
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

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
