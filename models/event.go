package models

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// EventStatus is where an event stands.
type EventStatus string

// The states of an event.
const (
	EventConfirmed EventStatus = "confirmed"
	EventTentative EventStatus = "tentative"
	EventCancelled EventStatus = "cancelled"
)

// Event holds what an event has beyond an Object: when, where, for how many.
type Event struct {
	ObjectID  string     `gorm:"primaryKey"`
	StartsAt  time.Time  `gorm:"index:event_start"` // UTC
	EndsAt    *time.Time // nil: open end
	Timezone  string     // IANA name; shown local to it
	Place     Place      `gorm:"embedded;embeddedPrefix:place_"`
	OnlineURL string
	Capacity  int // 0: no limit
	Status    EventStatus
	Category  string // Mobilizon's list; MEETING if unknown
	// JoinMode and JoinURL of a remote event, as it said.
	JoinMode string
	JoinURL  string
	// How an event of ours is answered.
	TakesRSVP   bool      // false: nobody signs up here
	WaitingList bool      // who finds it full waits; else she is refused
	Comes       Gathering // who may come
	// Poll says that its note form asks who comes, with options in PollLanguage;
	// both are fixed when it is published.
	Poll         bool
	PollLanguage string
	// Answers are counted by who shows or tells of the event.
	Answers Answers `gorm:"-"`
	// Organizers are those beside the author: of ours who agreed, as who tells of it
	// finds them; of a remote event who its document names.
	Organizers   []Organizer `gorm:"-"`
	EventDetails `gorm:"embedded"`
	// SuperEvent is the id of the series it belongs to, ours or as a remote event
	// says; Original its start by that series' rule.
	SuperEvent string `gorm:"index:event_series,where:super_event <> ''"`
	Original   *time.Time
}

// Place is where people meet.
type Place struct {
	Name      string
	Street    string
	Postcode  string
	Locality  string
	Region    string
	Country   string // ISO 3166-1 alpha-2
	Latitude  *float64
	Longitude *float64
}

// IsZero says whether nothing is known of the place.
func (p Place) IsZero() bool {
	return p.Name == "" && p.Street == "" && p.Postcode == "" && p.Locality == "" && p.Region == "" && p.Country == "" && p.Latitude == nil
}

// Line gives the place on one line: "De Spoel, Gravenpad 8, 1106 AA Amsterdam".
func (p Place) Line() string {
	var parts []string
	for _, s := range []string{p.Name, p.Street, strings.TrimSpace(p.Postcode + " " + p.Locality)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// Location gives the event's zone, UTC if its name is unknown.
func (e Event) Location() *time.Location {
	l, _ := Zone(e.Timezone)
	return l
}

// LocalStart gives the start in the event's own zone.
func (e Event) LocalStart() time.Time { return e.StartsAt.In(e.Location()) }

// LocalEnd gives the end in the event's own zone; zero for an open end.
func (e Event) LocalEnd() time.Time {
	if e.EndsAt == nil {
		return time.Time{}
	}
	return e.EndsAt.In(e.Location())
}

// Over says whether the event has passed: after its end, or, with an open end,
// six hours after its start.
func (e Event) Over(now time.Time) bool { return now.After(e.Until()) }

// Check says whether the event may be published here under this title. Events
// of other servers are not held to it: what they say of a place is kept.
func (e Event) Check(title string) error {
	switch {
	case strings.TrimSpace(title) == "":
		return Fail(Invalid, "error.title_empty")
	case utf8.RuneCountInString(title) > MaxTitle:
		return Fail(Invalid, "error.title_too_long", "Max", MaxTitle)
	case e.StartsAt.IsZero():
		return Fail(Invalid, "error.start_missing")
	case e.StartsAt.Year() < 1970 || e.StartsAt.Year() > 9000:
		return Fail(Invalid, "error.time_invalid", "Time", e.StartsAt.Format(time.RFC3339))
	case e.EndsAt != nil && !e.EndsAt.After(e.StartsAt):
		return Fail(Invalid, "error.end_before_start")
	case e.Capacity < 0 || e.Capacity > 1_000_000:
		return Fail(Invalid, "error.capacity_invalid")
	case !e.Comes.Known():
		return Fail(Invalid, "error.gathering_invalid")
	}
	if err := e.Place.check(); err != nil {
		return err
	}
	if _, err := time.LoadLocation(e.Timezone); err != nil || e.Timezone == "" {
		return Fail(Invalid, "error.zone_invalid", "Zone", e.Timezone)
	}
	if e.OnlineURL != "" && !IsWebURL(e.OnlineURL) {
		return Fail(Invalid, "error.url_invalid", "URL", e.OnlineURL)
	}
	return e.EventDetails.Check()
}

// isCountryCode says whether s has the form of an ISO 3166-1 alpha-2 code.
func isCountryCode(s string) bool {
	return len(s) == 2 && 'A' <= s[0] && s[0] <= 'Z' && 'A' <= s[1] && s[1] <= 'Z'
}

// IsWebURL says whether s is an absolute http(s) address of sane length.
func IsWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && len(s) <= 2048 && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// ParseEventTime reads an RFC 3339 time and checks that its offset is the one
// the zone has at that moment; a mismatch is refused, since one of the two is
// then a mistake.
func ParseEventTime(s, zone string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, Fail(Invalid, "error.time_invalid", "Time", s)
	}
	l, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		return time.Time{}, Fail(Invalid, "error.zone_invalid", "Zone", zone)
	}
	_, given := t.Zone()
	_, real := t.In(l).Zone()
	if given != real && !strings.HasSuffix(s, "Z") && !strings.HasSuffix(s, "z") {
		return time.Time{}, Fail(Invalid, "error.zone_offset", "Time", s, "Zone", zone, "Offset", t.In(l).Format("-07:00"))
	}
	return Second(t), nil
}
