package outbox_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

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
