package store

import (
	"context"

	"knoop/models"
)

// AddVenue puts a place in the register. TooMany error.too_many_venues when it is
// full.
func (s *Store) AddVenue(ctx context.Context, v models.Venue) (models.Venue, error) {
	if err := v.Check(); err != nil {
		return v, err
	}
	err := s.InTx(ctx, func(tx *Store) error {
		var there int64
		if err := tx.db(ctx).Model(&models.Venue{}).Count(&there).Error; err != nil {
			return wrap("count places", err)
		}
		if there >= models.MaxVenues {
			return models.Fail(models.TooMany, "error.too_many_venues", "Max", models.MaxVenues)
		}
		now := tx.Now()
		v.ID, v.RetiredAt, v.CreatedAt, v.UpdatedAt = models.NewID(), nil, now, now
		tx.touch(marksAgenda | marksPublic)
		return wrap("add a place", tx.db(ctx).Create(&v).Error)
	})
	return v, err
}

// EditVenue rewrites a place whole. Events that were planned there keep what they
// were told.
func (s *Store) EditVenue(ctx context.Context, v models.Venue) error {
	if err := v.Check(); err != nil {
		return err
	}
	return s.changeVenue(ctx, v.ID, func(old *models.Venue) {
		v.CreatedAt, v.RetiredAt = old.CreatedAt, old.RetiredAt
		*old = v
	})
}

// RetireVenue takes a place out of what is offered, or puts it back.
func (s *Store) RetireVenue(ctx context.Context, id string, retired bool) error {
	return s.changeVenue(ctx, id, func(v *models.Venue) {
		v.RetiredAt = nil
		if retired {
			now := s.Now()
			v.RetiredAt = &now
		}
	})
}

func (s *Store) changeVenue(ctx context.Context, id string, change func(*models.Venue)) error {
	return s.InTx(ctx, func(tx *Store) error {
		var v models.Venue
		if err := tx.db(ctx).Clauses(tx.forUpdate()...).Take(&v, "id = ?", id).Error; err != nil {
			return wrap("load a place", err)
		}
		change(&v)
		v.UpdatedAt = tx.Now()
		tx.touch(marksAgenda | marksPublic)
		return wrap("change a place", tx.db(ctx).Save(&v).Error)
	})
}

// Venue gives a place of the register.
func (s *Store) Venue(ctx context.Context, id string) (models.Venue, error) {
	var v models.Venue
	return v, wrap("load a place", s.db(ctx).Take(&v, "id = ?", id).Error)
}

// Venues lists the register by name; retired ones stand at the end, and are left
// out unless they are asked for.
func (s *Store) Venues(ctx context.Context, retired bool) ([]models.Venue, error) {
	q := s.db(ctx).Order("CASE WHEN retired_at IS NULL THEN 0 ELSE 1 END, lower(place_name), id")
	if !retired {
		q = q.Where("retired_at IS NULL")
	}
	var out []models.Venue
	return out, wrap("list places", q.Find(&out).Error)
}
