package store

import (
	"context"
	"time"

	"knoop/models"
)

// DueCohosts lists those that are to be read again.
func (s *Store) DueCohosts(ctx context.Context, limit int) ([]CohostItem, error) {
	var rows []models.Cohost
	if err := s.db(ctx).Where("check_due_at <= ?", s.Now()).Order("check_due_at").Limit(limit).Find(&rows).Error; err != nil {
		return nil, wrap("list due co-hosts", err)
	}
	return s.cohostItems(ctx, rows)
}

// NextCohost gives when the next one is to be read; the zero time for none.
func (s *Store) NextCohost(ctx context.Context) (time.Time, error) {
	var c models.Cohost
	q := s.db(ctx).Where("check_due_at IS NOT NULL").Order("check_due_at").Limit(1).Find(&c)
	if q.Error != nil || q.RowsAffected == 0 {
		return time.Time{}, wrap("look for the next co-host", q.Error)
	}
	return *c.CheckDueAt, nil
}

// CheckCohost writes down what a reading came to. who is the collective as it was
// read, empty when it was not. One that changed while it was read stays due.
//
// A consent that was found lets our event name the collective; one that is gone for
// good has ended it, as has an event that names our collective no more.
func (s *Store) CheckCohost(ctx context.Context, id string, check models.Check, who models.Actor) error {
	return s.InTx(ctx, func(tx *Store) error {
		item, err := tx.changeCohost(ctx, id)
		if models.KindOf(err) == models.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		c, now := item.Cohost, tx.Now()
		if c.CollectiveID == "" {
			c.CollectiveID = who.ID
		}
		switch {
		case c.State == models.CohostOffered && item.Object.Local:
			if check.Stamp == models.Found && check.Of != "" {
				c.Accept(check.Of, now)
				c.StampSeenAt, c.CheckedAt = c.SinceAt, c.SinceAt
				return tx.listCohost(ctx, &c, true)
			}
			next := now.Add(models.CheckEvery)
			if check.Of != "" { // it is said to be there: its node may not know ours yet
				next = now.Add(models.CheckAtMost)
			}
			c.CheckDueAt = &next
			return tx.saveCohost(ctx, &c)
		case c.State != models.CohostAccepted && c.State != models.CohostClaimed:
			c.CheckDueAt = nil
			return tx.saveCohost(ctx, &c)
		case check.Of != c.StampURI:
			return nil
		}
		until := item.Event.LookUntil()
		switch {
		case item.Object.GoneAt != nil || item.Object.ID == "":
			c.CheckDueAt = nil
			return tx.saveCohost(ctx, &c)
		case !item.Object.Local && check.Claim == models.Revoked: // the word of its end was lost
			return tx.EraseObject(ctx, item.Object.URI, item.Object.ActorID)
		case item.Object.Local:
			if check.Stamp == models.Revoked {
				c.End(models.CohostEnded, "", now)
				c.Listed = item.Cohost.Listed
				return tx.listCohost(ctx, &c, false)
			}
			check.Claim = models.NotRead
			if c.Listed {
				check.Claim = models.Found
			}
			c.Judge(check, now, until)
			return tx.listCohost(ctx, &c, c.Listed || check.Stamp == models.Found)
		case item.Collective.Local && c.State == models.CohostAccepted:
			check.Stamp = models.Found
			if c.Listed && (check.Claim == models.Missing || check.Claim == models.Revoked) {
				return tx.partCohost(ctx, item, models.CohostEnded, "", models.CohostDroppedFact)
			}
		}
		c.Judge(check, now, until)
		return tx.saveCohost(ctx, &c)
	})
}

// CohostTouched lets the part of a collective be read again, whose consent its node
// says has changed or is gone. known is false when none of that address is.
func (s *Store) CohostTouched(ctx context.Context, collectiveURI, stampURI string) (known bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		var rows []models.Cohost
		err := tx.db(ctx).Clauses(tx.forUpdate()...).Order("id").Find(&rows, "collective_uri = ? AND stamp_uri = ?", collectiveURI, stampURI).Error
		if err != nil {
			return wrap("find a stamp", err)
		}
		for _, c := range rows {
			known = true
			if c.State != models.CohostAccepted && c.State != models.CohostClaimed {
				continue
			}
			c.Touch(tx.Now())
			if err := tx.saveCohost(ctx, &c); err != nil {
				return err
			}
		}
		return nil
	})
	return known, err
}

