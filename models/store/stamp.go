package store

import (
	"context"
	"strings"

	"knoop/models"
)

// Stamp gives one of ours by its id.
func (s *Store) Stamp(ctx context.Context, id string) (models.Stamp, error) {
	var st models.Stamp
	return st, wrap("load a stamp", s.db(ctx).Take(&st, "id = ?", id).Error)
}

// StampOf gives the stamp of a membership that has not been revoked.
func (s *Store) StampOf(ctx context.Context, membershipID string) (models.Stamp, error) {
	var st models.Stamp
	return st, wrap("load a stamp", s.db(ctx).Order("id DESC").Take(&st, "membership_id = ? AND revoked_at IS NULL", membershipID).Error)
}

// putStamp makes or renews the stamp of a membership in a collective of ours and
// gives its address. live: it is there to be read; else it only has an address.
func (s *Store) putStamp(ctx context.Context, n models.Node, m models.Membership, collective models.Actor, subject string, live, public bool) (string, error) {
	now := models.Second(s.Now())
	var st models.Stamp
	q := s.db(ctx).Clauses(s.forUpdate()...).Order("id DESC").Limit(1).Find(&st, "membership_id = ? AND revoked_at IS NULL", m.ID)
	if q.Error != nil {
		return "", wrap("load a stamp", q.Error)
	}
	fresh := q.RowsAffected == 0
	if fresh {
		st = models.Stamp{
			ID: models.NewID(), ByID: collective.ID, Subject: subject, Relationship: models.MemberOf, Object: collective.URI,
			MembershipID: m.ID, CreatedAt: s.Now(), UpdatedAt: now,
		}
	} else if st.UpdatedAt.Before(now) || st.UpdatedAt.Equal(now) {
		st.UpdatedAt = models.NextUpdated(st.UpdatedAt, s.Now())
	}
	st.Roles, st.Public = []models.Role{m.Role}, public
	if live && st.StartsAt == nil {
		st.StartsAt = &now
	}
	s.touch(marksPublic)
	if fresh {
		return models.StampURI(n.Origin, st.ID), wrap("make a stamp", s.db(ctx).Create(&st).Error)
	}
	return models.StampURI(n.Origin, st.ID), wrap("renew a stamp",
		s.db(ctx).Model(&st).Select("Roles", "Public", "StartsAt", "UpdatedAt").UpdateColumns(&st).Error)
}

// openStamp lets strangers read the stamp of a membership, or no longer.
func (s *Store) openStamp(ctx context.Context, membershipID string, public bool) error {
	s.touch(marksPublic)
	return wrap("open a stamp", s.db(ctx).Model(&models.Stamp{}).Where("membership_id = ? AND revoked_at IS NULL", membershipID).
		UpdateColumn("public", public).Error)
}

// revokeStamps takes the consent of a membership back: its address answers 410
// from now on.
func (s *Store) revokeStamps(ctx context.Context, membershipID string) error {
	s.touch(marksPublic)
	return wrap("revoke a stamp", s.db(ctx).Model(&models.Stamp{}).Where("membership_id = ? AND revoked_at IS NULL", membershipID).
		UpdateColumns(map[string]any{"revoked_at": s.Now(), "public": false}).Error)
}

// Entries lists the stamps that a collective of ours shows to everyone, newest
// first: those of members who show it themselves. The total is that of all.
func (s *Store) Entries(ctx context.Context, collectiveID string, p Page) ([]models.Stamp, int64, error) {
	shown := "by_id = ? AND cohost_id = '' AND public = true AND revoked_at IS NULL AND starts_at IS NOT NULL"
	var total int64
	if err := s.db(ctx).Model(&models.Stamp{}).Where(shown, collectiveID).Count(&total).Error; err != nil {
		return nil, 0, wrap("count entries", err)
	}
	q := s.db(ctx).Where(shown, collectiveID)
	if p.Before != "" {
		q = q.Where("id < ?", p.Before)
	}
	var out []models.Stamp
	err := q.Order("id DESC").Limit(p.Limit).Find(&out).Error
	return out, total, wrap("list entries", err)
}

// StampAt gives one of ours by its address.
func (s *Store) StampAt(ctx context.Context, address string) (models.Stamp, error) {
	return s.Stamp(ctx, address[strings.LastIndexByte(address, '/')+1:])
}
