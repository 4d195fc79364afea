package vocab

import (
	"fmt"
	"html"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/go-fed/activity/streams/vocab"

	"knoop/federation/iri"
	"knoop/federation/vocab/streams"
	"knoop/models"
	"knoop/models/text"
)

// Mobilizon refuses an actor whose summary is longer than this, in characters.
const maxSummaryOut = 5000

// acter is what go-fed's five actor types have in common for us.
type acter interface {
	thing
	SetActivityStreamsInbox(vocab.ActivityStreamsInboxProperty)
	SetActivityStreamsOutbox(vocab.ActivityStreamsOutboxProperty)
	SetActivityStreamsFollowers(vocab.ActivityStreamsFollowersProperty)
	SetActivityStreamsFollowing(vocab.ActivityStreamsFollowingProperty)
	SetActivityStreamsPreferredUsername(vocab.ActivityStreamsPreferredUsernameProperty)
	SetActivityStreamsName(vocab.ActivityStreamsNameProperty)
	SetActivityStreamsSummary(vocab.ActivityStreamsSummaryProperty)
	SetActivityStreamsUrl(vocab.ActivityStreamsUrlProperty)
	SetActivityStreamsIcon(vocab.ActivityStreamsIconProperty)
	SetActivityStreamsPublished(vocab.ActivityStreamsPublishedProperty)
	SetActivityStreamsUpdated(vocab.ActivityStreamsUpdatedProperty)
	SetW3IDSecurityV1PublicKey(vocab.W3IDSecurityV1PublicKeyProperty)
	SetTootDiscoverable(vocab.TootDiscoverableProperty)
	SetTootFeatured(vocab.TootFeaturedProperty)
}

func newActer(kind models.ActorKind) (acter, error) {
	switch kind {
	case models.Person:
		return streams.NewActivityStreamsPerson(), nil
	case models.Group:
		return streams.NewActivityStreamsGroup(), nil
	case models.Application:
		return streams.NewActivityStreamsApplication(), nil
	case models.Service:
		return streams.NewActivityStreamsService(), nil
	case models.Organization:
		return streams.NewActivityStreamsOrganization(), nil
	}
	return nil, fmt.Errorf("write an actor of kind %q", kind)
}

// Actor writes one of our actors. implements names what this node can do beyond
// ordinary talk (FEP-844e): on the Application itself, on others under
// generator.
func (w *Writer) Actor(a models.Actor, acc models.Account, implements ...Feature) ([]byte, error) {
	t, err := newActer(a.Kind)
	if err != nil {
		return nil, err
	}
	setID(t, a.URI)
	w.setPlaces(t, a)
	w.setProfile(t, a)
	setKeys(t, a, acc)
	more := t.GetUnknownProperties()
	more["webfinger"] = w.base.Acct(a.Handle)
	more["manuallyApprovesFollowers"] = a.Locked
	more["indexable"] = a.Indexable
	more["movedTo"] = a.MovedTo
	if len(a.AlsoKnownAs) > 0 {
		more["alsoKnownAs"] = a.AlsoKnownAs
	}
	if a.Kind == models.Application {
		more["redirectURI"] = w.base.HomeReturn() // FEP-d8c2: this node as a client
	}
	if len(a.Claims) > 0 {
		more["memberOf"] = claims(a.Claims)
	}
	if a.Series != nil {
		setSeries(more, *a.Series)
	}
	w.setFeatures(more, a, implements)
	return finish(t)
}

