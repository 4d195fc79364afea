package transport

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Error says how a request failed and whether trying again may help.
type Error struct {
	Op         string // "get", "post"
	Host       string // host of the address, with a port when it had one
	Status     int    // the peer's answer, 0 without one
	Temporary  bool
	RetryAfter time.Duration // what the peer asked for, 0 when nothing
	Reason     string
	Err        error // the cause, may be nil
}

// Error gives operation, host and reason. It never holds a whole address: a
// path may be private.
func (e *Error) Error() string {
	return fmt.Sprintf("%s %s: %s", e.Op, e.Host, e.Reason)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Gone says whether the peer answered 410.
func (e *Error) Gone() bool { return e.Status == http.StatusGone }

// ErrRefused is in the chain of every error of the guard: a private or special
// address, or a scheme that this node does not speak.
var ErrRefused = errors.New("refused by the guard")

// IsTemporary says whether trying again may help. An error that is not marked
// counts as temporary.
func IsTemporary(err error) bool {
	var e *Error
	if errors.As(err, &e) {
		return e.Temporary
	}
	return err != nil
}

// IsGone says whether err is a peer's 410.
func IsGone(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Gone()
}

// StatusOf gives the peer's status in err, 0 without one.
func StatusOf(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}

// temporaryStatus holds Mastodon's delivery rule (delivery_worker.rb).
func temporaryStatus(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	case http.StatusNotImplemented:
		return false
	}
	return status < 400 || status >= 500
}
