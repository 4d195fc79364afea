package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestLoadSecret_makesOneAndReadsItAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if _, err := store.LoadSecret(dir, "", false); !errors.Is(err, store.ErrNoDatabase) {
		t.Errorf("without create: %v", err)
	}
	first, err := store.LoadSecret(dir, "", true)
	if err != nil || first == (models.Secret{}) {
		t.Fatal(err)
	}
	again, err := store.LoadSecret(dir, "", true)
	if err != nil || again != first {
		t.Errorf("read again: %v", err)
	}
	if info, _ := os.Stat(dir); info.Mode().Perm() != 0o700 {
		t.Errorf("directory %v", info.Mode())
	}
	if info, _ := os.Stat(filepath.Join(dir, "secret")); info.Mode().Perm() != 0o600 {
		t.Errorf("file %v", info.Mode())
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 1 {
		t.Errorf("left %v", left)
	}
	elsewhere := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(elsewhere, []byte(strings.Repeat("ab", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := store.LoadSecret(dir, elsewhere, true); err != nil || s[0] != 0xab {
		t.Errorf("from a file: %v", err)
	}
	if err := os.WriteFile(elsewhere, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.LoadSecret(dir, elsewhere, true); err == nil || strings.Contains(err.Error(), "short") {
		t.Errorf("malformed: %v", err)
	}
}

func TestLoadSecret_neverMakesANewOneBesideADatabase(t *testing.T) {
	dir := t.TempDir()
	storetest.Open(t, store.Options{Dir: dir})
	if _, err := store.LoadSecret(dir, "", true); !errors.Is(err, store.ErrSecretMissing) {
		t.Errorf("got %v", err)
	}
}

func TestOpen_refusesAnotherSecret(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		storetest.Node(t, storetest.Open(t, o))
		o.Secret = models.Secret{9}
		if _, err := store.Open(t.Context(), o); !errors.Is(err, store.ErrSecretWrong) {
			t.Errorf("got %v", err)
		}
		o.Secret = models.Secret{}
		o.ReadOnly = true
		s, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatalf("without keys, to read: %v", err)
		}
		defer s.Close()
		if n, err := s.Node(t.Context()); err != nil || !n.Ready() {
			t.Errorf("read only: %v", err)
		}
		if err := s.Ping(t.Context()); !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("write: %v", err)
		}
	})
}
