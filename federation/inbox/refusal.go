package inbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Refusal is why a delivery was not taken. Every error of Authenticate and
// Receive is one.
type Refusal struct {
	Status     int           // 400, 401, 403, 415, 429 or 503
	Reason     string        // for the peer's operator; nothing secret
	RetryAfter time.Duration // with 429 and 503, 0 for none
	Err        error         // cause, for our log; may be nil
}

// Error gives status and reason.
func (r *Refusal) Error() string {
	if r.Err != nil {
		return fmt.Sprintf("delivery refused with %d: %s: %v", r.Status, r.Reason, r.Err)
	}
	return fmt.Sprintf("delivery refused with %d: %s", r.Status, r.Reason)
}

// Unwrap gives the cause.
func (r *Refusal) Unwrap() error { return r.Err }

// Body gives the answer as Mastodon words it: {"error":"..."}.
func (r *Refusal) Body() []byte {
	b, err := json.Marshal(map[string]string{"error": r.Reason})
	if err != nil {
		return []byte(`{"error":"refused"}`) // a string always encodes
	}
	return b
}

func refuse(status int, reason string, err error) *Refusal {
	return &Refusal{Status: status, Reason: reason, Err: err}
}

// busy is a refusal for a passing reason of our own or of the key's host.
func busy(reason string, err error) *Refusal {
	return &Refusal{Status: http.StatusServiceUnavailable, Reason: reason, RetryAfter: time.Minute, Err: err}
}
