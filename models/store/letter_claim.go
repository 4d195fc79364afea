package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"knoop/models"
)

// LetterClaim says which letters a courier can take.
type LetterClaim struct {
	Now      time.Time
	Until    time.Time // end of the lease
	Limit    int
	NotHosts []string // hosts with a letter in flight
	Failing  bool     // probes: one letter to each failing host whose circuit is open; false: only healthy hosts
}

// ClaimLetters leases letters that are due, in the order of writing: those no
// other lease holds and before which no letter of the same order key still
// waits; letters without one are in nobody's way.
func (s *Store) ClaimLetters(ctx context.Context, c LetterClaim) ([]models.Letter, error) {
	var out []models.Letter
	err := s.inTx(ctx, unsynced, func(tx *Store) error {
		lock := ""
		if tx.postgres() {
			lock = " FOR UPDATE OF l SKIP LOCKED"
		}
		const first = " AND (l.order_key = '' OR NOT EXISTS (SELECT 1 FROM letters e WHERE e.order_key = l.order_key AND e.state = 'waiting' AND e.id < l.id))"
		pick := "SELECT l.id FROM letters l WHERE l.state = 'waiting' AND l.held = false AND l.due_at <= ? AND l.leased_until <= ? AND NOT (?)" +
			first + " ORDER BY l.due_at, l.id LIMIT ?" + lock
		if c.Failing {
			// The first that may go to each failing host. (That a waiting letter is
			// not delivered goes without saying, except to SQLite, which chooses
			// the partial index by it; so too below and in host.go.)
			pick = "SELECT l.id FROM hosts h JOIN letters l ON l.id = (SELECT p.id FROM letters p WHERE p.host = h.name AND p.state = 'waiting' AND p.state <> 'delivered'" +
				" AND p.due_at <= ? AND p.leased_until <= ? AND (p.order_key = '' OR NOT EXISTS (SELECT 1 FROM letters e WHERE e.order_key = p.order_key AND e.state = 'waiting' AND e.id < p.id))" +
				" ORDER BY p.due_at, p.id LIMIT 1) WHERE h.failing_since IS NOT NULL AND h.failing_days < ? AND (h.closed_until IS NULL OR h.closed_until <= ?) AND NOT (?) ORDER BY l.due_at, l.id LIMIT ?" + lock
		}
		args := []any{c.Until, c.Now, c.Now, tx.among("l.host", c.NotHosts), c.Limit}
		if c.Failing {
			args = []any{c.Until, c.Now, c.Now, models.DeadAfterDays, c.Now, tx.among("h.name", c.NotHosts), c.Limit}
		}
		return wrap("claim letters", tx.db(ctx).Raw("UPDATE letters SET leased_until = ? WHERE id IN ("+pick+") RETURNING *", args...).Scan(&out).Error)
	})
	slices.SortFunc(out, func(a, b models.Letter) int { return strings.Compare(a.ID, b.ID) })
	return out, err
}

// ReleaseLetters gives leases back: of these letters (at a stop), or with no
// ids all of them (at a start: we are the only server). A start also puts back
// in line whatever stands aside for a host that is not failing.
func (s *Store) ReleaseLetters(ctx context.Context, ids []string) error {
	return s.InTx(ctx, func(tx *Store) error {
		q := tx.db(ctx).Model(&models.Letter{}).Where("state = 'waiting' AND leased_until > ?", time.Time{})
		if len(ids) > 0 {
			q = q.Where(tx.among("id", ids))
		}
		tx.touch(marksLetters)
		err := q.Update("leased_until", time.Time{}).Error
		if err == nil && len(ids) == 0 {
			err = tx.db(ctx).Exec("UPDATE letters SET held = false WHERE state = 'waiting' AND held = true AND host NOT IN (SELECT name FROM hosts WHERE failing_since IS NOT NULL)").Error
		}
		return wrap("give leases back", err)
	})
}

// NextLetterAt gives when the next waiting letter may go: its own time, or that
// of its host's circuit. ok is false when none waits.
func (s *Store) NextLetterAt(ctx context.Context) (at time.Time, ok bool, err error) {
	var soonest models.Letter
	err = s.db(ctx).Select("due_at").Where("state = 'waiting' AND held = false").Order("due_at, id").Limit(1).Take(&soonest).Error
	switch {
	case err == nil:
		at, ok = soonest.DueAt, true
	case !errors.Is(err, gorm.ErrRecordNotFound):
		return time.Time{}, false, wrap("look for the next letter", err)
	}
	var probes []struct {
		DueAt       time.Time
		ClosedUntil *time.Time
	}
	err = s.db(ctx).Raw("SELECT l.due_at, h.closed_until FROM hosts h JOIN letters l ON l.id = "+
		"(SELECT p.id FROM letters p WHERE p.host = h.name AND p.state = 'waiting' AND p.state <> 'delivered' ORDER BY p.due_at, p.id LIMIT 1) "+
		"WHERE h.failing_since IS NOT NULL AND h.failing_days < ?", models.DeadAfterDays).Scan(&probes).Error
	if err != nil {
		return time.Time{}, false, wrap("look for the next probe", err)
	}
	for _, p := range probes {
		when := p.DueAt
		if p.ClosedUntil != nil && p.ClosedUntil.After(when) {
			when = *p.ClosedUntil
		}
		if !ok || when.Before(at) {
			at, ok = when, true
		}
	}
	return at, ok, nil
}
