package models

import (
	"strings"
	"time"
)

// JoinState is where a request to join stands.
type JoinState string

// The states of a request to join.
const (
	JoinWaiting   JoinState = "waiting"
	JoinApproved  JoinState = "approved"
	JoinDeclined  JoinState = "declined"
	JoinWithdrawn JoinState = "withdrawn" // by the applicant; what she wrote is forgotten at once
)

// Bounds of a request to join.
const (
	MaxQuestions    = 5
	MaxQuestion     = 200      // runes
	MaxAnswer       = 2000     // runes
	MaxJoinWaiting  = 500      // at once
	JoinRequestKept = 90 * day // after the decision
)

// JoinQuestion is one the collective asks of whoever wants to join.
type JoinQuestion struct {
	Text     string `json:"text"`
	Required bool   `json:"required,omitempty"`
}

// JoinAnswer is one she gave, with the question as it was then.
type JoinAnswer struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

// JoinDoor says whether and how strangers may ask to join.
type JoinDoor struct {
	Closed    bool           `json:"closed,omitempty"`
	Questions []JoinQuestion `json:"questions,omitempty"`
}

// Check says whether the questions may be asked.
func (d JoinDoor) Check() error {
	if len(d.Questions) > MaxQuestions {
		return Fail(Invalid, "error.list_too_long", "Max", MaxQuestions)
	}
	for _, q := range d.Questions {
		if strings.TrimSpace(q.Text) == "" {
			return Fail(Invalid, "error.text_empty")
		}
		if err := checkLength(q.Text, MaxQuestion); err != nil {
			return err
		}
	}
	return nil
}

// Admits says whether a request with these answers may come in: the door is
// open, and they answer the questions that are asked now.
func (d JoinDoor) Admits(answers []JoinAnswer) error {
	if d.Closed {
		return Fail(Conflict, "error.join_closed")
	}
	if len(answers) != len(d.Questions) {
		return Fail(Conflict, "error.questions_changed")
	}
	for i, q := range d.Questions {
		switch {
		case answers[i].Question != q.Text:
			return Fail(Conflict, "error.questions_changed")
		case q.Required && strings.TrimSpace(answers[i].Answer) == "":
			return Fail(Invalid, "error.answer_empty")
		}
	}
	return nil
}

// JoinRequest is a request to join, by somebody who is not of this node. Its
// page has an address that only she knows; only the hash of its token is kept,
// the token itself follows from the node's secret (Token).
type JoinRequest struct {
	ID           string    `gorm:"primaryKey;index:join_request_state,priority:2"`
	State        JoinState `gorm:"index:join_request_state,priority:1"`
	Name         string
	Handle       string       // wished for; may be ""
	Language     string       // hers
	Address      []byte       // mail address, sealed; nil for none
	AddressHash  string       `gorm:"index:join_request_address,where:address_hash <> ''"`
	Answers      []JoinAnswer `gorm:"serializer:json"`
	Reason       string       // of the decision, plain
	DecidedBy    string       // actor
	DecidedAt    *time.Time   // also when she withdrew
	InvitationID string       // by which she joins, once approved
	TokenHash    string       `gorm:"uniqueIndex:join_request_token"`
	KeyHash      string       `gorm:"uniqueIndex:join_request_key"` // of the form: sent twice it is one request
	CreatedAt    time.Time
}

// Check says whether it may be handed in.
func (a JoinRequest) Check() error {
	if err := checkName(a.Name); err != nil {
		return err
	}
	if a.Handle != "" {
		if err := CheckHandle(a.Handle); err != nil {
			return err
		}
	}
	if len(a.Answers) > MaxQuestions {
		return Fail(Invalid, "error.list_too_long", "Max", MaxQuestions)
	}
	for _, answer := range a.Answers {
		if err := checkLength(answer.Answer, MaxAnswer); err != nil {
			return err
		}
	}
	return nil
}

// Decide takes the answer of the collective. A no has a reason.
func (a *JoinRequest) Decide(yes bool, by, reason string, now time.Time) error {
	switch {
	case a.State == JoinWithdrawn:
		return Fail(Conflict, "error.application_withdrawn")
	case a.State != JoinWaiting:
		return Fail(Conflict, "error.application_decided")
	case !yes && strings.TrimSpace(reason) == "":
		return Fail(Invalid, "error.reason_empty")
	}
	at := Second(now)
	a.State, a.Reason, a.DecidedBy, a.DecidedAt = JoinApproved, reason, by, &at
	if !yes {
		a.State = JoinDeclined
	}
	return nil
}

// Withdraw takes it back, and forgets what she wrote.
func (a *JoinRequest) Withdraw(now time.Time) error {
	if a.State != JoinWaiting {
		return Fail(Conflict, "error.application_decided")
	}
	at := Second(now)
	a.State, a.DecidedAt = JoinWithdrawn, &at
	a.Name, a.Handle, a.Address, a.AddressHash, a.Answers = "", "", nil, "", nil
	return nil
}

// Token gives the token in the address of the applicant's page.
func (a JoinRequest) Token(s Secret) string { return s.MAC("join request", a.ID) }

// ApplyURL gives the address of an applicant's page.
func ApplyURL(origin, token string) string { return origin + "/apply/" + token }
