package store

import (
	"context"
	"strings"

	"knoop/models"
)

// PersonElsewhere gives a person of another node by handle and domain, when she
// shows that she is a member of our collective; else NotFound: we keep no pages of people
// who have nothing to do with us.
func (s *Store) PersonElsewhere(ctx context.Context, handle, domain string) (models.Actor, error) {
	var a models.Actor
	err := s.db(ctx).Where("local = false AND gone_at IS NULL AND LOWER(handle) = ? AND domain = ?", strings.ToLower(handle), strings.ToLower(domain)).
		Where("id IN (SELECT m.person_id FROM memberships m JOIN actors c ON c.id = m.collective_id AND c.local = true WHERE m.shown = true AND m.state = ?)", models.MembershipAccepted).
		Order("id DESC").Take(&a).Error
	return a, wrap("find a person elsewhere", err)
}
