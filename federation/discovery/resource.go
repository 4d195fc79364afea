package discovery

import (
	"net/url"
	"strings"

	"knoop/federation/iri"
	"knoop/models"
)

// Kind says what a WebFinger resource names.
type Kind string

// What a resource can name.
const (
	KindNone Kind = ""
	KindAcct Kind = "acct" // user@domain
	KindURL  Kind = "url"  // an http(s) address
	KindHost Kind = "host" // the root of a server: https://host/
)

// maxResource bounds what is looked at, in bytes.
const maxResource = 2048

// ParseResource reads the resource of a WebFinger question, as people and
// software write it: with acct: or without, with a leading @ or without. The
// value is user@domain, the address as given, or the origin.
func ParseResource(resource string) (Kind, string) {
	resource = strings.TrimSpace(resource)
	if len(resource) > maxResource {
		return KindNone, ""
	}
	if strings.HasPrefix(resource, "https://") || strings.HasPrefix(resource, "http://") {
		u, err := url.Parse(resource)
		origin := iri.Origin(resource)
		switch {
		case err != nil || origin == "":
			return KindNone, ""
		case (u.Path == "" || u.Path == "/") && u.RawQuery == "" && u.Fragment == "":
			return KindHost, origin
		}
		return KindURL, resource
	}
	if rest, ok := cutFold(resource, "acct:"); ok {
		resource = rest
	}
	user, domain, ok := models.SplitAcct(resource)
	if !ok || strings.Contains(user, ":") {
		return KindNone, ""
	}
	return KindAcct, user + "@" + domain
}

// cutFold cuts a prefix whatever its case; schemes have none.
func cutFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// Find says which of ours a resource names: a handle (the Application's is
// models.ApplicationHandle), or the server itself with host true. A handle
// counts under the handle domain and under the host of the origin, since peers
// ask both. Handles are lower case here; Mobilizon and people write them as they
// like.
func Find(base iri.Base, resource string) (handle string, host, ok bool) {
	switch kind, value := ParseResource(resource); kind {
	case KindAcct:
		user, domain, _ := strings.Cut(value, "@")
		if strings.EqualFold(domain, base.Domain) || domain == iri.Host(base.Origin) {
			return strings.ToLower(user), false, true
		}
	case KindHost:
		return "", true, value == iri.Origin(base.Origin)
	case KindURL:
		switch kind, id, ok := base.Read(value); {
		case ok && kind == iri.KindActor:
			return strings.ToLower(id), false, true
		case ok && kind == iri.KindApplication:
			return models.ApplicationHandle, false, true
		}
	}
	return "", false, false
}
