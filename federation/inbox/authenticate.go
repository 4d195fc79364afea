package inbox

import (
	"context"
	"errors"
	"net/http"

	"knoop/federation/httpsig"
	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/federation/transport"
	"knoop/federation/vocab"
	"knoop/models"
)

// Signer is who verifiably sent a request.
type Signer struct {
	Actor models.Actor
	KeyID string
	Host  string // host[:port] of the actor's id
	// Gone: the key is gone with its owner, and the body is that actor's Delete
	// of itself. Nothing has been verified then; Actor has only the URI, as
	// claimed.
	Gone bool
	// Confirmed: the owner's own address answers 410.
	Confirmed bool
}

// Authenticate finds out who sent a request, in the order of docs/peers.md
// 10. body is the whole body as received. The error is a *Refusal.
func (in *Inbox) Authenticate(ctx context.Context, r *http.Request, body []byte) (Signer, error) {
	// A GET has no body, and so no type of one.
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	if kind := r.Header.Get("Content-Type"); !reads && !transport.IsDocumentType(kind) {
		return Signer{}, refuse(http.StatusUnsupportedMediaType, "content type must be application/activity+json", nil)
	}
	signature, err := httpsig.Parse(r)
	if err != nil {
		return Signer{}, signatureRefusal(err)
	}
	if err := in.checkBlock(ctx, signature.KeyID); err != nil {
		return Signer{}, err
	}
	if err := signature.CheckWindow(in.now()); err != nil {
		return Signer{}, signatureRefusal(err)
	}
	if err := signature.CheckDigest(r.Header, body); err != nil {
		return Signer{}, signatureRefusal(err)
	}
	key, err := in.key(ctx, signature.KeyID, false)
	if err != nil {
		return in.withoutKey(signature.KeyID, body, err)
	}
	if err := signature.Verify(r, in.origin, body, key.Public); err != nil {
		first := err
		if key, err = in.key(ctx, signature.KeyID, true); err != nil {
			return Signer{}, in.keyRefusal(signature.KeyID, err)
		}
		if signature.Verify(r, in.origin, body, key.Public) != nil {
			return Signer{}, signatureRefusal(first)
		}
	}
	return Signer{Actor: key.Owner, KeyID: key.ID, Host: iri.Host(key.Owner.URI)}, nil
}

// key asks for a key, within a budget: the door must not be a way to make us
// fetch.
func (in *Inbox) key(ctx context.Context, id string, refresh bool) (remote.Key, error) {
	return in.remote.Within(remote.NewBudget()).Key(ctx, id, refresh)
}

func (in *Inbox) checkBlock(ctx context.Context, address string) error {
	blocked, err := in.store.DomainBlocked(ctx, iri.Host(address))
	switch {
	case err != nil:
		return busy("try again later", err)
	case blocked:
		return refuse(http.StatusForbidden, "we do not talk with this host", nil)
	}
	return nil
}

func signatureRefusal(err error) error {
	var e *httpsig.Error
	if errors.As(err, &e) {
		return refuse(e.Status(), e.Reason, nil)
	}
	return refuse(http.StatusUnauthorized, "signature refused", err)
}

// keyRefusal says why a key could not be had: 503 when that may pass.
func (in *Inbox) keyRefusal(id string, err error) error {
	switch {
	case models.KindOf(err) == models.Gone:
		return refuse(http.StatusForbidden, "this actor has been deleted", err)
	case remote.IsTemporary(err) && !remote.IsGone(err):
		return busy("could not fetch key "+id+"; try again later", err)
	}
	return refuse(http.StatusUnauthorized, "key "+id+" cannot be used: it must be fetchable, belong to an actor and be listed by it", err)
}

// withoutKey lets an actor's Delete of itself pass when its key is gone with it.
func (in *Inbox) withoutKey(keyID string, body []byte, err error) (Signer, error) {
	if !remote.IsGone(err) && models.KindOf(err) != models.Gone {
		return Signer{}, in.keyRefusal(keyID, err)
	}
	doc, parseErr := vocab.Parse(body)
	if parseErr != nil {
		return Signer{}, in.keyRefusal(keyID, err)
	}
	a, parseErr := vocab.ReadActivity(doc)
	if parseErr != nil || a.Type != "Delete" || a.ObjectID != a.Actor || !iri.SameOrigin(a.Actor, keyID) {
		return Signer{}, in.keyRefusal(keyID, err)
	}
	return Signer{
		Actor: models.Actor{URI: a.Actor}, KeyID: keyID, Host: iri.Host(a.Actor), Gone: true,
		Confirmed: transport.IsGone(err) && bare(keyID) == a.Actor,
	}, nil
}
