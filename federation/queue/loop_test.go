package queue_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"knoop/federation/queue"
)

// lockedBuffer takes a log from several goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// loop runs a loop until the test ends and gives what it logs.
func loop(t *testing.T, bell *queue.Bell, idle time.Duration, fn queue.Work) *lockedBuffer {
	t.Helper()
	out := &lockedBuffer{}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { queue.Loop(ctx, slog.New(slog.NewTextHandler(out, nil)), "test", bell, idle, fn) })
	t.Cleanup(func() { cancel(); wg.Wait() })
	return out
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatal(what)
}

func TestLoop_runsAtOnceWhenRungAndWhenWorkComesDue(t *testing.T) {
	bell := queue.NewBell()
	var rounds atomic.Int64
	var next atomic.Pointer[time.Time]
	loop(t, bell, time.Hour, func(context.Context) (bool, time.Time, error) {
		rounds.Add(1)
		if at := next.Swap(nil); at != nil {
			return false, *at, nil
		}
		return false, time.Time{}, nil
	})
	eventually(t, "it did not run at once", func() bool { return rounds.Load() == 1 })
	soon := time.Now().Add(30 * time.Millisecond)
	next.Store(&soon)
	bell.Ring()
	eventually(t, "it did not run when rung and when due", func() bool { return rounds.Load() == 3 })
	time.Sleep(30 * time.Millisecond)
	if n := rounds.Load(); n != 3 {
		t.Fatalf("%d rounds without a reason", n-3)
	}
}

func TestLoop_runsWhenNobodyRings(t *testing.T) {
	var rounds atomic.Int64
	loop(t, queue.NewBell(), 10*time.Millisecond, func(context.Context) (bool, time.Time, error) {
		rounds.Add(1)
		return false, time.Time{}, nil
	})
	eventually(t, "it waited for a ring", func() bool { return rounds.Load() > 3 })
}

func TestLoop_goesOnAtOnceWhileThereIsMore(t *testing.T) {
	var rounds atomic.Int64
	loop(t, queue.NewBell(), time.Hour, func(context.Context) (bool, time.Time, error) {
		return rounds.Add(1) < 100, time.Time{}, nil
	})
	eventually(t, "it stopped while there was more", func() bool { return rounds.Load() == 100 })
}

func TestLoop_neverSpinsOnADueTimeThatHasPassed(t *testing.T) {
	var rounds atomic.Int64
	loop(t, queue.NewBell(), time.Hour, func(context.Context) (bool, time.Time, error) {
		rounds.Add(1)
		return false, time.Now().Add(-time.Hour), nil
	})
	began := time.Now()
	time.Sleep(100 * time.Millisecond)
	most := int64(time.Since(began)/(5*time.Millisecond)) + 5
	if n := rounds.Load(); n > most {
		t.Fatalf("%d rounds where %d would do", n, most)
	}
}

func TestLoop_survivesErrorsAndPanicsAndWaitsBetween(t *testing.T) {
	bell := queue.NewBell()
	var rounds atomic.Int64
	var first, second time.Time
	out := loop(t, bell, 10*time.Millisecond, func(context.Context) (bool, time.Time, error) {
		bell.Ring() // a ring does not shorten the wait
		switch rounds.Add(1) {
		case 1:
			first = time.Now()
			return true, time.Time{}, errors.New("the disk is full")
		case 2:
			second = time.Now()
			panic("a slip")
		}
		return false, time.Time{}, nil
	})
	eventually(t, "it did not go on after a panic", func() bool { return rounds.Load() > 3 })
	if wait := second.Sub(first); wait < 90*time.Millisecond {
		t.Errorf("tried again after %s", wait)
	}
	for _, want := range []string{"the disk is full", "panic: a slip", "loop_test.go", "worker=test", "attempt=2"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the log does not say %q", want)
		}
	}
}
