package models

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits on what an event says of itself.
const (
	MaxAsked     = 5
	MaxAskedText = 200 // runes of one
	MaxHosts     = 10
	MaxLine      = 200 // runes of a room, a remark, a field of an address
	MaxContact   = 500 // runes
	MaxReason    = 500 // runes: why it was cancelled or moved
	MaxTags      = 12
	MaxTag       = 50 // runes
	MaxDrafts    = 50 // of one who organises
)

// StepFree says whether a place can be reached and used without steps.
type StepFree string

// What is known of it.
const (
	StepFreeUnknown StepFree = ""
	StepFreeYes     StepFree = "yes"
	StepFreeNo      StepFree = "no"
)

// EventDetails is what an event of ours says beyond what a calendar knows.
type EventDetails struct {
	VenueID      string // of the register of places; "" when its place was typed
	Room         string
	StepFree     StepFree
	StepFreeNote string
	Hosts        []string        `gorm:"serializer:json"` // rows of the people who receive
	Questions    []EventQuestion `gorm:"serializer:json"` // to those who come
	Contact      string          // shown to those who belong, never published
	Reason       string          // why it was cancelled or moved
	Previous     *EventWas       `gorm:"serializer:json"` // when and where it was before it moved
	HeldAt       *time.Time      // its organiser said that it took place
}

// EventQuestion is asked of whoever comes.
type EventQuestion struct {
	Label  string `json:"label"`
	Needed bool   `json:"needed,omitempty"` // an answer is required
}

// EventWas is when and where an event was before it moved.
type EventWas struct {
	StartsAt  time.Time  `json:"startsAt"`
	EndsAt    *time.Time `json:"endsAt,omitempty"`
	Place     Place      `json:"place"`
	Room      string     `json:"room,omitempty"`
	OnlineURL string     `json:"onlineUrl,omitempty"`
}

// EventState is where an event stands, as it is said to people: its status, and
// what became of it.
type EventState string

// The states of an event that is out; one that is not is an EventDraft.
const (
	StateConfirmed   EventState = "confirmed"
	StateTentative   EventState = "tentative"
	StateMoved       EventState = "moved"
	StateMovedOnline EventState = "moved_online"
	StateCancelled   EventState = "cancelled"
	StateHeld        EventState = "held"
)

// State gives where the event stands; of several the one that matters most.
func (e Event) State() EventState {
	switch {
	case e.Status == EventCancelled:
		return StateCancelled
	case e.HeldAt != nil:
		return StateHeld
	case e.MovedOnline():
		return StateMovedOnline
	case e.Previous != nil:
		return StateMoved
	case e.Status == EventTentative:
		return StateTentative
	}
	return StateConfirmed
}

// MovedOnline says whether it had a place and is now online alone.
func (e Event) MovedOnline() bool {
	return e.Previous != nil && !e.Previous.Place.IsZero() && e.Place.IsZero() && e.OnlineURL != ""
}

// Rescheduled says whether it moved to another moment.
func (e Event) Rescheduled() bool {
	return e.Previous != nil && !e.Previous.StartsAt.Equal(e.StartsAt)
}

// Relocated says whether it moved to another place, room or online.
func (e Event) Relocated() bool {
	p := e.Previous
	return p != nil && (!p.Place.Same(e.Place) || p.Room != e.Room || p.OnlineURL != e.OnlineURL)
}

// Was gives the event as it was before it moved; itself if it did not.
func (e Event) Was() Event {
	if p := e.Previous; p != nil {
		e.StartsAt, e.EndsAt, e.Place, e.Room, e.OnlineURL, e.Previous = p.StartsAt, p.EndsAt, p.Place, p.Room, p.OnlineURL, nil
	}
	return e
}

