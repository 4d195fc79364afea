package demodata

import (
	"slices"
	"strings"
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
	Drafts        []Event        // that the orchestrators have not published
	Venues        []models.Venue // its register of places
	FreshNotes    []Note         // published once the nodes follow each other; On is now
	Series        []Series
	FreshEvents   []Event
	Codes         []Code
	Questions     []string // to whoever wants to join
	Applicants    []Applicant
	PresentMember string // handle of the plain member whom the demo lets you be
}

// Member is a person of a collective, with a profile.
type Member struct {
	Handle, Name, Headline string
	Bio                    string // Markdown
	Orchestrator           bool
	Host                   bool // of a group or series
	Guest                  bool // has a key to the door, and is no member yet
	Unlisted               bool // keeps herself to the members

	Trade           string // her branch
	Skills          string // with commas between
	Does            string // her services, one a line
	Lives, Postcode string // neighbourhood, area of the postcode
	Speaks          string // codes of languages, with spaces between
	Free            models.AvailabilityState
	FreeText        string
	Wants           string // what she comes here for
	Work            string // what she made, one a line: title|text
	Site            string

	Hats   string // handles of other collectives she belongs to, with spaces between
	Asked  string // handle of one that has not answered her
	Unsaid string // handle of one that does not say what her profile says
	Deputy string // handle of who stands in for her in her role
}

// Role gives what she may do in her collective.
func (m Member) Role() models.Role {
	switch {
	case m.Orchestrator:
		return models.Orchestrator
	case m.Host:
		return models.HostRole
	case m.Guest:
		return models.Guest
	}
	return models.Member
}

// Profile gives what she says of herself: her work to everyone, where she lives
// and what she looks for to members. An unlisted one shows her name alone.
func (m Member) Profile() models.Profile {
	p := models.Profile{
		Name: m.Name, Headline: m.Headline, About: m.Bio, Services: lines(m.Does), Skills: split(m.Skills, ","),
		Neighbourhood: m.Lives, Postcode: m.Postcode, Languages: strings.Fields(m.Speaks),
		Availability: models.Availability{State: m.Free, Text: m.FreeText}, Purpose: m.Wants,
		Discoverable: !m.Unlisted, Indexable: !m.Unlisted,
	}
	if m.Trade != "" {
		p.Branches = []string{m.Trade}
	}
	if m.Site != "" {
		p.Links = []models.ProfileLink{{URL: m.Site}}
	}
	for _, line := range lines(m.Work) {
		title, about, _ := strings.Cut(line, "|")
		p.Work = append(p.Work, models.WorkItem{Title: title, Text: about})
	}
	if m.Unlisted {
		return p.Show(models.ForEveryone, models.FieldName)
	}
	return p.Show(models.ForEveryone).Show(models.ForMembers, models.FieldPostcode, models.FieldPurpose)
}

// Names says whether a list of handles with spaces between names this one.
func Names(list, handle string) bool { return slices.Contains(strings.Fields(list), handle) }

func lines(s string) []string { return split(s, "\n") }

// split gives the parts of a list without the spaces around them.
func split(s, separator string) []string {
	var out []string
	for part := range strings.SplitSeq(s, separator) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
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
	Off      bool   // called off
	Because  string // why it was called off or moved
	Before   Day    // the day it was first planned for; it has moved since
	Room     string
	StepFree models.StepFree
	Step     string // a remark on that
	Hosts    string // handles of who receives people, with spaces between
	Yes      string // handles of who comes, in the order in which they said so
	Perhaps  string // handles of who thinks of it
	Votes    []Vote // in the poll that it has on Mastodon then
	Mailed   string // first name of one who said yes by mail, before all of them
	With     string // handles of collectives that organise it too
	Asked    string // handles of collectives that are asked to, and have not answered
	Picture  string // what is on its picture; "" for none
	Tasks    []Task
	Language string
}

// Vote is what somebody on a Mastodon says to an event; her server is made up and
// answers nobody.
type Vote struct {
	Name, Handle, Host string
	Says               models.RSVP
}

// Task is something to be done around an event.
type Task struct {
	Label, Note string
	Needed      int
	By          string // handles of who does it
}

// First gives the event as it was first planned.
func (e Event) First() Event {
	if e.Before != nil {
		e.On = e.Before
	}
	return e
}

// Series is a meeting that comes back, with an address of its own.
type Series struct {
	Handle   string
	Title    string
	Summary  string
	Text     string // Markdown
	Rule     string // RFC 5545
	From     Day    // the first date, or the day from which the rule counts
	At       string // on the clock
	Minutes  int
	Place    models.Place
	Capacity int
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
