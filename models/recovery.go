package models

import (
	"crypto/rand"
	"strings"
	"time"
)

// RecoveryCodes is how many codes a set has.
const RecoveryCodes = 8

// recoveryAlphabet has no letters that look like another or a digit (Crockford's
// base 32 in lower case): codes are read from paper. recoveryLength of them are
// 60 bits.
const (
	recoveryAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	recoveryLength   = 12
)

// RecoveryCode is one code to get in with when every passkey is lost; it is kept
// as a keyed fingerprint (Secret.MAC) alone.
type RecoveryCode struct {
	ID        string `gorm:"primaryKey"`
	ActorID   string `gorm:"uniqueIndex:recovery_code"`
	Hash      string `gorm:"uniqueIndex:recovery_code"`
	CreatedAt time.Time
	UsedAt    *time.Time
}

// NewRecoveryCode makes a code as it is shown: xxxx-xxxx-xxxx.
func NewRecoveryCode() string {
	raw := make([]byte, recoveryLength)
	_, _ = rand.Read(raw) // never fails
	var b strings.Builder
	for i, x := range raw {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(recoveryAlphabet[x%32])
	}
	return b.String()
}

// CleanRecoveryCode gives a code as it was made from how it was typed: dashes
// and spaces do not matter, nor capitals, and o, i and l are the digits they look like.
// ok is false when it cannot be a code.
func CleanRecoveryCode(typed string) (code string, ok bool) {
	if len(typed) > 100 {
		return "", false
	}
	var b strings.Builder
	for _, r := range strings.ToLower(typed) {
		switch r {
		case '-', ' ', '\t', '\u00a0', '\u2010', '\u2011', '\u2013':
			continue
		case 'o':
			r = '0'
		case 'i', 'l':
			r = '1'
		}
		if !strings.ContainsRune(recoveryAlphabet, r) {
			return "", false
		}
		b.WriteRune(r)
	}
	s := b.String()
	if len(s) != recoveryLength {
		return "", false
	}
	return s[:4] + "-" + s[4:8] + "-" + s[8:], true
}
