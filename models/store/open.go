package store

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"knoop/models"
	"knoop/models/migrations"
)

// Options say where the data is.
type Options struct {
	Database string                      // "sqlite" (or empty), or a postgres:// URL
	Dir      string                      // data directory: knoop.db, secret, locks
	Secret   models.Secret               // seals private keys; see LoadSecret
	Logger   *slog.Logger                // nil: silence
	Clock    func() time.Time            // nil: time.Now
	ReadOnly bool                        // refuse every write
	NewKeys  func() (models.Keys, error) // nil: models.NewKeys
}

// Store is the one way to the data. A Store handed to a function by InTx is
// bound to that transaction; any other reads committed state and writes in
// transactions of its own. It is safe for concurrent use.
type Store struct {
	*core
	tx *transaction // nil outside a transaction
}

// core is what all handles on one database share.
type core struct {
	options Options
	log     *slog.Logger
	engine  engine
	caches  caches

	migrating  sync.Mutex
	root       atomic.Pointer[gorm.DB]
	unready    atomic.Pointer[error] // why verbs refuse, nil when the schema is ours
	onCommit   atomic.Pointer[func(Topic)]
	generation atomic.Uint64
	building   sync.Mutex // of the agenda: one reads it, those who wait have it from memory
}

// engine is what SQLite and PostgreSQL do differently.
type engine interface {
	dialect() migrations.Dialect
	// version gives the schema's version; 0 also when there is no database yet.
	version(ctx context.Context) (int64, error)
	// migrate brings the schema up to date under a lock that other processes see.
	migrate(ctx context.Context, log *slog.Logger) error
	// reader opens what reads outside transactions go through.
	reader(ctx context.Context, c *gorm.Config) (*gorm.DB, error)
	// transact runs fn in one transaction and commits unless fn fails.
	transact(ctx context.Context, d durability, fn func(gorm.ConnPool) error) error
	// changes calls fn after commits of other processes until ctx ends.
	changes(ctx context.Context, fn func()) error
	// lockServer takes what only one server may have.
	lockServer(ctx context.Context) (release func(), err error)
	close() error
}

// Open connects and checks the schema's version. A database newer than this
// program is ErrNewer. With one that is older, or none at all, Open succeeds so
// that Migrate can be called; until then every verb gives ErrOlder or
// ErrNoDatabase, and nothing has been created.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.NewKeys == nil {
		o.NewKeys = models.NewKeys
	}
	s := &Store{core: &core{options: o, log: o.Logger, caches: newCaches()}}
	var err error
	switch {
	case o.Database == "" || o.Database == "sqlite":
		s.engine = newSQLite(o.Dir, o.ReadOnly)
	case strings.HasPrefix(o.Database, "postgres://"), strings.HasPrefix(o.Database, "postgresql://"):
		s.engine, err = newPostgres(o.Database, o.Dir, o.ReadOnly)
	default:
		err = fmt.Errorf("database %q: say sqlite or give a postgres:// address", o.Database)
	}
	if err != nil {
		return nil, err
	}
	if err := s.connect(ctx); err != nil {
		_ = s.engine.close()
		return nil, err
	}
	return s, nil
}

// connect looks at the schema's version and opens the door, or the reason why
// it stays shut.
func (s *Store) connect(ctx context.Context) error {
	version, err := s.engine.version(ctx)
	if err != nil {
		return wrap("open the database", err)
	}
	latest := migrations.Latest(s.engine.dialect())
	switch {
	case version > latest:
		return fmt.Errorf("%w (it has version %d, this program knows %d)", ErrNewer, version, latest)
	case version == 0:
		return s.shut(ErrNoDatabase)
	case version < latest:
		return s.shut(fmt.Errorf("%w (it has version %d, this program needs %d)", ErrOlder, version, latest))
	}
	root, err := s.engine.reader(ctx, s.gormConfig())
	if err != nil {
		return wrap("open the database", err)
	}
	s.root.Store(root)
	s.unready.Store(nil)
	if err := s.checkSecret(ctx); err != nil {
		return err
	}
	return nil
}

func (s *Store) gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		TranslateError:         true,
		DisableAutomaticPing:   true,
		NowFunc:                s.Now,
		Logger:                 quiet{s.log},
	}
}

// Migrate brings the schema up to date, creating the database if need be. Only
// serve, setup, restore and import call it.
func (s *Store) Migrate(ctx context.Context) error {
	s.migrating.Lock()
	defer s.migrating.Unlock()
	if s.unready.Load() == nil {
		return nil
	}
	if s.options.ReadOnly {
		return ErrReadOnly
	}
	if err := s.engine.migrate(ctx, s.log); err != nil {
		return wrap("migrate the database", err)
	}
	return s.connect(ctx)
}

// Close ends all connections. Transactions must have ended.
func (s *Store) Close() error { return s.engine.close() }

// Ping says whether the database can be written to.
func (s *Store) Ping(ctx context.Context) error {
	return s.InTx(ctx, func(tx *Store) error {
		return tx.db(ctx).Exec("UPDATE settings SET value = value WHERE name = 'origin'").Error
	})
}

// Now gives the time by the store's clock: UTC, whole milliseconds.
func (s *Store) Now() time.Time { return s.options.Clock().UTC().Truncate(time.Millisecond) }

// Ready gives nil when the verbs will work, else why not: ErrOlder or
// ErrNoDatabase.
func (s *Store) Ready() error {
	if why := s.unready.Load(); why != nil {
		return *why
	}
	return nil
}

// db gives the handle for statements: the transaction's, or the read pool.
func (s *Store) db(ctx context.Context) *gorm.DB {
	if s.tx != nil {
		return s.tx.db
	}
	return s.root.Load().WithContext(ctx)
}
