package outbox

import (
	"context"

	"knoop/models"
	"knoop/models/store"
)

// eventTallied tells how many come to an event, in the form that was told: the
// tallies of the poll, and the counts of the Event. The document keeps its updated,
// so that Mastodon takes the counts and shows no edit (docs/peers.md 2.10); a note
// form without a poll has none to tell.
func (f *fanout) eventTallied(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	o, event, author, gone, err := f.event(ctx, fact.Subject)
	if err != nil || gone {
		return store.Dispatch{}, err
	}
	to := f.audience()
	if err := to.told(ctx, o.URI); err != nil {
		return store.Dispatch{}, err
	}
	forms, err := f.formsOf(ctx, o.URI, to.list)
	if err != nil {
		return store.Dispatch{}, err
	}
	d := f.draft(fact, o.URI)
	parts := forms.split(to.list)
	for _, form := range bothForms {
		if len(parts[form]) == 0 || form == models.FormNote && !event.Poll {
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
