package store

import "context"

// Changes waits for commits of other processes and calls fn after each, or
// after some together, until ctx ends. What this process remembers of the
// database is forgotten first and the generation grows. SQLite is asked every
// 250 ms, PostgreSQL tells.
func (s *Store) Changes(ctx context.Context, fn func()) error {
	if err := s.Ready(); err != nil {
		return err
	}
	return s.engine.changes(ctx, func() {
		s.caches.forget(^mark(0))
		s.generation.Add(1)
		fn()
	})
}
