package handlers

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limits by address, before anything is read: a page a person reads, an inbox
// a whole server speaks through, the ways to sign in: a room full of people
// behind one address gets in, a program that tries does not.
var (
	pageLimit  = budget{rate: 30, burst: 300}
	inboxLimit = budget{rate: 50, burst: 1000}
	doorLimit  = budget{rate: 0.5, burst: 60}
	guestLimit = budget{rate: 20.0 / 3600, burst: 20} // links to guests (PROTOCOL 5)
)

type budget struct {
	rate  rate.Limit // requests a second
	burst int
}

// limiter holds a bucket per address (IPv6: per /64), at most maxBuckets of
// them.
type limiter struct {
	mu      sync.Mutex
	budget  budget
	buckets map[netip.Prefix]*bucket
	now     func() time.Time
}

type bucket struct {
	limit *rate.Limiter
	used  time.Time
}

const maxBuckets = 10_000

func newLimiter(b budget, now func() time.Time) *limiter {
	return &limiter{budget: b, buckets: map[netip.Prefix]*bucket{}, now: now}
}

// allow takes one request from the address's bucket; wait is how long until
// the next is allowed.
func (l *limiter) allow(a netip.Addr) (wait time.Duration, ok bool) {
	bits := 32
	if a = a.Unmap(); a.Is6() {
		bits = 64
	}
	key, err := a.Prefix(bits)
	if err != nil {
		key = netip.Prefix{}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b := l.buckets[key]
	if b == nil {
		if len(l.buckets) >= maxBuckets {
			l.forget(now)
		}
		b = &bucket{limit: rate.NewLimiter(l.budget.rate, l.budget.burst)}
		l.buckets[key] = b
	}
	b.used = now
	if b.limit.AllowN(now, 1) {
		return 0, true
	}
	missing := 1 - b.limit.TokensAt(now)
	return time.Duration(missing / float64(l.budget.rate) * float64(time.Second)), false
}

// forget drops the buckets that are full again, or, under a flood from very
// many addresses, all of them: better a fresh start than unbounded memory, or
// than looking through all of them for every new address.
func (l *limiter) forget(now time.Time) {
	full := time.Duration(float64(l.budget.burst)/float64(l.budget.rate)) * time.Second
	for k, b := range l.buckets {
		if now.Sub(b.used) > full {
			delete(l.buckets, k)
		}
	}
	if len(l.buckets) > maxBuckets*3/4 {
		clear(l.buckets)
	}
}
