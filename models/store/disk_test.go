package store

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"knoop/models"
)

func openPlain(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOpen_refusesADatabaseOfANewerProgram(t *testing.T) {
	dir := t.TempDir()
	s := openPlain(t, dir)
	if _, err := s.engine.(*sqliteEngine).conn.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), Options{Dir: dir})
	if !errors.Is(err, ErrNewer) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v", err)
	}
}

func TestOpen_saysWhatToDoAboutAFileThatIsNoDatabase(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "knoop.db"), []byte(strings.Repeat("no database at all\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{Dir: dir}); !errors.Is(err, ErrDamaged) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v", err)
	}
}

func TestOpen_saysWhatToDoWhenPostgreSQLIsAway(t *testing.T) {
	_, err := Open(t.Context(), Options{Dir: t.TempDir(), Database: "postgres://knoop@127.0.0.1:1/knoop"})
	if !errors.Is(err, ErrNoServer) || !strings.HasPrefix(err.Error(), ErrNoServer.Error()) {
		t.Errorf("got %v", err)
	}
}

func TestOpen_ofAnOlderDatabaseRefusesUntilMigrated(t *testing.T) {
	s := openPlain(t, t.TempDir())
	// With a single migration there is no older version than the newest; what
	// Open does about one can only be imitated.
	if err := s.shut(ErrOlder); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Node(t.Context()); !errors.Is(err, ErrOlder) {
		t.Errorf("read: %v", err)
	}
	if err := s.Ping(t.Context()); !errors.Is(err, ErrOlder) {
		t.Errorf("write: %v", err)
	}
}

func TestWrite_onAFullDiskSaysSoAndLeavesNothing(t *testing.T) {
	s := openPlain(t, t.TempDir())
	conn := s.engine.(*sqliteEngine).conn
	var pages int
	if err := conn.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages+20)); err != nil {
		t.Fatal(err)
	}
	big := make([]byte, 400_000)
	kept := models.Receipt{ActivityURI: "https://a.example/1"}
	full := models.Receipt{ActivityURI: "https://a.example/2", Raw: big}
	if _, err := s.KeepReceipts(t.Context(), []models.Receipt{kept}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.KeepReceipts(t.Context(), []models.Receipt{full}); !errors.Is(err, ErrDiskFull) {
		t.Fatalf("full: %v", err)
	}
	// Who overlooks the failure must not write on, outside any transaction.
	err := s.InTx(t.Context(), func(tx *Store) error {
		third := models.Receipt{ActivityURI: "https://a.example/3"}
		if _, err := tx.KeepReceipts(t.Context(), []models.Receipt{third}); err != nil {
			return err
		}
		_, _ = tx.KeepReceipts(t.Context(), []models.Receipt{full})
		_, _ = tx.KeepReceipts(t.Context(), []models.Receipt{{ActivityURI: "https://a.example/4"}})
		return nil
	})
	if !errors.Is(err, ErrDiskFull) {
		t.Errorf("overlooked: %v", err)
	}
	if stats, err := s.Stats(t.Context()); err != nil || stats.ReceiptsKept != 1 {
		t.Errorf("kept %d, %v", stats.ReceiptsKept, err)
	}
	if _, err := s.KeepReceipts(t.Context(), []models.Receipt{{ActivityURI: "https://a.example/5"}}); err != nil {
		t.Errorf("a small one afterwards: %v", err)
	}
}

// TestOpen_inADirectoryWeMayNotWrite runs as nobody, because root may write
// anywhere.
func TestOpen_inADirectoryWeMayNotWrite(t *testing.T) {
	if dir := os.Getenv("STORE_TEST_READ_ONLY_DIR"); dir != "" {
		s, err := Open(t.Context(), Options{Dir: dir})
		if err == nil {
			err = s.Migrate(t.Context())
		}
		if err == nil {
			err = s.Ping(t.Context())
		}
		if !errors.Is(err, ErrReadOnly) || strings.Contains(err.Error(), "\n") {
			t.Errorf("database: %v", err)
		}
		if _, err := LoadSecret(filepath.Join(dir, "new"), "", true); !errors.Is(err, ErrReadOnly) {
			t.Errorf("secret: %v", err)
		}
		if _, err := LockServer(dir); !errors.Is(err, ErrReadOnly) {
			t.Errorf("lock: %v", err)
		}
		return
	}
	for name, prepare := range map[string]func(t *testing.T, dir string){
		"empty":    func(*testing.T, string) {},
		"existing": func(t *testing.T, dir string) { _ = openPlain(t, dir).Close() },
	} {
		t.Run(name, func(t *testing.T) {
			outer, err := os.MkdirTemp("", "knoop-readonly-")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = os.RemoveAll(outer) }()
			dir := filepath.Join(outer, "data")
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			prepare(t, dir)
			files, _ := filepath.Glob(filepath.Join(dir, "*"))
			for _, f := range append(files, outer) {
				_ = os.Chmod(f, 0o755)
			}
			_ = os.Chmod(dir, 0o555)
			// The test binary lies where nobody may not go.
			binary := filepath.Join(outer, "test")
			self, err := os.ReadFile(os.Args[0])
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(binary, self, 0o755); err != nil {
				t.Fatal(err)
			}
			child := exec.Command(binary, "-test.run=^TestOpen_inADirectoryWeMayNotWrite$")
			child.Env = append(os.Environ(), "STORE_TEST_READ_ONLY_DIR="+dir, "GOCOVERDIR="+outer)
			child.Dir = "/"
			if os.Getuid() == 0 {
				child.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			}
			if out, err := child.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			_ = os.Chmod(dir, 0o755)
		})
	}
}
