package feeds

import (
	"container/list"
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"knoop/models/calendar"
	"knoop/models/store"
)

// keptSize is how many bytes of written events are remembered.
const keptSize = 8 << 20

// keptEvents remembers how each event was written, until it changes: its key
// names the state it was in. Who was asked for least lately goes first.
type keptEvents struct {
	mu   sync.Mutex
	keys map[string]*list.Element
	used list.List
	size int
}

type keptEvent struct {
	key string
	calendar.Encoded
}

func (k *keptEvents) get(key string) (calendar.Encoded, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	at, ok := k.keys[key]
	if !ok {
		return calendar.Encoded{}, false
	}
	k.used.MoveToFront(at)
	return at.Value.(keptEvent).Encoded, true
}

func (k *keptEvents) put(key string, e calendar.Encoded) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, there := k.keys[key]; there {
		return
	}
	if k.keys == nil {
		k.keys = map[string]*list.Element{}
	}
	k.keys[key] = k.used.PushFront(keptEvent{key, e})
	for k.size += e.Size(); k.size > keptSize; {
		last := k.used.Remove(k.used.Back()).(keptEvent)
		delete(k.keys, last.key)
		k.size -= last.Size()
	}
}

// written gives what is to come and what has just been as it stands in a
// calendar, of everybody when actorID is "": from memory what has not changed,
// the rest read and written. newest is when the latest of them changed.
func (f *Feeds) written(ctx context.Context, a asked, actorID string) (events []calendar.Encoded, newest time.Time, err error) {
	stamps, err := f.o.Store.EventStamps(ctx, f.o.Clock().Add(-kept), actorID)
	if err != nil {
		return nil, newest, err
	}
	ids, seen := []string{}, map[string]bool{}
	for _, s := range stamps {
		if !seen[s.ActorID] {
			seen[s.ActorID] = true
			ids = append(ids, s.ActorID)
		}
	}
	actors, err := f.o.Store.Actors(ctx, ids)
	if err != nil {
		return nil, newest, fmt.Errorf("read authors: %w", err)
	}
	keyed := func(s store.EventStamp) string {
		key := s.ObjectID + strconv.FormatInt(s.Updated.Unix(), 36) + a.words.Lang()
		if s.Original != nil {
			key += strconv.FormatInt(s.Original.Unix(), 36)
		}
		return key + actors[s.ActorID].DisplayName()
	}
	events = make([]calendar.Encoded, 0, len(stamps))
	missing, lacking := map[string]int{}, []string{}
	for _, s := range stamps {
		if author, known := actors[s.ActorID]; !known || author.GoneAt != nil {
			continue
		}
		newest = later(newest, s.Updated)
		e, ok := f.memory.get(keyed(s))
		if !ok {
			missing[s.ObjectID] = len(events)
			lacking = append(lacking, s.ObjectID)
		}
		events = append(events, e)
	}
	items, err := f.o.Store.EventsByID(ctx, lacking)
	if err != nil {
		return nil, newest, fmt.Errorf("read events: %w", err)
	}
	for _, item := range items {
		at := missing[item.Object.ID]
		if events[at], err = calendar.Encode(itemOf(a, item)); err != nil {
			return nil, newest, err
		}
		// One that changed since is remembered as what it has become.
		f.memory.put(keyed(store.EventStamp{
			ObjectID: item.Object.ID, ActorID: item.Object.ActorID, Updated: item.Object.Updated, Original: item.Event.Original,
		}), events[at])
	}
	return events, newest, nil
}