// Same says whether two places are the same one in all that they say.
func (p Place) Same(q Place) bool {
	point := func(a, b *float64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
	lat, lon := point(p.Latitude, q.Latitude), point(p.Longitude, q.Longitude)
	p.Latitude, p.Longitude, q.Latitude, q.Longitude = nil, nil, nil, nil
	return lat && lon && p == q
}

// check says what is wrong with a place that is written here.
func (p Place) check() error {
	for _, s := range []string{p.Name, p.Street, p.Postcode, p.Locality, p.Region} {
		if utf8.RuneCountInString(s) > MaxLine {
			return Fail(Invalid, "error.line_too_long", "Max", MaxLine)
		}
	}
	switch {
	case p.Country != "" && !isCountryCode(p.Country):
		return Fail(Invalid, "error.country_invalid", "Country", p.Country)
	case (p.Latitude == nil) != (p.Longitude == nil):
		return Fail(Invalid, "error.coordinates_invalid")
	case p.Latitude != nil && (!(*p.Latitude >= -90 && *p.Latitude <= 90) || !(*p.Longitude >= -180 && *p.Longitude <= 180)): // written so that NaN is refused
		return Fail(Invalid, "error.coordinates_invalid")
	}
	return nil
}

// Check says what is wrong with the details.
func (d EventDetails) Check() error {
	if err := checkRoom(d.Room, d.StepFree, d.StepFreeNote); err != nil {
		return err
	}
	switch {
	case len(d.Hosts) > MaxHosts:
		return Fail(Invalid, "error.too_many_hosts", "Max", MaxHosts)
	case len(d.Questions) > MaxAsked:
		return Fail(Invalid, "error.too_many_questions", "Max", MaxAsked)
	case utf8.RuneCountInString(d.Contact) > MaxContact:
		return Fail(Invalid, "error.contact_too_long", "Max", MaxContact)
	}
	for _, q := range d.Questions {
		switch {
		case strings.TrimSpace(q.Label) == "":
			return Fail(Invalid, "error.question_empty")
		case utf8.RuneCountInString(q.Label) > MaxAskedText:
			return Fail(Invalid, "error.question_too_long", "Max", MaxAskedText)
		}
	}
	return CheckReason(d.Reason)
}

func checkRoom(room string, s StepFree, note string) error {
	switch {
	case utf8.RuneCountInString(room) > MaxLine, utf8.RuneCountInString(note) > MaxLine:
		return Fail(Invalid, "error.line_too_long", "Max", MaxLine)
	case s != StepFreeUnknown && s != StepFreeYes && s != StepFreeNo:
		return Fail(Invalid, "error.request_invalid")
	}
	return nil
}

// CheckReason says whether a reason can be told.
func CheckReason(s string) error {
	if utf8.RuneCountInString(s) > MaxReason {
		return Fail(Invalid, "error.reason_too_long", "Max", MaxReason)
	}
	return nil
}

// Categories are Mobilizon's, in its spelling; MEETING is the one of an event
// that says none.
func Categories() []string { return slices.Clone(categories) }

var categories = []string{
	"MEETING", "NETWORKING", "LEARNING", "BUSINESS", "COMMUNITY", "FOOD_DRINK", "ARTS", "AUTO_BOAT_AIR", "BOOK_CLUBS", "CAUSES", "COMEDY", "CRAFTS",
	"FAMILY_EDUCATION", "FASHION_BEAUTY", "FILM_MEDIA", "GAMES", "HEALTH", "LANGUAGE_CULTURE", "LGBTQ", "MOVEMENTS_POLITICS", "MUSIC",
	"OUTDOORS_ADVENTURE", "PARTY", "PERFORMING_VISUAL_ARTS", "PETS", "PHOTOGRAPHY", "SCIENCE_TECH", "SPIRITUALITY_RELIGION_BELIEFS", "SPORTS", "THEATRE",
}

// IsCategory says whether we write this category.
func IsCategory(s string) bool { return slices.Contains(categories, s) }

// ReadTags gives the tags of a line, "#ontbijt, tarieven": lower case, without #,
// each once. Spaces and commas part them.
func ReadTags(line string) ([]string, error) {
	var tags []string
	for _, word := range strings.FieldsFunc(strings.ToLower(line), func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == ';' }) {
		word = strings.TrimLeft(word, "#")
		if word == "" || slices.Contains(tags, word) {
			continue
		}
		if !IsTag(word) {
			return nil, Fail(Invalid, "error.tag_invalid", "Tag", word)
		}
		tags = append(tags, word)
	}
	if len(tags) > MaxTags {
		return nil, Fail(Invalid, "error.too_many_tags", "Max", MaxTags)
	}
	return tags, nil
}

