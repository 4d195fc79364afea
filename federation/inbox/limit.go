package inbox

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// What one verified host may deliver. Mastodon sends one delivery per activity
// to a shared inbox; a busy server that follows nobody here sends none.
const (
	hostRate  = 20  // a second, in the long run
	hostBurst = 300 // at once
	hostsMost = 4096
)

// limits holds one limiter per verified host (never the claimed one).
type limits struct {
	now    func() time.Time
	mu     sync.Mutex
	byHost map[string]*rate.Limiter
}

func newLimits(now func() time.Time) *limits {
	return &limits{now: now, byHost: map[string]*rate.Limiter{}}
}

// take counts one delivery; wait > 0 means that it is one too many.
func (l *limits) take(host string) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	one, ok := l.byHost[host]
	if !ok {
		if len(l.byHost) >= hostsMost {
			l.makeRoom(now)
		}
		one = rate.NewLimiter(hostRate, hostBurst)
		l.byHost[host] = one
	}
	if one.AllowN(now, 1) {
		return 0
	}
	r := one.ReserveN(now, 1)
	wait = r.DelayFrom(now)
	r.CancelAt(now)
	return max(wait, time.Second)
}

// makeRoom drops a host that has been quiet, or any one, after a short look.
func (l *limits) makeRoom(now time.Time) {
	seen := 0
	last := ""
	for host, one := range l.byHost {
		last = host
		if one.TokensAt(now) >= hostBurst {
			break
		}
		if seen++; seen == 32 {
			break
		}
	}
	delete(l.byHost, last)
}
