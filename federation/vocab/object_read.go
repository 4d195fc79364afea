package vocab

import (
	"html"
	"strings"

	"knoop/federation/iri"
	"knoop/models"
)

// Limits on objects, those of Mastodon where it has one.
const (
	maxObjectHTML  = 100000 // runes of content
	maxMentions    = 100
	maxHashtags    = 100
	maxAttachments = 16
	maxOptions     = 50
	maxAlt         = 10000
)

// Incoming is an object as it came. Object has no row ids, no Local and no
// ReceivedAt: the store gives those.
type Incoming struct {
	Object models.Object
	Event  *models.Event // nil unless it is an Event that says when it starts
	// AuthorURI is the first attributedTo, else actor. Authors are all that the
	// object names: Mobilizon's Event of a group has the group in attributedTo
	// and the person who organises it in actor, and either may send it. All of
	// this is the document's own claim.
	AuthorURI string
	Authors   []string
	NoteForm  string // an Event's other form (Knoop)
	EventForm string // a Note's other form (Knoop)
	// Known is false for a type we only keep as a link: Object then has Type,
	// Name and URL and no Content.
	Known bool
}

// ReadObject reads a published object. followers, if given, are addresses of the
// author's followers collection, by which a post for followers is told from a
// direct one; without them the customary names are recognised.
func ReadObject(d *Document, followers ...string) (Incoming, error) {
	in := Incoming{NoteForm: address(d.Ref("noteForm")), EventForm: address(d.Ref("eventForm"))}
	o := &in.Object
	o.URI, o.Type = d.ID(), models.ObjectType(d.Type())
	switch {
	case !isID(o.URI):
		return Incoming{}, refuse("an object without id")
	case o.Type == "" || len(o.Type) > 100:
		return Incoming{}, refuse("an object without type")
	case activityTypes[string(o.Type)] || actorTypes[string(o.Type)] || otherTypes[string(o.Type)]:
		return Incoming{}, refuse("not a published object")
	}
	in.Authors = authorsOf(d)
	if len(in.Authors) == 0 {
		return Incoming{}, refuse("an object without author")
	}
	in.AuthorURI = in.Authors[0]
	readCommon(d, o, in.AuthorURI, followers)
	switch o.Type {
	case models.Note, models.EventObj, models.Question, models.Article, models.Page:
		in.Known = true
		readBody(d, o)
		if o.Hat = address(d.Ref("hat")); o.Hat != "" {
			o.Content = withoutHatLine(o.Content, o.Hat)
		}
		if o.Type == models.EventObj {
			in.Event = readEvent(d)
		}
	default:
		readLink(d, o)
	}
	return in, nil
}

// From fills in whom an object is for when it does not say so itself, from the
// activity it came in (Discourse, old Lemmy).
func (in *Incoming) From(a Activity, followers ...string) {
	o := &in.Object
	if len(o.To)+len(o.CC) > 0 {
		return
	}
	o.To, o.CC = a.To, a.CC
	o.Visibility = visibility(o.To, o.CC, in.AuthorURI, followers)
}

func authorsOf(d *Document) []string {
	var out []string
	for _, u := range append(d.Refs("attributedTo"), d.Refs("actor")...) {
		if isID(u) && len(out) < 10 && !contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

// readCommon reads what every object has.
func readCommon(d *Document, o *models.Object, author string, followers []string) {
	if o.URL = pageOf(d); !iri.SameOrigin(o.URL, o.URI) {
		o.URL = address(o.URI) // a page elsewhere may show anything (Friendica's url of a shared link)
	}
	name, _ := d.Natural("name")
	o.Name = line(name, maxName)
	o.InReplyTo = d.Ref("inReplyTo")
	if !isID(o.InReplyTo) {
		o.InReplyTo = ""
	}
	o.To, o.CC = d.audience()
	o.Visibility = visibility(o.To, o.CC, author, followers)
	o.Sensitive, _ = d.Bool("sensitive")
	o.Published = models.Second(d.Time("published"))
	o.Updated = models.Second(d.Time("updated"))
	if o.Updated.Before(o.Published) || o.Updated.Year() <= 1 {
		o.Updated = o.Published
	}
	o.Raw = d.Raw()
}

// readBody reads the text of an object we understand.
func readBody(d *Document, o *models.Object) {
	summary, summaryLang := d.Natural("summary")
	o.Summary = plain(summary, maxContent)
	content, lang := d.Natural("content")
	if t := d.Str("mediaType"); strings.HasPrefix(t, "text/") && !strings.HasPrefix(t, "text/html") {
		content = "<p>" + strings.ReplaceAll(html.EscapeString(content), "\n", "<br>") + "</p>"
	}
	o.Content = clean(content+optionsOf(d), maxObjectHTML)
	o.Language = languageOf(d, lang, summaryLang)
	o.Mentions, o.Hashtags = readTags(d)
	o.Attachments = readAttachments(d)
}

// readLink keeps an object of an unknown kind as a name and an address.
func readLink(d *Document, o *models.Object) {
	for _, from := range []string{"summary", "content"} {
		if o.Name != "" {
			return
		}
		s, _ := d.Natural(from)
		o.Name = plain(s, models.MaxTitle)
	}
}

// optionsOf gives a Question's options as a list, to be read with its text.
func optionsOf(d *Document) string {
	options := append(d.Docs("oneOf"), d.Docs("anyOf")...)
	if len(options) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("<ul>")
	for i, option := range options {
		if i == maxOptions {
			break
		}
		if name, _ := option.Natural("name"); name != "" {
			b.WriteString("<li>" + html.EscapeString(line(name, 500)) + "</li>")
		}
	}
	b.WriteString("</ul>")
	return b.String()
}

// languageOf gives the language of an object: of its texts by language, else
// Mobilizon's inLanguage, else Lemmy's language object.
func languageOf(d *Document, fromContent, fromSummary string) string {
	if fromContent != "" {
		return fromContent
	}
	if _, lang := d.Natural("name"); lang != "" {
		return lang
	}
	if fromSummary != "" {
		return fromSummary
	}
	if lang := language(d.Str("inLanguage")); lang != "" {
		return lang
	}
	if l := d.Doc("language"); l != nil {
		return language(l.Str("identifier"))
	}
	return ""
}

// visibility tells the four circles apart as Mastodon does: Public in to, Public
// in cc, the followers, or only those who are named.
func visibility(to, cc []string, author string, followers []string) models.Visibility {
	for _, u := range to {
		if u == public {
			return models.Public
		}
	}
	for _, u := range cc {
		if u == public {
			return models.Unlisted
		}
	}
	for _, list := range [][]string{to, cc} {
		for _, u := range list {
			if isFollowers(u, author, followers) {
				return models.FollowersOnly
			}
		}
	}
	return models.Direct
}

// isFollowers says whether an address names the author's followers: one of those
// given, or, if none were, one of the same origin with "followers" as a segment
// of its path (Mastodon's /users/x/followers, Friendica's /followers/x).
func isFollowers(u, author string, followers []string) bool {
	known := false
	for _, f := range followers {
		if f != "" {
			known = true
			if f == u {
				return true
			}
		}
	}
	return !known && u != author && iri.SameOrigin(u, author) && strings.Contains(u+"/", "/followers/")
}
