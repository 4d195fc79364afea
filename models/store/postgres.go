package store

import (
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"knoop/models"
	"knoop/models/migrations"
)

// Connections to PostgreSQL; listening and the server's lock have their own.
const pgConns = 8

// Advisory locks: the first half says ours, the second what for.
const (
	pgLockMigrate = "migrate"
	pgLockServer  = "server"
)

type postgresEngine struct {
	config   *pgx.ConnConfig
	db       *sql.DB
	readOnly bool
	name     string // of this process, to know our own notifications
}

func newPostgres(address, _ string, readOnly bool) (*postgresEngine, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		// The driver's error repeats the address, password masked; the reason
		// behind it is enough.
		return nil, fmt.Errorf("database address is not usable: %w", err)
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "knoop"
	}
	e := &postgresEngine{config: config, readOnly: readOnly, name: models.NewID()}
	e.db = stdlib.OpenDB(*config, stdlib.OptionAfterConnect(inUTC))
	e.db.SetMaxOpenConns(pgConns)
	e.db.SetMaxIdleConns(pgConns)
	e.db.SetConnMaxIdleTime(5 * time.Minute)
	return e, nil
}

// inUTC makes times come back in UTC and not in the machine's zone.
func inUTC(_ context.Context, conn *pgx.Conn) error {
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}

func (e *postgresEngine) dialect() migrations.Dialect { return migrations.Postgres }

func (e *postgresEngine) version(ctx context.Context) (int64, error) {
	return migrations.Version(ctx, migrations.Postgres, e.db)
}

func (e *postgresEngine) reader(_ context.Context, c *gorm.Config) (*gorm.DB, error) {
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: cleaning{e.db}}), c)
	if err != nil {
		return nil, fmt.Errorf("open for reading: %w", err)
	}
	return db, nil
}

// migrate holds an advisory lock on a connection of its own.
func (e *postgresEngine) migrate(ctx context.Context, log *slog.Logger) error {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close() }()
	key := e.lockKey(pgLockMigrate)
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", key); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	defer func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", key)
	}()
	version, err := migrations.Version(ctx, migrations.Postgres, e.db)
	if err != nil {
		return err
	}
	if version > migrations.Latest(migrations.Postgres) {
		return ErrNewer
	}
	return migrations.Up(ctx, migrations.Postgres, e.db, log)
}

// lockKey makes the number of an advisory lock. They count per database, so
// the schema is part of it.
func (e *postgresEngine) lockKey(what string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte("knoop " + what + " " + e.config.RuntimeParams["search_path"]))
	return int64(h.Sum64() >> 1)
}

func (e *postgresEngine) transact(ctx context.Context, d durability, fn func(gorm.ConnPool) error) error {
	tx, err := e.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing after a commit
	if d == unsynced {
		if _, err := tx.ExecContext(ctx, "SET LOCAL synchronous_commit = off"); err != nil {
			return err
		}
	}
	if err := fn(cleaning{tx}); err != nil {
		return err
	}
	return tx.Commit()
}

// lockServer holds an advisory lock for as long as its connection lives.
func (e *postgresEngine) lockServer(ctx context.Context) (func(), error) {
	conn, err := pgx.ConnectConfig(ctx, e.config)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	var got bool
	err = conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", e.lockKey(pgLockServer)).Scan(&got)
	if err == nil && !got {
		err = ErrServerRunning
	}
	if err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, err
	}
	return func() { _ = conn.Close(context.Background()) }, nil
}

func (e *postgresEngine) close() error { return e.db.Close() }

// channel is the name others listen to: one per schema.
func (e *postgresEngine) channel() string {
	return fmt.Sprintf("knoop_%x", uint64(e.lockKey("channel")))
}

func (e *postgresEngine) notify(db *gorm.DB) error {
	return db.Exec("SELECT pg_notify(?, ?)", e.channel(), e.name).Error
}

// changes listens on a connection of its own, and comes back when it is lost;
// what was said meanwhile is assumed to have been something.
func (e *postgresEngine) changes(ctx context.Context, fn func()) error {
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 10*time.Second) {
		_ = e.listen(ctx, func() { wait = 100 * time.Millisecond }, fn)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
		fn()
	}
}

func (e *postgresEngine) listen(ctx context.Context, connected, fn func()) error {
	conn, err := pgx.ConnectConfig(ctx, e.config)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+e.channel()); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	connected()
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return fmt.Errorf("wait for a notification: %w", err)
		}
		if n.Payload != e.name {
			fn()
		}
	}
}

// cleaning brings values to one form on their way to PostgreSQL.
type cleaning struct{ gorm.ConnPool }

func (c cleaning) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return c.ConnPool.ExecContext(ctx, query, valid(args)...)
}

func (c cleaning) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return c.ConnPool.QueryContext(ctx, query, valid(args)...)
}

func (c cleaning) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return c.ConnPool.QueryRowContext(ctx, query, valid(args)...)
}

// valid is plain, and mends texts that are no UTF-8.
func valid(args []any) []any {
	args = plain(args)
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = strings.ToValidUTF8(s, "\uFFFD")
		}
	}
	return args
}
