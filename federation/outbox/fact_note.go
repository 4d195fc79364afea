package outbox

import (
	"context"
	"fmt"

	"knoop/models"
	"knoop/models/store"
)

// authored reads an object of ours and its author. An object that is gone has
// nothing more to say about itself: gone is true.
func (f *fanout) authored(ctx context.Context, objectID string) (o models.Object, author models.Actor, gone bool, err error) {
	if o, err = f.store.Object(ctx, objectID); err != nil {
		return o, author, false, fmt.Errorf("read object: %w", err)
	}
	if author, err = f.store.Actor(ctx, o.ActorID); err != nil {
		return o, author, false, fmt.Errorf("read author: %w", err)
	}
	return o, author, o.GoneAt != nil, nil
}

// notePublished tells followers, whoever is named, and who is answered.
func (f *fanout) notePublished(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	o, author, gone, err := f.authored(ctx, fact.Subject)
	if err != nil || gone {
		return store.Dispatch{}, err
	}
	a, err := f.words.create(o, nil, author, models.FormNone)
	if err != nil {
		return store.Dispatch{}, err
	}
	to := f.audience()
	if err := to.readers(ctx, o); err != nil {
		return store.Dispatch{}, err
	}
	d := f.draft(fact, o.URI)
	d.send(d.say(a), false, to.list...)
	return d.dispatch, nil
}

// noteEdited tells those who were told, and today's readers.
func (f *fanout) noteEdited(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	o, author, gone, err := f.authored(ctx, fact.Subject)
	if err != nil || gone {
		return store.Dispatch{}, err
	}
	a, err := f.words.update(o, nil, author, models.FormNone)
	if err != nil {
		return store.Dispatch{}, err
	}
	to := f.audience()
	if err := to.told(ctx, o.URI); err != nil {
		return store.Dispatch{}, err
	}
	if err := to.readers(ctx, o); err != nil {
		return store.Dispatch{}, err
	}
	d := f.draft(fact, o.URI)
	d.send(d.say(a), false, to.list...)
	return d.dispatch, nil
}
