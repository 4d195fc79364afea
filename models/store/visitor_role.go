package store

import (
	"context"

	"knoop/models"
)

// visitorRole gives the role of a person of another node: that of her accepted
// membership of our collective, by the collective's own word; Guest when there is
// none.
func (s *Store) visitorRole(ctx context.Context, actorID string) (models.Role, error) {
	n, err := s.Node(ctx)
	if err != nil {
		return "", err
	}
	m, err := s.MembershipOf(ctx, actorID, n.Collective)
	switch {
	case models.KindOf(err) == models.NotFound:
		return models.Guest, nil
	case err != nil:
		return "", err
	case m.State != models.MembershipAccepted:
		return models.Guest, nil
	}
	return m.Role, nil
}
