package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"knoop/models"
)

// ApplyDeletion notes that a Delete of another node was carried out here, and
// that the node is to hear of it; once for each Delete.
func (s *Store) ApplyDeletion(ctx context.Context, d models.DeletionApplied) error {
	data, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("write a deletion receipt: %w", err)
	}
	return s.InTx(ctx, func(tx *Store) error {
		n, err := tx.Node(ctx)
		if err != nil {
			return err
		}
		made := tx.db(ctx).Clauses(ignore).Create(&models.DeleteReceipt{
			ActivityURI: d.Delete, Host: hostOf(d.Application), AppliedAt: d.At, CreatedAt: tx.Now(),
		})
		if made.Error != nil || made.RowsAffected == 0 {
			return wrap("note a deletion", made.Error)
		}
		return tx.record(ctx, models.DeletionAppliedFact, n.Application, d.Delete, data)
	})
}

// ConfirmDeletion takes another node's word that it carried out a Delete of
// ours. found is false when it is none of ours, or this host was never told.
func (s *Store) ConfirmDeletion(ctx context.Context, host, activityURI string, applied time.Time) (found bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		var told int64
		// Letters about an event stand under its own address, also where the note
		// form was deleted.
		err := tx.db(ctx).Raw("SELECT count(*) FROM activities a JOIN letters l ON l.activity_id = a.id AND l.host = ? AND l.object_uri IN "+
			"(a.object_uri, (SELECT o.uri FROM objects o WHERE o.note_uri = a.object_uri AND o.note_uri <> '')) WHERE a.uri = ? AND a.type = 'Delete'",
			host, activityURI).Scan(&told).Error
		if err != nil || told == 0 {
			return wrap("find a deletion", err)
		}
		found = true
		now := tx.Now()
		if applied.IsZero() || applied.After(now) {
			applied = now
		}
		return wrap("note a deletion receipt", tx.db(ctx).Clauses(ignore).Create(&models.DeleteReceipt{
			ActivityURI: activityURI, Host: host, AppliedAt: applied, CreatedAt: now,
		}).Error)
	})
	return found, err
}

// HostDeletion is how far the deletion of a thing is at one server.
type HostDeletion struct {
	Host   string
	State  models.DeletionState
	Tries  int
	Status int        // HTTP status of a refusal
	At     *time.Time // confirmed, or taken
}

// Deletions lists, by host, how far the deletion of an object or actor of ours
// is. Nothing is listed before its letters are written.
func (s *Store) Deletions(ctx context.Context, objectURI string) (list []HostDeletion, err error) {
	var letters []models.Letter
	err = s.db(ctx).Where("object_uri = ? AND activity_id IN (SELECT id FROM activities WHERE type = 'Delete')", objectURI).Order("id").Find(&letters).Error
	if err != nil {
		return nil, wrap("read letters about a deletion", err)
	}
	ids := make([]string, len(letters))
	for i, l := range letters {
		ids[i] = l.ActivityID
	}
	var receipts []models.DeleteReceipt
	err = s.db(ctx).Where("activity_uri IN (SELECT uri FROM activities WHERE ?)", s.among("id", ids)).Find(&receipts).Error
	if err != nil {
		return nil, wrap("read deletion receipts", err)
	}
	confirmed := map[string]time.Time{}
	for _, r := range receipts {
		confirmed[r.Host] = r.AppliedAt
	}
	byHost := map[string]HostDeletion{}
	for _, l := range letters {
		at, ok := confirmed[l.Host]
		h := HostDeletion{Host: l.Host, State: models.DeletionAt(l.State, ok), Tries: l.Attempts, Status: l.Status, At: l.DoneAt}
		if ok {
			h.At = &at
		}
		if before, known := byHost[l.Host]; !known || before.State == models.DeletionTold {
			byHost[l.Host] = h // what is least far speaks for a host with several inboxes
		}
	}
	for _, h := range byHost {
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b HostDeletion) int { return strings.Compare(a.Host, b.Host) })
	return list, nil
}
