package vocab

import (
	"html"
	"slices"
	"strings"

	"knoop/federation/vocab/streams"
	"knoop/models"
)

// NoteForm writes an event for software that shows no events, as a Question that
// asks who comes, or as a Note where there is no poll: all of it readable in the
// text, and editable, which Mastodon's events were not before 4.5. Its id is the
// object's NoteURI, its page the event's.
func (w *Writer) NoteForm(o models.Object, e models.Event, author models.Actor) ([]byte, error) {
	var t published = streams.NewActivityStreamsNote()
	if e.Poll {
		t = streams.NewActivityStreamsQuestion()
	}
	w.setCommon(t, o, author, o.NoteURI, w.EventText(o, e))
	more := t.GetUnknownProperties()
	if e.Poll {
		setPoll(more, o, e)
	}
	more["attachment"] = attachments(o, "")
	more["tag"] = w.tags(o)
	more["eventForm"] = o.URI
	return finish(t)
}

// EventText gives an event as HTML, as its note form has it: title, when, where, teaser, description,
// links, hashtags.
func (w *Writer) EventText(o models.Object, e models.Event) string {
	var b strings.Builder
	title := html.EscapeString(o.Name)
	if word := w.statusWord(e); word != "" {
		title = html.EscapeString(word) + " " + title
	}
	b.WriteString("<p><strong>" + title + "</strong></p><p>")
	when := w.say.Range(e.LocalStart(), e.LocalEnd()) + " (" + e.Location().String() + ")"
	b.WriteString(html.EscapeString(w.say.T("federation.event_when", "When", when)))
	if place := w.placeInFull(e); place != "" {
		b.WriteString("<br>" + html.EscapeString(w.say.T("federation.event_place", "Place", place)))
	}
	for _, line := range slices.Concat(w.together(e), w.became(e), w.access(e)) {
		b.WriteString("<br>" + html.EscapeString(line))
	}
	b.WriteString("</p>")
	if o.Summary != "" {
		b.WriteString("<p>" + html.EscapeString(o.Summary) + "</p>")
	}
	b.WriteString(o.Content)
	page := o.URL
	if page == "" {
		page = o.URI
	}
	b.WriteString("<p>")
	if e.OnlineURL != "" {
		b.WriteString(w.sayLink("federation.event_website", e.OnlineURL) + "<br>")
	}
	b.WriteString(w.sayLink("federation.event_page", page) + "</p>")
	if e.Poll {
		b.WriteString("<p>" + html.EscapeString(w.say.T("federation.poll_seen")) + "</p>")
	}
	b.WriteString(w.hashtagLine(o))
	return b.String()
}

func (w *Writer) placeInFull(e models.Event) string {
	e.Place = withRoom(e)
	if s := e.Place.Line(); s != "" {
		return s
	}
	return w.where(e)
}

// sayLink says a sentence with a link where it has {{.Link}}.
func (w *Writer) sayLink(key, address string) string {
	const mark = "\x00"
	before, after, _ := strings.Cut(html.EscapeString(w.say.T(key, "Link", mark)), html.EscapeString(mark))
	a := html.EscapeString(address)
	return before + `<a href="` + a + `" rel="nofollow noopener noreferrer">` + a + "</a>" + after
}

// hashtagLine gives the hashtags that do not stand in the text already.
func (w *Writer) hashtagLine(o models.Object) string {
	var parts []string
	for _, tag := range o.LooseHashtags() {
		parts = append(parts, `<a href="`+html.EscapeString(w.base.Hashtag(tag))+`" class="mention hashtag" rel="tag">#<span>`+html.EscapeString(tag)+`</span></a>`)
	}
	if len(parts) == 0 {
		return ""
	}
	return "<p>" + strings.Join(parts, " ") + "</p>"
}
