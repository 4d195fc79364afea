package queue_test

import (
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/federation/queue"
	"knoop/models/store"
)

// listening gives a bell of a server on dir.
func listening(t *testing.T, dir string) *queue.Bell {
	t.Helper()
	bells := queue.NewBells(nil)
	bell := bells.For(store.TopicFacts)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := bells.Listen(ctx, slog.New(slog.DiscardHandler), dir); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); wg.Wait() })
	return bell
}

func waitForSocket(t *testing.T, path string) {
	t.Helper()
	eventually(t, "the socket was not made", func() bool {
		info, err := os.Stat(path)
		return err == nil && info.Mode().Perm() == 0o600
	})
}

func TestRing_wakesTheServerOfAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	bell := listening(t, dir)
	waitForSocket(t, filepath.Join(dir, "bell.sock"))
	for range 3 {
		queue.Ring(dir)
		if !rung(bell, time.Second) {
			t.Fatal("the server did not hear the ring")
		}
	}
}

func TestListen_aSocketLeftByACrashDoesNotHinder(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "bell.sock")
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false)
	_ = left.Close()
	bell := listening(t, dir)
	waitForSocket(t, path)
	eventually(t, "the server did not hear the ring", func() bool {
		queue.Ring(dir)
		return rung(bell, 10*time.Millisecond)
	})
}

func TestListen_removesNothingButASocket(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "bell.sock")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := queue.NewBells(nil).Listen(t.Context(), slog.New(slog.DiscardHandler), dir); err == nil {
		t.Error("a file of that name was taken for a socket")
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "mine" {
		t.Error("a file that is not ours was removed")
	}
}

func TestListen_aPathTooLongForASocketIsNoError(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("d", 120))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	listening(t, dir)
	queue.Ring(dir)
}

func TestRing_withoutAServerIsNoError(t *testing.T) {
	dir := t.TempDir()
	queue.Ring(dir)
	queue.Ring("")
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Error("a ring left something behind")
	}
}
