package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// turnstile is a file lock through which every process goes before it asks for
// the write lock. It is a courtesy, not a guard: who cannot have it within
// turnPatience (a stopped process may hold it) goes ahead without.
type turnstile struct{ file *os.File }

const turnPatience = 2 * time.Second

func openTurnstile(path string) (*turnstile, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", filepath.Base(path), err)
	}
	return &turnstile{f}, nil
}

func (t *turnstile) take(ctx context.Context) bool {
	for deadline := time.Now().Add(turnPatience); ; {
		ok, err := tryLock(t.file)
		if ok || err != nil || ctx.Err() != nil || time.Now().After(deadline) {
			return ok
		}
		time.Sleep(500 * time.Microsecond)
	}
}

func (t *turnstile) give() { _ = syscall.Flock(int(t.file.Fd()), syscall.LOCK_UN) }

func (t *turnstile) close() { _ = t.file.Close() }

// tryLock takes the lock on a file unless another has it.
func tryLock(f *os.File) (bool, error) {
	for {
		switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		default:
			return false, fmt.Errorf("lock %s: %w", filepath.Base(f.Name()), err)
		}
	}
}

// lockFile waits for the lock on a file. It ends with the process at the
// latest, also when that is killed.
func lockFile(ctx context.Context, path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", filepath.Base(path), err)
	}
	for deadline := time.Now().Add(busyLimit); ; {
		ok, err := tryLock(f)
		switch {
		case ok:
			return func() { _ = f.Close() }, nil
		case err == nil && ctx.Err() == nil && time.Now().Before(deadline):
			time.Sleep(5 * time.Millisecond)
			continue
		case err == nil && ctx.Err() != nil:
			err = ctx.Err()
		case err == nil:
			err = ErrBusy
		}
		_ = f.Close()
		return nil, err
	}
}

// LockServer takes the lock that only one server on a data directory may have;
// ErrServerRunning when another has it. The directory is made if need be.
func LockServer(dir string) (release func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, wrap("make the data directory", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "server.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, wrap("open server.lock", err)
	}
	ok, err := tryLock(f)
	if err == nil && !ok {
		err = ErrServerRunning
	}
	if err != nil {
		_ = f.Close()
		return nil, wrap("lock the data directory", err)
	}
	return func() { _ = f.Close() }, nil
}

// LockServer takes the lock on the data directory and, on PostgreSQL, one in
// the database too, so that two servers never share either.
func (s *Store) LockServer(ctx context.Context) (release func(), err error) {
	free, err := LockServer(s.options.Dir)
	if err != nil {
		return nil, err
	}
	unlock, err := s.engine.lockServer(ctx)
	if err != nil {
		free()
		return nil, wrap("lock the database", err)
	}
	return func() { unlock(); free() }, nil
}

func (e *sqliteEngine) lockServer(context.Context) (func(), error) { return func() {}, nil }
