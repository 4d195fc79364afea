package demodata

import (
	"sync"
	"time"
	_ "time/tzdata" // the cast lives in Amsterdam, whatever the machine knows

	"knoop/models"
)

// Timezone is where the cast lives.
const Timezone = "Europe/Amsterdam"

// The languages they write.
const (
	nl = "nl"
	en = "en"
)

// Collective is one node of the demo.
type Collective struct {
	Handle, Name  string
	Host          string // first label of its address: "zuidoost"
	Port          int    // the one it takes if it can
	Accent, Logo  string // of the design's colours and symbols
	Headline      string
	About         string // Markdown
	Card          models.Card
	Since         Day      // when its node was set up
	Members       []Member // the first is the orchestrator who set it up
	Notes         []Note   // the past, in any order
	Events        []Event
	FreshNotes    []Note // published once the nodes follow each other; On is now
	FreshEvents   []Event
	PresentMember string // handle of the plain member whom the demo lets you be
}

// Member is a person with a public profile.
type Member struct {
	Handle, Name, Headline string
	Bio                    string // Markdown
	Orchestrator           bool
}

// Note is a short text, by a member or, without By, by the collective.
type Note struct {
	By       string
	On       Day
	At       string // time on the clock: "08:30"
	Language string
	Text     string // Markdown
}

// Event is something that happens, organised by a member or, without By, by
// the collective.
type Event struct {
	By       string
	Title    string
	Summary  string
	Text     string // Markdown
	On       Day
	From, To string // times on the clock; To empty for an open end
	Place    models.Place
	Online   string
	Capacity int
	Off      bool // called off
	Language string
}

// Collectives gives all three.
func Collectives() []Collective {
	return []Collective{zuidoost(), noorderwerf(), kadewest()}
}

// on gives the same event on several days.
func on(e Event, days ...Day) []Event {
	out := make([]Event, len(days))
	for i, day := range days {
		out[i] = e
		out[i].On = day
	}
	return out
}

// zone gives Amsterdam's.
var zone = sync.OnceValue(func() *time.Location {
	l, err := time.LoadLocation(Timezone)
	if err != nil {
		panic("demodata: " + err.Error()) // the table is embedded
	}
	return l
})