// setPlaces writes where an actor is found and written to, and of a person where
// her home vouches for her (ActivityPub 4.1). A Group also names
// the collections Mobilizon reads one after the other when it refreshes; one
// missing would end the rest.
func (w *Writer) setPlaces(t acter, a models.Actor) {
	inbox := streams.NewActivityStreamsInboxProperty()
	inbox.SetIRI(exact(a.Inbox))
	t.SetActivityStreamsInbox(inbox)
	outbox := streams.NewActivityStreamsOutboxProperty()
	outbox.SetIRI(exact(a.Outbox))
	t.SetActivityStreamsOutbox(outbox)
	followers := streams.NewActivityStreamsFollowersProperty()
	followers.SetIRI(exact(a.Followers))
	t.SetActivityStreamsFollowers(followers)
	following := streams.NewActivityStreamsFollowingProperty()
	following.SetIRI(exact(a.Following))
	t.SetActivityStreamsFollowing(following)
	if a.Featured != "" {
		featured := streams.NewTootFeaturedProperty()
		featured.SetIRI(exact(a.Featured))
		t.SetTootFeatured(featured)
	}
	shared := a.SharedInbox
	if shared == "" {
		shared = w.base.SharedInbox()
	}
	endpoints := map[string]interface{}{"sharedInbox": shared}
	more := t.GetUnknownProperties()
	if a.Kind == models.Group {
		for _, name := range []string{"members", "resources", "todos", "posts", "events", "discussions"} {
			more[name] = iri.Under(a.URI, name)
			endpoints[name] = iri.Under(a.URI, name)
		}
		more["openness"] = "moderated"
		more["upcomingEvents"] = iri.Under(a.URI, "upcoming")
	}
	if a.Kind == models.Person {
		endpoints["oauthAuthorizationEndpoint"] = w.base.Authorize()
		endpoints["oauthTokenEndpoint"] = w.base.Token()
	}
	more["endpoints"] = endpoints
}

// setProfile writes what people see.
func (w *Writer) setProfile(t acter, a models.Actor) {
	handle := streams.NewActivityStreamsPreferredUsernameProperty()
	handle.SetXMLSchemaString(a.Handle)
	t.SetActivityStreamsPreferredUsername(handle)
	name := streams.NewActivityStreamsNameProperty()
	name.AppendXMLSchemaString(a.DisplayName())
	t.SetActivityStreamsName(name)
	if s := summaryOf(a); s != "" {
		summary := streams.NewActivityStreamsSummaryProperty()
		summary.AppendXMLSchemaString(s)
		t.SetActivityStreamsSummary(summary)
	}
	page := a.URL
	if page == "" {
		page = w.base.Profile(a.Handle)
	}
	url := streams.NewActivityStreamsUrlProperty()
	url.AppendIRI(exact(page))
	t.SetActivityStreamsUrl(url)
	face, alt := a.Icon, a.Photo.Alt
	if face == "" && a.Local {
		face, alt = w.base.Portrait(a.Handle), "" // what our own pages show
	}
	if face != "" {
		icon := streams.NewActivityStreamsIconProperty()
		icon.AppendActivityStreamsImage(picture(face, imageType(face), alt, alt))
		t.SetActivityStreamsIcon(icon)
	}
	if !a.CreatedAt.IsZero() {
		published := streams.NewActivityStreamsPublishedProperty()
		published.Set(models.Second(a.CreatedAt))
		t.SetActivityStreamsPublished(published)
	}
	if a.UpdatedAt.After(a.CreatedAt) {
		updated := streams.NewActivityStreamsUpdatedProperty()
		updated.Set(models.Second(a.UpdatedAt))
		t.SetActivityStreamsUpdated(updated)
	}
	listed := streams.NewTootDiscoverableProperty()
	listed.Set(a.Discoverable)
	t.SetTootDiscoverable(listed)
	t.GetUnknownProperties()["attachment"] = w.fields(a)
}

// summaryOf gives the profile text with the headline above it, short enough for
// Mobilizon.
func summaryOf(a models.Actor) string {
	s := a.Summary
	if a.Headline != "" {
		s = "<p>" + html.EscapeString(a.Headline) + "</p>" + s
	}
	if utf8.RuneCountInString(s) <= maxSummaryOut {
		return s
	}
	return "<p>" + html.EscapeString(text.Truncate(text.Plain(s), maxSummaryOut/2)) + "</p>"
}

// setFeatures writes FEP-844e's list.
func (w *Writer) setFeatures(more map[string]interface{}, a models.Actor, implements []Feature) {
	if len(implements) == 0 {
		return
	}
	list := make([]interface{}, 0, len(implements))
	for _, f := range implements {
		list = append(list, map[string]interface{}{"type": "Link", "href": f.Href, "name": f.Name})
	}
	if a.Kind == models.Application {
		more["implements"] = list
		return
	}
	more["generator"] = map[string]interface{}{"type": "Application", "id": w.base.Application(), "implements": list}
}

// imageType gives the media type of a picture of ours by its ending; Mastodon
// skips pictures of other types.
func imageType(address string) string {
	switch strings.ToLower(path.Ext(address)) {
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".webp":
		return "image/webp"
	case ".gif":
		return "image/gif"
	}
	return ""
}
