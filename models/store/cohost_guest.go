package store

import (
	"context"

	"knoop/models"
)

// The verbs of our collective towards an event of another that it is asked to
// organise too.

// ReceiveOffer takes the question of who organises an event, as it was read at its
// origin, to our collective. Repeated, whatever was answered is said once more.
func (s *Store) ReceiveOffer(ctx context.Context, from, ours models.Actor, said models.Said, o models.Opening, in IncomingObject) (meant bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		meant = false
		if from.Local || from.Kind != models.Group || !ours.Local {
			return nil
		}
		blocked, err := tx.Blocked(ctx, from.ID, ours.ID)
		if err != nil || blocked {
			return err
		}
		held, _, err := tx.KeepObject(ctx, in)
		if err != nil {
			return err
		}
		if held.ActorID != from.ID || held.GoneAt != nil || held.Type != models.EventObj {
			return nil
		}
		if _, err := tx.ReviseObject(ctx, in); err != nil {
			return err
		}
		e, err := tx.Event(ctx, held.ID)
		if err != nil {
			return err
		}
		c, err := tx.lockCohost(ctx, held.ID, ours.URI, ours.ID)
		if err != nil {
			return err
		}
		now := tx.Now()
		if c.OpeningURI != o.URI || c.State == "" {
			if refused := c.Hear(true, said.URI, said.Published, now); refused != nil {
				return tx.forgetNewCohost(ctx, c)
			}
		}
		meant = true
		switch c.Open(o, now) {
		case models.AnswerNo:
			meant = false
			return tx.forgetNewCohost(ctx, c)
		case models.AnswerYes:
			if err := tx.saveCohost(ctx, &c); err != nil {
				return err
			}
			return tx.sayCohost(ctx, models.CohostAnsweredFact, ours.ID, c, true)
		case models.AnswerAgain:
			if c.State != models.CohostAccepted && c.State != models.CohostRefused {
				return nil
			}
			return tx.sayCohost(ctx, models.CohostAnsweredFact, ours.ID, c, c.State == models.CohostAccepted)
		}
		c.Name, c.Known = ours.DisplayName(), models.KnownOf(in.Object.Name, e)
		return tx.saveCohost(ctx, &c)
	})
	return meant, err
}

// asked loads what our collective is asked, or has agreed to.
func (s *Store) asked(ctx context.Context, id string) (CohostItem, error) {
	item, err := s.changeCohost(ctx, id)
	if err == nil && (!item.Collective.Local || item.Object.Local || item.Cohost.State == models.CohostWished) {
		err = models.Fail(models.NotFound, "error.not_found")
	}
	return item, err
}

// AnswerOffer says yes or no in the name of our collective: a yes makes its stamp,
// a no may have a reason.
func (s *Store) AnswerOffer(ctx context.Context, id string, yes bool, reason string) error {
	n, err := s.Node(ctx)
	if err != nil {
		return err
	}
	return s.InTx(ctx, func(tx *Store) error {
		item, err := tx.asked(ctx, id)
		if err != nil {
			return err
		}
		c, now := item.Cohost, tx.Now()
		if c.State != models.CohostOffered || c.Over(now) || item.Object.GoneAt != nil {
			return models.Fail(models.Conflict, "error.cohost_answered")
		}
		if !yes {
			c.End(models.CohostRefused, reason, now)
			if err := tx.saveCohost(ctx, &c); err != nil {
				return err
			}
			return tx.sayCohost(ctx, models.CohostAnsweredFact, item.Collective.ID, c, false)
		}
		if err := item.Event.CanOffer(now); err != nil {
			return err
		}
		at := models.Second(now)
		stamp := models.Stamp{
			ID: models.NewID(), ByID: item.Collective.ID, Subject: item.Collective.URI, Relationship: models.Organizes, Object: item.Object.URI,
			CohostID: c.ID, StartsAt: &at, CreatedAt: now, UpdatedAt: at,
		}
		if err := tx.db(ctx).Create(&stamp).Error; err != nil {
			return wrap("make a stamp", err)
		}
		c.Accept(models.StampURI(n.Origin, stamp.ID), now)
		c.StampSeenAt, c.Known = &at, models.KnownOf(item.Object.Name, item.Event)
		next := now.Add(models.CheckAtMost) // by then the organiser has had the time to name us
		c.CheckDueAt = &next
		if err := tx.saveCohost(ctx, &c); err != nil {
			return err
		}
		return tx.sayCohost(ctx, models.CohostAnsweredFact, item.Collective.ID, c, true)
	})
}

// SeeEvent notes that our people saw what changed of an event that we help organise.
func (s *Store) SeeEvent(ctx context.Context, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		item, err := tx.asked(ctx, id)
		if err != nil {
			return err
		}
		if item.Cohost.State != models.CohostAccepted {
			return models.Fail(models.Conflict, "error.cohost_answered")
		}
		c := item.Cohost
		c.Known = models.KnownOf(item.Object.Name, item.Event)
		return tx.saveCohost(ctx, &c)
	})
}

// LeaveEvent ends our collective's part in an event of another: its stamp is gone
// from this moment.
func (s *Store) LeaveEvent(ctx context.Context, id, reason string) error {
	return s.InTx(ctx, func(tx *Store) error {
		item, err := tx.asked(ctx, id)
		if err != nil {
			return err
		}
		if item.Cohost.State != models.CohostAccepted {
			return models.Fail(models.Conflict, "error.cohost_answered")
		}
		return tx.partCohost(ctx, item, models.CohostEnded, reason, models.CohostLeftFact)
	})
}

