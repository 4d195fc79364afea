package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"knoop/models"
)

// EndSeries lets a series stop after a day of its zone, "2027-03-05". Dates after
// it that nobody answered are cancelled, answered ones stay and are given, so that
// somebody decides. Invalid error.date_invalid for what is no day.
func (s *Store) EndSeries(ctx context.Context, seriesID, last string) (SeriesChange, error) {
	day, err := time.Parse(time.DateOnly, last)
	if err != nil {
		return SeriesChange{}, models.Fail(models.Invalid, "error.date_invalid", "Date", last)
	}
	one, err := s.Series(ctx, seriesID)
	if err != nil {
		return SeriesChange{}, err
	}
	parts := slices.DeleteFunc(strings.Split(one.Rule, ";"), func(part string) bool {
		return strings.HasPrefix(part, "COUNT=") || strings.HasPrefix(part, "UNTIL=")
	})
	one.Rule = strings.Join(append(parts, "UNTIL="+day.Format("20060102")), ";")
	return s.EditSeries(ctx, seriesID, NewSeries{Series: one})
}
