package models

import "time"

// DepartureLife is how long somebody who left can see how far the deletion is.
const DepartureLife = 90 * 24 * time.Hour

// Departure is the link of one who deleted all that was hers: without signing
// in, which she no longer can, it shows which servers confirmed it.
type Departure struct {
	TokenHash string `gorm:"primaryKey"`
	ActorID   string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Check says whether the link still works.
func (d Departure) Check(now time.Time) error {
	if now.After(d.ExpiresAt) {
		return Fail(Gone, "error.link_expired")
	}
	return nil
}

// DeleteReceipt is the word that a deletion was carried out (PROTOCOL 13): of a
// Delete of ours by another node, or of another's by us.
type DeleteReceipt struct {
	ActivityURI string `gorm:"primaryKey"` // the Delete
	Host        string `gorm:"primaryKey"` // the other side
	AppliedAt   time.Time
	CreatedAt   time.Time
}

// DeletionApplied is what a node is told that asked for a deletion.
type DeletionApplied struct {
	Delete      string // its activity
	Application string // its own actor, to which we say so
	Inbox       string
	At          time.Time
}

// RecentSignIn is how old a sign-in may be for what cannot be undone.
const RecentSignIn = 15 * time.Minute

// DeletionState is how far a deletion is at one server.
type DeletionState string

// The states of a deletion at a server.
const (
	DeletionConfirmed DeletionState = "confirmed" // it says that all copies are gone
	DeletionTold      DeletionState = "told"      // it took the message; whether it acted nobody can check
	DeletionWaiting   DeletionState = "waiting"   // we keep trying
	DeletionRefused   DeletionState = "refused"
	DeletionGivenUp   DeletionState = "given_up"
)

// DeletionAt gives the state at a server from its letter and whether it
// confirmed.
func DeletionAt(letter LetterState, confirmed bool) DeletionState {
	switch {
	case confirmed:
		return DeletionConfirmed
	case letter == LetterDelivered:
		return DeletionTold
	case letter == LetterRefused:
		return DeletionRefused
	case letter == LetterDead:
		return DeletionGivenUp
	}
	return DeletionWaiting
}
