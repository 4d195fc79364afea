package store

import (
	"context"
	"time"

	"knoop/models"
)

// forgetGuest drops all answers of a gone actor; her seats go to those who wait.
func (s *Store) forgetGuest(ctx context.Context, actorID string) error {
	if err := s.forgetHelper(ctx, actorID); err != nil {
		return err
	}
	rows, err := s.guestRows(ctx, "actor_id = ? AND actor_id <> ''", actorID)
	if err != nil {
		return err
	}
	for _, a := range rows {
		if err := s.dropGuest(ctx, a.ID, a.EventID); err != nil {
			return err
		}
	}
	if err := s.db(ctx).Delete(&models.GuestLink{}, "actor_id = ? AND actor_id <> ''", actorID).Error; err != nil {
		return wrap("forget links of a guest", err)
	}
	return wrap("forget merged guests", s.db(ctx).Delete(&models.GuestMerge{}, "guest = ?", actorID).Error)
}

// dropGuest deletes one answer; a seat goes to who waits.
func (s *Store) dropGuest(ctx context.Context, id, eventID string) error {
	o, e, err := s.lockSeats(ctx, eventID)
	if err != nil && models.KindOf(err) != models.NotFound {
		return err
	}
	there := err == nil
	const hers = "guest IN (SELECT guest FROM attendances WHERE id = ?) AND task_id IN (SELECT id FROM event_tasks WHERE event_id = ?)"
	if err := s.db(ctx).Delete(&models.TaskClaim{}, hers, id, eventID).Error; err != nil {
		return wrap("open the tasks of a guest", err)
	}
	if err := s.db(ctx).Delete(&models.Reminder{}, "event_id = ? AND whom = ?", eventID, id).Error; err != nil {
		return wrap("forget a reminder", err)
	}
	if err := s.db(ctx).Delete(&models.Attendance{}, "id = ?", id).Error; err != nil {
		return wrap("forget an answer", err)
	}
	if err := s.db(ctx).Delete(&models.GuestMerge{}, "kept_id = ?", id).Error; err != nil {
		return wrap("forget merged guests", err)
	}
	s.touch(marksPublic)
	if err := s.tallyDue(ctx, eventID); err != nil || !there {
		return err
	}
	_, err = s.moveUp(ctx, o, e)
	return err
}

// ForgetByPass forgets a guest at once, as she asked on her own page: her answer,
// name and address, links that she has not used, mails that have not gone.
func (s *Store) ForgetByPass(ctx context.Context, pass string) error {
	return s.InTx(ctx, func(tx *Store) error {
		a, err := tx.AttendanceByPass(ctx, pass)
		if err != nil {
			return err
		}
		if err := tx.dropGuest(ctx, a.ID, a.EventID); err != nil {
			return err
		}
		if a.ActorID != "" {
			return wrap("forget links of a guest", tx.db(ctx).Delete(&models.GuestLink{}, "event_id = ? AND actor_id = ?", a.EventID, a.ActorID).Error)
		}
		if !a.ByMail() {
			return nil
		}
		address, err := tx.unseal(a.Address)
		if err != nil {
			return err
		}
		hash := tx.MailHash(address)
		if err := tx.db(ctx).Delete(&models.GuestLink{}, "event_id = ? AND address_hash = ?", a.EventID, hash).Error; err != nil {
			return wrap("forget links of a guest", err)
		}
		return wrap("stop mails to a guest", tx.db(ctx).Model(&models.Mail{}).
			Where("address_hash = ? AND state = ? AND kind IN ?", hash, models.MailWaiting, []models.MailKind{models.MailGuestLink, models.MailGuestAnswer, models.MailGuestNews}).
			Updates(map[string]any{"state": models.MailDead, "done_at": tx.Now(), "address": nil, "data": nil, "error": "she wants to be forgotten"}).Error)
	})
}

// SweepGuests forgets, models.GuestKept after an event, who came by mail or by
// hand and what anybody answered to its questions, at most 500 a call; how many
// came stays. Links that nobody can use any more go after three days. It says how
// many guests were forgotten.
func (s *Store) SweepGuests(ctx context.Context) (n int64, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		now := tx.Now()
		var rows []models.Attendance
		err := tx.db(ctx).Joins("JOIN events ON events.object_id = attendances.event_id").
			Where("coalesce(events.ends_at, events.starts_at) < ?", now.Add(-models.GuestKept)).
			Where("((attendances.actor_id = '' AND attendances.guest NOT LIKE 'forgotten:%') OR attendances.remark <> '' OR attendances.asked LIKE '[{%')").
			Order("attendances.id").Limit(sweepAtOnce).Find(&rows).Error
		if err != nil {
			return wrap("find guests to forget", err)
		}
		for i := range rows {
			a := &rows[i]
			if err := tx.db(ctx).Delete(&models.GuestMerge{}, "kept_id = ?", a.ID).Error; err != nil {
				return wrap("forget merged guests", err)
			}
			a.Forget()
			if err := tx.db(ctx).Model(a).Select("Guest", "Name", "Address", "Asked", "Remark").UpdateColumns(a).Error; err != nil {
				return wrap("forget a guest", err)
			}
		}
		n = int64(len(rows))
		old := now.Add(-models.GuestLinkLife - 24*time.Hour)
		return wrap("forget links of guests", tx.db(ctx).Delete(&models.GuestLink{}, "created_at < ?", old).Error)
	})
	return n, err
}
