package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func receipt(n int) models.Receipt {
	return models.Receipt{
		ActivityURI: fmt.Sprintf("https://a.example/activities/%d", n), ActorURI: "https://a.example/users/ann", Type: "Create", Raw: fmt.Appendf(nil, `{"n":%d}`, n),
	}
}

func TestKeepReceipts_keepsEachOnce(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		var rang int
		s.OnCommit(func(store.Topic) { rang++ })
		toAnother := receipt(1)
		toAnother.Recipient = "someone"
		fresh, err := s.KeepReceipts(t.Context(), []models.Receipt{receipt(1), receipt(2), receipt(1), toAnother})
		if err != nil || !slices.Equal(fresh, []bool{true, true, false, true}) {
			t.Fatalf("fresh %v, %v", fresh, err)
		}
		fresh, err = s.KeepReceipts(t.Context(), []models.Receipt{receipt(2), receipt(3)})
		if err != nil || !slices.Equal(fresh, []bool{false, true}) {
			t.Fatalf("again: fresh %v, %v", fresh, err)
		}
		if _, err := s.KeepReceipts(t.Context(), []models.Receipt{receipt(3)}); err != nil || rang != 2 {
			t.Errorf("rang %d times, %v", rang, err)
		}
		due, err := s.DueReceipts(t.Context(), time.Now().Add(time.Second), 10)
		if err != nil || len(due) != 4 || string(due[0].Raw) != `{"n":1}` || due[0].ActorURI == "" || due[0].State != models.ReceiptKept {
			t.Fatalf("due %+v, %v", due, err)
		}
		if !slices.IsSortedFunc(due, func(a, b models.Receipt) int { return a.DueAt.Compare(b.DueAt) }) {
			t.Error("not the oldest first")
		}
		for i, state := range []models.ReceiptState{models.ReceiptApplied, models.ReceiptDropped, models.ReceiptFailed} {
			for range 2 {
				if err := s.FinishReceipt(t.Context(), due[i].ID, state, "why"); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := s.FinishReceipt(t.Context(), due[0].ID, models.ReceiptFailed, "late"); err != nil {
			t.Fatal(err)
		}
		later := time.Now().Add(time.Hour)
		if err := s.RetryReceipt(t.Context(), due[3].ID, later, "not now"); err != nil {
			t.Fatal(err)
		}
		if now, _ := s.DueReceipts(t.Context(), time.Now().Add(time.Second), 10); len(now) != 0 {
			t.Errorf("still due %+v", now)
		}
		then, _ := s.DueReceipts(t.Context(), later.Add(time.Second), 10)
		if len(then) != 1 || then[0].Attempts != 1 || then[0].Error != "not now" || len(then[0].Raw) == 0 {
			t.Errorf("put off %+v", then)
		}
		stats, _ := s.Stats(t.Context())
		if by := stats.ReceiptsByState; by[models.ReceiptApplied] != 1 || by[models.ReceiptDropped] != 1 || by[models.ReceiptFailed] != 1 || by[models.ReceiptKept] != 1 {
			t.Errorf("by state %v", by)
		}
		if fresh, _ := s.KeepReceipts(t.Context(), []models.Receipt{receipt(1)}); fresh[0] {
			t.Error("an applied receipt was forgotten")
		}
	})
}

func TestSweepReceipts_forgetsOnlyOldFinishedOnes(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		rs := []models.Receipt{receipt(1), receipt(2), receipt(3)}
		if _, err := s.KeepReceipts(t.Context(), rs); err != nil {
			t.Fatal(err)
		}
		for _, r := range rs[:2] {
			if err := s.FinishReceipt(t.Context(), r.ID, models.ReceiptFailed, ""); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := s.SweepReceipts(t.Context(), time.Now().Add(-time.Hour)); err != nil || n != 0 {
			t.Errorf("too early: %d %v", n, err)
		}
		if n, err := s.SweepReceipts(t.Context(), time.Now().Add(time.Hour)); err != nil || n != 2 {
			t.Errorf("swept %d %v", n, err)
		}
		fresh, err := s.KeepReceipts(t.Context(), []models.Receipt{receipt(1), receipt(3)})
		if err != nil || !slices.Equal(fresh, []bool{true, false}) {
			t.Errorf("fresh %v %v", fresh, err)
		}
	})
}

func TestSweepRemembered_forgetsOnlyOldDeletionsOfWhatWeNeverHad(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		ann := storetest.Remote(t, s, "a.example", "ann")
		had := incoming(ann, "https://a.example/n/1")
		if _, _, err := s.KeepObject(t.Context(), had); err != nil {
			t.Fatal(err)
		}
		for _, uri := range []string{"https://a.example/n/1", "https://a.example/n/2"} {
			if err := s.EraseObject(t.Context(), uri, ann.ID); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := s.SweepRemembered(t.Context(), time.Now().Add(-time.Hour)); err != nil || n != 0 {
			t.Errorf("too early: %d %v", n, err)
		}
		if n, err := s.SweepRemembered(t.Context(), time.Now().Add(time.Hour)); err != nil || n != 1 {
			t.Errorf("swept %d %v", n, err)
		}
		if o, err := s.ObjectByURI(t.Context(), "https://a.example/n/1"); err != nil || o.GoneAt == nil {
			t.Errorf("the tombstone of what we had: %+v %v", o, err)
		}
	})
}

func TestKeepReceipts_atTheSameTimeAgreeOnWhoWasFirst(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		var mu sync.Mutex
		firsts := map[string]int{}
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				for from := 0; from < 40; from += 8 {
					var rs []models.Receipt
					for n := from; n < from+8; n++ {
						rs = append(rs, receipt(n))
					}
					fresh, err := s.KeepReceipts(t.Context(), rs)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for i, f := range fresh {
						if f {
							firsts[rs[i].ActivityURI]++
						}
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for uri, n := range firsts {
			if n != 1 {
				t.Errorf("%s was new %d times", uri, n)
			}
		}
		if len(firsts) != 40 {
			t.Errorf("%d receipts", len(firsts))
		}
	})
}
