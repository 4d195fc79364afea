package models

import (
	"strings"
	"time"
	"unicode/utf8"
)

// UndoTime is how long a post waits here before anything leaves, so that it can
// be taken back without a trace.
const UndoTime = 30 * time.Second

// Limits on what goes with a post.
const (
	MaxWarning = 200 // runes of a content warning
	MaxWaiting = 20  // posts of one person that wait or were taken back
	DraftLife  = 30 * 24 * time.Hour
)

// PendingPost is a post before it is one: nobody sees it and nothing leaves. It
// waits until ReleaseAt; without ReleaseAt it was taken back, or could not be
// posted, and is kept for its writer.
type PendingPost struct {
	ID        string `gorm:"primaryKey"` // that of the note to be
	PersonID  string `gorm:"index:pending_person"`
	Hat       string // key of the hat it is posted under
	Note      []byte // the whole of it as JSON, sealed
	Language  string
	Why       string     // why it was not posted: a key of the catalogues; "" when she took it back
	ReleaseAt *time.Time `gorm:"index:pending_due,where:release_at IS NOT NULL"`
	CreatedAt time.Time
}

// Waiting says whether it is still on its way out.
func (p PendingPost) Waiting() bool { return p.ReleaseAt != nil }

// Left gives how long it still waits, at least nothing.
func (p PendingPost) Left(now time.Time) time.Duration {
	if p.ReleaseAt == nil {
		return 0
	}
	return max(0, p.ReleaseAt.Sub(now))
}

// CheckWarning says whether a line may stand before a text.
func CheckWarning(s string) error {
	if utf8.RuneCountInString(s) > MaxWarning {
		return Fail(Invalid, "error.text_too_long", "Max", MaxWarning)
	}
	return nil
}

// CheckAlt says whether a picture is described for those who cannot see it.
func CheckAlt(s string) error {
	switch {
	case strings.TrimSpace(s) == "":
		return Fail(Invalid, "error.image_alt")
	case utf8.RuneCountInString(s) > MaxAlt:
		return Fail(Invalid, "error.text_too_long", "Max", MaxAlt)
	}
	return nil
}

// MayChange says whether a visitor may edit or delete an object on the pages: it
// is her own, or the collective's and she may speak as the collective.
func MayChange(o Object, visitorID string, role Role, collectiveID string) error {
	acting := visitorID
	if o.ActorID == collectiveID && Can(role, PostAsCollective) {
		acting = collectiveID
	}
	if acting == "" {
		return Fail(Forbidden, "error.sign_in")
	}
	if o.Local && o.ActorID != acting {
		return Fail(Forbidden, "error.not_yours")
	}
	return CanEdit(acting, o)
}
