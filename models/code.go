package models

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// Code is one version of the collective's code of conduct. Once published it is
// never changed: what somebody signed stays readable as she signed it.
type Code struct {
	Version     int    `gorm:"primaryKey;autoIncrement:false"` // from 1
	Source      string // Markdown
	HTML        string // of Source
	Hash        string // of Source: CodeHash
	Changes     string // plain: what is new since the version before
	PublishedBy string // actor; "" from the command line
	PublishedAt time.Time
}

// MaxCodeChanges bounds what is said of a new version, in runes.
const MaxCodeChanges = 1000

// Check says whether a code may be published after another, the zero Code when
// there is none: a text, that is not the same, and what changed.
func (c Code) Check(last Code) error {
	switch {
	case strings.TrimSpace(c.Source) == "":
		return Fail(Invalid, "error.text_empty")
	case last.Version > 0 && CodeHash(c.Source) == last.Hash:
		return Fail(Conflict, "error.code_same", "Version", last.Version)
	case last.Version > 0 && strings.TrimSpace(c.Changes) == "":
		return Fail(Invalid, "error.code_changes")
	}
	if err := checkLength(c.Source, MaxText); err != nil {
		return err
	}
	return checkLength(c.Changes, MaxCodeChanges)
}

// CodeHash gives the hex of a text's SHA-256: by it a signature holds on to the
// text that was signed.
func CodeHash(source string) string {
	sum := sha256.Sum256([]byte(source))
	return hex.EncodeToString(sum[:])
}

// Signature says that a person signed a version of the code.
type Signature struct {
	ActorID  string `gorm:"primaryKey"`
	Version  int    `gorm:"primaryKey;autoIncrement:false"`
	Hash     string // of the text as it was signed
	SignedAt time.Time
}
