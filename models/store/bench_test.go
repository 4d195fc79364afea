package store_test

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// cpuTime is what this process has used so far, kernel included: wall time
// mostly tells how busy the disk is.
func cpuTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func benchStore(b *testing.B) *store.Store {
	s := storetest.New(b)
	storetest.Node(b, s)
	return s
}

// BenchmarkKeepAndApply measures one inbound note from its receipt to the end
// of its application, in batches as the inbox makes them: keep in one commit,
// apply in another with a savepoint each.
func BenchmarkKeepAndApply(b *testing.B) {
	for _, batch := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			s := benchStore(b)
			mokum := storetest.Collective(b, s)
			var authors []models.Actor
			for i := range 50 {
				authors = append(authors, storetest.Remote(b, s, fmt.Sprintf("h%d.example", i), "ann"))
			}
			raw := make([]byte, 1500)
			for i := range raw {
				raw[i] = 'x'
			}
			b.ReportAllocs()
			n, before := 0, cpuTime()
			for b.Loop() {
				if n%batch == 0 {
					benchBatch(b, s, mokum, authors, raw, n, batch)
				}
				n++
			}
			b.ReportMetric(float64(cpuTime()-before)/float64(n), "cpu-ns/op")
		})
	}
}

func benchBatch(b *testing.B, s *store.Store, mokum models.Actor, authors []models.Actor, raw []byte, from, batch int) {
	ctx := context.Background()
	var rs []models.Receipt
	for n := from; n < from+batch; n++ {
		a := authors[n%len(authors)]
		rs = append(rs, models.Receipt{ActivityURI: fmt.Sprintf("%s/statuses/%d/activity", a.URI, n), ActorURI: a.URI, Type: "Create", Raw: raw})
	}
	if _, err := s.KeepReceipts(ctx, rs); err != nil {
		b.Fatal(err)
	}
	due, err := s.DueReceipts(ctx, time.Now().Add(time.Second), batch)
	if err != nil || len(due) != batch {
		b.Fatal(len(due), err)
	}
	err = s.InTx(ctx, func(tx *store.Store) error {
		for _, r := range due {
			err := tx.Savepoint(ctx, func(tx *store.Store) error {
				a, err := tx.ActorByURI(ctx, r.ActorURI)
				if err != nil {
					return err
				}
				to := []string{models.PublicCollection, a.Followers, mokum.URI}
				if ok, err := tx.Wanted(ctx, a.ID, to, ""); err != nil || !ok {
					return fmt.Errorf("wanted %v %w", ok, err)
				}
				_, added, err := tx.KeepObject(ctx, store.IncomingObject{Object: models.Object{
					URI: r.ActivityURI[:len(r.ActivityURI)-9], Type: models.Note, ActorID: a.ID, CreateURI: r.ActivityURI, Content: "<p>Hallo @mokum, tot morgen!</p>",
					Visibility: models.Public, To: to[:1], CC: to[1:], Mentions: []models.Mention{{URI: mokum.URI, Name: "@mokum"}}, Published: time.Now(), Raw: r.Raw,
				}})
				if err != nil || !added {
					return fmt.Errorf("added %v %w", added, err)
				}
				return tx.FinishReceipt(ctx, r.ID, models.ReceiptApplied, "")
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkFollowerInboxes reads the inboxes of 5,000 followers on 500 hosts.
func BenchmarkFollowerInboxes(b *testing.B) {
	s := benchStore(b)
	mokum := storetest.Collective(b, s)
	err := s.InTx(b.Context(), func(tx *store.Store) error {
		storetest.Followers(b, tx, mokum, 5000, 10)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		n := 0
		for after := ""; ; {
			page, err := s.FollowerInboxes(b.Context(), mokum.ID, after, 200)
			if err != nil {
				b.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			n += len(page)
			after = page[len(page)-1].Inbox
		}
		if n != 500 {
			b.Fatal(n)
		}
	}
}

// BenchmarkClaimSettle takes 500 letters to 500 hosts from writing to delivery,
// in claims of 32; dead says how many letters for failing hosts lie beside them.
func BenchmarkClaimSettle(b *testing.B) {
	for _, dead := range []int{0, 20_000} {
		b.Run(fmt.Sprintf("dead=%d", dead), func(b *testing.B) {
			s := benchStore(b)
			var hosts, sick []string
			for i := range 500 {
				hosts = append(hosts, fmt.Sprintf("h%d.example", i))
			}
			for i := range dead {
				sick = append(sick, fmt.Sprintf("sick%d.example", i%20))
			}
			if dead > 0 {
				now := s.Now()
				closed := now.Add(time.Hour)
				var out []store.Settlement
				for _, h := range sick[:20] {
					out = append(out, store.Settlement{Letter: models.Letter{ID: "x"}, State: models.LetterWaiting, Host: models.Host{Name: h, FailingSince: &now, FailingDays: 1, Failures: 9, ClosedUntil: &closed}})
				}
				settle(b, s, out...)
				dispatch(b, s, byHost, sick...)
			}
			b.ReportAllocs()
			for b.Loop() {
				dispatch(b, s, byHost, hosts...)
				for left := len(hosts); left > 0; {
					now := s.Now()
					got, err := s.ClaimLetters(b.Context(), store.LetterClaim{Now: now, Until: now.Add(time.Minute), Limit: 32})
					if err != nil || len(got) == 0 {
						b.Fatal(len(got), err)
					}
					out := make([]store.Settlement, len(got))
					for i, l := range got {
						out[i] = store.Settlement{Letter: l, State: models.LetterDelivered, Status: 202}
					}
					settle(b, s, out...)
					left -= len(got)
				}
			}
		})
	}
}
