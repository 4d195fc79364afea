package models

import (
	"cmp"
	"time"
)

// MembershipState is where a membership stands between a person and a collective.
type MembershipState string

// The states of a membership. One that has none yet is new.
const (
	MembershipAsked     MembershipState = "asked"     // by the person: a Join waits
	MembershipInvited   MembershipState = "invited"   // by the collective: an Invite waits
	MembershipAccepted  MembershipState = "accepted"  // both agreed
	MembershipRefused   MembershipState = "refused"   // the one asked said no
	MembershipWithdrawn MembershipState = "withdrawn" // who asked took it back
	MembershipExpired   MembershipState = "expired"   // nobody answered in time
	MembershipEnded     MembershipState = "ended"     // left, removed, or an end is gone
)

// Waiting says whether an answer is awaited.
func (s MembershipState) Waiting() bool { return s == MembershipAsked || s == MembershipInvited }

// How long an opening waits, and within which bounds a peer's clock is believed.
const (
	OpeningLife   = 30 * 24 * time.Hour
	clockSlack    = time.Hour
	AskAgainAfter = 3 * 24 * time.Hour // the opening is sent once more, and may be by hand
)

// How long what was read stands for what is (PROTOCOL 0, "Freshness").
const (
	ConfirmedFor = 7 * 24 * time.Hour
	SeenFor      = 30 * 24 * time.Hour
	CheckEvery   = 20 * time.Hour
	CheckAtMost  = 15 * time.Minute // one pair is read once in this time
	CheckTouched = 5 * time.Second  // and once in this, when its collective says that it changed
	SilentFor    = 30 * 24 * time.Hour
)

// Membership is one person's belonging to one collective: one row a pair. Either
// end may live here or elsewhere. The home of the person writes Shown, that of
// the collective writes Role and makes the stamp; the rest each side knows by
// what the other said or what was read at its origin.
type Membership struct {
	ID           string          `gorm:"primaryKey"`
	PersonID     string          `gorm:"uniqueIndex:membership_pair,priority:1"`
	CollectiveID string          `gorm:"uniqueIndex:membership_pair,priority:2;index:membership_collective,priority:1"`
	State        MembershipState `gorm:"index:membership_collective,priority:2"`

	OpeningURI string `gorm:"index:membership_opening"` // of the Join or Invite that lives
	Opening    []byte // as received; an answer carries it
	OpenedAt   time.Time
	ExpiresAt  time.Time
	ResentAt   *time.Time
	Message    string // plain: why she asks
	Reason     string // plain: of a refusal or removal

	Role     Role   // in the collective, by its own word
	StampURI string // the collective's consent, also before it is there
	Shown    bool   // she shows it: her actor claims it
	SinceAt  *time.Time
	EndedAt  *time.Time

	// The last word of either side, so that a letter that comes late changes
	// nothing.
	PersonSaidAt      *time.Time
	PersonSaidURI     string
	CollectiveSaidAt  *time.Time
	CollectiveSaidURI string

	// What was read, each at its origin: her claim, the stamp, her entry in the
	// collective's list.
	ClaimSeenAt *time.Time
	StampSeenAt *time.Time
	EntrySeenAt *time.Time
	DeniedAt    *time.Time // the last time that one of them was said not to be
	Denied      string     // which: claim, stamp, entry
	CheckedAt   *time.Time
	SilentSince *time.Time // since when a side has not answered
	CheckDueAt  *time.Time `gorm:"index:membership_due"`

	CreatedAt time.Time
	UpdatedAt time.Time
}

// Side is one of the two.
type Side string

// The sides of a membership.
const (
	PersonSide     Side = "person"
	CollectiveSide Side = "collective"
)

// Said is a word of one side: an activity's id and time.
type Said struct {
	By        Side
	URI       string
	Published time.Time
}

// Hear says whether a word may count, and notes it: not one from the future
// (more than an hour ahead), and neither the same again nor one older than what
// that side said last. Of two with the same time the greater id is the later one.
func (m *Membership) Hear(s Said, now time.Time) error {
	if s.By == CollectiveSide {
		return hear(&m.CollectiveSaidAt, &m.CollectiveSaidURI, s.URI, s.Published, now)
	}
	return hear(&m.PersonSaidAt, &m.PersonSaidURI, s.URI, s.Published, now)
}

// MembershipWord is what one side says to the other, as it was at that moment.
// It goes with the fact: the row may have gone on by the time the fact is told,
// as when somebody leaves and asks again while the server is down.
type MembershipWord struct {
	Opening   string    `json:"opening,omitempty"`  // id of the Join or Invite that is meant
	Received  []byte    `json:"received,omitempty"` // it, as received
	OpenedAt  time.Time `json:"opened_at,omitzero"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	Yes       bool      `json:"yes,omitempty"` // of an answer
	Message   string    `json:"message,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	Stamp     string    `json:"stamp,omitempty"`
}

// Word gives what is to be said of the membership as it stands.
func (m Membership) Word(yes bool) MembershipWord {
	return MembershipWord{
		Opening: m.OpeningURI, Received: m.Opening, OpenedAt: m.OpenedAt, ExpiresAt: m.ExpiresAt,
		Yes: yes, Message: m.Message, Reason: m.Reason, Stamp: m.StampURI,
	}
}

