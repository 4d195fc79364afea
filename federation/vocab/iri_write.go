package vocab

import (
	"net/url"
	"strings"

	"github.com/go-fed/activity/streams/vocab"

	"knoop/federation/vocab/streams"
)

// exact makes a URL that prints as the very string it was made of. Ids are
// compared as strings by every peer, and url.Parse followed by String changes
// some of them (a path with ü comes out escaped).
func exact(s string) *url.URL {
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok {
		return &url.URL{Opaque: s}
	}
	return &url.URL{Scheme: scheme, Opaque: rest}
}

// thing is what all go-fed types have in common for us.
type thing interface {
	vocab.Type
	GetUnknownProperties() map[string]interface{}
	SetJSONLDId(vocab.JSONLDIdProperty)
}

func setID(t thing, id string) {
	p := streams.NewJSONLDIdProperty()
	p.SetIRI(exact(id))
	t.SetJSONLDId(p)
}

type addressed interface {
	SetActivityStreamsTo(vocab.ActivityStreamsToProperty)
	SetActivityStreamsCc(vocab.ActivityStreamsCcProperty)
}

// setAudience writes to and cc. bto and bcc are never written at all.
func setAudience(t addressed, to, cc []string) {
	if len(to) > 0 {
		p := streams.NewActivityStreamsToProperty()
		for _, u := range to {
			p.AppendIRI(exact(u))
		}
		t.SetActivityStreamsTo(p)
	}
	if len(cc) > 0 {
		p := streams.NewActivityStreamsCcProperty()
		for _, u := range cc {
			p.AppendIRI(exact(u))
		}
		t.SetActivityStreamsCc(p)
	}
}
