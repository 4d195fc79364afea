package store

import (
	"context"
	"strings"

	"knoop/models"
)

// React keeps a like or an announce, once per actor and object.
func (s *Store) React(ctx context.Context, r models.Reaction) (added bool, err error) {
	if r.ID == "" {
		r.ID = models.NewID()
	}
	if r.CreatedAt.IsZero() {
		r.CreatedAt = s.Now()
	}
	err = s.InTx(ctx, func(tx *Store) error {
		made := tx.db(ctx).Clauses(ignore).Create(&r)
		if added = made.RowsAffected == 1; added {
			tx.reacted(ctx, r)
		}
		return wrap("keep a reaction", made.Error)
	})
	return added, err
}

// Unreact undoes a reaction by its activity's id, or, when that is empty, by
// kind and object; only one of the actor's own.
func (s *Store) Unreact(ctx context.Context, actorID, activityURI string, kind models.ReactionKind, objectURI string) error {
	return s.InTx(ctx, func(tx *Store) error {
		q := tx.db(ctx).Where("actor_id = ?", actorID)
		if activityURI != "" {
			q = q.Where("activity_uri = ?", activityURI)
		} else {
			q = q.Where("object_uri = ? AND kind = ?", objectURI, kind)
		}
		var gone []models.Reaction
		if err := q.Find(&gone).Error; err != nil {
			return wrap("look for a reaction", err)
		}
		for _, r := range gone {
			tx.reacted(ctx, r)
			if err := tx.db(ctx).Delete(&models.Reaction{}, "id = ?", r.ID).Error; err != nil {
				return wrap("undo a reaction", err)
			}
		}
		return nil
	})
}

// reacted notes that the counts on a page of ours change, or that the announce of
// somebody whom we follow puts an event in the agenda or takes it out.
func (s *Store) reacted(ctx context.Context, r models.Reaction) {
	if n, err := s.Node(ctx); err == nil && strings.HasPrefix(r.ObjectURI, n.Origin+"/") {
		s.touch(marksPublic)
		return
	}
	if r.Kind != models.Announce {
		return
	}
	if followed, err := s.followed(ctx, r.ActorID); err == nil && followed {
		s.touch(marksAgenda | marksPublic)
	}
}
