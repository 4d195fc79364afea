package feeds

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/text"
)

const atomType = "application/atom+xml; charset=utf-8"

// maxEntryTitle is how many characters of a note without a title stand for one.
const maxEntryTitle = 80

// The elements of RFC 4287 that we write.
type (
	atomFeed struct {
		XMLName  xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		Lang     string   `xml:"xml:lang,attr"`
		ID       string   `xml:"id"`
		Title    string   `xml:"title"`
		Updated  string   `xml:"updated"`
		Author   atomPerson
		Links    []atomLink
		Producer string `xml:"generator"`
		Entries  []atomEntry
	}
	atomEntry struct {
		XMLName    xml.Name `xml:"entry"`
		Lang       string   `xml:"xml:lang,attr,omitempty"`
		ID         string   `xml:"id"`
		Title      string   `xml:"title"`
		Published  string   `xml:"published"`
		Updated    string   `xml:"updated"`
		Author     atomPerson
		Links      []atomLink
		Categories []atomCategory
		Content    atomContent
		updated    time.Time
	}
	atomPerson struct {
		XMLName xml.Name `xml:"author"`
		Name    string   `xml:"name"`
		URI     string   `xml:"uri,omitempty"`
	}
	atomLink struct {
		XMLName xml.Name `xml:"link"`
		Rel     string   `xml:"rel,attr"`
		Type    string   `xml:"type,attr,omitempty"`
		Href    string   `xml:"href,attr"`
	}
	atomCategory struct {
		XMLName xml.Name `xml:"category"`
		Term    string   `xml:"term,attr"`
	}
	atomContent struct {
		XMLName xml.Name `xml:"content"`
		Type    string   `xml:"type,attr"`
		Text    string   `xml:",chardata"`
	}
)

// EventsAtom is what is new in the agenda, the latest edit first: /events.atom.
func (f *Feeds) EventsAtom(w http.ResponseWriter, r *http.Request) error {
	a, err := f.ask(r)
	if err != nil {
		return err
	}
	items, err := f.agenda(r.Context(), "")
	if err != nil {
		return err
	}
	feed := f.begin(a, a.by, a.words.T("events.title")+" · "+a.by.DisplayName(), "/events.atom", "/events")
	for _, item := range items {
		feed.Entries = append(feed.Entries, eventEntry(a, item))
	}
	return feed.send(w)
}

// ActorAtom is what one actor of ours wrote, notes and events: /@HANDLE.atom.
func (f *Feeds) ActorAtom(w http.ResponseWriter, r *http.Request) error {
	a, err := f.ask(r)
	if err != nil {
		return err
	}
	actor, err := f.actor(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	objects, _, err := f.o.Store.Published(ctx, actor.ID, store.Page{Limit: readable})
	if err != nil {
		return fmt.Errorf("read posts: %w", err)
	}
	page := "/@" + actor.Handle
	feed := f.begin(a, actor, actor.DisplayName(), page+".atom", page)
	for _, o := range objects {
		if o.Type != models.EventObj {
			feed.Entries = append(feed.Entries, noteEntry(o, actor))
			continue
		}
		e, err := f.o.Store.Event(ctx, o.ID)
		if err != nil {
			return fmt.Errorf("read event: %w", err)
		}
		feed.Entries = append(feed.Entries, eventEntry(a, store.EventItem{Object: o, Event: e, Actor: actor}))
	}
	return feed.send(w)
}

func (f *Feeds) begin(a asked, author models.Actor, name, self, page string) *atomFeed {
	origin := f.o.Base.Origin
	return &atomFeed{
		Lang: a.words.Lang(), ID: origin + self, Title: name, Author: personOf(author), Producer: "Knoop",
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: origin + self}, {Rel: "alternate", Type: "text/html", Href: origin + page}},
	}
}

// send puts the newest first and answers.
func (feed *atomFeed) send(w http.ResponseWriter) error {
	slices.SortStableFunc(feed.Entries, func(a, b atomEntry) int {
		return cmp.Or(b.updated.Compare(a.updated), cmp.Compare(b.ID, a.ID))
	})
	feed.Entries = feed.Entries[:min(len(feed.Entries), readable)]
	newest := time.Unix(0, 0)
	if len(feed.Entries) > 0 {
		newest = feed.Entries[0].updated
	}
	feed.Updated = stamp(newest)
	body := bytes.NewBufferString(xml.Header)
	if err := xml.NewEncoder(body).Encode(feed); err != nil {
		return fmt.Errorf("write a feed: %w", err)
	}
	return send(w, atomType, newest, body)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func personOf(a models.Actor) atomPerson { return atomPerson{Name: a.DisplayName(), URI: a.URI} }

func entryOf(o models.Object, author models.Actor, title, content string) atomEntry {
	e := atomEntry{
		Lang: o.Language, ID: o.URI, Title: title, Published: stamp(o.Published), Updated: stamp(o.Updated), updated: o.Updated, Author: personOf(author),
		Links: []atomLink{{Rel: "alternate", Type: "text/html", Href: pageOf(o)}}, Content: atomContent{Type: "html", Text: content},
	}
	for _, tag := range o.Hashtags {
		e.Categories = append(e.Categories, atomCategory{Term: tag})
	}
	return e
}

func noteEntry(o models.Object, author models.Actor) atomEntry {
	name := o.Name
	if name == "" {
		name = o.Summary // the warning, where there is one
	}
	if name == "" {
		name = text.Truncate(text.Line(text.Plain(o.Content)), maxEntryTitle)
	}
	return entryOf(o, author, name, o.Content)
}

// eventEntry begins the text with when and where, in the event's own zone.
func eventEntry(a asked, item store.EventItem) atomEntry {
	o, e := item.Object, item.Event
	var b strings.Builder
	line := func(s string) {
		if s != "" {
			b.WriteString("<p>" + html.EscapeString(s) + "</p>\n")
		}
	}
	line(a.words.Sentence(a.words.Range(e.LocalStart(), e.LocalEnd())))
	line(e.Place.Line())
	if models.IsWebURL(e.OnlineURL) {
		u := html.EscapeString(e.OnlineURL)
		b.WriteString(`<p>` + html.EscapeString(a.words.T("event.online")) + `: <a href="` + u + `">` + u + "</a></p>\n")
	}
	line(o.Summary)
	return entryOf(o, item.Actor, title(a.words, o, e), b.String()+o.Content)
}
