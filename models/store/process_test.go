package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// TestMain lets the test binary be the other process too.
func TestMain(m *testing.M) {
	if dir := os.Getenv("STORE_TEST_WRITER"); dir != "" {
		if err := writeAway(dir, os.Getenv("STORE_TEST_DATABASE")); err != nil {
			fmt.Println("ERROR", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// writeAway writes for two seconds as fast as it can, from several goroutines,
// and prints how often, and its longest wait.
func writeAway(dir, database string) error {
	s, err := store.Open(context.Background(), store.Options{Dir: dir, Database: database})
	if err != nil {
		return err
	}
	defer s.Close()
	n, longest, err := hammer(s, os.Getpid(), 2*time.Second)
	fmt.Println("WROTE", n, longest)
	return err
}

func hammer(s *store.Store, who int, d time.Duration) (n int64, longest time.Duration, err error) {
	var count, slowest atomic.Int64
	failed := make(chan error, 4)
	for g := range 4 {
		go func() {
			for start := time.Now(); time.Since(start) < d; {
				began := time.Now()
				uri := fmt.Sprintf("https://a.example/%d/%d/%d", who, g, count.Add(1))
				if _, err := s.KeepReceipts(context.Background(), []models.Receipt{{ActivityURI: uri, Raw: make([]byte, 2000)}}); err != nil {
					failed <- err
					return
				}
				if took := int64(time.Since(began)); took > slowest.Load() {
					slowest.Store(took)
				}
			}
			failed <- nil
		}()
	}
	for range 4 {
		err = errors.Join(err, <-failed)
	}
	return count.Load(), time.Duration(slowest.Load()), err
}

func TestTwoProcesses_writeAtFullSpeedAndNeitherStarves(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		var children []*exec.Cmd
		var outs []*bufio.Reader
		for range 2 {
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), "STORE_TEST_WRITER="+o.Dir, "STORE_TEST_DATABASE="+o.Database)
			child.Stderr = os.Stderr
			out, err := child.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			children, outs = append(children, child), append(outs, bufio.NewReader(out))
		}
		n, longest, err := hammer(s, os.Getpid(), 2*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("this process wrote %d, longest wait %v", n, longest)
		total := n
		for i, child := range children {
			line, _ := outs[i].ReadString('\n')
			t.Logf("another %s", strings.TrimSpace(line))
			if err := child.Wait(); err != nil {
				t.Errorf("another process: %v", err)
			}
			var theirs int64
			if _, err := fmt.Sscanf(line, "WROTE %d", &theirs); err != nil || theirs < 20 {
				t.Errorf("another process wrote %d in two seconds (%v)", theirs, err)
			}
			total += theirs
		}
		if n < 20 {
			t.Errorf("this process wrote %d in two seconds", n)
		}
		stats, err := s.Stats(t.Context())
		if err != nil || stats.ReceiptsKept != total {
			t.Errorf("%d in the database, %d written (%v)", stats.ReceiptsKept, total, err)
		}
	})
}

func TestWrite_waitsNoLongerThanItsContext(t *testing.T) {
	s := storetest.New(t)
	inside, done := make(chan bool), make(chan bool)
	go func() {
		_ = s.InTx(context.Background(), func(*store.Store) error { close(inside); <-done; return nil })
	}()
	<-inside
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := s.Ping(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Node(t.Context()); err != nil { // reads go on
		t.Errorf("read meanwhile: %v", err)
	}
	close(done)
}

func TestChanges_hearsOtherProcessesAndNotItself(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s, other := storetest.Open(t, o), storetest.Open(t, o)
		storetest.Node(t, other)
		mokum := storetest.Collective(t, s) // in memory of s
		ctx, cancel := context.WithCancel(t.Context())
		heard, ended := make(chan bool, 100), make(chan error, 1)
		go func() { ended <- s.Changes(ctx, func() { heard <- true }) }()
		time.Sleep(400 * time.Millisecond)
		for len(heard) > 0 {
			<-heard
		}
		storetest.Note(t, s, mokum, "van mijzelf")
		select {
		case <-heard:
			t.Error("heard its own commit")
		case <-time.After(700 * time.Millisecond):
		}
		if _, err := s.ActorByURI(t.Context(), mokum.URI); err != nil {
			t.Fatal(err)
		}
		generation := s.Generation()
		mokum.Name = "Mokum Noord"
		if err := other.EditActor(t.Context(), mokum); err != nil {
			t.Fatal(err)
		}
		select {
		case <-heard:
		case <-time.After(5 * time.Second):
			t.Fatal("did not hear another's commit")
		}
		if got, _ := s.ActorByURI(t.Context(), mokum.URI); got.Name != "Mokum Noord" || s.Generation() == generation {
			t.Errorf("remembers %q, generation %d", got.Name, s.Generation()-generation)
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestLockServer_letsOnlyOneIn(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		elsewhere := o
		elsewhere.Dir = t.TempDir()
		release, err := s.LockServer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.LockServer(o.Dir); !errors.Is(err, store.ErrServerRunning) {
			t.Errorf("second server: %v", err)
		}
		if o.Database != "" { // the same database from another directory
			if _, err := storetest.Open(t, elsewhere).LockServer(t.Context()); !errors.Is(err, store.ErrServerRunning) {
				t.Errorf("second server on the same database: %v", err)
			}
		}
		release()
		var again func()
		for range 50 { // PostgreSQL notices the closed connection a moment later
			if again, err = s.LockServer(t.Context()); err == nil {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if err != nil {
			t.Fatal(err)
		}
		again()
	})
}

func TestMigrate_byManyAtOnceHappensOnce(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		errs := make(chan error)
		for range 4 {
			go func() {
				s, err := store.Open(context.Background(), o)
				if err == nil {
					err = errors.Join(s.Migrate(context.Background()), s.Ping(context.Background()), s.Close())
				}
				errs <- err
			}()
		}
		for range 4 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
	})
}
