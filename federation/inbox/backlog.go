package inbox

import (
	"slices"
	"strings"
	"sync"

	"knoop/federation/vocab"
	"knoop/models"
)

const (
	backlogMost  = 2048
	backlogBytes = 8 << 20 // of bodies
)

// job is one receipt on its way to being applied.
type job struct {
	receipt  models.Receipt
	activity vocab.Activity
	signer   models.Actor
	read     bool // activity and signer are set
	online   bool // was prepared with network: its actor's other jobs wait for it
	effect   effect
}

// backlog is what waits to be applied, in the order of receipts. The database
// holds all of it; this is the part that need not be read again.
type backlog struct {
	mu      sync.Mutex
	waiting []*job          // sorted by receipt id, which is the order of arrival
	ready   []*job          // prepared with network, to be applied
	known   map[string]bool // ids of receipts in memory, waiting or at work
	busy    map[string]int  // actors with a job that is being prepared with network
	bytes   int
	behind  bool // the database holds due receipts that are not here
}

func newBacklog() *backlog {
	return &backlog{known: map[string]bool{}, busy: map[string]int{}, behind: true}
}

// add puts in a job that was just kept. When there is no room, or older ones are
// still only in the database, it stays there as well.
func (b *backlog) add(j *job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.behind || len(b.known) >= backlogMost || b.bytes+len(j.receipt.Raw) > backlogBytes {
		b.behind = true
		return
	}
	b.put(j)
}

// put inserts at the place of its id, nearly always the end.
func (b *backlog) put(j *job) {
	if b.known[j.receipt.ID] {
		return
	}
	b.known[j.receipt.ID] = true
	b.bytes += len(j.receipt.Raw)
	at := len(b.waiting)
	for at > 0 && strings.Compare(b.waiting[at-1].receipt.ID, j.receipt.ID) > 0 {
		at--
	}
	b.waiting = slices.Insert(b.waiting, at, j)
}

// room says how many receipts may be read from the database, and whether there
// is reason to: more than what is at work must be asked for, because those come
// first in the answer. From here on new arrivals are put in again, so that
// none can slip between the reading and its end.
func (b *backlog) room() (ask int, behind bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	behind = b.behind
	if len(b.known) >= backlogMost/2 {
		return 0, behind
	}
	b.behind = false
	return len(b.known) + batchMost*4, behind
}

// fill puts in what the database gave.
func (b *backlog) fill(receipts []models.Receipt, full bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range receipts {
		b.put(&job{receipt: r})
	}
	if full {
		b.behind = true
	}
}

// take gives up to most jobs: first those that were prepared with network, then
// waiting ones whose actor has none at work.
func (b *backlog) take(most int) []*job {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := min(most, len(b.ready))
	out := slices.Clone(b.ready[:n])
	b.ready = slices.Delete(b.ready, 0, n)
	if len(out) == most || len(b.waiting) == 0 {
		return out
	}
	kept := b.waiting[:0]
	for _, j := range b.waiting {
		if len(out) < most && b.busy[j.receipt.ActorURI] == 0 {
			out = append(out, j)
		} else {
			kept = append(kept, j)
		}
	}
	clear(b.waiting[len(kept):])
	b.waiting = kept
	return out
}

// goOnline marks that a job is being prepared with network.
func (b *backlog) goOnline(j *job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	j.online = true
	b.busy[j.receipt.ActorURI]++
}

// prepared puts a job back that was prepared with network.
func (b *backlog) prepared(j *job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ready = append(b.ready, j)
}

// putBack returns jobs that were taken and not applied: to their place in the
// row, or, prepared, to those that go first.
func (b *backlog) putBack(jobs []*job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, j := range jobs {
		if j.effect != nil {
			b.ready = append(b.ready, j)
			continue
		}
		b.forget(j)
		b.put(j)
	}
}

// done forgets jobs that are finished, or put off to a later time.
func (b *backlog) done(jobs []*job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, j := range jobs {
		b.forget(j)
	}
}

func (b *backlog) forget(j *job) {
	delete(b.known, j.receipt.ID)
	b.bytes -= len(j.receipt.Raw)
	if j.online {
		j.online = false
		if b.busy[j.receipt.ActorURI]--; b.busy[j.receipt.ActorURI] <= 0 {
			delete(b.busy, j.receipt.ActorURI)
		}
	}
}

// waits says whether there is something to take now.
func (b *backlog) waits() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.ready) > 0 {
		return true
	}
	return slices.ContainsFunc(b.waiting, func(j *job) bool { return b.busy[j.receipt.ActorURI] == 0 })
}
