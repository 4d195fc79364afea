package queue

import (
	"sync"

	"knoop/models/store"
)

// Bell wakes one listener. Rings that come together count as one.
type Bell struct{ rung chan struct{} }

// NewBell makes a bell that hangs nowhere, for a worker that is rung by hand.
func NewBell() *Bell { return &Bell{rung: make(chan struct{}, 1)} }

// Ring wakes the listener, now or, when it is at work, as soon as it listens.
// It never waits.
func (b *Bell) Ring() {
	select {
	case b.rung <- struct{}{}:
	default:
	}
}

// Rung gives the channel on which rings arrive. Take the ring off before
// looking for work, or a ring is lost.
func (b *Bell) Rung() <-chan struct{} { return b.rung }

// Bells are the bells of one process, by topic.
type Bells struct {
	store  *store.Store
	mu     sync.RWMutex
	topics map[store.Topic][]*Bell
}

// NewBells hangs bells on the store's commits: from now on each commit that
// wrote work rings its topic. One Bells per store, because the store tells only
// one.
func NewBells(st *store.Store) *Bells {
	b := &Bells{store: st, topics: map[store.Topic][]*Bell{}}
	if st != nil {
		st.OnCommit(func(t store.Topic) { b.Ring(t) })
	}
	return b
}

// For gives a new bell that rings for each of the topics.
func (b *Bells) For(topics ...store.Topic) *Bell {
	bell := NewBell()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range topics {
		b.topics[t] = append(b.topics[t], bell)
	}
	return bell
}

// Ring rings the topics; without topics, all of them.
func (b *Bells) Ring(topics ...store.Topic) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if len(topics) == 0 {
		for _, bells := range b.topics {
			ringAll(bells)
		}
		return
	}
	for _, t := range topics {
		ringAll(b.topics[t])
	}
}

func ringAll(bells []*Bell) {
	for _, bell := range bells {
		bell.Ring()
	}
}
