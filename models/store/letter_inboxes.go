package store

import (
	"context"

	"knoop/models"
)

// Recipient is one inbox an activity must reach.
type Recipient struct {
	Inbox string
	Host  string
}

func recipients(inboxes []string) []Recipient {
	out := make([]Recipient, len(inboxes))
	for i, inbox := range inboxes {
		out[i] = Recipient{Inbox: inbox, Host: hostOf(inbox)}
	}
	return out
}

// FollowerInboxes gives the distinct delivery inboxes of an actor's living
// remote followers, shared ones folded, in pages: those after the given inbox
// ("" is the start), in their own order.
func (s *Store) FollowerInboxes(ctx context.Context, actorID, after string, limit int) ([]Recipient, error) {
	var inboxes []string
	err := s.db(ctx).Raw("SELECT DISTINCT inbox FROM follows WHERE followed_id = ? AND state = 'accepted' AND inbox > ? ORDER BY inbox LIMIT ?",
		actorID, after, limit).Scan(&inboxes).Error
	return recipients(inboxes), wrap("list inboxes of followers", err)
}

// FollowerInboxesWithout is FollowerInboxes without those who follow another
// actor too.
func (s *Store) FollowerInboxesWithout(ctx context.Context, actorID, otherID, after string, limit int) ([]Recipient, error) {
	var inboxes []string
	err := s.db(ctx).Raw(`SELECT DISTINCT inbox FROM follows f WHERE followed_id = ? AND state = 'accepted' AND inbox > ? AND NOT EXISTS
		(SELECT 1 FROM follows other WHERE other.followed_id = ? AND other.state = 'accepted' AND other.follower_id = f.follower_id)
		ORDER BY inbox LIMIT ?`, actorID, after, otherID, limit).Scan(&inboxes).Error
	return recipients(inboxes), wrap("list inboxes of followers", err)
}

// ToldInboxes gives the inboxes to which letters about an object were written
// and not refused: whoever was told, or will be, must hear of its end.
func (s *Store) ToldInboxes(ctx context.Context, objectURI string) ([]Recipient, error) {
	var inboxes []string
	err := s.db(ctx).Raw("SELECT DISTINCT inbox FROM letters WHERE object_uri = ? AND state <> 'refused' ORDER BY inbox", objectURI).Scan(&inboxes).Error
	return recipients(inboxes), wrap("list inboxes that were told", err)
}

// ToldForms gives the form in which each host first got an object.
func (s *Store) ToldForms(ctx context.Context, objectURI string) (map[string]models.Form, error) {
	var rows []models.ToldForm
	if err := s.db(ctx).Where("object_uri = ?", objectURI).Find(&rows).Error; err != nil {
		return nil, wrap("read told forms", err)
	}
	out := make(map[string]models.Form, len(rows))
	for _, r := range rows {
		out[r.Host] = r.Form
	}
	return out, nil
}
