package store

import "context"

// AcquaintedInboxes gives the inboxes that know one of our actors: those to
// which anything was written in its name and not refused, and those of everyone
// who ever followed it. They must hear that it is gone, although its follows
// have ended by then.
func (s *Store) AcquaintedInboxes(ctx context.Context, actorID string) ([]Recipient, error) {
	var inboxes []string
	err := s.db(ctx).Raw("SELECT inbox FROM letters WHERE actor_id = ? AND state <> 'refused' "+
		"UNION SELECT inbox FROM follows WHERE followed_id = ? AND inbox <> '' ORDER BY inbox", actorID, actorID).Scan(&inboxes).Error
	return recipients(inboxes), wrap("list inboxes that know an actor", err)
}
