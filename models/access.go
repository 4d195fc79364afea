package models

import "time"

// LinkPurpose says what a one-time link is for.
type LinkPurpose string

// The purposes of a one-time link.
const (
	LinkSetup  LinkPurpose = "setup"   // create the collective
	LinkSignIn LinkPurpose = "sign_in" // first sign-in and recovery
	LinkMail   LinkPurpose = "mail"    // asked for by mail: apart, so that asking voids no link that was handed over
	LinkVisit  LinkPurpose = "visit"   // a person of another node, whose home is silent
)

// MaxMailedLinks is how many links to sign in are mailed to one person in an
// hour, however often somebody asks.
const MaxMailedLinks = 3

// How long a link and a session live.
const (
	LinkLife        = 72 * time.Hour
	SessionLife     = 90 * 24 * time.Hour
	SessionIdleLife = 30 * 24 * time.Hour
)

// Link is a one-time link; only the hash of its token is kept.
type Link struct {
	TokenHash string `gorm:"primaryKey"` // hex of SHA-256
	Purpose   LinkPurpose
	ActorID   string // who signs in
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
}

// Check says whether the link can still be used.
func (l Link) Check(now time.Time) error {
	switch {
	case l.UsedAt != nil:
		return Fail(Gone, "error.sign_in_used")
	case now.After(l.ExpiresAt):
		return Fail(Gone, "error.sign_in_expired")
	}
	return nil
}

// Session is one signed-in device; only the hash of its token is kept.
type Session struct {
	ID        string `gorm:"primaryKey"`
	TokenHash string `gorm:"uniqueIndex:session_token"`
	ActorID   string `gorm:"index:session_actor"`
	Way       SessionWay
	Device    string // from the User-Agent, short
	Hat       string // key of the hat she wears; "" is none
	CreatedAt time.Time
	UsedAt    time.Time
	ExpiresAt time.Time
}

// Check says whether the session still holds.
func (s Session) Check(now time.Time) error {
	if now.After(s.ExpiresAt) || now.Sub(s.UsedAt) > SessionIdleLife {
		return Fail(Forbidden, "error.session_over")
	}
	return nil
}
