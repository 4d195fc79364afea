package models

import "time"

// ReceiptState is where a receipt stands.
type ReceiptState string

// The states of a receipt.
const (
	ReceiptKept    ReceiptState = "kept" // promised, not yet applied
	ReceiptApplied ReceiptState = "applied"
	ReceiptDropped ReceiptState = "dropped" // understood, not for us: only its id is kept
	ReceiptFailed  ReceiptState = "failed"  // could not be applied; Error says why
)

// Receipt is an activity that arrived and that we promised (202) to act on.
// Unique by activity and recipient, so a second delivery has no second effect.
type Receipt struct {
	ID          string `gorm:"primaryKey"`
	ActivityURI string `gorm:"uniqueIndex:receipt_once"`
	Recipient   string `gorm:"uniqueIndex:receipt_once"` // row of the actor whose inbox it was; "" the shared inbox
	ActorURI    string // verified signer
	Type        string
	Raw         []byte       // emptied once applied: the object keeps its own
	State       ReceiptState `gorm:"index:receipt_due"`
	Attempts    int
	DueAt       time.Time `gorm:"index:receipt_due"`
	Error       string
	ReceivedAt  time.Time
	AppliedAt   *time.Time
}

// ReplayWindow is how long the ids of activities are remembered at least;
// longer than any peer's window for signatures.
const ReplayWindow = 14 * 24 * time.Hour
