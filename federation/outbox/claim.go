package outbox

import (
	"context"
	"fmt"
	"slices"
	"time"

	"knoop/federation/httpsig"
	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/store"
)

// parcel is a letter with what is needed to send it.
type parcel struct {
	letter models.Letter
	body   []byte
	key    httpsig.Key
	err    error // what is missing; the letter waits
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
