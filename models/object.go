package models

import (
	"strings"
	"time"
	"unicode/utf8"
)

// ObjectType is the ActivityStreams type of a thing that is published.
type ObjectType string

// The types we read with understanding; any other is kept as a link.
const (
	Note     ObjectType = "Note"
	EventObj ObjectType = "Event"
	Question ObjectType = "Question"
	Article  ObjectType = "Article"
	Page     ObjectType = "Page"
)

// Visibility says who may see an object.
type Visibility string

// The four circles of the fediverse.
const (
	Public        Visibility = "public"
	Unlisted      Visibility = "unlisted" // public, but not in lists
	FollowersOnly Visibility = "followers"
	Direct        Visibility = "direct"
)

// Open says whether a stranger may see it.
func (v Visibility) Open() bool { return v == Public || v == Unlisted }

// Limits on what is written here.
const (
	MaxTitle = 200   // runes
	MaxText  = 20000 // runes of Markdown
)

// Object is a published thing, ours or remote: a note, an event, an article.
// An event's own fields stand beside it in Event.
type Object struct {
	ID      string     `gorm:"primaryKey;index:object_author,priority:2;index:object_outbox,priority:2,where:local = true AND gone_at IS NULL;index:object_local,where:local = true;index:object_remembered,where:type = ''"`
	URI     string     `gorm:"uniqueIndex:object_uri"`                     // the ActivityPub id: .../notes/ID, .../events/ID
	NoteURI string     `gorm:"index:object_note_uri,where:note_uri <> ''"` // an event of ours: the id of its note form, .../notes/ID; a remote one: its noteForm
	Type    ObjectType `gorm:"index:object_type,where:gone_at IS NULL"`
	Local   bool
	ActorID string `gorm:"index:object_author,priority:1;index:object_outbox,priority:1"` // row of the author
	// CreateURI is the id of the activity that made it known.
	CreateURI string

	Name      string // plain
	Summary   string // plain, one line
	Content   string // sanitised HTML
	Source    string // Markdown, ours only
	Language  string
	URL       string // page for people
	InReplyTo string `gorm:"index:object_reply,where:in_reply_to <> ''"`

	Visibility  Visibility   `gorm:"index:object_outbox,priority:3"`
	To          []string     `gorm:"serializer:json"`
	CC          []string     `gorm:"column:cc;serializer:json"`
	Mentions    []Mention    `gorm:"serializer:json"`
	Hashtags    []string     `gorm:"serializer:json"` // without #, lower case
	Attachments []Attachment `gorm:"serializer:json"`
	Sensitive   bool

	// Hat is the id of the collective in whose name its author wrote it, by her
	// own word. HatConfirmed says that the collective names her as a member too:
	// it follows the membership whenever that is read anew or ends.
	Hat          string
	HatName      string // what that collective was called then
	HatConfirmed bool

	Published  time.Time
	Updated    time.Time // equals Published until the first edit
	ReceivedAt time.Time
	Raw        []byte     // remote: the document as accepted
	GoneAt     *time.Time // deleted: only the tombstone is left
}

// Mention is a person named in a text.
type Mention struct {
	URI  string `json:"uri"`  // actor id
	Name string `json:"name"` // "@user@host"
}

// Attachment is a picture or a link that goes with an object.
type Attachment struct {
	Kind      string `json:"kind"` // "image" or "link"
	URL       string `json:"url"`
	MediaType string `json:"mediaType,omitempty"`
	Name      string `json:"name,omitempty"`
	Alt       string `json:"alt,omitempty"`
	Width     int    `json:"width,omitempty"`
	Height    int    `json:"height,omitempty"`
}

// LooseHashtags gives the hashtags that do not stand in the text, where they are
// links already: those to be named beside it.
func (o Object) LooseHashtags() []string {
	var loose []string
	content := strings.ToLower(o.Content)
	for _, tag := range o.Hashtags {
		if !strings.Contains(content, "#<span>"+tag+"</span>") && !strings.Contains(content, "#"+tag) {
			loose = append(loose, tag)
		}
	}
	return loose
}

// CheckText says whether a note's Markdown may be published.
func CheckText(text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return Fail(Invalid, "error.text_empty")
	case utf8.RuneCountInString(text) > MaxText:
		return Fail(Invalid, "error.text_too_long", "Max", MaxText)
	}
	return nil
}

// CanEdit says whether the actor may change the object: only its author, while
// it is ours and not gone. (Orchestrators act as the collective itself.)
func CanEdit(actorID string, o Object) error {
	switch {
	case !o.Local:
		return Fail(Forbidden, "error.not_ours")
	case o.GoneAt != nil:
		return Fail(Gone, "error.already_deleted")
	case actorID != "" && actorID != o.ActorID:
		return Fail(Forbidden, "error.not_ours")
	}
	return nil
}

// VisibleTo says whether a viewer may see the object: anyone if it is open;
// else its author, an addressed actor, or, for followers-only, a follower.
func VisibleTo(o Object, viewerURI string, follows bool) bool {
	if o.Visibility.Open() {
		return true
	}
	if viewerURI == "" {
		return false
	}
	for _, list := range [][]string{o.To, o.CC} {
		for _, u := range list {
			if u == viewerURI {
				return true
			}
		}
	}
	return o.Visibility == FollowersOnly && follows
}
