package remote

import (
	"context"
	"fmt"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
)

// knoopFeature is before the name of every feature of ours (PROTOCOL 1).
const knoopFeature = "https://w3id.org/knoop/1#"

// Can says whether an actor's server says that it can do something beyond
// ordinary fediverse talk ("hats", FEP-844e): in the actor's own document, else
// in that of its Application. What was read is good for a day; a server that
// does not answer is an error.
func (r *Remote) Can(ctx context.Context, a models.Actor, name string) (bool, error) {
	feature := knoopFeature + name
	if a.Local {
		return true, nil
	}
	if implements(a, feature) {
		return true, nil
	}
	fresh, err := r.Actor(ctx, a.URI, ActorFresh)
	if err != nil {
		return false, fmt.Errorf("look what %s can do: %w", a.Host, err)
	}
	if implements(fresh, feature) {
		return true, nil
	}
	host, err := r.Software(ctx, a.Host)
	if err != nil {
		return false, fmt.Errorf("look what %s can do: %w", a.Host, err)
	}
	if host.Application == "" || !iri.SameOrigin(host.Application, a.URI) {
		return false, nil
	}
	application, err := r.Actor(ctx, host.Application, ActorFresh)
	if err != nil {
		if IsTemporary(err) {
			return false, fmt.Errorf("look what %s can do: %w", a.Host, err)
		}
		return false, nil
	}
	return implements(application, feature), nil
}

func implements(a models.Actor, feature string) bool {
	if len(a.Raw) == 0 {
		return false
	}
	doc, err := vocab.Parse(a.Raw)
	return err == nil && vocab.Implements(doc, feature)
}
