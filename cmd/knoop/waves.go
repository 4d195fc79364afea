package main

import (
	"context"
	"fmt"
	"time"

	"knoop/federation/queue"
	"knoop/models"
	"knoop/models/store"
)

// waveIdle is how often waves are looked for without a ring.
const waveIdle = time.Minute

// waveRound writes the next lines of the wave that runs: the work of a
// queue.Loop. How far it is stands in the database, so it may be killed at any
// line; a file is read once.
func waveRound(st *store.Store) queue.Work {
	var id string
	var rows []models.WaveRow
	return func(ctx context.Context) (more bool, next time.Time, err error) {
		w, err := st.RunningWave(ctx)
		if models.KindOf(err) == models.NotFound {
			id, rows = "", nil
			return false, time.Time{}, nil
		}
		if err != nil {
			return false, time.Time{}, fmt.Errorf("look for waves: %w", err)
		}
		if w.ID != id {
			f, err := st.WaveFile(ctx, w.ID)
			if models.KindOf(err) == models.NotFound { // done in another process just now
				return true, time.Time{}, nil
			}
			if err != nil {
				return false, time.Time{}, fmt.Errorf("read a wave's file: %w", err)
			}
			id, rows = w.ID, f.Rows
		}
		if _, err := st.StepWave(ctx, id, rows); err != nil {
			return false, time.Time{}, fmt.Errorf("write lines of a wave: %w", err)
		}
		return true, time.Time{}, nil
	}
}
