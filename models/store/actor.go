package store

import (
	"context"

	"knoop/models"
)

// Actor gives one by its row's id.
func (s *Store) Actor(ctx context.Context, id string) (models.Actor, error) {
	var a models.Actor
	return a, wrap("load an actor", s.db(ctx).Take(&a, "id = ?", id).Error)
}

// ActorByURI gives one by its ActivityPub id, from memory where it can: it is
// asked for with every activity that comes in.
func (s *Store) ActorByURI(ctx context.Context, uri string) (models.Actor, error) {
	return remember(s, s.caches.actors, marksActors|marksRemote, uri, func() (models.Actor, error) {
		var a models.Actor
		return a, wrap("load an actor", s.db(ctx).Take(&a, "uri = ?", uri).Error)
	})
}

// ActorByHandle gives one of ours; one that is deleted has GoneAt set.
func (s *Store) ActorByHandle(ctx context.Context, handle string) (models.Actor, error) {
	return remember(s, s.caches.actors, marksActors, "@"+handle, func() (models.Actor, error) {
		var a models.Actor
		return a, wrap("load an actor", s.db(ctx).Take(&a, "handle = ? AND local = true", handle).Error)
	})
}

// Actors gives those of the ids that are there, by id.
func (s *Store) Actors(ctx context.Context, ids []string) (map[string]models.Actor, error) {
	found := make(map[string]models.Actor, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var rows []models.Actor
	if err := s.db(ctx).Where(s.among("id", ids)).Find(&rows).Error; err != nil {
		return nil, wrap("load actors", err)
	}
	for _, a := range rows {
		found[a.ID] = a
	}
	return found, nil
}

// Account gives the private half of a local actor.
func (s *Store) Account(ctx context.Context, actorID string) (models.Account, error) {
	var a models.Account
	return a, wrap("load an account", s.db(ctx).Take(&a, "actor_id = ?", actorID).Error)
}

// Keys gives a local actor's keys, from memory after the first time: opening
// and reading them costs more than a signature.
func (s *Store) Keys(ctx context.Context, actorID string) (models.Keys, error) {
	return remember(s, s.caches.keys, 0, actorID, func() (models.Keys, error) {
		account, err := s.Account(ctx, actorID)
		if err != nil {
			return models.Keys{}, err
		}
		keys, err := models.OpenKeys(s.options.Secret, account)
		return keys, wrap("open an actor's keys", err)
	})
}
