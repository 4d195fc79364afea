package outbox

import (
	"context"

	"knoop/models"
	"knoop/models/store"
)

// objectDeleted tells everyone who was told, whether they still follow or not.
// Each host hears that the form it knows is gone.
func (f *fanout) objectDeleted(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	o, author, _, err := f.authored(ctx, fact.Subject)
	if err != nil {
		return store.Dispatch{}, err
	}
	to := f.audience()
	if err := to.told(ctx, o.URI); err != nil {
		return store.Dispatch{}, err
	}
	if err := to.cohosts(ctx, o.ID); err != nil {
		return store.Dispatch{}, err
	}
	d := f.draft(fact, o.URI)
	if o.Type != models.EventObj {
		a, err := f.words.delete(o, author, models.FormNone)
		if err != nil {
			return store.Dispatch{}, err
		}
		d.send(d.say(a), false, to.list...)
		return d.dispatch, nil
	}
	forms, err := f.formsOf(ctx, o.URI, to.list)
	if err != nil {
		return store.Dispatch{}, err
	}
	parts := forms.split(to.list)
	for _, form := range bothForms {
		if len(parts[form]) == 0 {
			continue
		}
		a, err := f.words.delete(o, author, form)
		if err != nil {
			return store.Dispatch{}, err
		}
		d.send(d.say(a), false, parts[form]...)
	}
	d.dispatch.Forms = forms.decided
	return d.dispatch, nil
}
