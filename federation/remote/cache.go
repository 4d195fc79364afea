package remote

import (
	"container/list"
	"sync"
	"time"
)

// cache keeps at most most values by name, the least recently used goes first,
// each until its own time.
type cache[V any] struct {
	most int
	now  func() time.Time

	mu     sync.Mutex
	byName map[string]*list.Element
	recent *list.List // of *entry[V], newest first
}

type entry[V any] struct {
	name  string
	value V
	until time.Time
}

func newCache[V any](most int, now func() time.Time) *cache[V] {
	return &cache[V]{most: most, now: now, byName: map[string]*list.Element{}, recent: list.New()}
}

func (c *cache[V]) get(name string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var none V
	at, ok := c.byName[name]
	if !ok {
		return none, false
	}
	e := at.Value.(*entry[V])
	if !c.now().Before(e.until) {
		c.recent.Remove(at)
		delete(c.byName, name)
		return none, false
	}
	c.recent.MoveToFront(at)
	return e.value, true
}

func (c *cache[V]) put(name string, value V, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at, ok := c.byName[name]; ok {
		at.Value = &entry[V]{name: name, value: value, until: until}
		c.recent.MoveToFront(at)
		return
	}
	if len(c.byName) >= c.most {
		last := c.recent.Back()
		c.recent.Remove(last)
		delete(c.byName, last.Value.(*entry[V]).name)
	}
	c.byName[name] = c.recent.PushFront(&entry[V]{name: name, value: value, until: until})
}

// drop forgets every value for which match holds.
func (c *cache[V]) drop(match func(V) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, at := range c.byName {
		if match(at.Value.(*entry[V]).value) {
			c.recent.Remove(at)
			delete(c.byName, name)
		}
	}
}
