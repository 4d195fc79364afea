package httpsig

import "time"

// The time window of Mastodon, the tightest of the peers (its
// signature_verification.rb): one hour of skew either way, five minutes of life
// unless the peer says otherwise, and never more than twelve hours.
const (
	skew     = time.Hour
	lifetime = 5 * time.Minute
	longest  = 12 * time.Hour
)

// ReplayWindow is the longest time during which a signature can be accepted
// again; activity ids are remembered at least as long.
const ReplayWindow = longest + 2*skew

// CheckWindow refuses a signature made more than an hour in the future, or more
// than an hour after it expired.
func (s *Signature) CheckWindow(now time.Time) error {
	made := s.Created
	if made.IsZero() {
		made = s.Date
	}
	if made.IsZero() {
		return wrong("no signed date or created time")
	}
	if made.After(now.Add(skew)) {
		return wrong("signed at %s, more than an hour in the future; our clock says %s", wireTime(made), wireTime(now))
	}
	expires := s.Expires
	if expires.IsZero() {
		expires = made.Add(lifetime)
	}
	if last := made.Add(longest); expires.After(last) {
		expires = last
	}
	if now.After(expires.Add(skew)) {
		return wrong("signed at %s, expired at %s; our clock says %s", wireTime(made), wireTime(expires), wireTime(now))
	}
	return nil
}

func wireTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }
