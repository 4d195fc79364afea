package remote

import (
	"context"
	"fmt"
	"mime"
	"net/url"
	"strings"

	"knoop/federation/discovery"
	"knoop/federation/iri"
	"knoop/federation/transport"
	"knoop/models"
)

// finger is what WebFinger (RFC 7033) says about someone.
type finger struct {
	discovery.Finger
	User, Domain string // of the subject
}

// finger asks host about a resource ("acct:user@domain" or an address). A host
// that has nothing at the usual place may name another in its host-meta.
func (r *Remote) finger(ctx context.Context, host, resource string) (finger, error) {
	address, err := r.hostAddress(host, "/.well-known/webfinger", url.Values{"resource": {resource}})
	if err != nil {
		return finger{}, err
	}
	if err := r.budget.spend(); err != nil {
		return finger{}, err
	}
	resp, err := r.client.GetJSON(ctx, address, discovery.JRDType)
	if err != nil {
		if transport.IsTemporary(err) {
			return finger{}, fmt.Errorf("ask webfinger: %w", err)
		}
		other, metaErr := r.hostMeta(ctx, host, resource)
		if metaErr != nil || other == address {
			return finger{}, fmt.Errorf("ask webfinger: %w", err)
		}
		if resp, err = r.client.GetJSON(ctx, other, discovery.JRDType); err != nil {
			return finger{}, fmt.Errorf("ask webfinger: %w", err)
		}
	}
	return readFinger(resp.Body)
}

func readFinger(body []byte) (finger, error) {
	f, err := discovery.ReadWebFinger(body)
	if err != nil {
		return finger{}, refused("%v", err)
	}
	user, domain, _ := models.SplitAcct(f.Subject)
	return finger{Finger: f, User: user, Domain: domain}, nil
}

// confirm gives the domain of an actor's handle: the host of its id, or another
// one when the actor's host names it as the subject and it says the same of
// itself (the loop of docs/peers.md 2.2). ok is false when the loop does not
// close; the domain is then the host.
func (r *Remote) confirm(ctx context.Context, a models.Actor) (domain string, ok bool, err error) {
	host := iri.Host(a.URI)
	f, err := r.finger(ctx, host, "acct:"+a.Handle+"@"+host)
	if err != nil {
		return host, false, err
	}
	if f.Self != a.URI || !strings.EqualFold(f.User, a.Handle) {
		return host, false, nil
	}
	if f.Domain == host {
		return host, true, nil
	}
	second, err := r.finger(ctx, f.Domain, "acct:"+f.User+"@"+f.Domain)
	if err != nil {
		return host, false, err
	}
	if second.Self != a.URI || second.Domain != f.Domain || !strings.EqualFold(second.User, f.User) {
		return host, false, nil
	}
	return f.Domain, true, nil
}

// isXRD says whether an answer is the XML of host-meta (RFC 6415).
func isXRD(contentType string) bool {
	media, _, _ := mime.ParseMediaType(contentType)
	return media == "application/xrd+xml" || media == "application/xml" || media == "text/xml"
}
