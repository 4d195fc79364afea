package models

import "time"

// How far ahead the dates of a series become events, and when they are announced
// to software without a calendar (docs/decisions.md).
const (
	SeriesWindow   = 60 * 24 * time.Hour
	SeriesLeast    = 2 // dates that are there in any case, be they beyond the window
	SeriesAnnounce = 14 * 24 * time.Hour
	SeriesHorizon  = 5 * 366 * 24 * time.Hour // beyond which no date is looked for
)

// Series is what a series of meetings has beyond its actor: its rule, and what
// each date says until it is changed by hand.
type Series struct {
	ActorID     string      `gorm:"primaryKey"`
	OrganizerID string      // row of the collective, author of every date
	Rule        string      // RFC 5545, checked (models/recurrence)
	Start       string      // wall time of the first date, "2026-12-01T09:30:00"
	Timezone    string      // IANA name
	Minutes     int         // how long; 0: open end
	Holidays    string      // recurrence.Holidays
	Except      []time.Time `gorm:"column:skipped;serializer:json"` // original starts that are left out
	Title       string
	Summary     string
	Source      string // Markdown
	Content     string // the same, rendered
	Language    string
	Hashtags    []string     `gorm:"serializer:json"`
	Mentions    []Mention    `gorm:"serializer:json"`
	Attachments []Attachment `gorm:"serializer:json"`
	Place       Place        `gorm:"embedded;embeddedPrefix:place_"`
	OnlineURL   string
	Capacity    int
	Category    string
	Tasks       []TaskPlan `gorm:"serializer:json"` // copied to each new date
	CreatedAt   time.Time
	UpdatedAt   time.Time
	EndedAt     *time.Time // no more dates are made
}

// Occurrence ties an event to the date of a series that it is.
type Occurrence struct {
	ObjectID string    `gorm:"primaryKey"`
	SeriesID string    `gorm:"uniqueIndex:occurrence_date,priority:1"`
	Original time.Time `gorm:"uniqueIndex:occurrence_date,priority:2"` // start by the rule, UTC
	ByHand   bool      // changed on its own: edits of the series pass it over
	Extra    bool      // beside the rule: only its own day is its own
	// AnnouncedAt is when it was told to all; until then only software with a
	// calendar knows it.
	AnnouncedAt *time.Time
}

// SeriesDocument is what the document of a series says beyond its actor's.
type SeriesDocument struct {
	Organizer string // actor id
	Rule      string
	Start     time.Time // in its zone
	Timezone  string
	Except    []time.Time // in its zone
}
