package remote

import (
	"context"
	"errors"
	"fmt"
	"time"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
)

// Actor gives the actor of an id: ours from the store, a remote one from the
// store while it is younger than maxAge (0: ActorFresh), else fetched and kept.
// When a fetch fails for a passing reason an older copy is given. One that is
// gone is an Error of kind Gone.
func (r *Remote) Actor(ctx context.Context, uri string, maxAge time.Duration) (models.Actor, error) {
	if maxAge <= 0 {
		maxAge = ActorFresh
	}
	stored, err := r.store.ActorByURI(ctx, uri)
	known := err == nil
	switch {
	case known && stored.GoneAt != nil:
		return stored, models.Fail(models.Gone, "error.gone")
	case known && (stored.Local || r.now().Sub(stored.FetchedAt) < maxAge):
		return stored, nil
	case !known && models.KindOf(err) != models.NotFound:
		return models.Actor{}, fmt.Errorf("find actor: %w", err)
	case r.base.Ours(uri):
		return models.Actor{}, err
	}
	if !known {
		if err := r.budget.meet(); err != nil {
			return models.Actor{}, err
		}
	}
	fetched, err := r.FetchActor(ctx, uri)
	if err != nil && known && (IsTemporary(err) || errors.Is(err, ErrBudget)) && ctx.Err() == nil {
		return stored, nil
	}
	return fetched, err
}

// FetchActor fetches an actor's document now and keeps it, whatever is stored.
func (r *Remote) FetchActor(ctx context.Context, uri string) (models.Actor, error) {
	if err := r.budget.online(); err != nil {
		return models.Actor{}, err
	}
	return share(ctx, r.shared, "actor "+uri, func(ctx context.Context) (models.Actor, error) {
		doc, err := r.Object(ctx, uri)
		if err != nil {
			return models.Actor{}, fmt.Errorf("actor %s: %w", uri, err)
		}
		return r.Learn(ctx, doc)
	})
}

// Learn keeps an actor from its own document. The caller answers for where the
// document came from: fetched from its id, or embedded in an activity that this
// very actor signed.
func (r *Remote) Learn(ctx context.Context, doc *vocab.Document) (models.Actor, error) {
	a, keys, err := vocab.ReadActor(doc)
	if err != nil {
		return models.Actor{}, fmt.Errorf("read actor %s: %w", doc.ID(), err)
	}
	if vocab.IsStub(a) {
		return models.Actor{}, refused("actor %s has no inbox", a.URI)
	}
	if err := r.Foreign(a.URI); err != nil {
		return models.Actor{}, err
	}
	a.Raw, a.FetchedAt = doc.Raw(), r.now()
	before, err := r.store.ActorByURI(ctx, a.URI)
	switch {
	case err == nil && before.GoneAt != nil:
		return before, models.Fail(models.Gone, "error.gone")
	case err == nil && before.Handle == a.Handle && before.Domain != "":
		a.Domain = before.Domain // confirmed before; Run looks again
	case err != nil && models.KindOf(err) != models.NotFound:
		return models.Actor{}, fmt.Errorf("find actor: %w", err)
	}
	kept, err := r.save(ctx, a, ofOrigin(keys, a.URI))
	if err != nil {
		return models.Actor{}, err
	}
	r.remember(kept, keys)
	r.lookLater(kept.URI)
	if kept.Kind == models.Person {
		kept.Claims = vocab.ReadClaims(doc)
		if err := r.store.SeeClaims(ctx, kept, kept.Claims); err != nil {
			return models.Actor{}, fmt.Errorf("note memberships of %s: %w", a.URI, err)
		}
	}
	return kept, nil
}

// Forget drops what is in memory about an actor's keys, after it was deleted or
// its document changed.
func (r *Remote) Forget(uri string) {
	r.keys.drop(func(k Key) bool { return k.Owner.URI == uri })
}

// ofOrigin leaves out keys whose id is on another origin than their owner.
func ofOrigin(keys []vocab.PublicKey, owner string) []vocab.PublicKey {
	out := keys[:0:0]
	for _, k := range keys {
		if iri.SameOrigin(k.ID, owner) {
			out = append(out, k)
		}
	}
	return out
}
