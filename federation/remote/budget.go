package remote

import (
	"errors"
	"sync"
)

// What one inbound activity may cost (docs/peers.md 10, item 7).
const (
	maxFetches   = 20
	maxNewActors = 5
)

// ErrOffline says that the answer needs the network, which the budget does not
// allow.
var ErrOffline = errors.New("needs a fetch")

// ErrBudget says that one activity wanted more fetches than it may have.
var ErrBudget = errors.New("too many fetches for one activity")

// Budget bounds what may be fetched on behalf of one activity. A nil budget is
// without bounds, for what a person of this node asked for.
type Budget struct {
	mu      sync.Mutex
	offline bool
	fetches int
	actors  int
}

// NewBudget gives the budget of one inbound activity.
func NewBudget() *Budget { return &Budget{fetches: maxFetches, actors: maxNewActors} }

// Offline gives a budget without any fetch: ErrOffline where one is needed.
func Offline() *Budget { return &Budget{offline: true} }

// spend takes one fetch.
func (b *Budget) spend() error {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.offline:
		return ErrOffline
	case b.fetches == 0:
		return ErrBudget
	}
	b.fetches--
	return nil
}

// meet takes one actor we did not know.
func (b *Budget) meet() error {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.offline:
		return ErrOffline
	case b.actors == 0:
		return ErrBudget
	}
	b.actors--
	return nil
}

// online says whether a fetch is allowed, without taking one.
func (b *Budget) online() error {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.offline:
		return ErrOffline
	case b.fetches == 0:
		return ErrBudget
	}
	return nil
}
