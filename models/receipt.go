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
	ID          string `gorm:"primaryKey;index:receipt_due,priority:2"`
	ActivityURI string `gorm:"uniqueIndex:receipt_once,priority:1"`
	Recipient   string `gorm:"uniqueIndex:receipt_once,priority:2"` // row of the actor whose inbox it was; "" the shared inbox
	ActorURI    string // verified signer
	Type        string
	Raw         []byte `gorm:"-"` // kept in a table of its own until applied: the object has its own copy
	State       ReceiptState
	Attempts    int
	DueAt       time.Time `gorm:"index:receipt_due,priority:1,where:state = 'kept'"`
	Error       string
	ReceivedAt  time.Time
	AppliedAt   *time.Time
}

// ReplayWindow is how long the ids of activities are remembered at least;
// longer than any peer's window for signatures.
const ReplayWindow = 14 * 24 * time.Hour
