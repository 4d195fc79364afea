package outbox

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"knoop/models/store"
)

// settler writes outcomes down, all that came while it was writing in one
// commit: a commit costs a sync of the disk, and 500 letters must not cost 500.
// It adds no wait of its own.
type settler struct {
	store   *store.Store
	log     *slog.Logger
	settled func(hosts []string) // after each commit: hosts whose lanes ended

	mu     sync.Mutex
	batch  batch
	closed bool
	wake   chan struct{}
}

// batch is what waits to be written.
type batch struct {
	outcomes []store.Settlement
	released []string // letters that go back untried
	hosts    []string // whose lanes have ended
}

func (b batch) empty() bool { return len(b.outcomes)+len(b.released)+len(b.hosts) == 0 }

func newSettler(st *store.Store, log *slog.Logger, settled func([]string)) *settler {
	return &settler{store: st, log: log, settled: settled, wake: make(chan struct{}, 1)}
}

// settle hands over the outcome of a try.
func (s *settler) settle(o store.Settlement) {
	s.add(func(b *batch) { b.outcomes = append(b.outcomes, o) })
}

// release hands back letters that were claimed and not tried.
func (s *settler) release(ids []string) {
	s.add(func(b *batch) { b.released = append(b.released, ids...) })
}

// end says that a host's lane is over and which letters it did not try. The
// host takes letters again when all this stands in the database, so that its
// circuit is known by then.
func (s *settler) end(host string, left []string) {
	s.add(func(b *batch) {
		b.hosts = append(b.hosts, host)
		b.released = append(b.released, left...)
	})
}

func (s *settler) add(change func(*batch)) {
	s.mu.Lock()
	change(&s.batch)
	s.mu.Unlock()
	s.ring()
}

// close makes run return once all is written; nothing may be added after it.
func (s *settler) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.ring()
}

func (s *settler) ring() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// run writes until close. What cannot be written is tried again, for an outcome
// that is lost means a letter sent twice; once closed there is a limit to that.
func (s *settler) run() {
	var giveUp time.Time
	for failures := 0; ; {
		b, closed := s.take()
		if closed && giveUp.IsZero() {
			giveUp = time.Now().Add(settleGrace)
		}
		if b.empty() {
			if closed {
				return
			}
			<-s.wake
			continue
		}
		err := s.write(b)
		if err == nil {
			failures = 0
			s.settled(b.hosts)
			continue
		}
		failures++
		s.log.Error("outcomes of deliveries could not be written, trying again", "attempt", failures, "err", err)
		if closed && time.Now().After(giveUp) {
			return
		}
		s.putBack(b)
		time.Sleep(min(time.Duration(failures)*100*time.Millisecond, 2*time.Second))
	}
}

func (s *settler) take() (b batch, closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, s.batch = s.batch, batch{}
	return b, s.closed
}

func (s *settler) putBack(b batch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.batch.outcomes = append(b.outcomes, s.batch.outcomes...)
	s.batch.released = append(b.released, s.batch.released...)
	s.batch.hosts = append(b.hosts, s.batch.hosts...)
}

// write settles and releases in one transaction.
func (s *settler) write(b batch) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if len(b.outcomes)+len(b.released) == 0 {
		return nil
	}
	return s.store.InTx(ctx, func(tx *store.Store) error {
		if len(b.outcomes) > 0 {
			if err := tx.SettleLetters(ctx, b.outcomes); err != nil {
				return err
			}
		}
		if len(b.released) > 0 { // an empty list would give back every lease
			return tx.ReleaseLetters(ctx, b.released)
		}
		return nil
	})
}
