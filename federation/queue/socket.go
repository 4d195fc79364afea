package queue

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"
)

// socketName stands in the data directory.
const socketName = "bell.sock"

// longestPath is what every kernel takes as a socket's address (sun_path is
// 104 to 108 bytes with its closing zero).
const longestPath = 100

// ringTimeout bounds a ring from another process: the net catches what it
// misses, so nobody waits for it.
const ringTimeout = 200 * time.Millisecond

// Listen rings all bells whenever another process rings (Ring) or commits
// (store.Changes), until ctx ends. An error means that the socket cannot be
// made in dir, the data directory; dir "" is for the net alone. Only the
// process that holds the lock on dir may listen.
func (b *Bells) Listen(ctx context.Context, log *slog.Logger, dir string) error {
	listener, err := listen(dir)
	if err != nil {
		return err
	}
	if listener != nil {
		done := make(chan struct{})
		go func() {
			defer close(done)
			b.accept(ctx, listener)
		}()
		defer func() {
			_ = listener.Close()
			<-done
		}()
	}
	b.watch(ctx, log)
	return nil
}

// watch keeps the net hung until ctx ends, also when it tears (PostgreSQL went
// away); what was missed meanwhile is rung for when it hangs again.
func (b *Bells) watch(ctx context.Context, log *slog.Logger) {
	for failures := 0; ctx.Err() == nil; {
		if b.store == nil {
			<-ctx.Done()
			return
		}
		err := b.store.Changes(ctx, func() {
			failures = 0
			b.Ring()
		})
		if ctx.Err() != nil {
			return
		}
		failures++
		log.WarnContext(ctx, "watching other processes failed, trying again", "attempt", failures, "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(backoff(failures)):
			b.Ring()
		}
	}
}

func (b *Bells) accept(ctx context.Context, l net.Listener) {
	for {
		conn, err := l.Accept()
		switch {
		case err == nil:
			_ = conn.Close()
			b.Ring()
		case errors.Is(err, net.ErrClosed):
			return
		default: // out of file handles, for one: wait, the net goes on meanwhile
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
			}
		}
	}
}

// listen opens the socket; nil without error when the path is too long for one.
func listen(dir string) (net.Listener, error) {
	path, ok := socketPath(dir)
	if !ok {
		return nil, nil
	}
	if err := removeStale(path); err != nil {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("open bell socket: %w", err)
	}
	// The directory is 0700 already; this is for the one that was widened.
	if err := os.Chmod(path, 0o600); err != nil {
		_ = l.Close()
		return nil, fmt.Errorf("close bell socket to others: %w", err)
	}
	return l, nil
}

// removeStale removes the socket a crashed server left. Anything else of that
// name is not ours to remove.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look at bell socket: %w", err)
	case info.Mode()&fs.ModeSocket == 0:
		return fmt.Errorf("open bell socket: %s is not a socket", path)
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("remove bell socket of an earlier run: %w", err)
	}
	return nil
}

func socketPath(dir string) (string, bool) {
	if dir == "" {
		return "", false
	}
	path := filepath.Join(dir, socketName)
	return path, len(path) <= longestPath
}

// Ring wakes the server on this data directory, if one runs and can be reached;
// best effort, a fifth of a second at most. Call it after a commit.
func Ring(dir string) {
	path, ok := socketPath(dir)
	if !ok {
		return
	}
	conn, err := net.DialTimeout("unix", path, ringTimeout)
	if err == nil {
		_ = conn.Close()
	}
}
