package store

import (
	"container/list"
	"sync"
	"time"

	"knoop/models"
)

// cache is a bounded memory of committed state, least recently used out first.
// Every forgetting starts a new age; what was read in an earlier age is not
// taken in, so a slow reader cannot bring back what has just been changed.
type cache[V any] struct {
	mu   sync.Mutex
	max  int
	age  uint64
	keys map[string]*list.Element
	used list.List
}

type cached[V any] struct {
	key   string
	value V
	until time.Time
}

// cacheLife bounds how long another process's change can stay unseen by one
// that does not watch for Changes.
const cacheLife = 30 * time.Second

func newCache[V any](size int) *cache[V] {
	return &cache[V]{max: size, keys: make(map[string]*list.Element)}
}

// get gives the value, and the age to hand to put after reading it anew.
func (c *cache[V]) get(key string) (value V, age uint64, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.keys[key]
	if !ok {
		return value, c.age, false
	}
	item := e.Value.(*cached[V])
	if time.Now().After(item.until) {
		c.used.Remove(e)
		delete(c.keys, key)
		return value, c.age, false
	}
	c.used.MoveToFront(e)
	return item.value, c.age, true
}

func (c *cache[V]) put(key string, value V, age uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age != c.age {
		return
	}
	item := &cached[V]{key, value, time.Now().Add(cacheLife)}
	if e, ok := c.keys[key]; ok {
		e.Value = item
		c.used.MoveToFront(e)
		return
	}
	c.keys[key] = c.used.PushFront(item)
	if c.used.Len() > c.max {
		last := c.used.Back()
		c.used.Remove(last)
		delete(c.keys, last.Value.(*cached[V]).key)
	}
}

// drop forgets one key.
func (c *cache[V]) drop(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.age++
	if e, ok := c.keys[key]; ok {
		c.used.Remove(e)
		delete(c.keys, key)
	}
}

func (c *cache[V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.age++
	clear(c.keys)
	c.used.Init()
}

// caches are all that a store remembers.
type caches struct {
	node     *cache[models.Node]
	actors   *cache[models.Actor] // by URI, ours also by @handle
	keys     *cache[models.Keys]  // by actor; never change
	locals   *cache[map[string]bool]
	followed *cache[bool] // by author: does one of ours follow
	domains  *cache[map[string]bool]
	order    *cache[*directoryOrder]                       // of the directory, by viewer
	having   *cache[having]                                // who is found by a term, by viewer and term
	items    *cache[DirectoryItem]                         // rows of the directory, by viewer and actor
	choices  *cache[map[models.TermKind][]DirectoryChoice] // of the directory, by viewer
	afar     *cache[[]models.Belonging]                    // members who live elsewhere, by collective
	agenda   *cache[*agenda]                               // what is to come
}

func newCaches() caches {
	return caches{
		node:     newCache[models.Node](1),
		actors:   newCache[models.Actor](1024),
		keys:     newCache[models.Keys](64),
		locals:   newCache[map[string]bool](1),
		followed: newCache[bool](4096),
		domains:  newCache[map[string]bool](1),
		order:    newCache[*directoryOrder](3),
		having:   newCache[having](1024),
		items:    newCache[DirectoryItem](2048),
		choices:  newCache[map[models.TermKind][]DirectoryChoice](3),
		afar:     newCache[[]models.Belonging](1),
		agenda:   newCache[*agenda](1),
	}
}

// forget drops what these marks have made doubtful.
func (c caches) forget(m mark) {
	if m&marksActors != 0 {
		c.actors.clear()
		c.locals.clear()
		c.node.clear()
		c.order.clear()
		c.having.clear()
		c.items.clear()
		c.choices.clear()
	}
	if m&marksAfar != 0 {
		c.afar.clear()
	}
	if m&agendaMarks != 0 {
		c.agenda.clear()
	}
	if m&marksFollows != 0 {
		c.followed.clear()
	}
	if m&marksDomains != 0 {
		c.domains.clear()
	}
}

// remember gives a cached value or reads it and keeps it, unless the open
// transaction has touched what it stands for.
func remember[V any](s *Store, c *cache[V], m mark, key string, read func() (V, error)) (V, error) {
	if s.touched(m) {
		return read()
	}
	value, age, ok := c.get(key)
	if ok {
		return value, nil
	}
	value, err := read()
	if err == nil {
		c.put(key, value, age)
	}
	return value, err
}
