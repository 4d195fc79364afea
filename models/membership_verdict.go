package models

import "time"

// Verdict is what we say of a membership that somebody shows.
type Verdict string

// The verdicts.
const (
	VerdictConfirmed   Verdict = "confirmed"   // both sides were read saying so, within a week
	VerdictSeen        Verdict = "seen"        // longer ago, within a month: the date is said
	VerdictUnconfirmed Verdict = "unconfirmed" // one side is missing, or said no, or it is too long ago
	VerdictSilent      Verdict = "silent"      // a side does not answer for a month
)

// Verdict judges by what was read and when: claim, stamp and entry must all have
// been seen, and none been denied since.
func (m Membership) Verdict(now time.Time) (Verdict, time.Time) {
	if m.State != MembershipAccepted {
		return VerdictUnconfirmed, at(m.CheckedAt)
	}
	return verdict([]*time.Time{m.ClaimSeenAt, m.StampSeenAt, m.EntrySeenAt}, m.DeniedAt, m.CheckedAt, m.SilentSince, now)
}

// verdict is what PROTOCOL 0 says under "Freshness": all must have been seen, and
// none been denied since.
func verdict(seen []*time.Time, denied, checked, silent *time.Time, now time.Time) (Verdict, time.Time) {
	last := now
	for _, one := range seen {
		if one == nil {
			return VerdictUnconfirmed, at(checked)
		}
		if one.Before(last) {
			last = *one
		}
	}
	switch {
	case denied != nil:
		return VerdictUnconfirmed, at(checked)
	case now.Sub(last) <= ConfirmedFor:
		return VerdictConfirmed, last
	case silent != nil && now.Sub(*silent) > SilentFor:
		return VerdictSilent, *silent
	case now.Sub(last) <= SeenFor:
		return VerdictSeen, last
	}
	return VerdictUnconfirmed, last
}

// Confirmed says whether it counts.
func (m Membership) Confirmed(now time.Time) bool {
	v, _ := m.Verdict(now)
	return v == VerdictConfirmed || v == VerdictSeen
}

// Finding is what came of reading one of the three documents.
type Finding int

// What reading one document can come to.
const (
	NotRead Finding = iota // not tried
	Found                  // it says so
	Missing                // an explicit no: 404, another content, a bad proof
	Revoked                // a no for good: 410
	Unknown                // no answer, 5xx: neither yes nor no
)

// Check is one reading of all three. Of is the stamp that was read: when the
// membership has another one by now, what was found says nothing.
type Check struct {
	Claim, Stamp, Entry Finding
	Of                  string
}

// Judge takes the result of a check. A time-out is no "no".
func (m *Membership) Judge(c Check, now time.Time) {
	at := Second(now)
	denied, silent := "", false
	for _, one := range []struct {
		found Finding
		seen  **time.Time
		name  string
	}{{c.Claim, &m.ClaimSeenAt, "claim"}, {c.Stamp, &m.StampSeenAt, "stamp"}, {c.Entry, &m.EntrySeenAt, "entry"}} {
		switch one.found {
		case Found:
			*one.seen = &at
		case Missing, Revoked:
			denied = or(denied, one.name)
		case Unknown:
			silent = true
		}
	}
	m.CheckedAt = &at
	next := at.Add(CheckEvery)
	switch {
	case denied != "":
		m.DeniedAt, m.Denied = &at, denied
	case !silent:
		m.DeniedAt, m.Denied = nil, ""
	}
	switch {
	case !silent:
		m.SilentSince = nil
	case m.SilentSince == nil:
		m.SilentSince = &at
		fallthrough
	default: // soon at first, since it may be a restart, and then ever later
		next = at.Add(min(max(at.Sub(*m.SilentSince), CheckTouched), CheckAtMost*4))
	}
	if denied != "" {
		next = at.Add(patience(m.SinceAt, at))
	}
	m.CheckDueAt = &next
}

// Touch lets it be read again now; said again and again, once in some seconds.
func (m *Membership) Touch(now time.Time) {
	if m.CheckedAt != nil && now.Sub(*m.CheckedAt) < CheckTouched {
		now = m.CheckedAt.Add(CheckTouched)
	}
	m.CheckDueAt = &now
}

// NotShown takes the result of a check of a membership that she does not show:
// nothing is confirmed or denied of what nobody claims. A side of it that is ours
// looks again in a day, whether the other has ended it or she shows it after all.
func (m *Membership) NotShown(now time.Time, ours bool) {
	at := Second(now)
	m.CheckedAt, m.CheckDueAt = &at, nil
	m.ClaimSeenAt, m.StampSeenAt, m.EntrySeenAt = nil, nil, nil
	if ours {
		next := at.Add(CheckEvery)
		m.CheckDueAt = &next
	}
}

// patience is how soon a no is read again: the other side may just be writing
// it down when what they have is young.
func patience(since *time.Time, now time.Time) time.Duration {
	if since == nil {
		return CheckEvery
	}
	switch age := now.Sub(*since); {
	case age < 2*time.Minute:
		return 2 * time.Second
	case age < 15*time.Minute:
		return time.Minute
	case age < 24*time.Hour:
		return CheckAtMost
	}
	return CheckEvery
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
