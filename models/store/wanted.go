package store

import (
	"context"
	"strings"

	"knoop/models"
)

// Wanted says whether an object is ours to keep: its author is followed by one
// of ours, or it addresses one of ours or our followers, or it replies to
// something of ours. Everything else a stranger sends is answered, remembered
// by its id, and dropped.
func (s *Store) Wanted(ctx context.Context, authorID string, addressed []string, inReplyTo string) (bool, error) {
	n, err := s.Node(ctx)
	if err != nil || !n.Ready() {
		return false, err
	}
	ours := n.Origin + "/"
	for _, uri := range addressed {
		if !strings.HasPrefix(uri, ours) {
			continue
		}
		known, err := s.locals(ctx)
		if err != nil {
			return false, err
		}
		if known[uri] {
			return true, nil
		}
	}
	if followed, err := s.followed(ctx, authorID); err != nil || followed {
		return followed, err
	}
	if !strings.HasPrefix(inReplyTo, ours) {
		return false, nil
	}
	o, err := s.ObjectByURI(ctx, inReplyTo)
	if models.KindOf(err) == models.NotFound {
		return false, nil
	}
	return err == nil && o.Local && o.GoneAt == nil, err
}

// locals are the ids and followers collections of our living actors.
func (s *Store) locals(ctx context.Context) (map[string]bool, error) {
	return remember(s, s.caches.locals, marksActors, "", func() (map[string]bool, error) {
		var actors []models.Actor
		err := s.db(ctx).Select("URI", "Followers").Find(&actors, "local = true AND gone_at IS NULL").Error
		all := make(map[string]bool, 2*len(actors))
		for _, a := range actors {
			all[a.URI], all[a.Followers] = true, true
		}
		return all, wrap("list our actors", err)
	})
}

// followed says whether one of ours follows the author, or has asked to: an
// answer may arrive after the first post. A remote actor's followers that we
// know of are always ours.
func (s *Store) followed(ctx context.Context, authorID string) (bool, error) {
	return remember(s, s.caches.followed, marksFollows, authorID, func() (bool, error) {
		var n []int
		err := s.db(ctx).Raw("SELECT 1 FROM follows WHERE followed_id = ? AND state IN ('accepted', 'asked') LIMIT 1", authorID).Scan(&n).Error
		return len(n) > 0, wrap("look for followers", err)
	})
}