// partCohost ends the part of our collective, with what is said of it.
func (s *Store) partCohost(ctx context.Context, item CohostItem, state models.CohostState, reason string, kind models.FactKind) error {
	c := item.Cohost
	if err := s.revokeCohostStamp(ctx, c.ID); err != nil {
		return err
	}
	c.End(state, reason, s.Now())
	if err := s.saveCohost(ctx, &c); err != nil {
		return err
	}
	return s.sayCohost(ctx, kind, item.Collective.ID, c, false)
}

func (s *Store) revokeCohostStamp(ctx context.Context, cohostID string) error {
	s.touch(marksPublic)
	return wrap("revoke a stamp", s.db(ctx).Model(&models.Stamp{}).Where("cohost_id = ? AND cohost_id <> '' AND revoked_at IS NULL", cohostID).
		UpdateColumns(map[string]any{"revoked_at": s.Now(), "public": false}).Error)
}

// OfferUndone takes the organiser's end of a question, or of what came of it.
func (s *Store) OfferUndone(ctx context.Context, from models.Actor, said models.Said, openingURI string) (meant bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		meant = false
		var c models.Cohost
		q := tx.db(ctx).Clauses(tx.forUpdate()...).Limit(1).Find(&c, "opening_uri = ? AND opening_uri <> ''", openingURI)
		if q.Error != nil || q.RowsAffected == 0 {
			return wrap("find an offer", q.Error)
		}
		items, err := tx.cohostItems(ctx, []models.Cohost{c})
		if err != nil {
			return err
		}
		item := items[0]
		if item.Object.Local || item.Object.ActorID != from.ID || !item.Collective.Local {
			return nil
		}
		meant = true
		if refused := item.Cohost.Hear(true, said.URI, said.Published, tx.Now()); refused != nil {
			return nil
		}
		switch item.Cohost.State {
		case models.CohostOffered:
			item.Cohost.End(models.CohostWithdrawn, "", tx.Now())
			return tx.saveCohost(ctx, &item.Cohost)
		case models.CohostAccepted:
			return tx.partCohost(ctx, item, models.CohostEnded, "", models.CohostDroppedFact)
		}
		return nil
	})
	return meant, err
}

// noteOrganizers keeps whom the document of a remote event names beside its author.
// Where it names our collective with our stamp, our followers hear of the event;
// where it no longer does, it has ended.
func (s *Store) noteOrganizers(ctx context.Context, o models.Object, claimed []models.Organizer) error {
	var rows []models.Cohost
	if err := s.db(ctx).Clauses(s.forUpdate()...).Order("id").Find(&rows, "event_id = ?", o.ID).Error; err != nil {
		return wrap("list co-hosts", err)
	}
	if len(rows) == 0 && len(claimed) == 0 {
		return nil
	}
	author, err := s.Actor(ctx, o.ActorID)
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for _, who := range claimed {
		if who.URI == author.URI || named[who.URI] || len(named) >= 2*models.MaxCohosts {
			continue
		}
		named[who.URI] = true
		if err := s.noteOrganizer(ctx, o, who); err != nil {
			return err
		}
	}
	items, err := s.cohostItems(ctx, rows)
	if err != nil {
		return err
	}
	for _, item := range items {
		c := item.Cohost
		switch {
		case named[c.CollectiveURI]:
		case c.State == models.CohostClaimed:
			if err := s.db(ctx).Delete(&models.Cohost{}, "id = ?", c.ID).Error; err != nil {
				return wrap("drop a co-host", err)
			}
			s.touch(marksPublic | marksAgenda)
		case c.State == models.CohostAccepted && c.Listed:
			if err := s.partCohost(ctx, item, models.CohostEnded, "", models.CohostDroppedFact); err != nil {
				return err
			}
		case c.Listed:
			c.Listed = false
			if err := s.saveCohost(ctx, &c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) noteOrganizer(ctx context.Context, o models.Object, who models.Organizer) error {
	c, err := s.lockCohost(ctx, o.ID, who.URI, "")
	if err != nil {
		return err
	}
	now := models.Second(s.Now())
	if c.State == "" {
		c.State = models.CohostClaimed
	}
	if c.CollectiveID == "" {
		a, err := s.ActorByURI(ctx, who.URI)
		if err != nil && models.KindOf(err) == "" {
			return err
		}
		c.CollectiveID = a.ID
	}
	switch c.State {
	case models.CohostClaimed:
		if c.StampURI != who.Stamp || !c.Listed {
			// Its stamp may be opened to us in a moment: it is read again soon (patience).
			c.SinceAt, c.CheckDueAt, c.StampSeenAt, c.DeniedAt, c.Denied = &now, &now, nil, nil, ""
		}
		c.Name, c.StampURI, c.Listed, c.ClaimSeenAt = who.Name, who.Stamp, true, &now
	case models.CohostAccepted:
		if who.Stamp != c.StampURI {
			return nil // it names another consent than ours: as if it named none
		}
		was := c.Listed
		c.Listed, c.ClaimSeenAt, c.DeniedAt, c.Denied, c.CheckedAt = true, &now, nil, "", &now
		if c.StampSeenAt == nil {
			c.StampSeenAt = &now
		}
		if !was {
			next := now.Add(models.CheckEvery)
			c.CheckDueAt = &next
			if err := s.db(ctx).Model(&models.Stamp{}).Where("cohost_id = ? AND revoked_at IS NULL", c.ID).UpdateColumn("public", true).Error; err != nil {
				return wrap("open a stamp", err)
			}
			if err := s.sayCohost(ctx, models.CohostListedFact, c.CollectiveID, c, true); err != nil {
				return err
			}
		}
	default: // claimed without our consent
		c.Listed, c.DeniedAt, c.Denied, c.CheckedAt = true, &now, "stamp", &now
	}
	return s.saveCohost(ctx, &c)
}
