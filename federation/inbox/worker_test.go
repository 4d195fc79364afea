package inbox_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store"
)

// send delivers without waiting for the effect.
func (w *world) send(a *fedtest.Actor, activity any) {
	w.t.Helper()
	r, body := a.Request(w.t, w.base.SharedInbox(), activity)
	if err := w.receive(r, body); err != nil {
		w.t.Fatalf("not taken: %v", err)
	}
}

// eventually waits for something that must become true soon.
func (w *world) eventually(what string, ok func() bool) {
	w.t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("not in time: %s", what)
		}
	}
}

func TestWorker_aSlowHostHoldsUpNobodyElse(t *testing.T) {
	w := newWorld(t)
	friend := w.mastodon().Person("friend")
	w.followed(friend)
	anna := w.peer(fedtest.Options{Name: "quick"}).Person("anna")
	w.row(anna)
	slow := w.peer(fedtest.Options{Name: "slow"})
	slow.Delay(3 * time.Second)
	for i := range 100 { // more than there are places
		w.send(friend, friend.Activity("Announce", fmt.Sprintf("%s/notes/%d", slow.Origin, i)))
	}
	began := time.Now()
	note := anna.Note("<p>x</p>", w.us.URI)
	w.send(anna, anna.Create(note))
	w.eventually("note behind a slow host", func() bool { _, ok := w.object(note["id"]); return ok })
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("waited %s", took)
	}
	w.stop() // must not wait for the slow host either
}

func TestWorker_keepsTheOrderOfOneActor(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna := masto.Person("anna")
	w.row(anna)
	masto.Delay(100 * time.Millisecond) // the software must be asked first: the Follow waits
	follow := anna.Follow(w.us.URI)
	w.send(anna, follow)
	w.send(anna, anna.Activity("Undo", follow))
	w.settle()
	if f, ok := w.follow(w.row(anna).ID, w.us.ID); ok && f.State == models.FollowAccepted {
		t.Error("the Undo overtook its Follow")
	}
	if n := w.facts(models.FollowAnsweredFact); n != 1 {
		t.Errorf("%d answers", n)
	}
}

func TestWorker_keepsTheOrderOfOneActorWithinABatch(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	row := w.row(anna)
	w.stop()
	follow := anna.Follow(w.us.URI)
	var receipts []models.Receipt
	for _, a := range []fedtest.Doc{follow, anna.Activity("Undo", follow)} {
		_, body := anna.Request(t, w.base.SharedInbox(), a)
		receipts = append(receipts, models.Receipt{ActivityURI: a["id"].(string), ActorURI: row.URI, Type: a["type"].(string), Raw: body})
	}
	if _, err := w.store.KeepReceipts(w.ctx, receipts); err != nil {
		t.Fatal(err)
	}
	w.start()
	w.settle()
	if f, ok := w.follow(row.ID, w.us.ID); !ok || f.State == models.FollowAccepted {
		t.Errorf("the Undo overtook its Follow: %v %s", ok, f.State)
	}
}

func TestWorker_appliesAfterARestartWhatWasKeptBefore(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	row := w.row(anna)
	w.stop()
	var receipts []models.Receipt
	notes := make([]fedtest.Doc, 300) // more than are read at once
	for i := range notes {
		notes[i] = anna.Note("<p>x</p>", w.us.URI)
		_, body := anna.Request(t, w.base.SharedInbox(), anna.Create(notes[i]))
		receipts = append(receipts, models.Receipt{ActivityURI: notes[i]["id"].(string) + "/activity", ActorURI: row.URI, Type: "Create", Raw: body})
	}
	if _, err := w.store.KeepReceipts(w.ctx, receipts); err != nil {
		t.Fatal(err)
	}
	w.start()
	w.settle()
	for _, n := range notes {
		if _, ok := w.object(n["id"]); !ok {
			t.Fatalf("%s was promised and is not there", n["id"])
		}
	}
}

func TestWorker_triesAgainWhatAPassingFailureStopped(t *testing.T) {
	w := newWorld(t)
	friend := w.mastodon().Person("friend")
	w.followed(friend)
	other := w.peer(fedtest.Options{Name: "other"})
	note := other.Person("anna").Note("<p>x</p>")
	other.Fail(http.StatusServiceUnavailable)
	w.send(friend, friend.Activity("Announce", note["id"]))
	w.eventually("put off", func() bool {
		due, err := w.store.DueReceipts(w.ctx, time.Now(), 10)
		return err == nil && len(due) == 0
	})
	if n := w.receipts(models.ReceiptKept); n != 1 {
		t.Fatalf("%d wait", n)
	}
	other.Fail(0)
	w.stop()
	w.options.Clock = func() time.Time { return time.Now().Add(time.Hour) }
	w.start()
	w.settle()
	if _, ok := w.object(note["id"]); !ok {
		t.Error("not fetched when the host was back")
	}
}

