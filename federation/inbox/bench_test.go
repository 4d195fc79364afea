package inbox_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
)

// BenchmarkReceive_mention takes signed notes by 50 known actors that mention us
// from 8 senders at once, through door, disk and application. Signing is not in
// the figure. cpu-µs/op is the processor time of the whole process.
//
//	go test -tags sqlite_fts5 -run '^$' -bench Receive -benchtime 2000x ./federation/inbox
func BenchmarkReceive_mention(b *testing.B) {
	w := newWorld(b)
	masto := w.mastodon()
	actors := make([]*fedtest.Actor, 50)
	for i := range actors {
		actors[i] = masto.Person(fmt.Sprintf("a%d", i))
		w.row(actors[i])
	}
	requests := make([]*http.Request, b.N)
	bodies := make([][]byte, b.N)
	text := `<p><a href="` + w.us.URI + `" class="mention">@mokum</a> The quick brown fox jumps over the lazy dog. The quick brown fox jumps over the lazy dog. The quick brown fox.</p>`
	for i := range requests {
		a := actors[i%len(actors)]
		requests[i], bodies[i] = a.Request(b, w.base.SharedInbox(), a.Create(a.Note(text, w.us.URI)))
	}
	cpu := processorTime()
	b.ResetTimer()
	var at atomic.Int64
	var senders sync.WaitGroup
	for range 8 {
		senders.Go(func() {
			for i := int(at.Add(1)) - 1; i < b.N; i = int(at.Add(1)) - 1 {
				if err := w.receive(requests[i], bodies[i]); err != nil {
					b.Error(err)
				}
			}
		})
	}
	senders.Wait()
	accepted := b.Elapsed()
	for w.receipts(models.ReceiptKept) > 0 {
		time.Sleep(time.Millisecond)
	}
	b.StopTimer()
	b.ReportMetric(float64(processorTime()-cpu)/1e3/float64(b.N), "cpu-µs/op")
	b.ReportMetric(float64(b.N)/accepted.Seconds(), "accepted/s")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "applied/s")
	if n := w.receipts(models.ReceiptApplied); n != int64(b.N) {
		b.Errorf("%d of %d applied", n, b.N)
	}
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkReceive_strangersFollow takes one Follow from each of b.N actors we
// never met, on 20 hosts, from 16 senders at once: key and software are fetched
// over HTTPS, the peers' work is in the figure.
//
//	go test -tags sqlite_fts5 -run '^$' -bench strangersFollow -benchtime 500x ./federation/inbox
func BenchmarkReceive_strangersFollow(b *testing.B) {
	w := newWorld(b)
	peers := make([]*fedtest.Peer, 20)
	for i := range peers {
		peers[i] = w.peer(fedtest.Options{Name: fmt.Sprintf("h%d", i), Software: "mastodon"})
	}
	requests := make([]*http.Request, b.N)
	bodies := make([][]byte, b.N)
	for i := range requests {
		a := peers[i%len(peers)].Person(fmt.Sprintf("a%d", i))
		requests[i], bodies[i] = a.Request(b, w.base.SharedInbox(), a.Follow(w.us.URI))
	}
	cpu := processorTime()
	b.ResetTimer()
	var at atomic.Int64
	var senders sync.WaitGroup
	for range 16 {
		senders.Go(func() {
			for i := int(at.Add(1)) - 1; i < b.N; i = int(at.Add(1)) - 1 {
				if err := w.receive(requests[i], bodies[i]); err != nil {
					b.Error(err)
				}
			}
		})
	}
	senders.Wait()
	for w.receipts(models.ReceiptKept) > 0 {
		time.Sleep(time.Millisecond)
	}
	b.StopTimer()
	b.ReportMetric(float64(processorTime()-cpu)/1e3/float64(b.N), "cpu-µs/op")
	b.ReportMetric(b.Elapsed().Seconds(), "s")
}
