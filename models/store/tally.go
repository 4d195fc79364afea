package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"knoop/models"
)

// maxTallies bounds how many events are told of in one transaction.
const maxTallies = 100

// countAnew notes that tallies change by an answer that is about to be saved.
func (s *Store) countAnew(ctx context.Context, a models.Attendance, known bool) error {
	if known {
		var was []models.AttendanceState
		if err := s.db(ctx).Model(&models.Attendance{}).Where("id = ?", a.ID).Pluck("state", &was).Error; err != nil {
			return wrap("read an answer as it was", err)
		}
		if len(was) == 1 && was[0] == a.State {
			return nil
		}
	} else if a.State == models.AttendanceInvited {
		return nil
	}
	return s.tallyDue(ctx, a.EventID)
}

// tallyDue lets other servers hear of the tallies of an event, after as long as
// they are gathered. What is due already stays so.
func (s *Store) tallyDue(ctx context.Context, eventID string) error {
	s.touch(marksFacts) // who tells must know when to wake
	due := models.DueTally{EventID: eventID, DueAt: s.Now().Add(models.TallyEvery)}
	return wrap("note that tallies changed", s.db(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&due).Error)
}

// RecordTallies records a fact for each event of which the tallies are due, and
// gives when the next ones are; zero when none are.
func (s *Store) RecordTallies(ctx context.Context) (next time.Time, err error) {
	var waiting []models.DueTally
	if err := s.db(ctx).Order("due_at").Limit(1).Find(&waiting).Error; err != nil {
		return next, wrap("look for tallies", err)
	}
	if len(waiting) == 0 || waiting[0].DueAt.After(s.Now()) {
		return firstDue(waiting), nil
	}
	err = s.InTx(ctx, func(tx *Store) error {
		var due []models.DueTally
		q := tx.db(ctx).Clauses(tx.forUpdate()...).Order("due_at").Limit(maxTallies).Find(&due, "due_at <= ?", tx.Now())
		if q.Error != nil {
			return wrap("read due tallies", q.Error)
		}
		for _, d := range due {
			if err := tx.db(ctx).Delete(&models.DueTally{}, "event_id = ?", d.EventID).Error; err != nil {
				return wrap("take due tallies", err)
			}
			o, err := tx.Object(ctx, d.EventID)
			if err != nil {
				return fmt.Errorf("read the event of a tally: %w", err)
			}
			if !o.Local || o.GoneAt != nil {
				continue
			}
			if err := tx.record(ctx, models.EventTalliedFact, o.ActorID, o.ID, nil); err != nil {
				return err
			}
		}
		waiting = nil
		return wrap("look for tallies", tx.db(ctx).Order("due_at").Limit(1).Find(&waiting).Error)
	})
	return firstDue(waiting), err
}

func firstDue(waiting []models.DueTally) time.Time {
	if len(waiting) == 0 {
		return time.Time{}
	}
	return waiting[0].DueAt
}

// WholeEvent gives what an event of ours has beyond its object, with its answers
// and who organises it too: as it is told and served.
func (s *Store) WholeEvent(ctx context.Context, objectID string) (models.Event, error) {
	e, err := s.Event(ctx, objectID)
	if err != nil {
		return e, err
	}
	if e.Organizers, err = s.Organizers(ctx, objectID); err != nil || !e.TakesRSVP && !e.Poll {
		return e, err
	}
	e.Answers, err = s.Answers(ctx, objectID)
	e.Answers.PollClosed = e.Votable(s.Now()) != nil
	return e, err
}
