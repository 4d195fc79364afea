package inbox

import (
	"sync"
	"time"
)

const (
	moveRest = 7 * 24 * time.Hour
	moveMost = 10_000
)

// recently remembers who moved, so that one actor's Moves have an effect once a
// week at most.
type recently struct {
	now func() time.Time
	mu  sync.Mutex
	at  map[string]time.Time
}

func newRecently(now func() time.Time) *recently {
	return &recently{now: now, at: map[string]time.Time{}}
}

func (m *recently) moved(uri string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	at, ok := m.at[uri]
	return ok && m.now().Sub(at) < moveRest
}

func (m *recently) mark(uri string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if len(m.at) >= moveMost {
		for other, at := range m.at {
			if now.Sub(at) >= moveRest || len(m.at) >= moveMost {
				delete(m.at, other)
			}
		}
	}
	m.at[uri] = now
}
