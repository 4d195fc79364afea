package store

import (
	"context"
	"time"

	"knoop/models"
)

// AddDate gives a series a date beside its rule: "2026-12-30" at "09:30" on the
// clock there. It is as the others are, and edits of the series change what it says
// but not when it is. Conflict error.date_taken when the series has one then.
func (s *Store) AddDate(ctx context.Context, seriesID, date, clock string) error {
	return s.InTx(ctx, func(tx *Store) error {
		var one models.Series
		if err := tx.db(ctx).Clauses(tx.forUpdate()...).Take(&one, "actor_id = ?", seriesID).Error; err != nil {
			return wrap("load a series", err)
		}
		start, err := models.LocalMoment(date, clock, one.Timezone, models.HourFirst)
		if err != nil {
			return err
		}
		if start = models.Second(start); start.Before(tx.Now()) {
			return models.Fail(models.Invalid, "error.date_past")
		}
		plan, err := Schedule(one)
		if err != nil {
			return err
		}
		taken := models.Fail(models.Conflict, "error.date_taken")
		if on := plan.Between(start, start.Add(time.Second), 1); len(on) > 0 && on[0].Held() {
			return taken
		}
		made, err := tx.makeDate(ctx, one, models.Occurrence{SeriesID: seriesID, Original: start, Extra: true})
		if err == nil && !made {
			err = taken
		}
		return err
	})
}
