package main

import (
	"context"
	"fmt"
	"time"

	"knoop/federation/queue"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/text"
)

// importRound makes events of the next dates of the import that runs: the work of
// a queue.Loop. How far it is stands in the database.
func importRound(st *store.Store) queue.Work {
	var id string
	var dates []models.CalendarDate
	return func(ctx context.Context) (more bool, next time.Time, err error) {
		i, err := st.RunningImport(ctx)
		if models.KindOf(err) == models.NotFound {
			id, dates = "", nil
			return false, time.Time{}, nil
		}
		if err != nil {
			return false, time.Time{}, fmt.Errorf("look for imports: %w", err)
		}
		if i.ID != id {
			f, err := st.ImportFile(ctx, i.ID)
			if models.KindOf(err) == models.NotFound { // done in another process just now
				return true, time.Time{}, nil
			}
			if err != nil {
				return false, time.Time{}, fmt.Errorf("read an import's file: %w", err)
			}
			id, dates = i.ID, f.Dates
		}
		if _, err := st.StepImport(ctx, id, dates, rendered); err != nil {
			return false, time.Time{}, fmt.Errorf("make events of a file: %w", err)
		}
		return true, time.Time{}, nil
	}
}

// rendered makes HTML of what a file says, which names nobody.
func rendered(markdown string) string { return text.Render(markdown, nil).HTML }
