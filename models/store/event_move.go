package store

import (
	"context"

	"knoop/models"
)

// MoveEvent lets an event be at another moment or place. What it was is kept
// beside it and shown; whoever was told of it is told. A cancelled one goes on.
func (s *Store) MoveEvent(ctx context.Context, objectID string, m models.EventMove) (o models.Object, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		if o, err = tx.editable(ctx, objectID, "", models.EventObj); err != nil {
			return err
		}
		e, err := tx.Event(ctx, objectID)
		if err != nil {
			return err
		}
		if err := tx.occurrenceByHand(ctx, e); err != nil {
			return err
		}
		if err := tx.goesOn(ctx, e); err != nil {
			return err
		}
		m.StartsAt = models.Second(m.StartsAt)
		if e, err = e.Moved(m); err != nil {
			return err
		}
		if err := e.Check(o.Name); err != nil {
			return err
		}
		if err := tx.keepEvent(ctx, o.ID, e); err != nil {
			return err
		}
		if err := tx.saveEdit(ctx, &o, models.EventMovedFact); err != nil {
			return err
		}
		return tx.tellGuests(ctx, o, models.NewsMoved)
	})
	return o, err
}

// CancelEventBecause is CancelEvent with a reason in words.
func (s *Store) CancelEventBecause(ctx context.Context, objectID, reason string) (o models.Object, err error) {
	if err := models.CheckReason(reason); err != nil {
		return o, err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		if o, err = tx.editable(ctx, objectID, "", models.EventObj); err != nil {
			return err
		}
		e, err := tx.Event(ctx, objectID)
		if err != nil {
			return err
		}
		if e.Status == models.EventCancelled {
			return models.Fail(models.Conflict, "error.already_cancelled")
		}
		err = tx.db(ctx).Model(&e).UpdateColumns(map[string]any{"status": models.EventCancelled, "reason": reason, "held_at": nil}).Error
		if err != nil {
			return wrap("cancel an event", err)
		}
		if err := tx.leftOut(ctx, e); err != nil {
			return err
		}
		if err := tx.saveEdit(ctx, &o, models.EventCancelledFact); err != nil {
			return err
		}
		return tx.tellGuests(ctx, o, models.NewsOff)
	})
	return o, err
}

// ReviveEvent lets a cancelled event go on as it was planned.
func (s *Store) ReviveEvent(ctx context.Context, objectID string) (o models.Object, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		if o, err = tx.editable(ctx, objectID, "", models.EventObj); err != nil {
			return err
		}
		e, err := tx.Event(ctx, objectID)
		if err != nil {
			return err
		}
		if e.Status != models.EventCancelled {
			return models.Fail(models.Conflict, "error.not_cancelled")
		}
		if err := tx.goesOn(ctx, e); err != nil {
			return err
		}
		err = tx.db(ctx).Model(&e).UpdateColumns(map[string]any{"status": models.EventConfirmed, "reason": ""}).Error
		if err != nil {
			return wrap("revive an event", err)
		}
		if err := tx.saveEdit(ctx, &o, models.EventEditedFact); err != nil {
			return err
		}
		return tx.tellGuests(ctx, o, models.NewsOn)
	})
	return o, err
}

// HoldEvent notes that an event took place. Nobody is told: it changes nothing
// for them.
func (s *Store) HoldEvent(ctx context.Context, objectID string) (o models.Object, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		if o, err = tx.editable(ctx, objectID, "", models.EventObj); err != nil {
			return err
		}
		e, err := tx.Event(ctx, objectID)
		if err != nil {
			return err
		}
		now := models.Second(tx.Now())
		if err := e.CanHold(now); err != nil {
			return err
		}
		tx.touch(marksPublic)
		return wrap("note that an event was held", tx.db(ctx).Model(&e).UpdateColumn("held_at", now).Error)
	})
	return o, err
}
