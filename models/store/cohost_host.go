package store

import (
	"context"
	"time"

	"knoop/models"
)

// The verbs of who organises an event towards the collectives it asks.

// OfferEvent asks a collective elsewhere to organise an event of our collective with
// it. Of a draft the wish is kept, and asked when it is published. Asked again while
// it waits, the same question is sent once more.
func (s *Store) OfferEvent(ctx context.Context, eventID, collectiveID string) (c models.Cohost, err error) {
	n, err := s.Node(ctx)
	if err != nil {
		return c, err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		other, err := tx.Actor(ctx, collectiveID)
		if err != nil {
			return err
		}
		switch {
		case other.Kind != models.Group:
			return models.Fail(models.Invalid, "error.cohost_no_collective")
		case other.Local:
			return models.Fail(models.Invalid, "error.cohost_ours")
		case other.GoneAt != nil:
			return models.Fail(models.Gone, "error.gone")
		}
		blocked, err := tx.Blocked(ctx, other.ID, n.Collective)
		if err != nil {
			return err
		}
		if blocked {
			return models.Fail(models.Forbidden, "error.forbidden")
		}
		authorID, e, draft, err := tx.offerable(ctx, eventID)
		if err != nil {
			return err
		}
		if authorID != n.Collective {
			return models.Fail(models.Forbidden, "error.cohost_not_collective")
		}
		if err := e.CanOffer(tx.Now()); err != nil {
			return err
		}
		if c, err = tx.lockCohost(ctx, eventID, other.URI, other.ID); err != nil {
			return err
		}
		c.Name = other.DisplayName()
		var asked int64
		err = tx.db(ctx).Model(&models.Cohost{}).Where("event_id = ? AND id <> ? AND state IN ?", eventID, c.ID,
			[]models.CohostState{models.CohostWished, models.CohostOffered, models.CohostAccepted}).Count(&asked).Error
		switch {
		case err != nil:
			return wrap("count co-hosts", err)
		case asked >= models.MaxCohosts:
			return models.Fail(models.TooMany, "error.cohost_too_many", "Max", models.MaxCohosts)
		case c.State == models.CohostAccepted:
			return models.Fail(models.Conflict, "error.cohost_already", "Name", other.DisplayName())
		case draft:
			c.State = models.CohostWished
			return tx.saveCohost(ctx, &c)
		}
		return tx.offer(ctx, n, &c)
	})
	return c, err
}

// offerable gives what may be offered: an event of ours, or a draft of one.
func (s *Store) offerable(ctx context.Context, eventID string) (authorID string, e models.Event, draft bool, err error) {
	o, found, err := s.lockObject(ctx, "id", eventID)
	switch {
	case err != nil:
		return "", e, false, err
	case found && (!o.Local || o.Type != models.EventObj):
		return "", e, false, models.Fail(models.NotFound, "error.not_found")
	case found && o.GoneAt != nil:
		return "", e, false, models.Fail(models.Gone, "error.gone")
	case found:
		e, err = s.Event(ctx, eventID)
		return o.ActorID, e, false, err
	}
	d, err := s.Draft(ctx, eventID)
	return d.New.ActorID, d.New.Event, true, err
}

// offer sends the question, anew or the one that waits once more.
func (s *Store) offer(ctx context.Context, n models.Node, c *models.Cohost) error {
	now := s.Now()
	if c.State == models.CohostOffered && !c.Over(now) {
		at := models.Second(now)
		c.ResentAt = &at
	} else {
		uri := models.ActivityURI(n.Origin, models.NewID())
		c.Open(models.Opening{URI: uri}, now)
		if err := c.Hear(true, uri, now, now); err != nil {
			return err
		}
		next := now.Add(models.CheckEvery)
		c.CheckDueAt = &next
	}
	if err := s.saveCohost(ctx, c); err != nil {
		return err
	}
	return s.sayCohost(ctx, models.CohostOfferedFact, n.Collective, *c, false)
}

