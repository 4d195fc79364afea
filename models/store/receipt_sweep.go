package store

import (
	"context"
	"fmt"
	"time"
)

// sweepAtOnce bounds one sweep, so that it never holds the writer for long.
const sweepAtOnce = 500

// SweepReceipts forgets finished receipts that came before the given time, at
// most 500 a call, and says how many. Callers keep to models.ReplayWindow.
func (s *Store) SweepReceipts(ctx context.Context, before time.Time) (n int64, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		// Ids grow with time, so the primary key finds the old ones and no
		// index on received_at is needed.
		var ids []string
		err := tx.db(ctx).Raw("SELECT id FROM receipts WHERE id < ? AND state <> 'kept' AND received_at < ? ORDER BY id LIMIT ?",
			firstID(before), before, sweepAtOnce).Scan(&ids).Error
		if err != nil || len(ids) == 0 {
			return wrap("look for old receipts", err)
		}
		if err := tx.db(ctx).Exec("DELETE FROM receipt_bodies WHERE ?", s.among("receipt_id", ids)).Error; err != nil {
			return wrap("forget old receipts", err)
		}
		done := tx.db(ctx).Exec("DELETE FROM receipts WHERE ?", s.among("id", ids))
		n = done.RowsAffected
		return wrap("forget old receipts", done.Error)
	})
	return n, err
}

// SweepRemembered forgets the deletions of things we never had that came before
// the given time, at most 500 a call, and says how many: such a tombstone only
// waits for a Create that was overtaken, and after the replay window none can
// come any more. Tombstones of what we did have stay.
func (s *Store) SweepRemembered(ctx context.Context, before time.Time) (n int64, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		done := tx.db(ctx).Exec("DELETE FROM objects WHERE id IN (SELECT id FROM objects WHERE type = '' AND id < ? AND local = ? AND gone_at < ? ORDER BY id LIMIT ?)",
			firstID(before), false, before, sweepAtOnce)
		n = done.RowsAffected
		return wrap("forget remembered deletions", done.Error)
	})
	return n, err
}

// firstID gives the smallest identifier that NewID can make at a time.
func firstID(at time.Time) string {
	ms := max(at.UnixMilli(), 0)
	return fmt.Sprintf("%08x-%04x-7000-8000-000000000000", ms>>16, ms&0xffff)
}
