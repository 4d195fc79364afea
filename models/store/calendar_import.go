package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"knoop/models"
)

// KeepImport keeps what was read from a file to look at: nothing happens yet.
func (s *Store) KeepImport(ctx context.Context, name, madeBy string, f models.CalendarFile) (models.CalendarImport, error) {
	i := models.CalendarImport{ID: models.NewID(), Name: name, MadeBy: madeBy, State: models.WavePreview, Total: len(f.Dates), CreatedAt: s.Now()}
	var err error
	if i.File, err = json.Marshal(f); err != nil {
		return i, fmt.Errorf("write down a calendar: %w", err)
	}
	err = s.InTx(ctx, func(tx *Store) error {
		return wrap("keep a calendar", tx.db(ctx).Create(&i).Error)
	})
	return i, err
}

// Import gives one without its file.
func (s *Store) Import(ctx context.Context, id string) (models.CalendarImport, error) {
	var i models.CalendarImport
	return i, wrap("load an import", s.db(ctx).Omit("File").Clauses(s.forUpdate()...).Take(&i, "id = ?", id).Error)
}

// Imports lists them, newest first, without their files.
func (s *Store) Imports(ctx context.Context) ([]models.CalendarImport, error) {
	var rows []models.CalendarImport
	return rows, wrap("list imports", s.db(ctx).Omit("File").Order("id DESC").Limit(50).Find(&rows).Error)
}

// ImportFile gives what was read; NotFound once it is done.
func (s *Store) ImportFile(ctx context.Context, id string) (f models.CalendarFile, err error) {
	var i models.CalendarImport
	if err := s.db(ctx).Select("id", "file").Take(&i, "id = ?", id).Error; err != nil {
		return f, wrap("load a calendar", err)
	}
	if len(i.File) == 0 {
		return f, models.Fail(models.NotFound, "error.not_found")
	}
	if err := json.Unmarshal(i.File, &f); err != nil {
		return f, fmt.Errorf("read a calendar: %w", err)
	}
	return f, nil
}

// StartImport lets the dates of a file become events, from where it was stopped;
// publish: right away, else each becomes a draft. Conflict when it runs or is done.
func (s *Store) StartImport(ctx context.Context, id string, publish bool) error {
	return s.InTx(ctx, func(tx *Store) error {
		i, err := tx.Import(ctx, id)
		if err != nil {
			return err
		}
		if !i.CanStart() {
			return models.Fail(models.Conflict, "error.import_"+string(i.State))
		}
		set := map[string]any{"state": models.WaveRunning, "stopped_at": nil, "fault": ""}
		if i.StartedAt == nil {
			set["started_at"], set["publish"] = tx.Now(), publish
		}
		tx.touch(marksWaves)
		return wrap("start an import", tx.db(ctx).Model(&models.CalendarImport{}).Where("id = ?", id).Updates(set).Error)
	})
}

// StopImport halts one after the dates that are being written.
func (s *Store) StopImport(ctx context.Context, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		q := tx.db(ctx).Model(&models.CalendarImport{}).Where("id = ? AND state = ?", id, models.WaveRunning).
			Updates(map[string]any{"state": models.WaveStopped, "stopped_at": tx.Now()})
		if q.Error == nil && q.RowsAffected == 0 {
			return models.Fail(models.Conflict, "error.import_not_running")
		}
		return wrap("stop an import", q.Error)
	})
}

// DropImport throws a file away that does not run; what it made stays.
func (s *Store) DropImport(ctx context.Context, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		q := tx.db(ctx).Delete(&models.CalendarImport{}, "id = ? AND state <> ?", id, models.WaveRunning)
		if q.Error == nil && q.RowsAffected == 0 {
			return models.Fail(models.Conflict, "error.import_running")
		}
		return wrap("drop a calendar", q.Error)
	})
}

// RunningImport gives the one that has run longest; NotFound when none runs.
func (s *Store) RunningImport(ctx context.Context) (models.CalendarImport, error) {
	var i models.CalendarImport
	return i, wrap("look for an import", s.db(ctx).Omit("File").Order("started_at, id").Take(&i, "state = ?", models.WaveRunning).Error)
}

// JudgeDates says of each date what would become of it now, in their order.
func (s *Store) JudgeDates(ctx context.Context, dates []models.CalendarDate) ([]models.CalendarVerdict, error) {
	out := make([]models.CalendarVerdict, len(dates))
	for i, d := range dates {
		var err error
		if out[i], _, err = s.judgeDate(ctx, d); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// judgeDate says what would become of a date, and what it became before.
func (s *Store) judgeDate(ctx context.Context, d models.CalendarDate) (models.CalendarVerdict, models.ImportedDate, error) {
	known := models.ImportedDate{UID: hashOf(d.UID), Original: d.Original}
	n, err := s.Node(ctx)
	if err != nil {
		return "", known, err
	}
	if strings.HasPrefix(d.UID, n.Origin+"/") { // it came from here
		return models.CalendarSame, known, nil
	}
	q := s.db(ctx).Limit(1).Find(&known, "uid = ? AND original = ?", known.UID, known.Original)
	if q.Error != nil {
		return "", known, wrap("look for a date", q.Error)
	}
	fresh := models.CalendarNew
	if d.Cancelled {
		fresh = models.CalendarOff
	}
	if q.RowsAffected == 0 {
		return fresh, known, nil
	}
	var draft models.EventDraft
	q = s.db(ctx).Select("id", "updated_at").Limit(1).Find(&draft, "id = ?", known.ObjectID)
	if q.Error != nil {
		return "", known, wrap("look for a draft", q.Error)
	}
	isDraft := q.RowsAffected == 1
	if !isDraft {
		switch _, err := s.Object(ctx, known.ObjectID); {
		case models.KindOf(err) == models.NotFound: // the draft was thrown away
			return fresh, known, nil
		case err != nil:
			return "", known, err
		}
	}
	switch {
	case known.Print == printOf(d):
		return models.CalendarSame, known, nil
	case d.Cancelled:
		return models.CalendarOff, known, nil
	case !isDraft || draft.UpdatedAt.After(known.SavedAt):
		return models.CalendarKept, known, nil
	}
	return models.CalendarChanged, known, nil
}

// printOf tells whether two files say the same of a date.
func printOf(d models.CalendarDate) string {
	d.Line = 0
	raw, _ := json.Marshal(d) // of strings and times: never fails
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:16])
}

