package transport

import (
	"net/http"
	"time"
)

// retryAfter reads seconds or a date (RFC 9110, 10.2.3); at most a week, 0 when
// absent, past or unreadable.
func retryAfter(text string, now time.Time) time.Duration {
	const most = 7 * 24 * time.Hour
	if text == "" {
		return 0
	}
	if seconds, ok := wholeSeconds(text); ok {
		return min(seconds, most)
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return max(0, min(at.Sub(now), most))
}

// wholeSeconds is a reader of digits alone: more of them than fit still mean
// "very long".
func wholeSeconds(text string) (time.Duration, bool) {
	seconds := time.Duration(0)
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		seconds = min(seconds*10+time.Duration(text[i]-'0'), 1<<30)
	}
	return seconds * time.Second, true
}
