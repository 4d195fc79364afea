package httpsig

import (
	"errors"
	"fmt"
	"net/http"
)

// Error says why a signature was refused. Reason is written for the peer's
// administrator: it goes into our answer and holds nothing secret.
type Error struct {
	Reason    string
	Malformed bool // the headers could not be read, as opposed to read and found wrong
}

// ErrUnsigned is returned by Parse for a request that carries no signature.
var ErrUnsigned error = &Error{Reason: "request is not signed"}

// Error gives the reason.
func (e *Error) Error() string { return "signature refused: " + e.Reason }

// Status gives the HTTP status for the answer: 400 for malformed, else 401.
func (e *Error) Status() int {
	if e.Malformed {
		return http.StatusBadRequest
	}
	return http.StatusUnauthorized
}

// Reason gives the reason of a refusal made here, or "" for any other error.
func Reason(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}

func malformed(format string, args ...any) error {
	return &Error{Reason: fmt.Sprintf(format, args...), Malformed: true}
}

func wrong(format string, args ...any) error {
	return &Error{Reason: fmt.Sprintf(format, args...)}
}
