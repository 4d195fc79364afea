package iri

import (
	"net/url"
	"strings"

	"knoop/models"
)

// PublicCollection is the address of everyone (ActivityPub 5.6).
const PublicCollection = models.PublicCollection

// Base builds addresses under one origin.
type Base struct {
	Origin string // "https://mokum.example", no slash at the end
	Domain string // domain in handles
}

// Of gives the base of a node.
func Of(n models.Node) Base { return Base{Origin: n.Origin, Domain: n.HandleDomain} }

// Actor gives an actor's id.
func (b Base) Actor(handle string) string { return models.ActorURI(b.Origin, handle) }

// Application gives the id of the node's own Application actor.
func (b Base) Application() string { return models.ApplicationURI(b.Origin) }

// Profile gives an actor's page.
func (b Base) Profile(handle string) string { return models.ProfileURL(b.Origin, handle) }

// SharedInbox gives the inbox of all.
func (b Base) SharedInbox() string { return models.SharedInboxURI(b.Origin) }

// Key gives the id of an actor's RSA key.
func Key(actor string) string { return models.KeyURI(actor) }

// ProofKey gives the id of an actor's Ed25519 key.
func ProofKey(actor string) string { return actor + "#ed25519-key" }

// Under gives an actor's collection or inbox: Under(id, "followers").
func Under(actor, name string) string { return actor + "/" + name }

// Note gives a note's id, or the id of an event's note form.
func (b Base) Note(id string) string { return models.NoteURI(b.Origin, id) }

// Event gives an event's id.
func (b Base) Event(id string) string { return models.EventURI(b.Origin, id) }

// Activity gives an activity's id.
func (b Base) Activity(id string) string { return models.ActivityURI(b.Origin, id) }

// Stamp gives a stamp's id.
func (b Base) Stamp(id string) string { return models.StampURI(b.Origin, id) }

// CreateOf gives the id of the Create of an object; form FormNote that of an
// event's note form.
func (b Base) CreateOf(objectID string, form models.Form) string {
	if form == models.FormNote {
		objectID += "-note"
	}
	return b.Activity(objectID)
}

// Hashtag gives the page of a hashtag.
func (b Base) Hashtag(tag string) string { return b.Origin + "/events?tag=" + url.QueryEscape(tag) }

// Media gives the address of a picture of ours.
func (b Base) Media(name string) string { return models.MediaURI(b.Origin, name) }

// Portrait gives the address of an actor's generated portrait, a PNG.
func (b Base) Portrait(handle string) string { return b.Origin + "/portraits/" + handle + ".png" }

// Subscribe gives the template by which other servers send a visitor here
// (http://ostatus.org/schema/1.0/subscribe).
func (b Base) Subscribe() string { return b.Origin + "/interact?uri={uri}" }

// Authorize gives the page where a person of ours says who she is to another
// node, and Token where that node redeems her word.
func (b Base) Authorize() string { return b.Origin + "/oauth/authorize" }

// Token is Authorize's other half.
func (b Base) Token() string { return b.Origin + "/oauth/token" }

// HomeReturn gives where a visitor comes back to from her home node.
func (b Base) HomeReturn() string { return b.Origin + "/login/home/return" }

// Acct gives handle@domain.
func (b Base) Acct(handle string) string { return handle + "@" + b.Domain }

// Ours says whether an address is under our origin.
func (b Base) Ours(uri string) bool {
	return uri == b.Origin || strings.HasPrefix(uri, b.Origin+"/")
}

// Kind says what one of our addresses names.
type Kind string

// What an address of ours can name.
const (
	KindActor       Kind = "actor"
	KindApplication Kind = "application"
	KindNote        Kind = "note"
	KindEvent       Kind = "event"
	KindActivity    Kind = "activity"
	KindFollowers   Kind = "followers"
)

// Read takes one of our addresses apart: its kind and the handle or ID in it.
// Page addresses (/@HANDLE) are read as the actor they show.
func (b Base) Read(uri string) (Kind, string, bool) {
	path, ok := strings.CutPrefix(uri, b.Origin+"/")
	if !ok {
		return "", "", false
	}
	if path == "actor" {
		return KindApplication, models.ApplicationHandle, true
	}
	if handle, ok := strings.CutPrefix(path, "@"); ok && plain(handle) {
		return KindActor, handle, true
	}
	first, rest, ok := strings.Cut(path, "/")
	if !ok {
		return "", "", false
	}
	if first == "users" {
		if handle, ok := strings.CutSuffix(rest, "/followers"); ok && plain(handle) {
			return KindFollowers, handle, true
		}
	}
	if !plain(rest) {
		return "", "", false
	}
	switch first {
	case "users":
		return KindActor, rest, true
	case "notes":
		return KindNote, rest, true
	case "events":
		return KindEvent, rest, true
	case "activities":
		return KindActivity, rest, true
	}
	return "", "", false
}

func plain(s string) bool {
	return s != "" && len(s) <= 64 && !strings.ContainsAny(s, "/?#")
}

// Origin gives scheme://host[:port] of an address, lower case and without a
// default port; "" when it is not an absolute http(s) address. Two documents
// belong together only when their origins are equal (FEP-fe34).
func Origin(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "https" && u.Scheme != "http") {
		return ""
	}
	return u.Scheme + "://" + hostOf(u)
}

// Host gives host[:port] of an address, as Origin does.
func Host(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" {
		return ""
	}
	return hostOf(u)
}

func hostOf(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if port := u.Port(); (u.Scheme == "https" && port == "443") || (u.Scheme == "http" && port == "80") {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return strings.TrimSuffix(host, ".")
}

// SameOrigin says whether two addresses share an origin.
func SameOrigin(a, b string) bool {
	o := Origin(a)
	return o != "" && o == Origin(b)
}
