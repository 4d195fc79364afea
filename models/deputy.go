package models

import "time"

// DeputyState is where a question to stand in for somebody stands.
type DeputyState string

// The states of a deputy.
const (
	DeputyAsked    DeputyState = "asked"
	DeputyAccepted DeputyState = "accepted"
	DeputyDeclined DeputyState = "declined"
	DeputyEnded    DeputyState = "ended" // taken back, stopped, or the role is gone
)

// Deputy is somebody who was asked to stand in for one who has a role, or to
// take it over. Until she says yes nothing changes.
type Deputy struct {
	ID         string `gorm:"primaryKey"`
	HolderID   string `gorm:"uniqueIndex:deputy_live,priority:1,where:ended_at IS NULL"`
	Role       Role   `gorm:"uniqueIndex:deputy_live,priority:2,where:ended_at IS NULL"`
	Handover   bool   `gorm:"uniqueIndex:deputy_live,priority:3,where:ended_at IS NULL"` // to take the role over
	DeputyID   string `gorm:"index:deputy_of,where:ended_at IS NULL"`
	State      DeputyState
	AskedBy    string // actor
	AskedAt    time.Time
	AnsweredAt *time.Time
	EndedAt    *time.Time // declined or ended
}

// Check says whether somebody whose own role is own may be asked: another
// person, who is a member and does not have that role herself.
func (d Deputy) Check(own Role) error {
	switch {
	case d.Role != HostRole && d.Role != Orchestrator:
		return Fail(Invalid, "error.deputy_role")
	case d.DeputyID == d.HolderID:
		return Fail(Invalid, "error.deputy_self")
	case ranks[own] < ranks[Member]:
		return Fail(Conflict, "error.deputy_guest")
	case ranks[own] >= ranks[d.Role]:
		return Fail(Conflict, "error.deputy_has_role")
	}
	return nil
}

// Answer takes her yes or no; Conflict error.deputy_answered when it is no
// longer asked.
func (d *Deputy) Answer(yes bool, now time.Time) error {
	if d.State != DeputyAsked {
		return Fail(Conflict, "error.deputy_answered")
	}
	at := Second(now)
	d.State, d.AnsweredAt = DeputyAccepted, &at
	if !yes {
		d.State, d.EndedAt = DeputyDeclined, &at
	}
	return nil
}

// End ends it, whoever wants that; what is over stays as it is.
func (d *Deputy) End(now time.Time) {
	if d.EndedAt != nil {
		return
	}
	at := Second(now)
	d.State, d.EndedAt = DeputyEnded, &at
}

// Outlives says whether it goes on when one of the two has another role from
// now on. The holder must keep the role; the deputy must stay a member, and not
// have come to have the role herself.
func (d Deputy) Outlives(actorID string, role Role) bool {
	if actorID == d.HolderID {
		return role == d.Role
	}
	return ranks[role] >= ranks[Member] && ranks[role] < ranks[d.Role]
}

// ChangeRole says whether somebody may give a role to somebody: nobody gives
// herself more than she has of her own, also not while she stands in for another.
func ChangeRole(byHerself bool, own, role Role) error {
	if byHerself && ranks[role] > ranks[own] {
		return Fail(Forbidden, "error.role_herself")
	}
	return nil
}
