package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
)

// errClosed answers writes after Close.
var errClosed = errors.New("the store is closed")

// transact runs fn on the one writing connection.
func (e *sqliteEngine) transact(ctx context.Context, d durability, fn func(gorm.ConnPool) error) (err error) {
	select {
	case <-e.free:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { e.free <- struct{}{} }()
	if e.writes == nil {
		return errClosed
	}
	if d == unsynced {
		// Not through the prepared statements: this one acts when it is read.
		if _, err := e.conn.ExecContext(context.Background(), "PRAGMA synchronous = NORMAL"); err != nil {
			return err
		}
		defer func() {
			_, again := e.conn.ExecContext(context.Background(), "PRAGMA synchronous = FULL")
			err = errors.Join(err, again)
		}()
	}
	if err := e.begin(ctx); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // fn failed or panicked
			e.rollback()
		}
	}()
	if err := fn(e.write); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if e.write.broken != nil { // fn overlooked that its transaction is gone
		return e.write.broken
	}
	if _, err := e.write.ExecContext(context.Background(), "COMMIT"); err != nil {
		return err
	}
	done = true
	return nil
}

// begin takes SQLite's write lock. Other processes stand at the same
// turnstile: who waits for the lock holds it, so that a busy server comes to
// stand behind a waiting command instead of overtaking it for ever.
func (e *sqliteEngine) begin(ctx context.Context) error {
	turn := e.turn.take(ctx)
	if turn {
		defer e.turn.give()
	}
	return patiently(ctx, func() error {
		e.write.broken = nil
		_, err := e.write.ExecContext(context.Background(), "BEGIN IMMEDIATE")
		return err
	})
}

// patiently runs fn again while another process has the lock. SQLite's own
// waiting does not cover all: a change of the journal's mode gives up at once.
func patiently(ctx context.Context, fn func() error) error {
	for deadline := time.Now().Add(busyLimit); ; {
		err := fn()
		switch {
		case err == nil || !isBusy(err):
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case time.Now().After(deadline):
			return err
		}
		time.Sleep(time.Millisecond)
	}
}

func (e *sqliteEngine) rollback() {
	e.write.broken = nil
	// Fails when SQLite has rolled back by itself, which is as good.
	_, _ = e.write.ExecContext(context.Background(), "ROLLBACK")
	e.write.broken = nil
}

// changes asks the writing connection whether the file was changed by another:
// data_version tells that of all connections but its own, so commits of this
// process do not count.
func (e *sqliteEngine) changes(ctx context.Context, fn func()) error {
	last, known := int64(0), false
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		version, err := e.dataVersion(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return wrap("watch the database", err)
		case known && version != last:
			fn()
		}
		last, known = version, true
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

func (e *sqliteEngine) dataVersion(ctx context.Context) (version int64, err error) {
	select {
	case <-e.free:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	defer func() { e.free <- struct{}{} }()
	if e.writes == nil {
		return 0, errClosed
	}
	err = e.conn.QueryRowContext(context.WithoutCancel(ctx), "PRAGMA data_version").Scan(&version)
	return version, err
}
