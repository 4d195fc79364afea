package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"knoop/models"
)

// Settlement is the outcome of one try at a letter.
type Settlement struct {
	Letter    models.Letter // as claimed
	State     models.LetterState
	DueAt     time.Time   // when State is waiting
	Status    int         // HTTP status, 0 for none
	Error     string      // why it failed, short
	Host      models.Host // the host's new state; zero Name: unchanged
	InboxGone bool        // 410: whoever has this as her own inbox no longer follows
}

// SettleLetters writes outcomes, many in one commit. When a failing host has
// answered, all its letters are due at once; when one starts to fail, they
// leave the common line.
func (s *Store) SettleLetters(ctx context.Context, out []Settlement) error {
	if len(out) == 0 {
		return nil
	}
	return s.InTx(ctx, func(tx *Store) error {
		now := tx.Now()
		if err := tx.settleDelivered(ctx, out, now); err != nil {
			return err
		}
		hosts := map[string]models.Host{}
		for _, o := range out {
			if o.State != models.LetterDelivered {
				if err := tx.settleOther(ctx, o, now); err != nil {
					return err
				}
			}
			if o.Host.Name != "" {
				hosts[o.Host.Name] = o.Host
			}
			if o.InboxGone {
				if err := tx.retireInbox(ctx, o.Letter.Inbox, now); err != nil {
					return err
				}
			}
		}
		for _, h := range hosts {
			if err := tx.saveHealth(ctx, h, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// settleDelivered marks what arrived, one statement a status.
func (s *Store) settleDelivered(ctx context.Context, out []Settlement, now time.Time) error {
	byStatus := map[int][]string{}
	for _, o := range out {
		if o.State == models.LetterDelivered {
			byStatus[o.Status] = append(byStatus[o.Status], o.Letter.ID)
		}
	}
	for status, ids := range byStatus {
		err := s.db(ctx).Model(&models.Letter{}).Where("state = 'waiting'").Where(s.among("id", ids)).Updates(map[string]any{
			"state": models.LetterDelivered, "status": status, "error": "", "done_at": now, "held": false,
			"attempts": gorm.Expr("attempts + 1"), "leased_until": time.Time{},
		}).Error
		if err != nil {
			return wrap("settle delivered letters", err)
		}
	}
	return nil
}

func (s *Store) settleOther(ctx context.Context, o Settlement, now time.Time) error {
	set := map[string]any{
		"state": o.State, "status": o.Status, "error": o.Error,
		"attempts": gorm.Expr("attempts + 1"), "leased_until": time.Time{},
	}
	if o.State == models.LetterWaiting {
		set["due_at"] = o.DueAt
	} else {
		set["done_at"] = now
	}
	err := s.db(ctx).Model(&models.Letter{}).Where("id = ? AND state = 'waiting'", o.Letter.ID).Updates(set).Error
	return wrap("settle a letter", err)
}

// retireInbox ends the follows of those whose own inbox this is. A shared inbox
// belongs to nobody alone, so that one 410 does not end the follows of a whole
// server.
func (s *Store) retireInbox(ctx context.Context, inbox string, now time.Time) error {
	err := s.db(ctx).Model(&models.Follow{}).
		Where("state = 'accepted' AND follower_id IN (SELECT id FROM actors WHERE inbox = ? AND local = false)", inbox).
		Updates(map[string]any{"state": models.FollowEnded, "updated_at": now}).Error
	s.touch(marksPublic)
	return wrap("retire a follower", err)
}