// EventMove is when and where an event goes.
type EventMove struct {
	StartsAt  time.Time
	EndsAt    *time.Time
	Timezone  string
	Place     Place
	Room      string
	OnlineURL string
	VenueID   string
	StepFree  StepFree
	StepNote  string
	Reason    string // in words, may be empty
}

// Moved gives the event after a move: what it was is kept beside it, and a
// cancelled one goes on. Invalid error.move_nothing when nothing would change.
func (e Event) Moved(m EventMove) (Event, error) {
	was := &EventWas{StartsAt: e.StartsAt, EndsAt: e.EndsAt, Place: e.Place, Room: e.Room, OnlineURL: e.OnlineURL}
	out := e
	out.StartsAt, out.EndsAt, out.Place, out.Room, out.OnlineURL = m.StartsAt, m.EndsAt, m.Place, m.Room, m.OnlineURL
	if m.Timezone != "" {
		out.Timezone = m.Timezone
	}
	out.VenueID, out.StepFree, out.StepFreeNote = m.VenueID, m.StepFree, m.StepNote
	out.Reason, out.Previous, out.HeldAt = m.Reason, was, nil
	if e.Status == EventCancelled {
		out.Status = EventConfirmed
	}
	sameEnd := (e.EndsAt == nil) == (m.EndsAt == nil) && (e.EndsAt == nil || e.EndsAt.Equal(*m.EndsAt))
	if !out.Rescheduled() && !out.Relocated() && sameEnd {
		return e, Fail(Invalid, "error.move_nothing")
	}
	return out, nil
}

// CanHold says whether it may be said that the event took place.
func (e Event) CanHold(now time.Time) error {
	switch {
	case e.Status == EventCancelled:
		return Fail(Conflict, "error.already_cancelled")
	case e.HeldAt != nil:
		return Fail(Conflict, "error.already_held")
	case now.Before(e.StartsAt):
		return Fail(Conflict, "error.not_begun")
	}
	return nil
}

// CheckDraft is Check for an event that is not to be published yet: its start may
// be missing.
func (e Event) CheckDraft(title string) error {
	if e.StartsAt.IsZero() {
		e.StartsAt, e.EndsAt = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), nil
	}
	return e.Check(title)
}

// EventDraft is an event before it is one: nobody hears of it. It has the id it
// will be published under.
type EventDraft struct {
	ID        string `gorm:"primaryKey"`
	ActorID   string `gorm:"index:event_draft_actor"` // who is to organise it
	Title     string
	Event     []byte // the whole of it as JSON
	CreatedAt time.Time
	UpdatedAt time.Time
}

// MayOrganise says whether a person may publish events as this actor: herself, or
// the collective if she may speak as it.
func MayOrganise(actorID, visitorID string, role Role, collectiveID string) error {
	return MayChange(Object{Local: true, ActorID: actorID}, visitorID, role, collectiveID)
}

// IsTag says whether other servers take a word for a hashtag: letters, digits and
// underscores, not digits alone.
func IsTag(word string) bool {
	lettered := false
	for _, r := range word {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), r == '_':
			lettered = true
		case !unicode.IsDigit(r):
			return false
		}
	}
	return lettered && utf8.RuneCountInString(word) <= MaxTag
}
