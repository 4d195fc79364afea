package transport

import (
	"sync"
	"time"
)

// missCache remembers failures for a short while.
type missCache struct {
	most int
	now  func() time.Time
	mu   sync.Mutex
	kept map[string]miss
}

type miss struct {
	err   *Error
	until time.Time
}

func newMissCache(most int, now func() time.Time) *missCache {
	return &missCache{most: most, now: now, kept: make(map[string]miss)}
}

// get gives the remembered failure, or nil.
func (m *missCache) get(key string) *Error {
	m.mu.Lock()
	defer m.mu.Unlock()
	kept, ok := m.kept[key]
	if !ok {
		return nil
	}
	if !m.now().Before(kept.until) {
		delete(m.kept, key)
		return nil
	}
	return kept.err
}

// drop forgets a failure, after a success.
func (m *missCache) drop(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.kept, key)
}

func (m *missCache) put(key string, err *Error, keep time.Duration) {
	if keep <= 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if _, known := m.kept[key]; !known && len(m.kept) >= m.most {
		m.makeRoom(now)
	}
	m.kept[key] = miss{err: err, until: now.Add(keep)}
}

// makeRoom looks at a few entries in the map's random order and drops the
// expired ones, or else any one: never a walk over all of them.
func (m *missCache) makeRoom(now time.Time) {
	seen, dropped, last := 0, 0, ""
	for key, kept := range m.kept {
		if !now.Before(kept.until) {
			delete(m.kept, key)
			dropped++
		}
		last = key
		if seen++; seen == 16 {
			break
		}
	}
	if dropped == 0 {
		delete(m.kept, last)
	}
}
