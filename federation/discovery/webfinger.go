package discovery

import (
	"encoding/json"
	"fmt"

	"knoop/federation/iri"
	"knoop/models"
)

// The media types of what this package writes.
const (
	JRDType      = "application/jrd+json"
	XRDType      = "application/xrd+xml"
	ActivityType = "application/activity+json"
)

// The relations of links.
const (
	RelSelf        = "self"
	RelProfile     = "http://webfinger.net/rel/profile-page"
	RelAvatar      = "http://webfinger.net/rel/avatar"
	RelSubscribe   = "http://ostatus.org/schema/1.0/subscribe"
	RelService     = "https://www.w3.org/ns/activitystreams#Service"
	RelApplication = "https://www.w3.org/ns/activitystreams#Application"
	// RelIntent is the beginning of FEP-3b86's relations: RelIntent + "Follow".
	RelIntent = "https://w3id.org/fep/3b86/"
)

// jrd is a JSON Resource Descriptor (RFC 7033 4.4).
type jrd struct {
	Subject string   `json:"subject"`
	Aliases []string `json:"aliases,omitempty"`
	Links   []link   `json:"links"`
}

type link struct {
	Rel      string `json:"rel"`
	Type     string `json:"type,omitempty"`
	Href     string `json:"href,omitempty"`
	Template string `json:"template,omitempty"`
}

// WebFinger writes the answer about one of our actors.
func WebFinger(base iri.Base, a models.Actor) ([]byte, error) {
	page := a.URL
	if page == "" {
		page = base.Profile(a.Handle)
	}
	out := jrd{
		Subject: "acct:" + base.Acct(a.Handle),
		Aliases: []string{a.URI},
		Links:   []link{{Rel: RelSelf, Type: ActivityType, Href: a.URI}},
	}
	if page != a.URI {
		out.Aliases = append(out.Aliases, page)
	}
	if a.Kind != models.Application {
		intent := base.Origin + "/interact?uri={object}"
		out.Links = append(out.Links,
			link{Rel: RelProfile, Type: "text/html", Href: page},
			link{Rel: RelSubscribe, Template: base.Subscribe()},
			link{Rel: RelIntent + "Follow", Template: intent},
			link{Rel: RelIntent + "Object", Template: intent},
		)
	}
	return encode(out, "webfinger")
}

// WebFingerHost writes the answer about the server itself, https://host/
// (FEP-d556).
func WebFingerHost(base iri.Base) ([]byte, error) {
	app := base.Application()
	return encode(jrd{
		Subject: base.Origin + "/",
		Aliases: []string{app},
		Links: []link{
			{Rel: RelService, Type: ActivityType, Href: app},
			{Rel: RelApplication, Type: ActivityType, Href: app},
		},
	}, "webfinger")
}

func encode(v any, what string) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", what, err)
	}
	return b, nil
}
