package models

import "time"

// CeremonyKind says what a passkey ceremony is for.
type CeremonyKind string

// The kinds of ceremony.
const (
	CeremonySignIn CeremonyKind = "sign_in"
	CeremonyAdd    CeremonyKind = "add" // a passkey to a signed-in person
)

// CeremonyLife is how long one may take over a passkey ceremony.
const CeremonyLife = 5 * time.Minute

// Ceremony is a challenge that waits for its answer, bound to a browser by the
// token in its cookie, of which the hash is kept. It is deleted by what it leads to, so
// that it does so once.
type Ceremony struct {
	TokenHash string `gorm:"primaryKey"`
	Kind      CeremonyKind
	ActorID   string // who adds a passkey; "" when signing in
	Data      []byte // of handlers/auth
	CreatedAt time.Time
	ExpiresAt time.Time `gorm:"index:ceremony_expiry"`
}

// Check says whether the ceremony may still be answered, by this person for
// that purpose.
func (c Ceremony) Check(kind CeremonyKind, actorID string, now time.Time) error {
	switch {
	case now.After(c.ExpiresAt):
		return Fail(Gone, "error.ceremony_expired")
	case c.Kind != kind, c.ActorID != actorID:
		return Fail(Conflict, "error.ceremony_other")
	}
	return nil
}
