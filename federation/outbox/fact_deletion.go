package outbox

import (
	"context"
	"encoding/json"
	"fmt"

	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// deletionApplied tells another node that what it deleted is gone here too
// (PROTOCOL 13): from Application to Application.
func (f *fanout) deletionApplied(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	var d models.DeletionApplied
	if err := json.Unmarshal(fact.Data, &d); err != nil {
		return store.Dispatch{}, fmt.Errorf("%w: read what was deleted: %w", errUntellable, err)
	}
	us, err := f.store.Actor(ctx, fact.ActorID)
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("read Application: %w", err)
	}
	e := f.words.envelope(us, []string{d.Application}, nil)
	raw, err := vocab.AcceptDelete(e, d.Delete, d.At)
	a, err := f.words.activity(e, "Accept", d.Delete, false, raw, err)
	if err != nil {
		return store.Dispatch{}, err
	}
	to := f.audience()
	if err := to.add(ctx, store.Recipient{Inbox: d.Inbox}); err != nil {
		return store.Dispatch{}, err
	}
	out := f.draft(fact, d.Delete)
	out.send(out.say(a), false, to.list...)
	return out.dispatch, nil
}
