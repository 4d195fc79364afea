package models

import (
	"strings"
	"time"
	"unicode/utf8"
)

// MaxVenues bounds the register of places.
const MaxVenues = 500

// Venue is a place in the collective's register, where its events can be.
type Venue struct {
	ID           string `gorm:"primaryKey"`
	Place        Place  `gorm:"embedded;embeddedPrefix:place_"`
	Room         string // the one that is used
	Capacity     int    // 0: not known
	StepFree     StepFree
	StepFreeNote string
	Contact      string     // of the place, for those who organise alone
	RetiredAt    *time.Time // no longer offered
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Check says what is wrong with a place of the register.
func (v Venue) Check() error {
	switch {
	case strings.TrimSpace(v.Place.Name) == "":
		return Fail(Invalid, "error.name_empty")
	case v.Capacity < 0 || v.Capacity > 1_000_000:
		return Fail(Invalid, "error.capacity_invalid")
	case utf8.RuneCountInString(v.Contact) > MaxContact:
		return Fail(Invalid, "error.contact_too_long", "Max", MaxContact)
	}
	if err := v.Place.check(); err != nil {
		return err
	}
	return checkRoom(v.Room, v.StepFree, v.StepFreeNote)
}

// Use puts the place at an event: its address, what is known of its steps, and
// its room unless the event names one.
func (v Venue) Use(e *Event) {
	e.VenueID, e.Place, e.StepFree, e.StepFreeNote = v.ID, v.Place, v.StepFree, v.StepFreeNote
	if e.Room == "" {
		e.Room = v.Room
	}
}
