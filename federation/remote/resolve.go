package remote

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
)

// Resolve finds the actor that a person means by user@domain, an actor's id or
// the address of a profile page, and looks at once whether the handle is right.
// What can go wrong is said in sentences: remote.address_invalid,
// remote.not_found and remote.unreachable.
func (r *Remote) Resolve(ctx context.Context, acct string) (models.Actor, error) {
	acct = strings.TrimSpace(acct)
	if user, domain, ok := models.SplitAcct(acct); ok {
		if domain == r.base.Domain || domain == iri.Host(r.base.Origin) {
			return r.store.ActorByHandle(ctx, strings.ToLower(user))
		}
		return r.resolveAcct(ctx, acct, user, domain)
	}
	if !models.IsWebURL(acct) {
		return models.Actor{}, models.Fail(models.Invalid, "remote.address_invalid", "Address", acct)
	}
	if r.base.Ours(acct) {
		return r.resolveOurs(ctx, acct)
	}
	if r.Foreign(acct) != nil {
		return models.Actor{}, models.Fail(models.Invalid, "remote.address_invalid", "Address", acct)
	}
	return r.resolveURL(ctx, acct)
}

func (r *Remote) resolveOurs(ctx context.Context, address string) (models.Actor, error) {
	kind, handle, ok := r.base.Read(address)
	if !ok || (kind != iri.KindActor && kind != iri.KindApplication) {
		return models.Actor{}, models.Fail(models.NotFound, "remote.not_found", "Address", address)
	}
	return r.store.ActorByHandle(ctx, handle)
}

func (r *Remote) resolveAcct(ctx context.Context, typed, user, domain string) (models.Actor, error) {
	f, err := r.finger(ctx, domain, "acct:"+user+"@"+domain)
	if err != nil {
		return models.Actor{}, r.sentence(err, typed, domain)
	}
	if f.Self == "" {
		return models.Actor{}, models.Fail(models.NotFound, "remote.not_found", "Address", typed)
	}
	a, err := r.FetchActor(ctx, f.Self)
	if err != nil {
		return models.Actor{}, r.sentence(err, typed, domain)
	}
	if a.URI == f.Self && f.Domain == a.Host && domain == a.Host && strings.EqualFold(f.User, a.Handle) {
		return r.keepDomain(ctx, a, domain), nil // asked where the actor lives: the loop is closed
	}
	return r.confirmed(ctx, a), nil
}

func (r *Remote) resolveURL(ctx context.Context, address string) (models.Actor, error) {
	doc, err := r.Object(ctx, address)
	if err == nil {
		var a models.Actor
		if a, err = r.Learn(ctx, doc); err == nil {
			return r.confirmed(ctx, a), nil
		}
	}
	if IsTemporary(err) && !IsGone(err) {
		return models.Actor{}, r.sentence(err, address, iri.Host(address))
	}
	// A page without an ActivityPub side: its host may know whose it is.
	f, fingerErr := r.finger(ctx, iri.Host(address), address)
	if fingerErr != nil || f.Self == "" || f.Self == address {
		return models.Actor{}, r.sentence(err, address, iri.Host(address))
	}
	a, err := r.FetchActor(ctx, f.Self)
	if err != nil {
		return models.Actor{}, r.sentence(err, address, iri.Host(address))
	}
	return r.confirmed(ctx, a), nil
}

// confirmed gives the actor with the domain that WebFinger confirms now; the
// host of its id when it does not.
func (r *Remote) confirmed(ctx context.Context, a models.Actor) models.Actor {
	domain, _, err := r.confirm(ctx, a)
	if err != nil {
		r.log.DebugContext(ctx, "handle not confirmed", "remote_host", a.Host, "err", err)
		return a
	}
	return r.keepDomain(ctx, a, domain)
}

func (r *Remote) keepDomain(ctx context.Context, a models.Actor, domain string) models.Actor {
	if a.Domain == domain {
		return a
	}
	a.Domain = domain
	kept, err := r.save(ctx, a, nil)
	if err != nil {
		r.log.WarnContext(ctx, "handle's domain not kept", "remote_host", a.Host, "err", err)
		return a
	}
	return kept
}

// sentence turns an error of a look-up into one for a reader; a failure of our
// own stays as it is.
func (r *Remote) sentence(err error, address, host string) error {
	var malformed *vocab.Error
	switch {
	case models.KindOf(err) != "", errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, ErrRefused), errors.As(err, &malformed), IsGone(err):
		return models.Fail(models.NotFound, "remote.not_found", "Address", address)
	case isOurs(err):
		return fmt.Errorf("look up %s: %w", host, err)
	case statusOf(err) >= 400 && statusOf(err) < 500:
		return models.Fail(models.NotFound, "remote.not_found", "Address", address)
	}
	return models.Fail(models.Invalid, "remote.unreachable", "Host", host)
}
