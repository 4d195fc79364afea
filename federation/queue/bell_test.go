package queue_test

import (
	"sync"
	"testing"
	"time"

	"knoop/federation/queue"
	"knoop/models/store"
)

func rung(b *queue.Bell, within time.Duration) bool {
	select {
	case <-b.Rung():
		return true
	case <-time.After(within):
		return false
	}
}

func TestBell_ringsTogetherCountAsOneAndNoneIsLost(t *testing.T) {
	b := queue.NewBell()
	b.Ring()
	b.Ring()
	if !rung(b, time.Second) {
		t.Fatal("the ring was lost")
	}
	if rung(b, 20*time.Millisecond) {
		t.Fatal("two rings that came together woke twice")
	}
	b.Ring()
	if !rung(b, time.Second) {
		t.Fatal("the bell rang once and then never again")
	}
}

func TestBell_noWorkIsLeftBehindWhoeverRings(t *testing.T) {
	b := queue.NewBell()
	var mu sync.Mutex
	work, done := 0, 0
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for range 500 {
				mu.Lock()
				work++
				mu.Unlock()
				b.Ring()
			}
		})
	}
	finished := make(chan struct{})
	go func() { writers.Wait(); close(finished) }()
	deadline := time.After(10 * time.Second)
	for {
		select {
		case <-b.Rung():
			mu.Lock()
			done = work
			mu.Unlock()
			if done == 4000 {
				<-finished
				return
			}
		case <-deadline:
			t.Fatalf("%d of %d pieces of work seen", done, work)
		}
	}
}

func TestBells_ringOnlyTheirTopics(t *testing.T) {
	bells := queue.NewBells(nil)
	facts := bells.For(store.TopicFacts)
	both := bells.For(store.TopicFacts, store.TopicLetters)
	bells.Ring(store.TopicLetters)
	if rung(facts, 10*time.Millisecond) {
		t.Error("letters rang the bell for facts")
	}
	if !rung(both, time.Second) {
		t.Error("letters did not ring the bell for facts and letters")
	}
	bells.Ring()
	if !rung(facts, time.Second) || !rung(both, time.Second) {
		t.Error("a ring for all did not reach all")
	}
}
