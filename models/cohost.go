package models

import (
	"cmp"
	"time"
)

// CohostState is where a collective stands towards an event that another one
// organises.
type CohostState string

// The states of a co-host (PROTOCOL 0 and 4). One that has none yet is new.
const (
	CohostWished    CohostState = "wished"    // of a draft: asked when it is published
	CohostOffered   CohostState = "offered"   // by the organiser: an Offer waits
	CohostAccepted  CohostState = "accepted"  // by the collective, with a stamp
	CohostRefused   CohostState = "refused"   // it said no
	CohostWithdrawn CohostState = "withdrawn" // the organiser took the question back
	CohostExpired   CohostState = "expired"   // nobody answered in time
	CohostEnded     CohostState = "ended"     // one of the two stopped
	CohostGone      CohostState = "gone"      // the collective is no more
	CohostClaimed   CohostState = "claimed"   // the event names it; between others, or asked of nobody
)

// Limits on co-organising.
const (
	MaxCohosts = 10 // of one event, asked or agreed
	// LookAfterwards is how long after an event its co-hosts are looked at; what was
	// seen by then stays said of it.
	LookAfterwards = 30 * 24 * time.Hour
)

// Organizes is the relationship of the stamp by which a collective agrees to
// organise an event with another.
const Organizes = "https://w3id.org/knoop/1#organizes"

// Cohost is one collective's part in one event: one row a pair. The node of the
// event writes Listed and the collective's the stamp; each knows of the other's by
// what was said or read at its origin. On any third node it is what the event's
// document claims, and what came of reading it.
type Cohost struct {
	ID            string      `gorm:"primaryKey"`
	EventID       string      `gorm:"uniqueIndex:cohost_pair,priority:1"` // row of the event, or its draft
	CollectiveURI string      `gorm:"uniqueIndex:cohost_pair,priority:2"`
	CollectiveID  string      `gorm:"index:cohost_collective"` // row of it; "" until it was read
	Name          string      // as the event's document has it
	State         CohostState `gorm:"index:cohost_state"`

	OpeningURI string `gorm:"index:cohost_opening"` // of the Offer that lives
	Opening    []byte // as received
	OpenedAt   time.Time
	ExpiresAt  time.Time
	ResentAt   *time.Time
	Reason     string // plain: of a refusal or an end

	StampURI string     // the collective's consent
	Listed   bool       // the event's document names it
	SinceAt  *time.Time // agreed, or first claimed
	EndedAt  *time.Time

	HostSaidAt    *time.Time
	HostSaidURI   string
	CohostSaidAt  *time.Time
	CohostSaidURI string

	ClaimSeenAt *time.Time // the event's document was read naming it
	StampSeenAt *time.Time
	DeniedAt    *time.Time
	Denied      string // claim or stamp
	CheckedAt   *time.Time
	SilentSince *time.Time
	CheckDueAt  *time.Time `gorm:"index:cohost_due"`

	// Known is the event as our people saw it last when they answered or looked: what
	// changed since is told them.
	Known     *EventKnown `gorm:"serializer:json"`
	CreatedAt time.Time
	UpdatedAt time.Time
}

// EventKnown is what a co-host holds on to of an event.
type EventKnown struct {
	Title     string      `json:"title"`
	StartsAt  time.Time   `json:"startsAt"`
	Place     string      `json:"place,omitempty"`
	OnlineURL string      `json:"onlineUrl,omitempty"`
	Status    EventStatus `json:"status,omitempty"`
}

// KnownOf gives what a co-host holds on to.
func KnownOf(title string, e Event) *EventKnown {
	return &EventKnown{Title: title, StartsAt: Second(e.StartsAt), Place: e.Place.Line(), OnlineURL: e.OnlineURL, Status: e.Status}
}

// Changed says which of title, date, place and status an event has otherwise.
func (k EventKnown) Changed(title string, e Event) (what []string) {
	now := KnownOf(title, e)
	if k.Title != now.Title {
		what = append(what, "title")
	}
	if !k.StartsAt.Equal(now.StartsAt) {
		what = append(what, "date")
	}
	if k.Place != now.Place || k.OnlineURL != now.OnlineURL {
		what = append(what, "place")
	}
	if (k.Status == EventCancelled) != (now.Status == EventCancelled) {
		what = append(what, "status")
	}
	return what
}

// Organizer is one entry of an event's organizers beside its author.
type Organizer struct {
	URI   string
	Name  string
	Stamp string // address of its consent; "" for none
}

// CohostWord is what one side says to the other, as it was at that moment.
type CohostWord struct {
	Opening   string    `json:"opening,omitempty"`
	OpenedAt  time.Time `json:"opened_at,omitzero"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	Yes       bool      `json:"yes,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	Stamp     string    `json:"stamp,omitempty"`
}

// Word gives what is to be said of it as it stands.
func (c Cohost) Word(yes bool) CohostWord {
	return CohostWord{Opening: c.OpeningURI, OpenedAt: c.OpenedAt, ExpiresAt: c.ExpiresAt, Yes: yes, Reason: c.Reason, Stamp: c.StampURI}
}

// CanOffer says whether an event may be offered to other collectives now.
func (e Event) CanOffer(now time.Time) error {
	switch {
	case e.Status == EventCancelled:
		return Fail(Conflict, "error.already_cancelled")
	case !e.StartsAt.IsZero() && e.Over(now):
		return Fail(Conflict, "error.cohost_over")
	}
	return nil
}

// Hear is Membership.Hear between the organiser and a co-host.
func (c *Cohost) Hear(byHost bool, uri string, published, now time.Time) error {
	if byHost {
		return hear(&c.HostSaidAt, &c.HostSaidURI, uri, published, now)
	}
	return hear(&c.CohostSaidAt, &c.CohostSaidURI, uri, published, now)
}