// StepImport makes events of the next dates, and notes how far it is, in one
// transaction: it can be killed anywhere, and no date becomes two. dates are those
// of ImportFile; render makes HTML of Markdown. An import that finds no more room
// for drafts stops, and says so. more is false when it is done, was stopped or is
// gone.
func (s *Store) StepImport(ctx context.Context, id string, dates []models.CalendarDate, render func(string) string) (more bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		more = false
		i, err := tx.Import(ctx, id)
		if models.KindOf(err) == models.NotFound || err == nil && i.State != models.WaveRunning {
			return nil
		}
		if err != nil {
			return err
		}
		n, err := tx.Node(ctx)
		if err != nil {
			return err
		}
		set := map[string]any{}
		for _, d := range dates[min(i.Done, len(dates)):min(i.Done+models.CalendarBatch, len(dates))] {
			err := tx.importDate(ctx, n, &i, d, render)
			var full *models.Error
			if errors.As(err, &full) && full.Kind == models.TooMany {
				set["state"], set["stopped_at"], set["fault"] = models.WaveStopped, tx.Now(), full.Key
				break
			}
			if err != nil {
				return err
			}
			i.Done++
		}
		set["done"], set["made"], set["changed"], set["passed"], set["failed"] = i.Done, i.Made, i.Changed, i.Passed, i.Failed
		switch {
		case set["state"] != nil:
		case i.Done >= len(dates):
			set["state"], set["done_at"], set["file"] = models.WaveDone, tx.Now(), nil
		default:
			more = true
		}
		return wrap("note how far an import is", tx.db(ctx).Model(&models.CalendarImport{}).Where("id = ?", id).Updates(set).Error)
	})
	return more, err
}

func (s *Store) importDate(ctx context.Context, n models.Node, i *models.CalendarImport, d models.CalendarDate, render func(string) string) error {
	verdict, known, err := s.judgeDate(ctx, d)
	if err != nil {
		return err
	}
	if verdict != models.CalendarNew && verdict != models.CalendarChanged {
		i.Passed++
		return nil
	}
	in := imported(n, d, render)
	if in.check() != nil {
		i.Failed++
		return nil
	}
	switch {
	case verdict == models.CalendarChanged:
		draft, err := s.SaveDraft(ctx, known.ObjectID, in, models.TypedWhen{})
		if err != nil {
			return err
		}
		known.SavedAt = draft.UpdatedAt
		i.Changed++
	case i.Publish:
		o, err := s.PublishEvent(ctx, in)
		if err != nil {
			return err
		}
		known.ObjectID, known.SavedAt = o.ID, s.Now()
		i.Made++
	default:
		draft, err := s.SaveDraft(ctx, "", in, models.TypedWhen{})
		if err != nil {
			return err
		}
		known.ObjectID, known.SavedAt = draft.ID, draft.UpdatedAt
		i.Made++
	}
	known.Print = printOf(d)
	return wrap("remember a date", s.db(ctx).Save(&known).Error)
}

// imported gives the event of the collective that a date of a file becomes.
func imported(n models.Node, d models.CalendarDate, render func(string) string) NewEvent {
	source := d.Description
	if d.URL != "" && !strings.Contains(source, d.URL) {
		source = strings.TrimSpace(source + "\n\n" + d.URL)
	}
	e := models.Event{
		StartsAt: d.StartsAt, EndsAt: d.EndsAt, Timezone: d.Timezone, Status: models.EventConfirmed, Category: "MEETING", TakesRSVP: true,
	}
	if models.IsWebURL(d.Location) {
		e.OnlineURL = d.Location
	} else {
		e.Place.Name = d.Location
	}
	in := NewEvent{ActorID: n.Collective, Title: d.Title, Source: source, Language: n.Language, Event: e}
	if source != "" {
		in.Content = render(source)
	}
	for _, word := range d.Categories {
		if word = strings.ToLower(word); models.IsTag(word) && len(in.Hashtags) < 10 {
			in.Hashtags = append(in.Hashtags, word)
		}
	}
	return in
}

// SweepImports throws files away that nobody went on with for a while.
func (s *Store) SweepImports(ctx context.Context) error {
	return s.InTx(ctx, func(tx *Store) error {
		until := tx.Now().Add(-models.WaveKept)
		q := tx.db(ctx).Delete(&models.CalendarImport{}, "state IN ? AND created_at < ?", []models.WaveState{models.WavePreview, models.WaveStopped}, until)
		return wrap("sweep imports", q.Error)
	})
}
