package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/mattn/go-sqlite3"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"knoop/models/migrations"
)

// DatabaseFile is the name of the database in the data directory.
const DatabaseFile = "knoop.db"

// How SQLite is used. The page cache counts per connection, five of them.
const (
	readers      = 4
	readCache    = "-2000" // KiB
	writeCache   = "-4000"
	busyLimit    = 30 * time.Second // how long a write waits for other processes
	walPages     = 4000             // 16 MB between checkpoints
	journalLimit = 64 << 20         // bytes of WAL kept on disk after one
)

// sqliteEngine has one connection that writes and a few that read.
type sqliteEngine struct {
	dir      string
	readOnly bool
	turn     *turnstile

	mu     sync.Mutex
	reads  *sql.DB
	writes *sql.DB
	conn   *sql.Conn     // the writer
	write  *statements   // on conn
	free   chan struct{} // holds one token: the right to use conn
}

func newSQLite(dir string, readOnly bool) *sqliteEngine {
	e := &sqliteEngine{dir: dir, readOnly: readOnly, free: make(chan struct{}, 1)}
	e.free <- struct{}{}
	return e
}

func (e *sqliteEngine) dialect() migrations.Dialect { return migrations.SQLite }

func (e *sqliteEngine) path() string { return filepath.Join(e.dir, DatabaseFile) }

// open gives a pool on the file. Waiting for other processes is set before the
// journal's mode, which may have to wait for them.
func (e *sqliteEngine) open(options url.Values, conns int, hook ...string) *sql.DB {
	options.Set("_busy_timeout", fmt.Sprint(busyLimit.Milliseconds()))
	options.Set("_foreign_keys", "on")
	dsn := "file:" + (&url.URL{Path: e.path()}).EscapedPath() + "?" + options.Encode()
	db := sql.OpenDB(liteConnector{dsn, hook})
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db
}

func writing() url.Values {
	return url.Values{
		"mode": {"rwc"}, "_txlock": {"immediate"}, "_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_cache_size": {writeCache},
	}
}

// version reads without creating anything.
func (e *sqliteEngine) version(ctx context.Context) (version int64, err error) {
	info, err := os.Stat(e.path())
	switch {
	case errors.Is(err, os.ErrNotExist):
		return 0, nil
	case err != nil:
		return 0, err
	case info.Size() == 0: // someone is about to migrate it
		return 0, nil
	}
	err = patiently(ctx, func() (err error) {
		if err = e.openPools(ctx); err == nil {
			version, err = migrations.Version(ctx, migrations.SQLite, e.reads)
		}
		return err
	})
	return version, err
}

// openPools connects writer and readers to an existing file.
func (e *sqliteEngine) openPools(ctx context.Context) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.reads != nil {
		return nil
	}
	if !e.readOnly {
		if err := e.openWriter(ctx); err != nil {
			return err
		}
	}
	e.reads = e.open(url.Values{"mode": {"rw"}, "_query_only": {"1"}, "_cache_size": {readCache}}, readers)
	return nil
}

func (e *sqliteEngine) openWriter(ctx context.Context) error {
	turn, err := openTurnstile(filepath.Join(e.dir, "turn.lock"))
	if err != nil {
		return err
	}
	options := writing()
	options.Set("mode", "rw")
	// From here on BEGIN waits in small steps of ours (see begin), so SQLite's
	// own patience is short.
	writes := e.open(options, 1, "PRAGMA busy_timeout = 10", fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", walPages), fmt.Sprintf("PRAGMA journal_size_limit = %d", journalLimit))
	conn, err := writes.Conn(ctx)
	if err != nil {
		turn.close()
		_ = writes.Close()
		return err
	}
	e.turn, e.writes, e.conn, e.write = turn, writes, conn, newStatements(conn, true)
	return nil
}

func (e *sqliteEngine) reader(_ context.Context, c *gorm.Config) (*gorm.DB, error) {
	db, err := gorm.Open(sqlite.Dialector{Conn: newStatements(e.reads, false)}, c)
	if err != nil {
		return nil, fmt.Errorf("open for reading: %w", err)
	}
	return db, nil
}

// migrate works on a connection of its own, under a lock on a file beside the
// database.
func (e *sqliteEngine) migrate(ctx context.Context, log *slog.Logger) error {
	if err := os.MkdirAll(e.dir, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	release, err := lockFile(ctx, filepath.Join(e.dir, "migrate.lock"))
	if err != nil {
		return err
	}
	defer release()
	if err := createPrivate(e.path()); err != nil {
		return err
	}
	db := e.open(writing(), 1)
	defer func() { _ = db.Close() }()
	return patiently(ctx, func() error {
		version, err := migrations.Version(ctx, migrations.SQLite, db)
		if err != nil {
			return err
		}
		if version > migrations.Latest(migrations.SQLite) { // another, newer program was quicker
			return ErrNewer
		}
		return migrations.Up(ctx, migrations.SQLite, db, log)
	})
}

// createPrivate makes an empty file that only we may read, if it is not there.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("create %s: %w", filepath.Base(path), err)
	}
	return f.Close()
}

func (e *sqliteEngine) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var errs []error
	if e.reads != nil {
		errs = append(errs, e.reads.Close())
	}
	if e.writes != nil {
		<-e.free
		errs = append(errs, e.write.close(), e.conn.Close(), e.writes.Close())
		e.turn.close()
		e.writes = nil
		e.free <- struct{}{}
	}
	return errors.Join(errs...)
}

// liteConnector opens connections without a name in the global registry of
// drivers.
type liteConnector struct {
	dsn  string
	hook []string // run on each new connection
}

func (c liteConnector) Driver() driver.Driver {
	return &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		for _, q := range c.hook {
			if _, err := conn.Exec(q, nil); err != nil {
				return err
			}
		}
		return nil
	}}
}

func (c liteConnector) Connect(context.Context) (driver.Conn, error) {
	return c.Driver().Open(c.dsn)
}
