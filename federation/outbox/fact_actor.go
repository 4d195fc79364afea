package outbox

import (
	"context"
	"fmt"

	"knoop/models"
	"knoop/models/store"
)

// actorEdited tells the followers, and the hosts that were told of this actor
// before.
func (f *fanout) actorEdited(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	who, err := f.store.Actor(ctx, fact.Subject)
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("read actor: %w", err)
	}
	if who.GoneAt != nil {
		return store.Dispatch{}, nil
	}
	account, err := f.store.Account(ctx, who.ID)
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("read account: %w", err)
	}
	if who.Claims, err = f.store.Claims(ctx, who.ID); err != nil {
		return store.Dispatch{}, fmt.Errorf("read memberships: %w", err)
	}
	if who.Series, err = f.store.SeriesDocument(ctx, who); err != nil {
		return store.Dispatch{}, fmt.Errorf("read series: %w", err)
	}
	a, err := f.words.updateActor(who, account)
	if err != nil {
		return store.Dispatch{}, err
	}
	to := f.audience()
	if err := to.followers(ctx, who.ID); err != nil {
		return store.Dispatch{}, err
	}
	if err := to.told(ctx, who.URI); err != nil {
		return store.Dispatch{}, err
	}
	if err := to.collectives(ctx, who); err != nil {
		return store.Dispatch{}, err
	}
	d := f.draft(fact, who.URI)
	d.send(d.say(a), false, to.list...)
	return d.dispatch, nil
}

// actorDeleted tells everyone who can know the actor: whoever followed it, and
// every host that got anything in its name.
func (f *fanout) actorDeleted(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	who, err := f.store.Actor(ctx, fact.Subject)
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("read actor: %w", err)
	}
	a, err := f.words.deleteActor(who)
	if err != nil {
		return store.Dispatch{}, err
	}
	to := f.audience()
	if err := to.acquainted(ctx, who.ID); err != nil {
		return store.Dispatch{}, err
	}
	d := f.draft(fact, who.URI)
	d.send(d.say(a), false, to.list...)
	return d.dispatch, nil
}