// ExpireOffers closes questions that nobody answered in time, and sends ours that
// have waited three days once more.
func (s *Store) ExpireOffers(ctx context.Context) error {
	n, err := s.Node(ctx)
	if models.KindOf(err) == models.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return s.InTx(ctx, func(tx *Store) error {
		var rows []models.Cohost
		if err := tx.db(ctx).Clauses(tx.forUpdate()...).Order("id").Find(&rows, "state = ?", models.CohostOffered).Error; err != nil {
			return wrap("list offers", err)
		}
		items, err := tx.cohostItems(ctx, rows)
		if err != nil {
			return err
		}
		now := tx.Now()
		for _, item := range items {
			c := item.Cohost
			switch {
			case c.Over(now):
				c.End(models.CohostExpired, "", now)
				if err := tx.saveCohost(ctx, &c); err != nil {
					return err
				}
			case item.Object.Local && item.Object.GoneAt == nil && c.ResentAt == nil && now.Sub(c.OpenedAt) > models.AskAgainAfter:
				if err := tx.offer(ctx, n, &c); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// buryCohosts ends all parts in an event that is deleted: what waits is taken back,
// what was agreed is over, ours with its stamp and its shares.
func (s *Store) buryCohosts(ctx context.Context, where string, args ...any) error {
	var rows []models.Cohost
	if err := s.db(ctx).Clauses(s.forUpdate()...).Order("id").Where(where, args...).Find(&rows).Error; err != nil {
		return wrap("list co-hosts", err)
	}
	items, err := s.cohostItems(ctx, rows)
	if err != nil {
		return err
	}
	for _, item := range items {
		c := item.Cohost
		switch {
		case c.State == models.CohostAccepted && item.Collective.Local && !item.Object.Local:
			if err := s.partCohost(ctx, item, models.CohostEnded, "", models.CohostDroppedFact); err != nil {
				return err
			}
		case c.State == models.CohostWished, c.State == models.CohostClaimed:
			if err := s.db(ctx).Delete(&models.Cohost{}, "id = ?", c.ID).Error; err != nil {
				return wrap("drop a co-host", err)
			}
		case c.State == models.CohostOffered || c.State == models.CohostAccepted:
			if item.Object.Local && !item.Collective.Local {
				if err := s.sayCohost(ctx, models.CohostWithdrawnFact, item.Object.ActorID, c, false); err != nil {
					return err
				}
			}
			state := models.CohostEnded
			if c.State == models.CohostOffered {
				state = models.CohostWithdrawn
			}
			c.End(state, "", s.Now())
			if err := s.saveCohost(ctx, &c); err != nil {
				return err
			}
		}
	}
	s.touch(marksPublic)
	return nil
}

// buryCohostsOf ends the parts of an actor that is gone, in its own events and in
// those of others.
func (s *Store) buryCohostsOf(ctx context.Context, actorID string) error {
	if err := s.buryCohosts(ctx, "event_id IN (SELECT id FROM objects WHERE actor_id = ?)", actorID); err != nil {
		return err
	}
	var rows []models.Cohost
	err := s.db(ctx).Clauses(s.forUpdate()...).Order("id").
		Find(&rows, "collective_id = ? AND collective_id <> '' AND state IN ?", actorID,
			[]models.CohostState{models.CohostOffered, models.CohostAccepted, models.CohostClaimed}).Error
	if err != nil {
		return wrap("list co-hosts", err)
	}
	for _, c := range rows {
		listed := c.Listed
		if err := s.revokeCohostStamp(ctx, c.ID); err != nil {
			return err
		}
		c.End(models.CohostGone, "", s.Now())
		c.Listed = listed
		if err := s.listCohost(ctx, &c, false); err != nil {
			return err
		}
	}
	return nil
}
