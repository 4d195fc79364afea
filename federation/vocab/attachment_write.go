package vocab

import (
	"github.com/go-fed/activity/streams/vocab"

	"knoop/federation/vocab/streams"
	"knoop/models"
)

// attachments writes pictures first, then links; every element has type and
// mediaType and is a Document or a Link (Lemmy refuses anything else, Gancio
// looks at the mediaType of each). With firstName the first picture gets that
// name: Mobilizon finds an event's banner by it.
func attachments(o models.Object, firstName string) []interface{} {
	out := []interface{}{}
	for _, a := range o.Attachments {
		if a.Kind != "image" {
			continue
		}
		name, alt := a.Name, a.Alt
		if firstName != "" {
			name, firstName = firstName, ""
		} else if name == "" {
			name = alt
		}
		out = append(out, document(a, name, alt))
	}
	for _, a := range o.Attachments {
		if a.Kind != "image" {
			out = append(out, link(a.URL, a.MediaType, a.Name))
		}
	}
	return out
}

// document writes a picture as Mastodon and Mobilizon like it: alt text in
// summary, which Mastodon reads before name.
func document(a models.Attachment, name, alt string) vocab.ActivityStreamsDocument {
	t := streams.NewActivityStreamsDocument()
	url := streams.NewActivityStreamsUrlProperty()
	url.AppendIRI(exact(a.URL))
	t.SetActivityStreamsUrl(url)
	media := a.MediaType
	if media == "" {
		media = imageType(a.URL)
	}
	t.SetActivityStreamsMediaType(mediaTypeOf(media, "image/jpeg"))
	if name != "" {
		p := streams.NewActivityStreamsNameProperty()
		p.AppendXMLSchemaString(name)
		t.SetActivityStreamsName(p)
	}
	if alt != "" {
		p := streams.NewActivityStreamsSummaryProperty()
		p.AppendXMLSchemaString(alt)
		t.SetActivityStreamsSummary(p)
	}
	more := t.GetUnknownProperties()
	if a.Width > 0 && a.Height > 0 {
		more["width"], more["height"] = a.Width, a.Height
	}
	return t
}

// picture writes an actor's icon.
func picture(address, media, name, alt string) vocab.ActivityStreamsImage {
	t := streams.NewActivityStreamsImage()
	url := streams.NewActivityStreamsUrlProperty()
	url.AppendIRI(exact(address))
	t.SetActivityStreamsUrl(url)
	if media != "" {
		t.SetActivityStreamsMediaType(mediaTypeOf(media, ""))
	}
	if name != "" {
		p := streams.NewActivityStreamsNameProperty()
		p.AppendXMLSchemaString(name)
		t.SetActivityStreamsName(p)
	}
	if alt != "" {
		p := streams.NewActivityStreamsSummaryProperty()
		p.AppendXMLSchemaString(alt)
		t.SetActivityStreamsSummary(p)
	}
	return t
}

func link(address, media, name string) vocab.ActivityStreamsLink {
	t := streams.NewActivityStreamsLink()
	href := streams.NewActivityStreamsHrefProperty()
	href.SetIRI(exact(address))
	t.SetActivityStreamsHref(href)
	t.SetActivityStreamsMediaType(mediaTypeOf(media, "text/html"))
	if name != "" {
		p := streams.NewActivityStreamsNameProperty()
		p.AppendXMLSchemaString(name)
		t.SetActivityStreamsName(p)
	}
	return t
}

func mediaTypeOf(media, fallback string) vocab.ActivityStreamsMediaTypeProperty {
	if media == "" {
		media = fallback
	}
	p := streams.NewActivityStreamsMediaTypeProperty()
	p.Set(media)
	return p
}
