package outbox

import (
	"context"
	"encoding/json"
	"fmt"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// cohostFact reads a co-host with what was said of it.
func (f *fanout) cohostFact(ctx context.Context, fact models.Fact) (item store.CohostItem, word models.CohostWord, err error) {
	if item, err = f.store.Cohost(ctx, fact.Subject); err != nil {
		return item, word, fmt.Errorf("read co-host: %w", err)
	}
	if err := json.Unmarshal(fact.Data, &word); err != nil {
		return item, word, fmt.Errorf("%w: read what was said of the co-host: %w", errUntellable, err)
	}
	if item.Host.ID == "" || item.Object.ID == "" {
		return item, word, fmt.Errorf("%w: the event or its organiser is missing", errUntellable)
	}
	return item, word, nil
}

// cohostSaid writes what the organiser of an event and a collective it asked say to
// each other, in the order in which it was said.
func (f *fanout) cohostSaid(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	item, word, err := f.cohostFact(ctx, fact)
	if err != nil {
		return store.Dispatch{}, err
	}
	said := saying{f.words, fact}
	other := item.Collective
	var a models.Activity
	switch fact.Kind {
	case models.CohostOfferedFact:
		a, err = said.offer(item, word)
	case models.CohostWithdrawnFact:
		a, err = said.undoOffer(item, word)
	default:
		other = item.Host
		a, err = said.answerOffer(item, word)
	}
	if err != nil {
		return store.Dispatch{}, err
	}
	d, err := f.between(ctx, fact, a, other, true)
	if err == nil && fact.Kind == models.CohostOfferedFact {
		// Whoever is asked reads the event as one, whatever its software was taken for.
		d.Forms = []models.ToldForm{{ObjectURI: item.Object.URI, Host: iri.Host(other.Inbox), Form: models.FormEvent}}
	}
	return d, err
}

// offer is the Offer that lives, under the id by which it is answered.
func (w words) offer(item store.CohostItem, word models.CohostWord) (models.Activity, error) {
	e := vocab.Envelope{ID: word.Opening, Actor: item.Host.URI, To: []string{item.Collective.URI}, Published: word.OpenedAt}
	raw, err := vocab.Offer(e, item.Object.URI, item.Collective.URI, word.ExpiresAt)
	return w.activity(e, "Offer", item.Object.URI, false, raw, err)
}

func (w saying) undoOffer(item store.CohostItem, word models.CohostWord) (models.Activity, error) {
	opened, err := w.offer(item, word)
	if err != nil {
		return opened, err
	}
	e := w.envelope(item.Host, item.Collective.URI)
	raw, err := vocab.Undo(e, opened.Raw)
	return w.activity(e, "Undo", opened.URI, false, raw, err)
}

func (w saying) answerOffer(item store.CohostItem, word models.CohostWord) (models.Activity, error) {
	e := w.envelope(item.Collective, item.Host.URI)
	if word.Yes {
		raw, err := vocab.AcceptOffer(e, word.Opening, word.Stamp)
		return w.activity(e, "Accept", word.Opening, false, raw, err)
	}
	raw, err := vocab.RejectOffer(e, word.Opening, word.Reason)
	return w.activity(e, "Reject", word.Opening, false, raw, err)
}

// cohostListed lets our collective announce an event of another that names it: its
// followers see the organiser's own post, each host the form that it reads.
func (f *fanout) cohostListed(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	item, _, err := f.cohostFact(ctx, fact)
	if err != nil {
		return store.Dispatch{}, err
	}
	if item.Object.GoneAt != nil || item.Cohost.State != models.CohostAccepted {
		return store.Dispatch{}, nil
	}
	to := f.audience()
	to.refused[iri.Host(item.Object.URI)] = true // they have it
	if err := to.followers(ctx, item.Collective.ID); err != nil {
		return store.Dispatch{}, err
	}
	d := f.draft(fact, item.Object.URI)
	if item.Object.NoteURI == "" { // it has one form
		err := f.announce(ctx, d, item.Collective.ID, item.Object, map[models.Form][]store.Recipient{models.FormEvent: to.list})
		return d.dispatch, err
	}
	forms, err := f.formsOf(ctx, item.Object.URI, to.list)
	if err != nil {
		return store.Dispatch{}, err
	}
	if err := f.announce(ctx, d, item.Collective.ID, item.Object, forms.split(to.list)); err != nil {
		return store.Dispatch{}, err
	}
	d.dispatch.Forms = forms.decided
	return d.dispatch, nil
}

// cohostLeft takes our shares of an event back where they were told, and, when it was
// we who stopped, tells its organiser that the stamp is gone.
func (f *fanout) cohostLeft(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	item, word, err := f.cohostFact(ctx, fact)
	if err != nil {
		return store.Dispatch{}, err
	}
	said := saying{f.words, fact}
	d := f.draft(fact, item.Object.URI)
	shares, err := f.store.AnnouncesOf(ctx, item.Collective.ID, item.Object.URI, or(item.Object.NoteURI, item.Object.URI))
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("read shares: %w", err)
	}
	for _, share := range shares {
		inboxes, err := f.store.ActivityInboxes(ctx, share.ID)
		if err != nil {
			return store.Dispatch{}, fmt.Errorf("read inboxes of a share: %w", err)
		}
		to := f.audience()
		for _, r := range inboxes {
			if err := to.add(ctx, r); err != nil {
				return store.Dispatch{}, err
			}
		}
		e := f.words.envelope(item.Collective, []string{iri.PublicCollection}, []string{item.Collective.Followers})
		raw, err := vocab.Undo(e, share.Raw)
		a, err := f.words.activity(e, "Undo", share.URI, false, raw, err)
		if err != nil {
			return store.Dispatch{}, err
		}
		d.send(d.say(a), false, to.list...)
	}
	if fact.Kind != models.CohostLeftFact || word.Stamp == "" {
		return d.dispatch, nil
	}
	stamp, err := f.store.StampAt(ctx, word.Stamp)
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("read stamp: %w", err)
	}
	doc, err := f.words.writer.StampTombstone(stamp)
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("%w: write tombstone: %w", errUntellable, err)
	}
	e := said.envelope(item.Collective, item.Host.URI)
	raw, err := vocab.Delete(e, doc)
	a, err := f.words.activity(e, "Delete", word.Stamp, false, raw, err)
	if err != nil {
		return store.Dispatch{}, err
	}
	gone, err := f.between(ctx, fact, a, item.Host, true)
	d.dispatch.Activities = append(d.dispatch.Activities, gone.Activities...)
	d.dispatch.Letters = append(d.dispatch.Letters, gone.Letters...)
	return d.dispatch, err
}

// cohosts takes those who were asked to organise an event of ours, or do.
func (a *audience) cohosts(ctx context.Context, objectID string) error {
	list, err := a.fanout.store.CohostInboxes(ctx, objectID)
	if err != nil {
		return fmt.Errorf("read inboxes of co-hosts: %w", err)
	}
	for _, r := range list {
		if err := a.add(ctx, r); err != nil {
			return err
		}
	}
	return nil
}
