package models

import (
	"time"

	"github.com/google/uuid"
)

// NewID makes a sortable identifier (UUIDv7, RFC 9562) in text.
func NewID() string {
	return uuid.Must(uuid.NewV7()).String()
}

// Second cuts a time to whole seconds in UTC, the precision of the wire.
func Second(t time.Time) time.Time {
	return t.UTC().Truncate(time.Second)
}

// NextUpdated gives the time of an edit: now, but always later than the last
// one by at least a second, because peers drop an Update that is not newer.
func NextUpdated(last, now time.Time) time.Time {
	last, now = Second(last), Second(now)
	if now.After(last) {
		return now
	}
	return last.Add(time.Second)
}
