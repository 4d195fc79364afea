package outbox

import (
	"net/http"
	"strings"
	"time"

	"knoop/federation/transport"
	"knoop/models"
	"knoop/models/store"
)

// longestWait caps what a peer's Retry-After can ask.
const longestWait = 24 * time.Hour

// hurriedExtra are the quick first tries of a letter in a hurry (see
// models.Backoff); they come on top, so that it too is tried for days.
const hurriedExtra = 5

// attempt is one try of a letter, as it went.
type attempt struct {
	letter models.Letter
	host   models.Host // before the try
	result transport.Result
	err    error // nil: 2xx
	ours   bool  // the mistake is ours, the host was not asked
	at     time.Time
}

// verdict is what follows from an attempt.
type verdict struct {
	settlement store.Settlement
	host       models.Host // after the try
	blamed     bool        // the host failed, not this letter alone
}

// judge applies the delivery rules (docs/peers.md 2.8 and 11, after
// Mastodon): 2xx is done; a final 4xx and 501 are refusals; everything else may
// pass and waits, until there have been too many tries or the host is given up.
// Only silence, 5xx and 429 count against the host: 401 and 408 are about one
// letter, and any other answer is a sign of life.
func judge(a attempt) verdict {
	status := a.result.Status
	if status == 0 {
		status = transport.StatusOf(a.err)
	}
	v := verdict{host: a.host, settlement: store.Settlement{Letter: a.letter, Status: status}}
	if a.err == nil {
		v.settlement.State = models.LetterDelivered
		v.alive(a)
		return v
	}
	v.settlement.Error = reason(a)
	if !transport.IsTemporary(a.err) {
		v.settlement.State = models.LetterRefused
		v.settlement.InboxGone = status == http.StatusGone
		if status != 0 { // 0: our own guard refused, the host was not asked
			v.alive(a)
		}
		return v
	}
	pause := min(max(a.result.RetryAfter, retryAfterOf(a.err)), longestWait)
	switch {
	case a.ours:
	case status == 0 || status >= 500 || status == http.StatusTooManyRequests:
		v.blamed = true
		v.host = a.host.Failed(a.at, pause)
		v.settlement.Host = v.host
	default:
		v.alive(a)
	}
	tries, most := a.letter.Attempts+1, models.MaxAttempts
	if a.letter.Hurry {
		most += hurriedExtra
	}
	if tries >= most || v.host.Dead() {
		v.settlement.State = models.LetterDead
		return v
	}
	v.settlement.State = models.LetterWaiting
	v.settlement.DueAt = a.at.Add(max(models.Backoff(tries, a.letter.Hurry), pause))
	return v
}

// alive notes a success, seldom: the row is written only when it was failing,
// or once a day.
func (v *verdict) alive(a attempt) {
	if a.host.Failing() || a.host.LastSuccess == nil || a.at.Sub(*a.host.LastSuccess) > 24*time.Hour {
		v.host = a.host.Succeeded(a.at)
		v.settlement.Host = v.host
	}
}

// reason says why a try failed in at most 200 runes: the peer's own words where
// it gave some, for they name the mistake.
func reason(a attempt) string {
	text := strings.ToValidUTF8(a.err.Error(), "?")
	if a.result.Body != "" {
		text += ": " + strings.ToValidUTF8(a.result.Body, "?")
	}
	if runes := []rune(text); len(runes) > 200 {
		return string(runes[:199]) + "…"
	}
	return text
}
