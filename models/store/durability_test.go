package store

import "testing"

// A receipt is answered with 202 when its commit returns, so that commit waits
// for the disk; a claim of letters does not, and leaves no trace on the next.
func TestInTx_commitsOfSQLiteWaitForTheDisk(t *testing.T) {
	s, err := Open(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	const full, normal = 2, 1 // as PRAGMA synchronous tells them
	for _, step := range []struct {
		durability durability
		want       int
	}{{synced, full}, {unsynced, normal}, {synced, full}} {
		var got int
		err := s.inTx(t.Context(), step.durability, func(tx *Store) error {
			return tx.db(t.Context()).Raw("PRAGMA synchronous").Scan(&got).Error
		})
		if err != nil || got != step.want {
			t.Errorf("durability %v: synchronous is %d, %v", step.durability, got, err)
		}
	}
}
