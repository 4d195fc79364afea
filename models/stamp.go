package models

import "time"

// Stamp is one party's consent as a document of its own, that can be read,
// checked and taken back: AS2 Relationship (PROTOCOL 0).
type Stamp struct {
	ID           string     `gorm:"primaryKey"`
	ByID         string     `gorm:"index:stamp_by"` // row of the party, one of ours
	Subject      string     // address of who is meant
	Relationship string     // address of what is meant
	Object       string     // address of that with which
	MembershipID string     `gorm:"index:stamp_membership"`
	CohostID     string     `gorm:"index:stamp_cohost,where:cohost_id <> ''"`
	Roles        []Role     `gorm:"serializer:json"`
	Public       bool       // strangers may read it
	StartsAt     *time.Time // nil: to be, not there yet
	UpdatedAt    time.Time
	RevokedAt    *time.Time
	CreatedAt    time.Time
}

// Live says whether the stamp is there to be read.
func (s Stamp) Live() bool { return s.StartsAt != nil && s.RevokedAt == nil }

// MemberOf is the relationship of a membership's stamp.
const MemberOf = "http://schema.org/memberOf"

// StampURI gives a stamp's id.
func StampURI(origin, id string) string { return origin + "/stamps/" + id }