// offerWished asks whom a draft was to be offered to, now that it is published.
func (s *Store) offerWished(ctx context.Context, n models.Node, o models.Object) error {
	var rows []models.Cohost
	if err := s.db(ctx).Clauses(s.forUpdate()...).Order("id").Find(&rows, "event_id = ? AND state = ?", o.ID, models.CohostWished).Error; err != nil {
		return wrap("list wished co-hosts", err)
	}
	for _, c := range rows {
		if o.ActorID != n.Collective { // it has become somebody's own
			if err := s.db(ctx).Delete(&models.Cohost{}, "id = ?", c.ID).Error; err != nil {
				return wrap("drop a wish", err)
			}
			continue
		}
		c.State = ""
		if err := s.offer(ctx, n, &c); err != nil {
			return err
		}
	}
	return nil
}

// WithdrawOffer takes a question back, or ends what came of it: the event names the
// collective no more.
func (s *Store) WithdrawOffer(ctx context.Context, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		item, err := tx.changeCohost(ctx, id)
		if err != nil {
			return err
		}
		c, now := item.Cohost, tx.Now()
		switch {
		case c.State == models.CohostWished:
			return wrap("drop a wish", tx.db(ctx).Delete(&models.Cohost{}, "id = ?", c.ID).Error)
		case !item.Object.Local:
			return models.Fail(models.NotFound, "error.not_found")
		case c.State == models.CohostOffered, c.State == models.CohostAccepted:
			return tx.withdrawOffer(ctx, item, now)
		}
		return models.Fail(models.Conflict, "error.cohost_answered")
	})
}

func (s *Store) withdrawOffer(ctx context.Context, item CohostItem, now time.Time) error {
	c := item.Cohost
	state := models.CohostWithdrawn
	if c.State == models.CohostAccepted {
		state = models.CohostEnded
	}
	word, listed := c, c.Listed
	word.Reason = ""
	c.End(state, "", now)
	c.Listed = listed
	if err := s.sayCohost(ctx, models.CohostWithdrawnFact, item.Object.ActorID, word, false); err != nil {
		return err
	}
	return s.listCohost(ctx, &c, false)
}

// OfferAnswered takes an Accept or Reject of the question that lives, by the
// collective that was asked. A yes is read before the event names it. An end here
// beats a late yes: it is said once more.
func (s *Store) OfferAnswered(ctx context.Context, from models.Actor, said models.Said, openingURI string, yes bool, stampURI, reason string) (meant bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		meant = false
		var c models.Cohost
		q := tx.db(ctx).Clauses(tx.forUpdate()...).Limit(1).Find(&c, "opening_uri = ? AND collective_id = ?", openingURI, from.ID)
		if q.Error != nil || q.RowsAffected == 0 || openingURI == "" {
			return wrap("find an offer", q.Error)
		}
		items, err := tx.cohostItems(ctx, []models.Cohost{c})
		if err != nil || !items[0].Object.Local {
			return err
		}
		meant = true
		now := tx.Now()
		if refused := c.Hear(false, said.URI, said.Published, now); refused != nil {
			return nil
		}
		switch {
		case c.State == models.CohostAccepted && yes && stampURI != "" && stampURI != c.StampURI:
			c.StampURI, c.CheckDueAt = stampURI, &now
			return tx.saveCohost(ctx, &c)
		case c.State == models.CohostAccepted && !yes:
			c.End(models.CohostEnded, reason, now)
			c.Listed = items[0].Cohost.Listed
			return tx.listCohost(ctx, &c, false)
		case c.State != models.CohostOffered || c.Over(now):
			if !yes || c.State == models.CohostAccepted {
				return nil
			}
			if err := tx.saveCohost(ctx, &c); err != nil {
				return err
			}
			return tx.sayCohost(ctx, models.CohostWithdrawnFact, items[0].Object.ActorID, c, false)
		case yes:
			c.Accept(stampURI, now)
		default:
			c.End(models.CohostRefused, reason, now)
		}
		return tx.saveCohost(ctx, &c)
	})
	return meant, err
}
