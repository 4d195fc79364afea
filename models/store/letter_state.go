package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"knoop/models"
)

// HostQueue is what waits for one host.
type HostQueue struct {
	Host                            string
	Waiting, Delayed, Dead, Refused int64 // waiting: due now; delayed: later
	Oldest                          time.Time
	LastError                       string
	ClosedUntil                     *time.Time
}

// QueueState is the state of all letters. Hosts are those with anything but
// delivered letters, by name.
type QueueState struct {
	Waiting, Delayed, Delivered, Refused, Dead int64
	Oldest                                     time.Time // oldest letter still waiting, zero for none
	Hosts                                      []HostQueue
}

// Queue gives the state of the letters.
func (s *Store) Queue(ctx context.Context) (QueueState, error) {
	var out QueueState
	var rows []struct {
		Host   string
		State  models.LetterState
		Due    bool
		N      int64
		Oldest string // id: the order of writing
		Newest string
	}
	err := s.db(ctx).Raw("SELECT host, state, due_at <= ? AS due, count(*) AS n, min(id) AS oldest, max(id) AS newest FROM letters "+
		"WHERE state <> 'delivered' GROUP BY host, state, due", s.Now()).Scan(&rows).Error
	if err != nil {
		return out, wrap("count letters", err)
	}
	if err := s.db(ctx).Model(&models.Letter{}).Where("state = 'delivered'").Count(&out.Delivered).Error; err != nil {
		return out, wrap("count letters", err)
	}
	var ids, names []string
	for _, r := range rows {
		ids, names = append(ids, r.Oldest, r.Newest), append(names, r.Host)
	}
	letters, err := s.lettersByID(ctx, ids)
	if err != nil {
		return out, err
	}
	hosts, err := s.Hosts(ctx, names)
	if err != nil {
		return out, err
	}
	byHost := map[string]*HostQueue{}
	for _, r := range rows {
		q := byHost[r.Host]
		if q == nil {
			q = &HostQueue{Host: r.Host, ClosedUntil: hosts[r.Host].ClosedUntil}
			byHost[r.Host] = q
		}
		switch {
		case r.State == models.LetterDead:
			q.Dead, out.Dead = q.Dead+r.N, out.Dead+r.N
		case r.State == models.LetterRefused:
			q.Refused, out.Refused = q.Refused+r.N, out.Refused+r.N
		case r.Due:
			q.Waiting, out.Waiting = q.Waiting+r.N, out.Waiting+r.N
		default:
			q.Delayed, out.Delayed = q.Delayed+r.N, out.Delayed+r.N
		}
		if r.State == models.LetterWaiting {
			q.Oldest = earlier(q.Oldest, letters[r.Oldest].CreatedAt)
			out.Oldest = earlier(out.Oldest, q.Oldest)
		}
		for _, id := range []string{r.Oldest, r.Newest} {
			if e := letters[id].Error; e != "" {
				q.LastError = e
			}
		}
	}
	for _, q := range byHost {
		out.Hosts = append(out.Hosts, *q)
	}
	slices.SortFunc(out.Hosts, func(a, b HostQueue) int { return strings.Compare(a.Host, b.Host) })
	return out, nil
}

func (s *Store) lettersByID(ctx context.Context, ids []string) (map[string]models.Letter, error) {
	var rows []models.Letter
	if err := s.db(ctx).Where(s.among("id", ids)).Find(&rows).Error; err != nil {
		return nil, wrap("read letters", err)
	}
	out := make(map[string]models.Letter, len(rows))
	for _, l := range rows {
		out[l.ID] = l
	}
	return out, nil
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

// RetryDead makes dead letters wait again, a host's or with "" all, and gives
// their number. Their hosts get a fresh start.
func (s *Store) RetryDead(ctx context.Context, host string) (int64, error) {
	var n int64
	err := s.InTx(ctx, func(tx *Store) error {
		now := tx.Now()
		q := tx.db(ctx).Model(&models.Letter{}).Where("state = 'dead' AND state <> 'delivered'")
		h := tx.db(ctx).Model(&models.Host{}).Where("failing_since IS NOT NULL")
		if host != "" {
			q, h = q.Where("host = ?", host), h.Where("name = ?", host)
		} else {
			h = h.Where("name IN (SELECT host FROM letters WHERE state = 'dead')")
		}
		err := h.Updates(map[string]any{"failing_since": nil, "failing_days": 0, "last_failure": nil, "failures": 0, "closed_until": nil}).Error
		if err != nil {
			return wrap("open hosts again", err)
		}
		back := q.Updates(map[string]any{
			"state": models.LetterWaiting, "held": false, "due_at": now, "attempts": 0, "done_at": nil, "leased_until": time.Time{},
		})
		n = back.RowsAffected
		tx.touch(marksLetters)
		return wrap("retry dead letters", back.Error)
	})
	return n, err
}

// HostReach is what became of an object at one host.
type HostReach struct {
	Host   string
	State  models.LetterState
	Status int
	Error  string
	Tries  int
	DoneAt *time.Time
}

// Reach lists, by name, for each host what became of the latest letter about an
// object (an event under its URI, whatever form the host got).
func (s *Store) Reach(ctx context.Context, objectURI string) ([]HostReach, error) {
	var letters []models.Letter
	if err := s.db(ctx).Where("object_uri = ?", objectURI).Order("id").Find(&letters).Error; err != nil {
		return nil, wrap("read letters about an object", err)
	}
	latest := map[string]HostReach{}
	for _, l := range letters {
		latest[l.Host] = HostReach{Host: l.Host, State: l.State, Status: l.Status, Error: l.Error, Tries: l.Attempts, DoneAt: l.DoneAt}
	}
	out := make([]HostReach, 0, len(latest))
	for _, r := range latest {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b HostReach) int { return strings.Compare(a.Host, b.Host) })
	return out, nil
}
