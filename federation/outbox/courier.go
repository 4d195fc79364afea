package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"knoop/federation/httpsig"
	"knoop/federation/iri"
	"knoop/federation/queue"
	"knoop/federation/transport"
	"knoop/models"
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

// parcel is a letter with what is needed to send it.
type parcel struct {
	letter models.Letter
	body   []byte
	key    httpsig.Key
	err    error // what is missing; the letter waits
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

// claim takes letters of one pool and sets them on their way; it gives their
// number.
func (c *courier) claim(ctx, flight context.Context, p pool, limit int) (int, error) {
	busy := c.busyHosts()
	if len(busy) >= mostLanes {
		return 0, nil
	}
	now := c.now()
	until := now.Add(leaseFor)
	letters, err := c.store.ClaimLetters(ctx, store.LetterClaim{
		Now: now, Until: until, Limit: limit, NotHosts: busy, Failing: p.failing,
	})
	if err != nil {
		return 0, fmt.Errorf("claim letters: %w", err)
	}
	if len(letters) == 0 {
		return 0, nil
	}
	lanes, err := c.pack(ctx, letters, until)
	if err != nil {
		c.settler.release(idsOf(letters))
		return 0, err
	}
	c.mu.Lock()
	for _, l := range lanes {
		c.busy[l.host.Name] = true
	}
	c.mu.Unlock()
	for _, l := range lanes {
		l.slots = p.slots
		c.lanes.Go(func() { l.run(ctx, flight) })
	}
	return len(letters), nil
}

// pack gathers bodies, keys and hosts of a claim, and sorts it into lanes.
func (c *courier) pack(ctx context.Context, letters []models.Letter, until time.Time) ([]*lane, error) {
	var activityIDs, actorIDs, hostNames []string
	for _, l := range letters {
		activityIDs = append(activityIDs, l.ActivityID)
		actorIDs = append(actorIDs, l.ActorID)
		hostNames = append(hostNames, l.Host)
	}
	activities, err := c.store.Activities(ctx, distinct(activityIDs))
	if err != nil {
		return nil, fmt.Errorf("read activities of letters: %w", err)
	}
	actorIDs = distinct(actorIDs)
	actors, err := c.store.Actors(ctx, actorIDs)
	if err != nil {
		return nil, fmt.Errorf("read senders of letters: %w", err)
	}
	hosts, err := c.store.Hosts(ctx, distinct(hostNames))
	if err != nil {
		return nil, fmt.Errorf("read hosts of letters: %w", err)
	}
	keys := map[string]httpsig.Key{}
	unsigned := map[string]error{}
	for _, id := range actorIDs {
		pair, err := c.store.Keys(ctx, id)
		if err != nil {
			unsigned[id] = fmt.Errorf("no key to sign with: %w", err)
			continue
		}
		keys[id] = httpsig.Key{ID: iri.Key(actors[id].URI), Private: pair.RSA}
	}
	byHost := map[string]*lane{}
	var lanes []*lane
	for _, letter := range letters {
		l := byHost[letter.Host]
		if l == nil {
			host := hosts[letter.Host]
			host.Name = letter.Host
			l = &lane{courier: c, host: host, until: until}
			byHost[letter.Host] = l
			lanes = append(lanes, l)
		}
		activity, ok := activities[letter.ActivityID]
		p := parcel{letter: letter, body: activity.Raw, key: keys[letter.ActorID], err: unsigned[letter.ActorID]}
		if !ok {
			p.err = fmt.Errorf("the activity of letter %s is missing", letter.ID)
		}
		l.parcels = append(l.parcels, p)
	}
	return lanes, nil
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

func idsOf(letters []models.Letter) []string {
	ids := make([]string, len(letters))
	for i, l := range letters {
		ids[i] = l.ID
	}
	return ids
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
