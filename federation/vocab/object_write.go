package vocab

import (
	"time"

	"github.com/go-fed/activity/streams/vocab"

	"knoop/federation/vocab/streams"
	"knoop/models"
)

// published is what go-fed's Note and Event have in common for us.
type published interface {
	thing
	addressed
	SetActivityStreamsAttributedTo(vocab.ActivityStreamsAttributedToProperty)
	SetActivityStreamsContent(vocab.ActivityStreamsContentProperty)
	SetActivityStreamsName(vocab.ActivityStreamsNameProperty)
	SetActivityStreamsSummary(vocab.ActivityStreamsSummaryProperty)
	SetActivityStreamsUrl(vocab.ActivityStreamsUrlProperty)
	SetActivityStreamsPublished(vocab.ActivityStreamsPublishedProperty)
	SetActivityStreamsUpdated(vocab.ActivityStreamsUpdatedProperty)
	SetActivityStreamsInReplyTo(vocab.ActivityStreamsInReplyToProperty)
}

// Note writes a note of ours. Under a hat it begins with a line that says in
// whose name it is, since other software knows no hats.
func (w *Writer) Note(o models.Object, author models.Actor) ([]byte, error) {
	t := streams.NewActivityStreamsNote()
	w.setCommon(t, o, author, o.URI, w.hatLine(o)+o.Content)
	more := t.GetUnknownProperties()
	if o.Hat != "" {
		more["hat"] = o.Hat
	}
	more["attachment"] = attachments(o, "")
	more["tag"] = w.tags(o)
	if o.Summary != "" {
		p := streams.NewActivityStreamsSummaryProperty()
		p.AppendXMLSchemaString(o.Summary) // shown as a content warning
		t.SetActivityStreamsSummary(p)
	}
	return finish(t)
}

// setCommon writes what a Note and an Event share. The language stands in
// contentMap, the only place where Mastodon looks for it. go-fed writes content
// and contentMap as one mixed list when it is given both, so the map goes in
// beside it.
func (w *Writer) setCommon(t published, o models.Object, author models.Actor, id, content string) {
	setID(t, id)
	by := streams.NewActivityStreamsAttributedToProperty()
	by.AppendIRI(exact(author.URI))
	t.SetActivityStreamsAttributedTo(by)
	text := streams.NewActivityStreamsContentProperty()
	text.AppendXMLSchemaString(content)
	t.SetActivityStreamsContent(text)
	more := t.GetUnknownProperties()
	if content != "" {
		more["contentMap"] = map[string]interface{}{w.language(o): content}
	}
	page := o.URL
	if page == "" {
		page = o.URI
	}
	url := streams.NewActivityStreamsUrlProperty()
	url.AppendIRI(exact(page))
	t.SetActivityStreamsUrl(url)
	setAudience(t, o.To, o.CC)
	if !o.Published.IsZero() {
		p := streams.NewActivityStreamsPublishedProperty()
		p.Set(models.Second(o.Published))
		t.SetActivityStreamsPublished(p)
	}
	if edited(o) {
		p := streams.NewActivityStreamsUpdatedProperty()
		p.Set(models.Second(o.Updated))
		t.SetActivityStreamsUpdated(p)
	}
	if o.InReplyTo != "" {
		p := streams.NewActivityStreamsInReplyToProperty()
		p.AppendIRI(exact(o.InReplyTo))
		t.SetActivityStreamsInReplyTo(p)
	}
	more["sensitive"] = o.Sensitive
	if o.Visibility.Open() {
		more["interactionPolicy"] = openPolicy
	}
}

// openPolicy lets everyone do everything with an open post. Without canQuote
// Mastodon takes it for not quotable (FEP-044f); the other three stand there so
// that GoToSocial, once it sees a policy, has no gap to fill.
var openPolicy = func() map[string]interface{} {
	m := map[string]interface{}{}
	for _, deed := range []string{"canLike", "canReply", "canAnnounce", "canQuote"} {
		m[deed] = map[string]interface{}{"automaticApproval": []string{public}}
	}
	return m
}()

// edited says whether an updated belongs in the document; GoToSocial refuses one
// before published.
func edited(o models.Object) bool {
	return models.Second(o.Updated).After(models.Second(o.Published)) && o.Updated.After(time.Time{})
}

func (w *Writer) language(o models.Object) string {
	if o.Language != "" {
		return o.Language
	}
	return w.say.Lang()
}

// tags writes mentions and hashtags. Hashtag is no type go-fed knows.
func (w *Writer) tags(o models.Object) []interface{} {
	out := []interface{}{}
	for _, m := range o.Mentions {
		t := streams.NewActivityStreamsMention()
		href := streams.NewActivityStreamsHrefProperty()
		href.SetIRI(exact(m.URI))
		t.SetActivityStreamsHref(href)
		name := streams.NewActivityStreamsNameProperty()
		name.AppendXMLSchemaString(m.Name)
		t.SetActivityStreamsName(name)
		out = append(out, t)
	}
	for _, tag := range o.Hashtags {
		out = append(out, map[string]interface{}{"type": "Hashtag", "name": "#" + tag, "href": w.base.Hashtag(tag)})
	}
	return out
}
