package store

import (
	"context"
	"time"

	"knoop/models"
)

// OpenFacts gives the facts not yet told, in the order in which they happened.
func (s *Store) OpenFacts(ctx context.Context, limit int) ([]models.Fact, error) {
	var out []models.Fact
	err := s.db(ctx).Where("done_at IS NULL").Order("id").Limit(limit).Find(&out).Error
	return out, wrap("read open facts", err)
}

// Dispatch is what one fact leads to.
type Dispatch struct {
	FactID     string
	Activities []models.Activity
	Letters    []models.Letter
	Forms      []models.ToldForm
	Notes      []models.Object // private ones that say it, which are at their address too
}

// insertBatch is how many rows one INSERT takes; SQLite allows 32,766 values.
const insertBatch = 200

// FinishFact writes activities, letters, told forms and notes and marks the fact done,
// in one transaction. A fact that was done before changes nothing, so letters
// follow from it exactly once.
func (s *Store) FinishFact(ctx context.Context, d Dispatch) error {
	return s.InTx(ctx, func(tx *Store) error {
		now := tx.Now()
		done := tx.db(ctx).Model(&models.Fact{}).Where("id = ? AND done_at IS NULL", d.FactID).Update("done_at", now)
		if done.Error != nil {
			return wrap("finish a fact", done.Error)
		}
		if done.RowsAffected == 0 {
			return nil
		}
		if len(d.Activities) > 0 {
			if err := tx.db(ctx).Clauses(ignore).CreateInBatches(d.Activities, insertBatch).Error; err != nil {
				return wrap("keep activities", err)
			}
			tx.touch(marksPublic)
		}
		if len(d.Notes) > 0 {
			if err := tx.db(ctx).Clauses(ignore).CreateInBatches(d.Notes, insertBatch).Error; err != nil {
				return wrap("keep notes", err)
			}
		}
		if err := tx.writeLetters(ctx, d.Letters, now); err != nil {
			return err
		}
		if len(d.Forms) > 0 {
			return wrap("remember forms", tx.db(ctx).Clauses(ignore).CreateInBatches(d.Forms, insertBatch).Error)
		}
		return nil
	})
}

// writeLetters puts letters in the line: those to a failing host beside it, and
// those to a host that was given up at once among the dead, where they can be
// seen and retried.
func (s *Store) writeLetters(ctx context.Context, letters []models.Letter, now time.Time) error {
	if len(letters) == 0 {
		return nil
	}
	failing, err := s.failing(ctx)
	if err != nil {
		return err
	}
	rows := make([]models.Letter, len(letters))
	for i, l := range letters {
		if h, ok := failing[l.Host]; ok {
			l.Held = true
			if h.Dead() {
				l.State, l.DoneAt, l.Error = models.LetterDead, &now, "host was given up after failing for days"
			}
		}
		rows[i] = l
	}
	s.touch(marksLetters)
	return wrap("write letters", s.db(ctx).CreateInBatches(rows, insertBatch).Error)
}

// Activity gives an activity of ours.
func (s *Store) Activity(ctx context.Context, id string) (models.Activity, error) {
	var a models.Activity
	err := s.db(ctx).Where("id = ?", id).Take(&a).Error
	return a, wrap("read an activity", err)
}

// Activities gives activities of ours by id; those unknown are left out.
func (s *Store) Activities(ctx context.Context, ids []string) (map[string]models.Activity, error) {
	var rows []models.Activity
	if err := s.db(ctx).Where(s.among("id", ids)).Find(&rows).Error; err != nil {
		return nil, wrap("read activities", err)
	}
	out := make(map[string]models.Activity, len(rows))
	for _, a := range rows {
		out[a.ID] = a
	}
	return out, nil
}
