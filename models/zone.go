package models

import (
	"sync"
	"time"
)

// zones keeps what was read from the zone database, which is a few hundred names:
// time.LoadLocation opens a file every time, and a list of events asks often.
var zones sync.Map // name → *time.Location

// Zone gives a zone by its IANA name, false if there is none of that name.
func Zone(name string) (*time.Location, bool) {
	if known, ok := zones.Load(name); ok {
		return known.(*time.Location), true
	}
	if name == "" {
		return time.UTC, false
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC, false
	}
	zones.Store(name, l)
	return l, true
}
