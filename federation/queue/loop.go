package queue

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// How long a loop waits at least and at most when it has to.
const (
	leastWait = 5 * time.Millisecond // for a due time that has passed
	firstWait = 100 * time.Millisecond
	mostWait  = 30 * time.Second
)

// Work is one round of a worker. more: there is more to do now; next: when work
// is due, zero for not known; err: the round failed and is tried again with
// back-off. Progress made before the error must stand in the database.
type Work func(ctx context.Context) (more bool, next time.Time, err error)

// Loop runs fn at once, then whenever bell rings, when next comes, and at least
// every idle, until ctx ends; it returns after the round that runs then. Errors
// and panics are logged under name and tried again after 100 ms, doubling up to
// 30 s; a ring does not shorten that wait, for a broken database would then be
// asked as often as work arrives.
func Loop(ctx context.Context, log *slog.Logger, name string, bell *Bell, idle time.Duration, fn Work) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	failures := 0
	for ctx.Err() == nil {
		drain(bell)
		more, next, err := round(ctx, fn)
		if ctx.Err() != nil {
			return
		}
		var rung <-chan struct{}
		var wait time.Duration
		switch {
		case err != nil:
			failures++
			wait = backoff(failures)
			log.ErrorContext(ctx, "worker failed, trying again", "worker", name, "attempt", failures, "err", err)
		case more:
			failures = 0
			continue
		default:
			failures = 0
			rung = bell.Rung()
			wait = idle
			if !next.IsZero() {
				wait = min(max(time.Until(next), leastWait), idle)
			}
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-rung: // taken off: the round that follows looks after it
		}
	}
}

// drain takes a ring off before the round looks for work.
func drain(bell *Bell) {
	select {
	case <-bell.Rung():
	default:
	}
}

func round(ctx context.Context, fn Work) (more bool, next time.Time, err error) {
	defer func() {
		if p := recover(); p != nil {
			more, err = false, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(ctx)
}

func backoff(failures int) time.Duration {
	if failures > 9 {
		return mostWait
	}
	return min(firstWait<<(failures-1), mostWait)
}