// hear notes a word that may count, by what its side said last.
func hear(last **time.Time, lastURI *string, uri string, published, now time.Time) error {
	at := Second(published)
	if published.IsZero() {
		at = Second(now)
	}
	if at.Sub(now) > clockSlack {
		return Fail(Invalid, "error.said_ahead")
	}
	if *last != nil && (uri == *lastURI || cmp.Or(at.Compare(**last), cmp.Compare(uri, *lastURI)) < 0) {
		return Fail(Conflict, "error.said_late")
	}
	*last, *lastURI = &at, uri
	return nil
}

// Open takes an Offer, ours or another's.
func (c *Cohost) Open(o Opening, now time.Time) Answer {
	expires := o.Expires
	if expires.IsZero() || expires.After(now.Add(OpeningLife)) {
		expires = now.Add(OpeningLife)
	}
	switch {
	case now.After(expires.Add(clockSlack)):
		return AnswerNo
	case c.OpeningURI == o.URI && c.State != "" && c.State != CohostClaimed:
		return AnswerAgain
	case c.State == CohostAccepted: // the other side has forgotten it
		c.OpeningURI, c.Opening = o.URI, o.Raw
		return AnswerYes
	}
	c.State, c.OpeningURI, c.Opening, c.OpenedAt, c.ExpiresAt, c.ResentAt = CohostOffered, o.URI, o.Raw, Second(now), Second(expires), nil
	c.Reason, c.EndedAt = "", nil
	return NoAnswer
}

// Over says whether a waiting question has outlived its time.
func (c Cohost) Over(now time.Time) bool {
	return c.State == CohostOffered && now.After(c.ExpiresAt.Add(clockSlack))
}

// Accept makes it a co-host, to be confirmed by reading.
func (c *Cohost) Accept(stamp string, now time.Time) {
	at := Second(now)
	c.State, c.StampURI, c.SinceAt, c.EndedAt, c.Reason = CohostAccepted, stamp, &at, nil, ""
	c.DeniedAt, c.Denied, c.SilentSince, c.CheckDueAt = nil, "", nil, &at
}

// End closes it in one of the states in which it is no co-host.
func (c *Cohost) End(state CohostState, reason string, now time.Time) {
	at := Second(now)
	c.State, c.Reason, c.EndedAt, c.Listed, c.CheckDueAt = state, reason, &at, false, nil
	c.ClaimSeenAt, c.StampSeenAt, c.DeniedAt, c.Denied, c.SilentSince = nil, nil, nil, "", nil
}

// Shown says whether pages name it: who agreed, and who is said to.
func (c Cohost) Shown() bool {
	return c.State == CohostAccepted || c.State == CohostClaimed || c.Listed
}

// Verdict judges by what was read and when: the event must name the collective,
// its stamp must say so too, and neither may have been denied since.
func (c Cohost) Verdict(now time.Time) (Verdict, time.Time) {
	if c.State != CohostAccepted && c.State != CohostClaimed || c.StampURI == "" {
		return VerdictUnconfirmed, at(c.CheckedAt)
	}
	return verdict([]*time.Time{c.ClaimSeenAt, c.StampSeenAt}, c.DeniedAt, c.CheckedAt, c.SilentSince, now)
}

// Confirmed says whether it counts.
func (c Cohost) Confirmed(now time.Time) bool {
	v, _ := c.Verdict(now)
	return v == VerdictConfirmed || v == VerdictSeen
}

// Judge takes the result of a check, of which Entry is nothing here. until is when
// it need not be read any more.
func (c *Cohost) Judge(check Check, now, until time.Time) {
	t := Second(now)
	denied, silent := "", false
	for _, one := range []struct {
		found Finding
		seen  **time.Time
		name  string
	}{{check.Claim, &c.ClaimSeenAt, "claim"}, {check.Stamp, &c.StampSeenAt, "stamp"}} {
		switch one.found {
		case Found:
			*one.seen = &t
		case Missing, Revoked:
			denied = or(denied, one.name)
		case Unknown:
			silent = true
		}
	}
	c.CheckedAt = &t
	next := t.Add(CheckEvery)
	switch {
	case denied != "":
		c.DeniedAt, c.Denied = &t, denied
		next = t.Add(patience(c.SinceAt, t))
	case !silent:
		c.DeniedAt, c.Denied = nil, ""
	}
	switch {
	case !silent:
		c.SilentSince = nil
	case c.SilentSince == nil:
		c.SilentSince = &t
		fallthrough
	default:
		next = t.Add(min(max(t.Sub(*c.SilentSince), CheckTouched), CheckAtMost*4))
	}
	c.CheckDueAt = &next
	if next.After(until) {
		c.CheckDueAt = nil
	}
}

// Touch lets it be read again now, but no more than once in some seconds.
func (c *Cohost) Touch(now time.Time) {
	if c.CheckedAt != nil && now.Sub(*c.CheckedAt) < CheckTouched {
		now = c.CheckedAt.Add(CheckTouched)
	}
	c.CheckDueAt = &now
}

// LookUntil gives until when the co-hosts of an event are looked at.
func (e Event) LookUntil() time.Time {
	end := e.StartsAt
	if e.EndsAt != nil {
		end = *e.EndsAt
	}
	return end.Add(LookAfterwards)
}

// Judged gives the moment at which the co-hosts of an event are judged: now, or, of
// one long past, when they were looked at last.
func (e Event) Judged(now time.Time) time.Time {
	if until := e.LookUntil(); until.Before(now) {
		return until
	}
	return now
}

func at(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
