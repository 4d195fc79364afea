package store

import (
	"context"

	"knoop/models"
)

// remoteColumns are what a remote document decides; id, created_at, local and
// gone_at are ours.
var remoteColumns = []string{
	"Kind", "Handle", "Domain", "Host", "Name", "Headline", "Summary", "URL", "Icon", "Fields",
	"Inbox", "SharedInbox", "Outbox", "Followers", "Following", "Featured",
	"Discoverable", "Indexable", "Locked", "MovedTo", "AlsoKnownAs", "KeyID", "KeyPEM", "Raw", "UpdatedAt", "FetchedAt",
}

// SaveRemoteActor inserts a remote actor or renews the row that has its URI,
// and gives the row. A row of ours is never touched (Forbidden). One that is
// deleted stays so and is given as it is: a deleted account does not come back
// under the same id, but a fetch may be late.
func (s *Store) SaveRemoteActor(ctx context.Context, a models.Actor) (models.Actor, error) {
	now := s.Now()
	a.Local, a.Source, a.HideFollows = false, "", false
	if a.Host == "" {
		a.Host = hostOf(a.URI)
	}
	if a.FetchedAt.IsZero() {
		a.FetchedAt = now
	}
	if a.UpdatedAt.IsZero() {
		a.UpdatedAt = now
	}
	err := s.InTx(ctx, func(tx *Store) error {
		tx.touch(marksRemote)
		tx.AfterCommit(func() { s.caches.actors.drop(a.URI) })
		var old models.Actor
		found := tx.db(ctx).Clauses(tx.forUpdate()...).Limit(1).Find(&old, "uri = ?", a.URI)
		if found.Error != nil {
			return wrap("look for an actor", found.Error)
		}
		if found.RowsAffected == 0 {
			fresh := a
			fresh.ID, fresh.CreatedAt = models.NewID(), now
			made := tx.db(ctx).Clauses(ignore).Create(&fresh)
			if made.Error != nil {
				return wrap("keep an actor", made.Error)
			}
			if made.RowsAffected == 1 {
				a = fresh
				return nil
			}
			// Another transaction kept it first.
			if err := tx.db(ctx).Take(&old, "uri = ?", a.URI).Error; err != nil {
				return wrap("look for an actor", err)
			}
		}
		switch {
		case old.Local:
			return models.Fail(models.Forbidden, "error.forbidden")
		case old.GoneAt != nil:
			a = old
			return nil
		}
		a.ID, a.CreatedAt, a.GoneAt = old.ID, old.CreatedAt, nil
		inbox := old.DeliveryInbox() // gorm writes into old
		if old.Name != a.Name || old.URL != a.URL || old.Kind != a.Kind || old.Handle != a.Handle || old.Host != a.Host {
			tx.touch(marksAgenda | marksPublic)
		}
		if err := tx.db(ctx).Model(&old).Select(remoteColumns).UpdateColumns(&a).Error; err != nil {
			return wrap("renew an actor", err)
		}
		if inbox == a.DeliveryInbox() {
			return nil
		}
		return wrap("renew a follower's inbox", tx.db(ctx).Exec(
			"UPDATE follows SET inbox = ? WHERE follower_id = ?", a.DeliveryInbox(), a.ID).Error)
	})
	return a, err
}
