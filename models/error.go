package models

import (
	"errors"
	"fmt"
)

// Kind says what went wrong in words that code can act on; handlers/render
// turns it into a status.
type Kind string

// The kinds of error a person can meet. Everything else is internal: logged
// whole, shown as a request number.
const (
	NotFound  Kind = "not_found"
	Gone      Kind = "gone"
	Invalid   Kind = "invalid"
	Forbidden Kind = "forbidden"
	Conflict  Kind = "conflict"
	TooMany   Kind = "too_many"
)

// Error is an error meant for a reader. Key names a sentence in the catalogues
// (static/locales), Args its values as alternating name and value.
type Error struct {
	Kind Kind
	Key  string
	Args []any
}

// Fail makes an Error: Fail(Invalid, "error.handle_taken", "Handle", h).
func Fail(kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: args}
}

func (e *Error) Error() string {
	if len(e.Args) == 0 {
		return string(e.Kind) + ": " + e.Key
	}
	return fmt.Sprintf("%s: %s %v", e.Kind, e.Key, e.Args)
}

// Is makes errors.Is(err, &Error{Kind: NotFound}) true for every error of that
// kind, whatever its sentence.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && (t.Key == "" || t.Key == e.Key)
}

// KindOf gives the kind of the first Error in err's chain, or "" for an
// internal error.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}
