package models

import "time"

// ActorKind is the ActivityStreams type of an actor, of the five that peers
// use.
type ActorKind string

// The kinds of actor.
const (
	Person       ActorKind = "Person"
	Group        ActorKind = "Group"
	Application  ActorKind = "Application"
	Service      ActorKind = "Service"
	Organization ActorKind = "Organization"
)

// Actor is anyone who can follow, be followed and publish: our collective, its
// members and the node's Application actor, and every remote actor we met.
type Actor struct {
	ID     string    `gorm:"primaryKey"`
	URI    string    `gorm:"uniqueIndex:actor_uri"` // the ActivityPub id
	Kind   ActorKind // Group for a collective
	Local  bool
	Handle string `gorm:"uniqueIndex:actor_handle,where:local = true"` // preferredUsername, lower case for ours
	// Domain is the handle's domain once WebFinger has confirmed it, else the
	// host of the id. Actors are keyed by URI, never by handle.
	Domain string
	Host   string // host[:port] of the id: what circuits and forms go by

	Name     string
	Headline string  // one plain line: "grafisch ontwerper"
	Summary  string  // sanitised HTML
	Source   string  // Markdown of ours, empty for remote actors
	URL      string  // page for people
	Icon     string  // address of a picture, or empty: a generated portrait
	Photo    Photo   `gorm:"serializer:json"` // ours: the picture's files
	Fields   []Field `gorm:"serializer:json"`

	Inbox       string `gorm:"index:actor_inbox"`
	SharedInbox string
	Outbox      string
	Followers   string
	Following   string
	Featured    string

	Discoverable bool // may be listed; for a member her own choice
	Indexable    bool
	Locked       bool // approves followers by hand
	HideFollows  bool // ours: lists of followers and following show only totals

	MovedTo     string
	AlsoKnownAs []string `gorm:"serializer:json"`

	KeyID  string // id of the RSA key in the document
	KeyPEM string // public key, SPKI PEM

	// Claims are the memberships that a person's document states: of ours, put
	// here by who writes it (store.Claims); never in the row.
	Claims []Claim `gorm:"-"`
	// Series is, for a series of ours, what its document says of it; put here as
	// Claims are.
	Series *SeriesDocument `gorm:"-"`

	Raw       []byte // remote: the document as accepted
	CreatedAt time.Time
	UpdatedAt time.Time
	FetchedAt time.Time  // remote: when the document was last read
	GoneAt    *time.Time // deleted: only the tombstone is left
}

// Field is one line of a profile. A remote actor's has a name and a sanitised
// HTML value; one of ours says with Kind and Values what it is, and whoever shows
// it finds the words (Profile.Fields).
type Field struct {
	Name   string       `json:"name,omitempty"`
	Value  string       `json:"value,omitempty"`
	Kind   ProfileField `json:"kind,omitempty"`
	Values []string     `json:"values,omitempty"`
}

// Acct gives the address people type: user@domain.
func (a Actor) Acct() string { return a.Handle + "@" + a.Domain }

// DeliveryInbox gives the address of an activity for many: the shared inbox
// where there is one.
func (a Actor) DeliveryInbox() string {
	if a.SharedInbox != "" {
		return a.SharedInbox
	}
	return a.Inbox
}

// DisplayName gives the name, or the handle of one who has none.
func (a Actor) DisplayName() string {
	if a.Name != "" {
		return a.Name
	}
	return a.Handle
}

// Check says whether a collective's profile may be saved: a name, and nothing too
// long. A person's is checked by Profile.Check.
func (a Actor) Check() error {
	if err := checkName(a.Name); err != nil {
		return err
	}
	if err := checkLength(a.Headline, MaxHeadline); err != nil {
		return err
	}
	return checkLength(a.Source, MaxText)
}

// Role is what a person may do in the collective of this node.
type Role string

// The roles, from least to most.
const (
	Guest        Role = "guest"
	Member       Role = "member"
	HostRole     Role = "host"
	Orchestrator Role = "orchestrator"
)

// AllRoles lists them, from least to most.
func AllRoles() []Role { return []Role{Guest, Member, HostRole, Orchestrator} }

// ParseRole reads a role given by a person.
func ParseRole(s string) (Role, error) {
	switch Role(s) {
	case Guest, Member, HostRole, Orchestrator:
		return Role(s), nil
	}
	return "", Fail(Invalid, "error.role_invalid", "Role", s)
}

// Account is the private half of a local actor: its keys, its role, its look.
type Account struct {
	ActorID    string `gorm:"primaryKey"`
	Role       Role   // of a person; empty for the collective and the Application
	Accent     string // one of the design's eight: "geel"
	Logo       string // name of a symbol in the sprite, for a collective
	Card       Card   `gorm:"serializer:json"`
	RSAKey     []byte // PKCS#8, sealed with the node's secret
	Ed25519Key []byte // seed, sealed
	Ed25519Pub []byte
	CreatedAt  time.Time
}

// Card is the collective's purpose card: what it is for, in its own words.
type Card struct {
	Claim   string `json:"claim,omitempty"` // the home page's large line
	Lead    string `json:"lead,omitempty"`  // its introduction
	ForWhom string `json:"forWhom,omitempty"`
	WhatFor string `json:"whatFor,omitempty"`
	NotFor  string `json:"notFor,omitempty"`
	Brings  string `json:"brings,omitempty"`
	Gives   string `json:"gives,omitempty"`
	Area    string `json:"area,omitempty"`
	Contact string `json:"contact,omitempty"`
}
