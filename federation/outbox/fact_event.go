package outbox

import (
	"context"
	"fmt"
	"slices"

	"knoop/models"
	"knoop/models/store"
)

// bothForms in the order in which their activities are kept.
var bothForms = []models.Form{models.FormEvent, models.FormNote}

// eventPublished tells followers and whoever is named, each host in its form,
// and lets the Application announce the event to its own followers: Mobilizon
// lists an event only when an actor that it follows shared it, and other nodes
// of ours hear of it so.
func (f *fanout) eventPublished(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	o, event, author, gone, err := f.event(ctx, fact.Subject)
	if err != nil || gone {
		return store.Dispatch{}, err
	}
	to := f.audience()
	if err := to.readers(ctx, o); err != nil {
		return store.Dispatch{}, err
	}
	relayed := f.audience()
	node, err := f.store.Node(ctx)
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("read node: %w", err)
	}
	if o.Visibility == models.Public && node.Application != "" {
		if err := relayed.followers(ctx, node.Application); err != nil {
			return store.Dispatch{}, err
		}
	}
	series, err := f.series(ctx, o, event)
	if err != nil {
		return store.Dispatch{}, err
	}
	if err := series.forget(ctx, to, relayed); err != nil {
		return store.Dispatch{}, err
	}
	forms, err := f.formsOf(ctx, o.URI, slices.Concat(to.list, relayed.list, series.list()))
	if err != nil {
		return store.Dispatch{}, err
	}
	d := f.draft(fact, o.URI)
	parts := forms.split(to.list)
	for _, form := range bothForms {
		// Both Creates are kept though nobody may get one of them: an object of
		// that form is at its address, and so is how it came to be.
		a, err := f.words.create(o, &event, author, form)
		if err != nil {
			return store.Dispatch{}, err
		}
		d.send(d.say(a), false, parts[form]...)
	}
	if err := f.announce(ctx, d, node.Application, o, forms.split(relayed.list)); err != nil {
		return store.Dispatch{}, err
	}
	if err := f.announce(ctx, d, series.actorID(), o, forms.split(series.list())); err != nil {
		return store.Dispatch{}, err
	}
	d.dispatch.Forms = forms.decided
	return d.dispatch, nil
}

// announce shares the id that each host understands. Letters of one object and
// host keep their order, so the share comes after the Create where both go.
func (f *fanout) announce(ctx context.Context, d *draft, applicationID string, o models.Object, parts map[models.Form][]store.Recipient) error {
	if len(parts) == 0 {
		return nil
	}
	application, err := f.store.Actor(ctx, applicationID)
	if err != nil {
		return fmt.Errorf("read Application actor: %w", err)
	}
	for _, form := range bothForms {
		if len(parts[form]) == 0 {
			continue
		}
		a, err := f.words.announce(o, application, form)
		if err != nil {
			return err
		}
		a.ActorID = application.ID
		d.send(d.say(a), false, parts[form]...)
	}
	return nil
}

// eventEdited tells of an edit or a cancellation, in the form that was told.
func (f *fanout) eventEdited(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	o, event, author, gone, err := f.event(ctx, fact.Subject)
	if err != nil || gone {
		return store.Dispatch{}, err
	}
	to := f.audience()
	if err := to.told(ctx, o.URI); err != nil {
		return store.Dispatch{}, err
	}
	announced, err := f.announced(ctx, o, event)
	if err != nil {
		return store.Dispatch{}, err
	}
	if announced {
		if err := to.readers(ctx, o); err != nil {
			return store.Dispatch{}, err
		}
	}
	if err := to.answered(ctx, o.ID); err != nil {
		return store.Dispatch{}, err
	}
	if err := to.cohosts(ctx, o.ID); err != nil {
		return store.Dispatch{}, err
	}
	forms, err := f.formsOf(ctx, o.URI, to.list)
	if err != nil {
		return store.Dispatch{}, err
	}
	d := f.draft(fact, o.URI)
	parts := forms.split(to.list)
	for _, form := range bothForms {
		if len(parts[form]) == 0 {
			continue
		}
		a, err := f.words.update(o, &event, author, form)
		if err != nil {
			return store.Dispatch{}, err
		}
		d.send(d.say(a), false, parts[form]...)
	}
	d.dispatch.Forms = forms.decided
	return d.dispatch, nil
}

// event reads an event of ours, whole.
func (f *fanout) event(ctx context.Context, objectID string) (o models.Object, e models.Event, author models.Actor, gone bool, err error) {
	if o, author, gone, err = f.authored(ctx, objectID); err != nil || gone {
		return o, e, author, gone, err
	}
	if e, err = f.store.WholeEvent(ctx, objectID); err != nil {
		return o, e, author, false, fmt.Errorf("read event: %w", err)
	}
	return o, e, author, false, nil
}
