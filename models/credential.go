package models

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of what a person keeps as keys.
const (
	MaxKeys    = 20 // passkeys of one person
	MaxKeyName = 60 // runes of a passkey's name
)

// Credential is one passkey of a person: the public half, and what was last seen
// of the authenticator that holds the other.
type Credential struct {
	ID             string `gorm:"primaryKey"`
	KeyID          string `gorm:"uniqueIndex:credential_key"` // credential id, base64url without padding
	ActorID        string `gorm:"index:credential_actor"`
	Name           string // hers, to know it by
	PublicKey      []byte // COSE
	Counter        int64  // signature counter as last seen; 0 for authenticators that count nothing
	BackupEligible bool   // may be copied to other devices of hers; never changes
	BackedUp       bool   // is copied
	Transports     string // separated by spaces
	AAGUID         string `gorm:"column:aaguid"` // kind of authenticator, hex
	CreatedAt      time.Time
	UsedAt         *time.Time
	SuspectAt      *time.Time // when a copy of it seemed to be in use
}

// Assertion is what an authenticator said of itself when it signed.
type Assertion struct {
	Counter        int64
	BackupEligible bool
	BackedUp       bool
}

// Accept judges a verified signature with this passkey at a time (WebAuthn
// level 3, 7.2, steps 20 to 25) and notes what it told. A counter that does not
// grow means that two devices hold the same key, one of them a copy: the passkey
// is marked suspect and refused from then on, since nobody can tell which of the
// two asks. Authenticators that count nothing always say 0. Whether a passkey may be
// copied is decided when it is made, so one that changes its mind is another.
func (c *Credential) Accept(a Assertion, now time.Time) error {
	switch {
	case c.SuspectAt != nil:
		return Fail(Forbidden, "error.passkey_suspect", "Name", c.Name)
	case a.BackupEligible != c.BackupEligible, a.BackedUp && !a.BackupEligible:
		return Fail(Forbidden, "error.passkey_changed", "Name", c.Name)
	case (a.Counter != 0 || c.Counter != 0) && a.Counter <= c.Counter:
		c.SuspectAt = &now
		return Fail(Forbidden, "error.passkey_cloned", "Name", c.Name)
	}
	c.Counter, c.BackedUp, c.UsedAt = a.Counter, a.BackedUp, &now
	return nil
}

// CleanKeyName gives a passkey's name as it is kept: without spaces around it
// and without what cannot be seen.
func CleanKeyName(name string) (string, error) {
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "")))
	switch {
	case name == "":
		return "", Fail(Invalid, "error.key_name_empty")
	case utf8.RuneCountInString(name) > MaxKeyName:
		return "", Fail(Invalid, "error.name_too_long", "Max", MaxKeyName)
	}
	return name, nil
}

// WaysIn counts how a person gets in by herself. A link from an orchestrator is
// not counted: it needs somebody who answers.
type WaysIn struct {
	Passkeys int  // none of them suspect
	Codes    int  // recovery codes left
	Mail     bool // a proved address, on a node that sends mail
}

// CheckRemoval says whether she may lose a passkey: never the last one without
// another way in. A suspect passkey opens nothing and may always go.
func (w WaysIn) CheckRemoval(c Credential) error {
	if c.SuspectAt != nil || w.Passkeys > 1 || w.Codes > 0 || w.Mail {
		return nil
	}
	return Fail(Conflict, "error.last_passkey", "Name", c.Name)
}
