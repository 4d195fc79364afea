package fedtest

import (
	"crypto/rsa"
	"maps"
	"strings"
	"sync"

	"knoop/federation/httpsig"
)

// The addresses every document needs.
const (
	Context = "https://www.w3.org/ns/activitystreams"
	Public  = "https://www.w3.org/ns/activitystreams#Public"
)

// Doc is a JSON document.
type Doc = map[string]any

// Actor is one account of a Peer.
type Actor struct {
	Peer  *Peer
	Name  string
	ID    string
	KeyID string

	mu    sync.Mutex
	kind  string
	pair  *pair
	extra Doc
	gone  bool
}

// Inbox is the actor's own inbox.
func (a *Actor) Inbox() string { return a.ID + "/inbox" }

// Followers is the address of its followers.
func (a *Actor) Followers() string { return a.ID + "/followers" }

// Featured is the address of its pinned objects.
func (a *Actor) Featured() string { return a.ID + "/collections/featured" }

// Acct is user@host[:port].
func (a *Actor) Acct() string { return a.Name + "@" + a.Peer.Host }

// Key is the private key with its id, to sign as this actor.
func (a *Actor) Key() httpsig.Key {
	a.mu.Lock()
	defer a.mu.Unlock()
	return httpsig.Key{ID: a.KeyID, Private: a.pair.private}
}

// PublicKey is the public half.
func (a *Actor) PublicKey() *rsa.PublicKey { return &a.Key().Private.PublicKey }

// RotateKey gives the actor a fresh key under the same id.
func (a *Actor) RotateKey() {
	fresh := newPair()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pair = fresh
}

// Set changes properties of the actor's document; nil takes one away.
func (a *Actor) Set(properties Doc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.Copy(a.extra, properties)
}

// Vanish makes the actor and its key answer 410 from now on.
func (a *Actor) Vanish() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.gone = true
}

// Document is the actor as served.
func (a *Actor) Document() Doc {
	a.mu.Lock()
	defer a.mu.Unlock()
	doc := Doc{
		"@context":                  []any{Context, "https://w3id.org/security/v1"},
		"id":                        a.ID,
		"type":                      a.kind,
		"preferredUsername":         a.Name,
		"name":                      strings.ToUpper(a.Name[:1]) + a.Name[1:],
		"summary":                   "<p>An account of a test.</p>",
		"url":                       a.Peer.Origin + "/@" + a.Name,
		"inbox":                     a.ID + "/inbox",
		"outbox":                    a.ID + "/outbox",
		"followers":                 a.ID + "/followers",
		"following":                 a.ID + "/following",
		"featured":                  a.ID + "/collections/featured",
		"manuallyApprovesFollowers": false,
		"discoverable":              true,
		"published":                 "2024-01-01T00:00:00Z",
		"publicKey":                 a.publicKey(),
	}
	if a.Peer.style == Mastodon {
		doc["endpoints"] = Doc{"sharedInbox": a.Peer.SharedInbox()}
	}
	for name, value := range a.extra {
		if value == nil {
			delete(doc, name)
		} else {
			doc[name] = value
		}
	}
	return doc
}

// Stub is what GoToSocial serves at the id of a key.
func (a *Actor) Stub() Doc {
	a.mu.Lock()
	defer a.mu.Unlock()
	return Doc{
		"@context":          []any{"https://w3id.org/security/v1", Context},
		"id":                a.ID,
		"type":              a.kind,
		"preferredUsername": a.Name,
		"publicKey":         a.publicKey(),
	}
}

func (a *Actor) publicKey() Doc {
	return Doc{"id": a.KeyID, "owner": a.ID, "publicKeyPem": a.pair.public}
}

func (a *Actor) isGone() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.gone
}
