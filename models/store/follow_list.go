package store

import (
	"context"

	"gorm.io/gorm"

	"knoop/models"
)

// FollowItem is a follow and the actor at the other end of it.
type FollowItem struct {
	Follow models.Follow
	Actor  models.Actor
}

// Followers lists who follows an actor, newest first, with the honest total.
// Page.Before is the id of a Follow.
func (s *Store) Followers(ctx context.Context, actorID string, p Page) ([]FollowItem, int64, error) {
	q := s.db(ctx).Where("followed_id = ? AND state = ?", actorID, models.FollowAccepted)
	return s.listFollows(ctx, q, p, func(f models.Follow) string { return f.FollowerID })
}

// Following lists whom an actor follows; asked: also those who have not
// answered yet.
func (s *Store) Following(ctx context.Context, actorID string, asked bool, p Page) ([]FollowItem, int64, error) {
	states := []models.FollowState{models.FollowAccepted}
	if asked {
		states = append(states, models.FollowAsked)
	}
	q := s.db(ctx).Where("follower_id = ? AND state IN ?", actorID, states)
	return s.listFollows(ctx, q, p, func(f models.Follow) string { return f.FollowedID })
}

func (s *Store) listFollows(ctx context.Context, q *gorm.DB, p Page, other func(models.Follow) string) ([]FollowItem, int64, error) {
	q = q.Session(&gorm.Session{})
	var total int64
	if err := q.Model(&models.Follow{}).Count(&total).Error; err != nil {
		return nil, 0, wrap("count follows", err)
	}
	var follows []models.Follow
	if err := p.apply(q, "id").Find(&follows).Error; err != nil {
		return nil, 0, wrap("list follows", err)
	}
	ids := make([]string, len(follows))
	for i, f := range follows {
		ids[i] = other(f)
	}
	actors, err := s.Actors(ctx, ids)
	if err != nil {
		return nil, 0, err
	}
	items := make([]FollowItem, len(follows))
	for i, f := range follows {
		items[i] = FollowItem{Follow: f, Actor: actors[ids[i]]}
	}
	return items, total, nil
}