func TestWorker_givesUpWhatCannotPass(t *testing.T) {
	w := newWorld(t)
	friend := w.mastodon().Person("friend")
	w.followed(friend)
	w.tell(friend, friend.Activity("Announce", friend.Peer.Origin+"/notes/none"))
	if n := w.receipts(models.ReceiptFailed); n != 1 {
		t.Errorf("%d failed", n)
	}
}

func TestGather_concurrentDeliveriesShareCommitsAndAreAllKept(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	w.row(anna)
	const n = 200
	requests, bodies := make([]*http.Request, n), make([][]byte, n)
	for i := range n {
		requests[i], bodies[i] = anna.Request(t, w.base.SharedInbox(), anna.Create(anna.Note("<p>x</p>", w.us.URI)))
	}
	var senders sync.WaitGroup
	for i := range n {
		for range 2 { // every one twice
			senders.Go(func() {
				if err := w.receive(requests[i], bodies[i]); err != nil {
					t.Error(err)
				}
			})
		}
	}
	senders.Wait()
	w.settle()
	stats, err := w.store.Stats(w.ctx)
	if err != nil || stats.Notes != n || stats.ReceiptsByState[models.ReceiptApplied] != n {
		t.Errorf("%d notes, %v, %v", stats.Notes, stats.ReceiptsByState, err)
	}
}

func TestGather_whoLeavesLosesNobodyElsesDelivery(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	w.row(anna)
	gone, leave := context.WithCancel(w.ctx)
	leave()
	var senders sync.WaitGroup
	for i := range 40 {
		r, body := anna.Request(t, w.base.SharedInbox(), anna.Create(anna.Note("<p>x</p>", w.us.URI)))
		senders.Go(func() {
			ctx := w.ctx
			if i%2 == 0 {
				ctx = gone
			}
			err := w.inbox.Receive(ctx, models.Actor{}, r, body)
			if i%2 == 1 && err != nil {
				t.Error(err)
			}
		})
	}
	senders.Wait()
	w.settle()
	if n := w.receipts(models.ReceiptApplied); n < 20 {
		t.Errorf("%d applied", n)
	}
}

func TestReceive_afterStopIsRefusedForAWhile(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	w.row(anna)
	w.stop()
	r, body := anna.Request(t, w.base.SharedInbox(), anna.Follow(w.us.URI))
	wantStatus(t, w.receive(r, body), http.StatusServiceUnavailable)
}

func TestReceive_sameActivityForTwoInboxesIsAppliedAsOne(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	note := anna.Note("<p>x</p>", w.us.URI)
	create := anna.Create(note)
	w.tell(anna, create)
	r, body := anna.Request(t, w.us.Inbox, create)
	if err := w.inbox.Receive(w.ctx, w.us, r, body); err != nil {
		t.Fatal(err)
	}
	w.settle()
	stats, err := w.store.Stats(w.ctx)
	if err != nil || stats.Notes != 1 || stats.ReceiptsByState[models.ReceiptApplied] != 2 {
		t.Errorf("%d notes, %v, %v", stats.Notes, stats.ReceiptsByState, err)
	}
}

func TestReceive_reopensAHostThatWasFailing(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	row := w.row(anna)
	letter := models.Letter{ID: models.NewID(), ActorID: w.us.ID, Inbox: row.Inbox, Host: row.Host, State: models.LetterWaiting}
	failing := models.Host{Name: row.Host}
	for range 3 {
		failing = failing.Failed(time.Now(), 0)
	}
	if err := w.store.SettleLetters(w.ctx, []store.Settlement{{Letter: letter, State: models.LetterWaiting, DueAt: time.Now(), Host: failing}}); err != nil {
		t.Fatal(err)
	}
	if names, err := w.store.FailingHosts(w.ctx); err != nil || len(names) != 1 {
		t.Fatalf("failing: %v, %v", names, err)
	}
	w.tell(anna, anna.Follow(w.us.URI))
	w.eventually("host open again", func() bool {
		h, err := w.store.Host(w.ctx, row.Host)
		return err == nil && !h.Failing()
	})
}

func TestBlockedDomain_isHeardAtNoEntry_CVE_2026_23961(t *testing.T) {
	w := newWorld(t)
	bad := w.peer(fedtest.Options{Name: "bad"})
	mallory := bad.Person("mallory")
	friend := w.mastodon().Person("friend")
	w.followed(friend)
	if err := w.store.BlockDomain(w.ctx, "bad.localhost"); err != nil {
		t.Fatal(err)
	}
	before := bad.AllHits()
	r, body := mallory.Request(t, w.base.SharedInbox(), mallory.Follow(w.us.URI))
	wantStatus(t, w.receive(r, body), http.StatusForbidden)
	note := mallory.Note("<p>x</p>")
	w.tell(friend, friend.Activity("Announce", note["id"]))
	if _, ok := w.object(note["id"]); ok {
		t.Error("a blocked host got in by an Announce")
	}
	if n := bad.AllHits() - before; n != 0 {
		t.Errorf("a blocked host was asked %d times", n)
	}
}
