package remote

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"

	"knoop/federation/httpsig"
	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
)

// Key is a public key with the actor it belongs to.
type Key struct {
	ID     string
	Public *rsa.PublicKey
	Owner  models.Actor

	pem string
}

// Key gives the key of an id, from memory, from the store, or fetched. refresh
// asks for a fresh one, after a signature did not verify; it is fetched at most
// once in five minutes, in between the known one is given.
func (r *Remote) Key(ctx context.Context, id string, refresh bool) (Key, error) {
	if err := r.Foreign(id); err != nil {
		return Key{}, fmt.Errorf("key: %w", err)
	}
	if refresh {
		if _, lately := r.refetched.get(id); lately {
			refresh = false
		}
	}
	if !refresh {
		if k, ok := r.keys.get(id); ok {
			return k, nil
		}
		k, err := r.storedKey(ctx, id)
		if err != nil || k.Public != nil {
			return k, err
		}
	}
	if err := r.budget.online(); err != nil {
		return Key{}, err
	}
	return share(ctx, r.shared, "key "+id, func(ctx context.Context) (Key, error) {
		k, err := r.fetchKey(ctx, id)
		if refresh {
			r.refetched.put(id, struct{}{}, r.now().Add(keyRefetch))
		}
		return k, err
	})
}

// storedKey gives a zero Key when none is stored, or an old one.
func (r *Remote) storedKey(ctx context.Context, id string) (Key, error) {
	row, err := r.store.RemoteKey(ctx, id)
	switch {
	case models.KindOf(err) == models.NotFound:
		return Key{}, nil
	case err != nil:
		return Key{}, fmt.Errorf("find key: %w", err)
	}
	until := row.FetchedAt.Add(keyFresh)
	if !r.now().Before(until) {
		return Key{}, nil
	}
	owner, err := r.store.ActorByURI(ctx, row.OwnerURI)
	switch {
	case models.KindOf(err) == models.NotFound, err == nil && owner.GoneAt != nil:
		return Key{}, nil
	case err != nil:
		return Key{}, fmt.Errorf("find owner of key: %w", err)
	}
	public, err := httpsig.ParsePublicKeyPEM(row.PEM)
	if err != nil {
		return Key{}, nil // kept before we knew better: fetch it anew
	}
	k := Key{ID: id, Public: public, Owner: owner, pem: row.PEM}
	r.keys.put(id, k, until)
	return k, nil
}

// remember puts an actor's keys into memory.
func (r *Remote) remember(owner models.Actor, keys []vocab.PublicKey) {
	r.Forget(owner.URI)
	owner.Raw = nil // nobody asks a key for it, and ten thousand of them weigh
	for _, k := range keys {
		if public, err := httpsig.ParsePublicKeyPEM(k.PEM); err == nil && iri.SameOrigin(k.ID, owner.URI) {
			r.keys.put(k.ID, Key{ID: k.ID, Public: public, Owner: owner, pem: k.PEM}, r.now().Add(keyFresh))
		}
	}
}

// fetchKey fetches a key by its id, and its owner, who must list it.
func (r *Remote) fetchKey(ctx context.Context, id string) (Key, error) {
	address := bare(id)
	doc, final, body, err := r.get(ctx, address)
	var owner string
	var malformed *vocab.Error
	switch {
	case errors.As(err, &malformed) && body != nil:
		owner = bareOwner(body, id) // a bare key needs no ActivityStreams context
		if owner == "" {
			return Key{}, fmt.Errorf("key %s: %w", id, err)
		}
	case err != nil:
		return Key{}, fmt.Errorf("key %s: %w", id, err)
	default:
		owner = ownerOf(doc, id)
	}
	if !iri.SameOrigin(final, address) || !iri.SameOrigin(owner, address) {
		return Key{}, refused("key %s: owner or answer on another origin", id)
	}
	var actor models.Actor
	if doc != nil && owner == address && named(doc, address, final) && doc.Has("inbox") {
		actor, err = r.Learn(ctx, doc)
	} else {
		actor, err = r.FetchActor(ctx, owner)
	}
	if err != nil {
		return Key{}, fmt.Errorf("owner of key %s: %w", id, err)
	}
	k, ok := r.keys.get(id)
	if !ok || k.Owner.URI != actor.URI {
		return Key{}, refused("actor %s does not list key %s", actor.URI, id)
	}
	return k, nil
}

// ownerOf reads who owns the key of a document: an actor or stub that lists it,
// or a bare key.
func ownerOf(doc *vocab.Document, id string) string {
	for _, k := range doc.Docs("publicKey") {
		if k.ID() == id {
			return k.Ref("owner")
		}
	}
	if k, err := vocab.ReadKey(doc); err == nil && k.ID == id {
		return k.Owner
	}
	return ""
}

// bareOwner reads the owner from a key document without ActivityStreams
// context; everything it says is checked with the owner afterwards.
func bareOwner(body []byte, id string) string {
	var k struct {
		ID    string `json:"id"`
		Owner string `json:"owner"`
	}
	if json.Unmarshal(body, &k) != nil || k.ID != id {
		return ""
	}
	return k.Owner
}

// key gives the Application's key to sign with, nil before set-up.
func (r *Remote) key() *httpsig.Key {
	if r.sign == nil {
		return nil
	}
	k := r.sign()
	if k.Private == nil {
		return nil
	}
	return &k
}
