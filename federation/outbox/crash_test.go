package outbox_test

import (
	"fmt"
	"testing"
	"time"

	"go.uber.org/goleak"

	"knoop/models"
	"knoop/models/store"
)

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
