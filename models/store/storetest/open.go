package storetest

import (
	"sync"
	"sync/atomic"
	"testing"

	"knoop/models"
	"knoop/models/store"
)

// Secret is the node secret of all test stores.
var Secret = models.Secret{1, 2, 3}

// New gives an empty, migrated store on SQLite, closed when the test ends.
func New(t testing.TB) *store.Store {
	t.Helper()
	return Open(t, store.Options{Dir: t.TempDir()})
}

// Open opens and migrates a store; what o leaves out is filled in for tests.
func Open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	if o.Secret == (models.Secret{}) {
		o.Secret = Secret
	}
	if o.NewKeys == nil {
		o.NewKeys = Keys
	}
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("open a store: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatalf("migrate a store: %v", err)
	}
	return s
}

// Engines runs a test on every engine.
func Engines(t *testing.T, fn func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, New(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Open(t, store.Options{Database: emptied(t), Dir: t.TempDir()})) })
}

// EachOptions is Engines for tests that open the store themselves, or more
// than once.
func EachOptions(t *testing.T, fn func(t *testing.T, o store.Options)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		fn(t, store.Options{Dir: t.TempDir(), Secret: Secret, NewKeys: Keys})
	})
	t.Run("postgres", func(t *testing.T) {
		fn(t, store.Options{Database: Postgres(t), Dir: t.TempDir(), Secret: Secret, NewKeys: Keys})
	})
}

var (
	shared = sync.OnceValues(func() ([2]models.Keys, error) {
		a, err := models.NewKeys()
		if err != nil {
			return [2]models.Keys{}, err
		}
		b, err := models.NewKeys()
		return [2]models.Keys{a, b}, err
	})
	turn atomic.Int64
)

// Keys gives one of two key pairs made once.
func Keys() (models.Keys, error) {
	both, err := shared()
	return both[turn.Add(1)%2], err
}
