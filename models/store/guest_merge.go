package store

import (
	"cmp"
	"context"
	"slices"

	"knoop/models"
)

// MergeGuests makes two guests of one event, of whom an organiser knows that they
// are one person, into the one that is to stay. Her better answer counts; a seat
// that comes free goes to who waits. That it was done, and by whom, is kept.
func (s *Store) MergeGuests(ctx context.Context, keptID, goneID, by string) error {
	return s.InTx(ctx, func(tx *Store) error {
		kept, err := tx.Attendance(ctx, keptID)
		if err != nil {
			return err
		}
		return tx.merge(ctx, kept.EventID, keptID, goneID, by)
	})
}

func (s *Store) merge(ctx context.Context, eventID, keptID, goneID, by string) error {
	o, e, err := s.lockSeats(ctx, eventID)
	if err != nil {
		return err
	}
	var two []models.Attendance
	if err := s.db(ctx).Find(&two, "event_id = ? AND id IN ?", eventID, []string{keptID, goneID}).Error; err != nil {
		return wrap("load two guests", err)
	}
	if len(two) != 2 {
		return models.Fail(models.Conflict, "error.guests_not_two")
	}
	kept, gone := two[0], two[1]
	if kept.ID != keptID {
		kept, gone = gone, kept
	}
	free := kept.State == models.AttendanceComing && gone.State == models.AttendanceComing
	if err := s.moveClaims(ctx, gone, kept); err != nil {
		return err
	}
	kept.Absorb(gone)
	if err := s.db(ctx).Delete(&models.Attendance{}, "id = ?", gone.ID).Error; err != nil {
		return wrap("merge guests", err)
	}
	if err := s.tallyDue(ctx, eventID); err != nil {
		return err
	}
	if err := s.db(ctx).Model(&models.GuestMerge{}).Where("kept_id = ?", gone.ID).UpdateColumn("kept_id", kept.ID).Error; err != nil {
		return wrap("merge guests", err)
	}
	if err := s.noteMerge(ctx, eventID, gone.Guest, kept.ID, by); err != nil {
		return err
	}
	if err := s.saveAttendance(ctx, &kept, true); err != nil {
		return err
	}
	if free {
		_, err = s.moveUp(ctx, o, e)
	}
	return err
}

// GuestMerges lists what was merged at an event, oldest first.
func (s *Store) GuestMerges(ctx context.Context, eventID string) ([]models.GuestMerge, error) {
	var out []models.GuestMerge
	return out, wrap("list merged guests", s.db(ctx).Order("id").Find(&out, "event_id = ?", eventID).Error)
}

// adopt gives the answers that a condition finds to an actor; where she answered
// too, the two become one.
func (s *Store) adopt(ctx context.Context, which, actorID string, args ...any) error {
	rows, err := s.guestRows(ctx, which, args...)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if _, _, err := s.lockSeats(ctx, row.EventID); err != nil {
			if models.KindOf(err) == models.NotFound {
				continue
			}
			return err
		}
		a, err := s.Attendance(ctx, row.ID) // as it is now that nobody else changes it
		if models.KindOf(err) == models.NotFound || err == nil && a.Guest == actorID {
			continue
		}
		if err != nil {
			return err
		}
		var mine []models.Attendance
		if err := s.db(ctx).Limit(1).Find(&mine, "event_id = ? AND guest = ?", a.EventID, actorID).Error; err != nil {
			return wrap("find her own answer", err)
		}
		if len(mine) == 1 {
			if err := s.merge(ctx, a.EventID, mine[0].ID, a.ID, ""); err != nil {
				return err
			}
			continue
		}
		if err := s.noteMerge(ctx, a.EventID, a.Guest, a.ID, ""); err != nil {
			return err
		}
		was := a
		a.Guest, a.ActorID, a.Name, a.Address = actorID, actorID, "", nil
		if err := s.moveClaims(ctx, was, a); err != nil {
			return err
		}
		if err := s.saveAttendance(ctx, &a, true); err != nil {
			return err
		}
	}
	return nil
}

// guestRows finds answers, always in the order of their events, so that two who
// go through them never wait for each other.
func (s *Store) guestRows(ctx context.Context, which string, args ...any) ([]models.Attendance, error) {
	var rows []models.Attendance
	err := s.db(ctx).Select("id", "event_id").Where(which, args...).Find(&rows).Error
	slices.SortFunc(rows, func(a, b models.Attendance) int { return cmp.Compare(a.EventID, b.EventID) })
	return rows, wrap("find the answers of a guest", err)
}

func (s *Store) noteMerge(ctx context.Context, eventID, guest, keptID, by string) error {
	m := models.GuestMerge{ID: models.NewID(), EventID: eventID, Guest: guest, KeptID: keptID, MergedBy: by, CreatedAt: s.Now()}
	return wrap("note that guests were merged", s.db(ctx).Clauses(ignore).Create(&m).Error)
}

// MoveAnswers lets the answers of an actor go along to the one she moved to.
// Whether the two agree on the move is the caller's to check.
func (s *Store) MoveAnswers(ctx context.Context, old, target models.Actor) error {
	return s.InTx(ctx, func(tx *Store) error {
		return tx.adopt(ctx, "actor_id = ? AND actor_id <> ''", target.ID, old.ID)
	})
}

// HasAnswered says whether an actor answered any event of ours.
func (s *Store) HasAnswered(ctx context.Context, actorID string) (bool, error) {
	var n int64
	err := s.db(ctx).Model(&models.Attendance{}).Where("actor_id = ? AND actor_id <> ''", actorID).Limit(1).Count(&n).Error
	return n > 0, wrap("look for answers", err)
}
