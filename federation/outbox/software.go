package outbox

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"knoop/federation/remote"
	"knoop/models"
)

const (
	softwareFresh = 24 * time.Hour
	softwareAsks  = 4    // at once
	softwareQueue = 1024 // hosts waiting; one that finds no room is asked next time
	firstMeeting  = 5 * time.Second
)

// software keeps what we know of other servers' software fresh, since that
// decides the form of an event. It asks at the first meeting, before the Accept
// leaves (docs/decisions.md 7), and later in the background: a fan-out never waits.
type software struct {
	ask   *remote.Remote
	log   *slog.Logger
	now   func() time.Time
	hosts chan string

	mu      sync.Mutex
	waiting map[string]bool
}

func newSoftware(ask *remote.Remote, log *slog.Logger, now func() time.Time) *software {
	return &software{ask: ask, log: log, now: now, hosts: make(chan string, softwareQueue), waiting: map[string]bool{}}
}

// learn asks a host that was never asked, at most five seconds, within the time
// of the letter that is about to go there.
func (s *software) learn(ctx context.Context, host models.Host) {
	if s.ask == nil || host.CheckedAt != nil || host.Failing() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, firstMeeting)
	defer cancel()
	s.question(ctx, host.Name)
}

// stale notes that a host should be asked again, for the next event.
func (s *software) stale(host models.Host) {
	if s.ask == nil || host.Failing() || (host.CheckedAt != nil && s.now().Sub(*host.CheckedAt) < softwareFresh) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting[host.Name] {
		return
	}
	select {
	case s.hosts <- host.Name:
		s.waiting[host.Name] = true
	default:
	}
}

// run asks in the background until ctx ends.
func (s *software) run(ctx context.Context) {
	var asking sync.WaitGroup
	for range softwareAsks {
		asking.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case host := <-s.hosts:
					s.question(ctx, host)
					s.mu.Lock()
					delete(s.waiting, host)
					s.mu.Unlock()
				}
			}
		})
	}
	asking.Wait()
}

func (s *software) question(ctx context.Context, host string) {
	if _, err := s.ask.Software(ctx, host); err != nil && ctx.Err() == nil {
		s.log.DebugContext(ctx, "software of a host is not known", "remote_host", host, "err", err)
	}
}
