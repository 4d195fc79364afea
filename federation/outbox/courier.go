package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"knoop/federation/queue"
	"knoop/federation/transport"
	"knoop/models/store"
)

const (
	leaseFor    = 10 * time.Minute
	leaseSpare  = 30 * time.Second // longer than one try can take
	claimLimit  = 512
	mostLanes   = 2048                  // hosts with letters in memory
	firstLook   = 25 * time.Millisecond // between outcomes and the look for letters that waited for them
	lastLook    = 200 * time.Millisecond
	courierIdle = 5 * time.Second
	stopGrace   = 3 * time.Second // for letters in flight when we stop
	settleGrace = 5 * time.Second
)

// courier takes due letters to their hosts.
type courier struct {
	store    *store.Store
	client   *transport.Client
	log      *slog.Logger
	now      func() time.Time
	bell     *queue.Bell
	software *software
	settler  *settler

	healthy, failing pool
	lanes            sync.WaitGroup

	mu      sync.Mutex
	busy    map[string]bool // hosts whose letters are out, until they are settled
	looking bool            // a look for more is planned
	pause   time.Duration   // before it; grows while looks find nothing
}

// pool bounds how many letters of one kind are in flight.
type pool struct {
	slots   chan struct{}
	failing bool
}

// run delivers until ctx ends; then letters in flight get a moment, and every
// lease is given back.
func (c *courier) run(ctx context.Context) {
	settled := make(chan struct{})
	go func() {
		defer close(settled)
		c.settler.run()
	}()
	flight, abort := context.WithCancel(context.WithoutCancel(ctx))
	defer abort()
	started := false
	queue.Loop(ctx, c.log, "delivery", c.bell, courierIdle, func(ctx context.Context) (bool, time.Time, error) {
		if !started {
			// We are the only server on this database: leases that stand are
			// those of a run that crashed.
			if err := c.store.ReleaseLetters(ctx, nil); err != nil {
				return false, time.Time{}, fmt.Errorf("take back leases: %w", err)
			}
			started = true
		}
		return c.round(ctx, flight)
	})
	grace := time.AfterFunc(stopGrace, abort)
	c.lanes.Wait()
	grace.Stop()
	c.settler.close()
	<-settled
}

// round claims what is due and opens a lane for each host.
func (c *courier) round(ctx, flight context.Context) (more bool, next time.Time, err error) {
	n, err := c.claim(ctx, flight, c.healthy, claimLimit)
	if err != nil {
		return false, time.Time{}, err
	}
	found, all := n, n == claimLimit
	// As many probes as there is room for, so that a failing host never waits
	// behind the letters of another.
	if room := cap(c.failing.slots) - len(c.failing.slots); room > 0 {
		probes, err := c.claim(ctx, flight, c.failing, room)
		if err != nil {
			return false, time.Time{}, err
		}
		found += probes
	}
	c.found(found)
	if all {
		return true, time.Time{}, nil
	}
	at, ok, err := c.store.NextLetterAt(ctx)
	if err != nil {
		return false, time.Time{}, fmt.Errorf("look when the next letter is due: %w", err)
	}
	if !ok {
		return false, time.Time{}, nil
	}
	wait := at.Sub(c.now())
	if wait <= 0 {
		// Due but not claimed: it waits for an outcome or for its host, and both
		// ring; to look again is only the net.
		wait = time.Second
	}
	return false, time.Now().Add(wait), nil
}

func (c *courier) busyHosts() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	names := make([]string, 0, len(c.busy))
	for name := range c.busy {
		names = append(names, name)
	}
	return names
}

// found notes what a look found, for the pause before the next.
func (c *courier) found(letters int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if letters > 0 {
		c.pause = firstLook
	} else {
		c.pause = min(2*c.pause, lastLook)
	}
}

// settled is told by the settler when a batch stands in the database. Letters
// that waited for these outcomes are looked for soon, not at once: a fan-out has
// hundreds of outcomes, and letters that wait for one are rare.
func (c *courier) settled(freed []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range freed {
		delete(c.busy, name)
	}
	if c.looking {
		return
	}
	c.looking = true
	time.AfterFunc(c.pause, func() {
		c.mu.Lock()
		c.looking = false
		c.mu.Unlock()
		c.bell.Ring()
	})
}
