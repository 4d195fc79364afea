package store

import (
	"context"
	"strings"
	"time"

	"knoop/models"
)

// receiptBody is the bytes of a receipt that is not yet applied.
type receiptBody struct {
	ReceiptID string `gorm:"primaryKey"`
	Raw       []byte
}

func (receiptBody) TableName() string { return "receipt_bodies" }

// rowsAtOnce bounds a multi-row insert. Fewer go by powers of two, so that the
// statements have few lengths and stay prepared.
const rowsAtOnce = 32

func rowsNow(left int) int {
	rows := rowsAtOnce
	for rows > left {
		rows /= 2
	}
	return rows
}

// KeepReceipts inserts those not known yet, all in one commit; fresh[i] says
// whether the i-th was new. They are on disk when it returns, so that 202 may
// be answered.
func (s *Store) KeepReceipts(ctx context.Context, rs []models.Receipt) (fresh []bool, err error) {
	fresh = make([]bool, len(rs))
	if len(rs) == 0 {
		return fresh, nil
	}
	now := s.Now()
	for i := range rs {
		r := &rs[i]
		if r.ID == "" {
			r.ID = models.NewID()
		}
		if r.State == "" {
			r.State = models.ReceiptKept
		}
		if r.ReceivedAt.IsZero() {
			r.ReceivedAt = now
		}
		if r.DueAt.IsZero() {
			r.DueAt = r.ReceivedAt
		}
	}
	err = s.InTx(ctx, func(tx *Store) error {
		for from := 0; from < len(rs); {
			to := from + rowsNow(len(rs)-from)
			if err := tx.keepReceipts(ctx, rs[from:to], fresh[from:to]); err != nil {
				return err
			}
			from = to
		}
		return nil
	})
	return fresh, err
}

func (s *Store) keepReceipts(ctx context.Context, rs []models.Receipt, fresh []bool) error {
	clear(fresh)
	args := make([]any, 0, 10*len(rs))
	for _, r := range rs {
		args = append(args, r.ID, r.ActivityURI, r.Recipient, r.ActorURI, r.Type, string(r.State), r.Attempts, r.DueAt, r.Error, r.ReceivedAt)
	}
	var kept []string
	err := s.db(ctx).Raw("INSERT INTO receipts (id, activity_uri, recipient, actor_uri, type, state, attempts, due_at, error, received_at) VALUES "+
		tuples(10, len(rs))+" ON CONFLICT DO NOTHING RETURNING id", args...).Scan(&kept).Error
	if err != nil {
		return wrap("keep receipts", err)
	}
	if len(kept) == 0 {
		return nil
	}
	s.touch(marksReceipts)
	isNew := make(map[string]bool, len(kept))
	for _, id := range kept {
		isNew[id] = true
	}
	args = args[:0]
	for i, r := range rs {
		if fresh[i] = isNew[r.ID]; fresh[i] {
			args = append(args, r.ID, r.Raw)
		}
	}
	for len(args) > 0 {
		rows := rowsNow(len(args) / 2)
		err := s.db(ctx).Exec("INSERT INTO receipt_bodies (receipt_id, raw) VALUES "+tuples(2, rows), args[:2*rows]...).Error
		if err != nil {
			return wrap("keep receipts", err)
		}
		args = args[2*rows:]
	}
	return nil
}

// tuples gives "(?,?),(?,?)": rows groups of columns marks.
func tuples(columns, rows int) string {
	one := "(" + strings.Repeat("?,", columns-1) + "?)"
	return strings.Repeat(one+",", rows-1) + one
}

// DueReceipts gives kept receipts that are due, oldest first.
func (s *Store) DueReceipts(ctx context.Context, now time.Time, limit int) ([]models.Receipt, error) {
	var rows []struct {
		models.Receipt `gorm:"embedded"`
		Body           []byte
	}
	err := s.db(ctx).Raw(`SELECT r.*, b.raw AS body FROM receipts r LEFT JOIN receipt_bodies b ON b.receipt_id = r.id
		WHERE r.state = 'kept' AND r.due_at <= ? ORDER BY r.due_at, r.id LIMIT ?`, now, limit).Scan(&rows).Error
	if err != nil {
		return nil, wrap("read due receipts", err)
	}
	due := make([]models.Receipt, len(rows))
	for i, r := range rows {
		due[i], due[i].Raw = r.Receipt, r.Body
	}
	return due, nil
}

// FinishReceipt marks a kept one applied, dropped or failed, and forgets its
// bytes unless it failed. One that is finished stays as it is.
func (s *Store) FinishReceipt(ctx context.Context, id string, state models.ReceiptState, why string) error {
	return s.InTx(ctx, func(tx *Store) error {
		done := tx.db(ctx).Exec("UPDATE receipts SET state = ?, error = ?, applied_at = ? WHERE id = ? AND state = 'kept'",
			string(state), short(why), s.Now(), id)
		if done.Error != nil || done.RowsAffected == 0 || state == models.ReceiptFailed {
			return wrap("finish a receipt", done.Error)
		}
		return wrap("finish a receipt", tx.db(ctx).Exec("DELETE FROM receipt_bodies WHERE receipt_id = ?", id).Error)
	})
}

// RetryReceipt counts a try and sets the next time.
func (s *Store) RetryReceipt(ctx context.Context, id string, dueAt time.Time, why string) error {
	return s.InTx(ctx, func(tx *Store) error {
		return wrap("put off a receipt", tx.db(ctx).Exec(
			"UPDATE receipts SET attempts = attempts + 1, due_at = ?, error = ? WHERE id = ? AND state = 'kept'", dueAt, short(why), id).Error)
	})
}

// short cuts a reason to what a list can show.
func short(why string) string {
	const most = 300
	if len(why) <= most {
		return why
	}
	return strings.ToValidUTF8(why[:most], "")
}
