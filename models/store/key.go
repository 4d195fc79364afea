package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"
)

// RemoteKey is the public key of another server's actor, as last read.
type RemoteKey struct {
	KeyID     string `gorm:"primaryKey"`
	OwnerURI  string `gorm:"index:remote_key_owner"`
	PEM       string
	FetchedAt time.Time
}

// RemoteKey gives a key by its id.
func (s *Store) RemoteKey(ctx context.Context, keyID string) (RemoteKey, error) {
	var k RemoteKey
	return k, wrap("load a key", s.db(ctx).Take(&k, "key_id = ?", keyID).Error)
}

// SaveRemoteKey inserts a key or renews it by its id.
func (s *Store) SaveRemoteKey(ctx context.Context, k RemoteKey) error {
	if k.FetchedAt.IsZero() {
		k.FetchedAt = s.Now()
	}
	return s.InTx(ctx, func(tx *Store) error {
		renew := clause.OnConflict{Columns: []clause.Column{{Name: "key_id"}}, UpdateAll: true}
		return wrap("keep a key", tx.db(ctx).Clauses(renew).Create(&k).Error)
	})
}

// ForgetRemoteKeys drops the keys of one owner.
func (s *Store) ForgetRemoteKeys(ctx context.Context, ownerURI string) error {
	return s.InTx(ctx, func(tx *Store) error {
		return wrap("forget keys", tx.db(ctx).Delete(&RemoteKey{}, "owner_uri = ?", ownerURI).Error)
	})
}
