package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"

	"knoop/models"
)

// Errors for the operator: one line that says what is the matter and what to
// do. They are wrapped, so test with errors.Is.
var (
	ErrNewer         = errors.New("this database was written by a newer version of knoop: install that version or a later one")
	ErrOlder         = errors.New("this database was written by an older version of knoop: start knoop serve once to bring it up to date")
	ErrNoDatabase    = errors.New("there is no node here yet: run knoop setup, or start knoop serve and open the link it prints")
	ErrDiskFull      = errors.New("the disk is full: make room and try again")
	ErrReadOnly      = errors.New("the data cannot be written: check that knoop owns its data directory and that the disk is not mounted read-only")
	ErrDamaged       = errors.New("the database file is damaged or not one of knoop's: keep it aside and put back the last backup")
	ErrNoServer      = errors.New("PostgreSQL does not answer: check that it runs, and that KNOOP_DATABASE names it rightly")
	ErrBusy          = errors.New("another knoop command has been writing for too long: wait until it is done and try again")
	ErrServerRunning = errors.New("another knoop serve is using this data directory: stop it first, or give this one another KNOOP_DATA")
	ErrSecretMissing = errors.New("the node's secret is missing while its database is there: put the file back from a backup, without it the node's keys cannot be read")
	ErrSecretWrong   = errors.New("the node's secret is not the one that sealed the keys in this database: put the right file back")
)

// wrap is the one place where errors of the database become ours. What nobody
// outside can act on keeps its own text after what we were doing.
func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	var known *models.Error
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound):
		return models.Fail(models.NotFound, "error.not_found")
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return models.Fail(models.Conflict, "error.conflict")
	}
	for _, own := range []error{ErrNewer, ErrOlder, ErrNoDatabase, ErrDiskFull, ErrReadOnly, ErrDamaged, ErrNoServer, ErrBusy, ErrServerRunning, ErrSecretMissing, ErrSecretWrong} {
		if errors.Is(err, own) {
			return err
		}
	}
	if own := operatorError(err); own != nil {
		return fmt.Errorf("%w (%s: %w)", own, doing, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// operatorError finds the sentence for a state of the machine; nil for others.
func operatorError(err error) error {
	if lite, ok := sqliteError(err); ok {
		switch lite.Code {
		case sqlite3.ErrFull:
			return ErrDiskFull
		case sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrPerm:
			return ErrReadOnly
		case sqlite3.ErrNotADB, sqlite3.ErrCorrupt:
			return ErrDamaged
		case sqlite3.ErrBusy, sqlite3.ErrLocked:
			return ErrBusy
		case sqlite3.ErrIoErr: // what SQLite does not count as full, its index of the WAL among them
			if noRoom(lite.SystemErrno) {
				return ErrDiskFull
			}
		}
		return nil
	}
	if pg := new(pgconn.PgError); errors.As(err, &pg) {
		switch pg.Code {
		case "53100": // disk_full
			return ErrDiskFull
		case "25006": // read_only_sql_transaction
			return ErrReadOnly
		}
		return nil
	}
	if away := new(pgconn.ConnectError); errors.As(err, &away) && !errors.Is(err, context.Canceled) {
		return ErrNoServer // one that answered, but no, gave a PgError
	}
	switch {
	case noRoom(err):
		return ErrDiskFull
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return ErrReadOnly
	}
	return nil
}

// noRoom says whether nothing more can be written: to the disk, within a quota,
// or to a file that may not grow.
func noRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

func sqliteError(err error) (sqlite3.Error, bool) {
	var lite sqlite3.Error
	if errors.As(err, &lite) {
		return lite, true
	}
	if p := new(sqlite3.Error); errors.As(err, &p) {
		return *p, true
	}
	return lite, false
}

// isBusy says whether another process holds SQLite's lock.
func isBusy(err error) bool {
	lite, ok := sqliteError(err)
	return ok && (lite.Code == sqlite3.ErrBusy || lite.Code == sqlite3.ErrLocked)
}

// endsTransaction says whether SQLite has rolled back by itself: what follows
// would no longer be part of any transaction.
func endsTransaction(err error) bool {
	lite, ok := sqliteError(err)
	if !ok {
		return false
	}
	switch lite.Code {
	case sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrNomem, sqlite3.ErrBusy, sqlite3.ErrInterrupt, sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return true
	}
	return false
}

// worthAnotherTry says whether PostgreSQL undid a transaction only because it
// met another one.
func worthAnotherTry(err error) bool {
	pg := new(pgconn.PgError)
	return errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001")
}
