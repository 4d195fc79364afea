package models

import (
	"slices"
	"time"
)

// Profile is the whole of what a person of ours says of herself, each field
// with its audience. Strangers never see it: what is public stands, projected
// (Onto), in her row of actors, and every page and document that shows an Actor
// is safe by that.
type Profile struct {
	ActorID       string `gorm:"primaryKey"`
	Name          string
	Headline      string        // one plain line: "grafisch ontwerper"
	About         string        // Markdown
	AboutHTML     string        `gorm:"column:about_html"` // About as safe HTML
	Services      []string      `gorm:"serializer:json"`   // plain lines
	Skills        []string      `gorm:"serializer:json"`   // tags, as she writes them
	Branches      []string      `gorm:"serializer:json"`
	Neighbourhood string        // a name: "Holendrecht", never a street
	Postcode      string        // the area alone: four digits
	Availability  Availability  `gorm:"embedded;embeddedPrefix:availability_"`
	Languages     []string      `gorm:"serializer:json"` // BCP 47: "nl", "pt-BR"
	Links         []ProfileLink `gorm:"serializer:json"`
	Work          []WorkItem    `gorm:"serializer:json"`
	Purpose       string        // what she comes here for
	Photo         Photo         `gorm:"serializer:json"`

	Audiences    Audiences `gorm:"serializer:json"`
	Discoverable bool      // may be listed to strangers
	Indexable    bool      // may be found by search engines, here and elsewhere

	// Indexed is the version of the rules by which her row in the directory was
	// made; store makes older ones anew.
	Indexed   int `gorm:"index:profile_indexed"`
	CreatedAt time.Time
	UpdatedAt time.Time
}

// AvailabilityState says whether there is room for work.
type AvailabilityState string

// The states of availability.
const (
	AvailabilityUnknown AvailabilityState = ""
	AvailabilityFree    AvailabilityState = "free"
	AvailabilitySome    AvailabilityState = "some" // for a little
	AvailabilityFull    AvailabilityState = "full"
)

// AvailabilityStates lists those that can be chosen.
func AvailabilityStates() []AvailabilityState {
	return []AvailabilityState{AvailabilityUnknown, AvailabilityFree, AvailabilitySome, AvailabilityFull}
}

// Availability is when she has room for work.
type Availability struct {
	State AvailabilityState `json:"state,omitempty"`
	Text  string            `json:"text,omitempty"` // "twee dagen per week"
	From  string            `json:"from,omitempty"` // a date: "2026-03-16"; "" is now
}

// IsZero says whether nothing is said of it.
func (a Availability) IsZero() bool { return a == Availability{} }

// ProfileLink is a page elsewhere that is hers.
type ProfileLink struct {
	URL  string `json:"url"`
	Name string `json:"name,omitempty"` // what it is: "Site"; "" is its host
}

// WorkItem is a piece of work to show.
type WorkItem struct {
	Title  string `json:"title"`
	Text   string `json:"text,omitempty"` // plain
	Year   int    `json:"year,omitempty"` // 0: not said
	URL    string `json:"url,omitempty"`
	Image  string `json:"image,omitempty"` // name of a picture in models/media
	Alt    string `json:"alt,omitempty"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
}

// Photo is somebody's own portrait: one square picture in a few sizes.
type Photo struct {
	Alt   string      `json:"alt,omitempty"`
	Sizes []PhotoSize `json:"sizes,omitempty"` // smallest first
}

// PhotoSize is one of its files.
type PhotoSize struct {
	Side int    `json:"side"` // pixels
	Name string `json:"name"` // in models/media
}

// IsZero says whether there is none.
func (p Photo) IsZero() bool { return len(p.Sizes) == 0 }

// Largest gives the file to show large, and to other servers; "" for none.
func (p Photo) Largest() string {
	if p.IsZero() {
		return ""
	}
	return p.Sizes[len(p.Sizes)-1].Name
}

// ProofState says what is known of a link that points back.
type ProofState string

// The states of a link's proof.
const (
	ProofUnknown ProofState = "unknown" // not looked at yet
	ProofFound   ProofState = "found"   // her page names her profile with rel=me
	ProofMissing ProofState = "missing" // it was read, and does not
	ProofFailed  ProofState = "failed"  // it could not be read
)

// LinkProof is what was seen at a link of a profile: whether that page says, with
// rel="me", that it is hers.
type LinkProof struct {
	ActorID    string `gorm:"primaryKey"`
	URL        string `gorm:"primaryKey"`
	State      ProofState
	CheckedAt  *time.Time // when it was last looked at
	VerifiedAt *time.Time // when it last pointed back
	DueAt      time.Time  `gorm:"index:link_proof_due"`
}

// How often links are looked at again; sooner when the page did not answer.
const (
	ProofAgain      = 7 * 24 * time.Hour
	ProofAgainAfter = 6 * time.Hour
)

// Looked gives the proof after a look at the page.
func (l LinkProof) Looked(state ProofState, now time.Time) LinkProof {
	l.State, l.CheckedAt, l.DueAt = state, &now, now.Add(ProofAgain)
	switch state {
	case ProofFound:
		l.VerifiedAt = &now
	case ProofFailed:
		l.DueAt = now.Add(ProofAgainAfter)
	}
	return l
}

// Pictures gives the names of all files that the profile shows.
func (p Profile) Pictures() []string {
	var names []string
	for _, s := range p.Photo.Sizes {
		names = append(names, s.Name)
	}
	for _, w := range p.Work {
		if w.Image != "" {
			names = append(names, w.Image)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
