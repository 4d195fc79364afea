package outbox

import (
	"context"
	"fmt"

	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// joinReceived answers a Join with Ignore, as FEP-8a8e asks of a server that
// takes no answers to its events: joinMode external says where to go instead.
func (f *fanout) joinReceived(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	join, err := vocab.Parse(fact.Data)
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("%w: read the Join: %w", errUntellable, err)
	}
	guest, err := f.store.ActorByURI(ctx, join.Ref("actor"))
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("read who joins: %w", err)
	}
	o, err := f.store.Object(ctx, fact.Subject)
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("read what is joined: %w", err)
	}
	organiser, err := f.store.Actor(ctx, o.ActorID)
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("read organiser: %w", err)
	}
	a, err := f.words.ignore(join.ID(), organiser, guest)
	if err != nil {
		return store.Dispatch{}, err
	}
	a.ActorID = organiser.ID
	return f.between(ctx, fact, a, guest, true)
}