// As gives the membership as it was when something was said of it.
func (m Membership) As(w MembershipWord) Membership {
	m.OpeningURI, m.Opening, m.OpenedAt, m.ExpiresAt = w.Opening, w.Received, w.OpenedAt, w.ExpiresAt
	m.Message, m.Reason, m.StampURI = w.Message, w.Reason, w.Stamp
	return m
}

// Opening is a Join or an Invite.
type Opening struct {
	By       Side
	URI      string
	Expires  time.Time // zero: OpeningLife from now
	Message  string
	StampURI string // of an Invite: the stamp-to-be
	Raw      []byte
}

// Answer is what an opening leads to at once.
type Answer int

// The answers to an opening.
const (
	NoAnswer    Answer = iota // it waits for a person
	AnswerYes                 // agreed before, or both asked: say so
	AnswerNo                  // too late
	AnswerAgain               // the same one again: whatever was answered is said once more
)

// Open takes an opening. A Join that meets an Invite, or an Invite a Join, is
// agreement (PROTOCOL 0, "Conflict"). Who is a member already is told so: the
// other side has forgotten it, and the new opening is the one that lives.
func (m *Membership) Open(o Opening, now time.Time) Answer {
	expires := o.Expires
	if expires.IsZero() || expires.After(now.Add(OpeningLife)) {
		expires = now.Add(OpeningLife)
	}
	if now.After(expires.Add(clockSlack)) {
		return AnswerNo
	}
	if m.OpeningURI == o.URI && m.State != "" {
		return AnswerAgain
	}
	if m.State == MembershipAccepted {
		m.OpeningURI, m.Opening = o.URI, o.Raw
		if o.StampURI != "" && o.StampURI != m.StampURI {
			m.StampURI, m.CheckDueAt = o.StampURI, &now
		}
		return AnswerYes
	}
	mine, other := MembershipAsked, MembershipInvited
	if o.By == CollectiveSide {
		mine, other = other, mine
	}
	met := m.State == other && !m.Over(now)
	m.OpeningURI, m.Opening, m.OpenedAt, m.ExpiresAt, m.ResentAt = o.URI, o.Raw, now, expires, nil
	m.Message, m.Reason, m.EndedAt = o.Message, "", nil
	if o.StampURI != "" {
		m.StampURI = o.StampURI
	}
	m.State = mine
	if met {
		m.Accept(now)
		return AnswerYes
	}
	return NoAnswer
}

// Crossed says whether an opening of the other side met ours on its way and is the
// older of the two: ours waits and was said later. Of two that cross, who receives
// the later one decides, since she alone knows whether the older one still stands;
// the other side goes on waiting.
func (m Membership) Crossed(o Opening, said Said) bool {
	ours := MembershipInvited
	if o.By == CollectiveSide {
		ours = MembershipAsked
	}
	if m.State != ours || said.Published.IsZero() {
		return false
	}
	return cmp.Or(Second(said.Published).Compare(Second(m.OpenedAt)), cmp.Compare(o.URI, m.OpeningURI)) < 0
}

// Over says whether a waiting opening has outlived its time.
func (m Membership) Over(now time.Time) bool {
	return m.State.Waiting() && now.After(m.ExpiresAt.Add(clockSlack))
}

// Accept makes it a membership.
func (m *Membership) Accept(now time.Time) {
	at := Second(now)
	m.State, m.SinceAt, m.EndedAt, m.Reason = MembershipAccepted, &at, nil, ""
	m.DeniedAt, m.Denied, m.SilentSince = nil, "", nil
	m.CheckDueAt = &at
	if m.Role == "" {
		m.Role = Member
	}
}

// End closes it in one of the states in which nothing is shown any more.
func (m *Membership) End(state MembershipState, reason string, now time.Time) {
	at := Second(now)
	m.State, m.Reason, m.EndedAt, m.Shown = state, reason, &at, false
	m.ClaimSeenAt, m.StampSeenAt, m.EntrySeenAt, m.CheckDueAt = nil, nil, nil, nil
}

// EndedBy says in which state a side's word ends it, if it does. An Undo names
// the opening, which must be the one that lives. What waits is taken back by who
// opened it alone: a Leave or Remove that meets an opening of ours was said of
// what was before, and a no to it is a Reject that names it.
func (m Membership) EndedBy(by Side, opening string) (state MembershipState, ends bool) {
	opener := PersonSide
	if m.State == MembershipInvited {
		opener = CollectiveSide
	}
	switch {
	case opening != "" && opening != m.OpeningURI:
		return "", false
	case m.State == MembershipAccepted:
		return MembershipEnded, true
	case m.State.Waiting() && by == opener:
		return MembershipWithdrawn, true
	}
	return "", false
}

// Belonging is one membership with both its ends, to be shown.
type Belonging struct {
	Membership Membership
	Person     Actor
	Collective Actor
}

// Claim is what an actor's document says of one membership.
type Claim struct {
	Collective string // address
	Name       string
	Stamp      string // address
}
