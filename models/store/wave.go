package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"knoop/models"
)

// NewWave is a file of people to invite, read and checked, before anything
// happens with it.
type NewWave struct {
	Name, MadeBy, Text, Language string
	Days                         int
	File                         models.WaveFile
}

// KeepWave keeps a file to look at: nothing goes out. Invalid error.wave_empty
// when it has no good row, error.wave_rows when it has too many.
func (s *Store) KeepWave(ctx context.Context, in NewWave) (models.Wave, error) {
	w := models.Wave{
		ID: models.NewID(), Name: in.Name, MadeBy: in.MadeBy, State: models.WavePreview, Text: in.Text, Language: in.Language,
		Role: models.Member, Days: in.Days, Total: len(in.File.Rows), CreatedAt: s.Now(),
	}
	if err := w.Check(); err != nil {
		return w, err
	}
	if len(in.File.Rows) > models.MaxWaveRows {
		return w, models.Fail(models.Invalid, "error.wave_rows", "Max", models.MaxWaveRows)
	}
	plain, err := json.Marshal(in.File)
	if err != nil {
		return w, fmt.Errorf("write down a file: %w", err)
	}
	if w.File, err = s.options.Secret.Seal(plain); err != nil {
		return w, fmt.Errorf("seal a file: %w", err)
	}
	err = s.InTx(ctx, func(tx *Store) error {
		return wrap("keep a file", tx.db(ctx).Create(&w).Error)
	})
	return w, err
}

// BegunWave gives a wave of the same person, with the same file and words, that
// was begun and is not done: one that a kill cut off goes on as itself. NotFound
// when there is none.
func (s *Store) BegunWave(ctx context.Context, in NewWave) (models.Wave, error) {
	var rows []models.Wave
	err := s.db(ctx).Select(waveColumns).Where("state <> ? AND made_by = ? AND name = ? AND text = ? AND language = ? AND days = ? AND total = ?",
		models.WaveDone, in.MadeBy, in.Name, in.Text, in.Language, in.Days, len(in.File.Rows)).Order("id DESC").Limit(10).Find(&rows).Error
	if err != nil {
		return models.Wave{}, wrap("look for a wave that was begun", err)
	}
	for _, w := range rows {
		f, err := s.WaveFile(ctx, w.ID)
		if models.KindOf(err) == models.NotFound { // done just now
			continue
		}
		if err != nil {
			return w, err
		}
		if slices.Equal(f.Rows, in.File.Rows) {
			return w, nil
		}
	}
	return models.Wave{}, models.Fail(models.NotFound, "error.not_found")
}

// waveColumns are all but the file, which is large.
var waveColumns = []string{
	"id", "name", "made_by", "state", "by_mail", "text", "language", "role", "days", "total", "done", "made", "passed",
	"created_at", "started_at", "stopped_at", "done_at",
}

// Wave gives a wave without its file.
func (s *Store) Wave(ctx context.Context, id string) (models.Wave, error) {
	var w models.Wave
	return w, wrap("load a wave", s.db(ctx).Select(waveColumns).Clauses(s.forUpdate()...).Take(&w, "id = ?", id).Error)
}

// Waves lists the waves, newest first.
func (s *Store) Waves(ctx context.Context) ([]models.Wave, error) {
	var rows []models.Wave
	return rows, wrap("list waves", s.db(ctx).Select(waveColumns).Order("id DESC").Limit(200).Find(&rows).Error)
}

// WaveFile gives what was read from a wave's file; NotFound once it is done.
func (s *Store) WaveFile(ctx context.Context, id string) (models.WaveFile, error) {
	var f models.WaveFile
	var w models.Wave
	if err := s.db(ctx).Select("id", "file").Take(&w, "id = ?", id).Error; err != nil {
		return f, wrap("load a file", err)
	}
	if len(w.File) == 0 {
		return f, models.Fail(models.NotFound, "error.not_found")
	}
	plain, err := s.options.Secret.Open(w.File)
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(plain, &f); err != nil {
		return f, fmt.Errorf("read a file: %w", err)
	}
	return f, nil
}

// JudgeWave says of each row what would become of it now: those that are not in
// the answer would be invited.
func (s *Store) JudgeWave(ctx context.Context, rows []models.WaveRow) (map[int]models.WaveVerdict, error) {
	hashes := make([]string, len(rows))
	for i, r := range rows {
		hashes[i] = s.MailHash(r.Mail)
	}
	known, err := s.judge(ctx, hashes)
	if err != nil {
		return nil, err
	}
	verdicts := map[int]models.WaveVerdict{}
	for i, r := range rows {
		if verdict, ok := known[hashes[i]]; ok {
			verdicts[r.Line] = verdict
		}
	}
	return verdicts, nil
}

// StartWave lets a wave's lines become invitations, from where it was stopped;
// byMail: each with a mail. Conflict when it runs or is done.
func (s *Store) StartWave(ctx context.Context, id string, byMail bool) error {
	return s.InTx(ctx, func(tx *Store) error {
		w, err := tx.Wave(ctx, id)
		if err != nil {
			return err
		}
		if !w.CanStart() {
			return models.Fail(models.Conflict, "error.wave_"+string(w.State))
		}
		now := tx.Now()
		set := map[string]any{"state": models.WaveRunning, "stopped_at": nil}
		if w.StartedAt == nil { // what goes by mail is decided once
			set["started_at"], set["by_mail"] = now, byMail
		}
		tx.touch(marksWaves)
		return wrap("start a wave", tx.db(ctx).Model(&models.Wave{}).Where("id = ?", id).Updates(set).Error)
	})
}

// StopWave halts a wave after the lines that are being written. Conflict when
// it does not run.
func (s *Store) StopWave(ctx context.Context, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		q := tx.db(ctx).Model(&models.Wave{}).Where("id = ? AND state = ?", id, models.WaveRunning).
			Updates(map[string]any{"state": models.WaveStopped, "stopped_at": tx.Now()})
		if q.Error == nil && q.RowsAffected == 0 {
			return models.Fail(models.Conflict, "error.wave_not_running")
		}
		return wrap("stop a wave", q.Error)
	})
}

// DropWave throws a file away of which nothing has gone out yet. Conflict when
// something has.
func (s *Store) DropWave(ctx context.Context, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		q := tx.db(ctx).Delete(&models.Wave{}, "id = ? AND state = ?", id, models.WavePreview)
		if q.Error == nil && q.RowsAffected == 0 {
			return models.Fail(models.Conflict, "error.wave_begun")
		}
		return wrap("drop a file", q.Error)
	})
}

// RunningWave gives the wave that has run longest, with its rows; NotFound when
// none runs.
func (s *Store) RunningWave(ctx context.Context) (models.Wave, error) {
	var w models.Wave
	return w, wrap("look for a wave", s.db(ctx).Select(waveColumns).Order("started_at, id").Take(&w, "state = ?", models.WaveRunning).Error)
}

// invitationsMade gives those of the ids that are there.
func (s *Store) invitationsMade(_ context.Context, q *gorm.DB) (map[string]bool, error) {
	var found []string
	if err := q.Pluck("id", &found).Error; err != nil {
		return nil, wrap("look for invitations", err)
	}
	out := make(map[string]bool, len(found))
	for _, id := range found {
		out[id] = true
	}
	return out, nil
}
