package outbox

import (
	"context"
	"encoding/json"
	"fmt"

	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// membershipSaid writes what one side of a membership says to the other. It goes
// to the other's own inbox, in the order in which it was said.
func (f *fanout) membershipSaid(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	m, err := f.store.Membership(ctx, fact.Subject)
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("read membership: %w", err)
	}
	actors, err := f.store.Actors(ctx, []string{m.PersonID, m.CollectiveID})
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("read sides of membership: %w", err)
	}
	var word models.MembershipWord
	if err := json.Unmarshal(fact.Data, &word); err != nil {
		return store.Dispatch{}, fmt.Errorf("%w: read what was said of the membership: %w", errUntellable, err)
	}
	b := models.Belonging{Membership: m.As(word), Person: actors[m.PersonID], Collective: actors[m.CollectiveID]}
	if b.Person.ID == "" || b.Collective.ID == "" {
		return store.Dispatch{}, fmt.Errorf("%w: a side of the membership is missing", errUntellable)
	}
	other := b.Person
	if b.Person.Local {
		other = b.Collective
	}
	if other.Local {
		return store.Dispatch{}, nil
	}
	a, err := f.membershipWords(ctx, fact, b, word.Yes)
	if err != nil || a.ID == "" {
		return store.Dispatch{}, err
	}
	return f.between(ctx, fact, a, other, true)
}

func (f *fanout) membershipWords(ctx context.Context, fact models.Fact, b models.Belonging, yes bool) (models.Activity, error) {
	said := saying{f.words, fact}
	switch fact.Kind {
	case models.MembershipAskedFact, models.MembershipInvitedFact:
		return f.words.opening(b)
	case models.MembershipAnsweredFact, models.MembershipInviteAnsweredFact:
		return said.answerOpening(b, yes)
	case models.MembershipWithdrawnFact:
		return said.undoOpening(b)
	case models.MembershipLeftFact:
		return said.leave(b)
	case models.MembershipRemovedFact:
		return said.remove(b)
	}
	return f.stampChanged(ctx, said, b)
}

// saying puts a fact into words that are dated when it happened, and not when
// they leave: of each side the newest word counts, so one who left and asked
// again while her server was down must be heard in that order.
type saying struct {
	words
	fact models.Fact
}

func (s saying) envelope(actor models.Actor, to string) vocab.Envelope {
	return vocab.Envelope{ID: s.base.Activity(s.fact.ID), Actor: actor.URI, To: []string{to}, Published: s.fact.CreatedAt}
}

// opening is the Join or Invite that lives, under the id by which it is answered.
func (w words) opening(b models.Belonging) (models.Activity, error) {
	m := b.Membership
	if b.Person.Local {
		e := vocab.Envelope{ID: m.OpeningURI, Actor: b.Person.URI, To: []string{b.Collective.URI}, Published: m.OpenedAt}
		raw, err := vocab.Join(e, b.Collective.URI, m.Message, m.ExpiresAt)
		return w.activity(e, "Join", b.Collective.URI, false, raw, err)
	}
	e := vocab.Envelope{ID: m.OpeningURI, Actor: b.Collective.URI, To: []string{b.Person.URI}, Published: m.OpenedAt}
	raw, err := vocab.Invite(e, b.Person.URI, m.StampURI, m.ExpiresAt)
	return w.activity(e, "Invite", b.Collective.URI, false, raw, err)
}

// answerOpening carries the opening as it was received.
func (w saying) answerOpening(b models.Belonging, yes bool) (models.Activity, error) {
	m, by, to := b.Membership, b.Collective, b.Person
	if b.Person.Local {
		by, to = to, by
	}
	doc, err := vocab.Parse(m.Opening)
	if err != nil {
		return models.Activity{}, fmt.Errorf("%w: read the opening: %w", errUntellable, err)
	}
	e := w.envelope(by, to.URI)
	switch {
	case !yes:
		raw, err := vocab.Reject(e, m.Opening, m.Reason)
		return w.activity(e, "Reject", doc.ID(), false, raw, err)
	case by.Kind == models.Group:
		raw, err := vocab.AcceptWith(e, m.Opening, m.StampURI)
		return w.activity(e, "Accept", doc.ID(), false, raw, err)
	}
	raw, err := vocab.Accept(e, m.Opening)
	return w.activity(e, "Accept", doc.ID(), false, raw, err)
}

func (w saying) undoOpening(b models.Belonging) (models.Activity, error) {
	opened, err := w.opening(b)
	if err != nil {
		return opened, err
	}
	by, to := b.Collective, b.Person
	if b.Person.Local {
		by, to = to, by
	}
	e := w.envelope(by, to.URI)
	raw, err := vocab.Undo(e, opened.Raw)
	return w.activity(e, "Undo", opened.URI, false, raw, err)
}

func (w saying) leave(b models.Belonging) (models.Activity, error) {
	e := w.envelope(b.Person, b.Collective.URI)
	raw, err := vocab.Leave(e, b.Collective.URI)
	return w.activity(e, "Leave", b.Collective.URI, false, raw, err)
}

func (w saying) remove(b models.Belonging) (models.Activity, error) {
	e := w.envelope(b.Collective, b.Person.URI)
	raw, err := vocab.Remove(e, b.Person.URI, b.Membership.Reason)
	return w.activity(e, "Remove", b.Person.URI, false, raw, err)
}

// stampChanged tells the person what her stamp says now; nothing when it has been
// taken back since, which is told by itself.
func (f *fanout) stampChanged(ctx context.Context, w saying, b models.Belonging) (models.Activity, error) {
	stamp, err := f.store.StampOf(ctx, b.Membership.ID)
	switch {
	case models.KindOf(err) == models.NotFound:
		return models.Activity{}, nil
	case err != nil:
		return models.Activity{}, fmt.Errorf("read stamp: %w", err)
	}
	keys, err := f.store.Keys(ctx, b.Collective.ID)
	if err != nil {
		return models.Activity{}, fmt.Errorf("read keys: %w", err)
	}
	doc, err := f.words.writer.Stamp(stamp, b.Collective, keys.Ed25519)
	if err != nil {
		return models.Activity{}, fmt.Errorf("%w: write stamp: %w", errUntellable, err)
	}
	e := w.envelope(b.Collective, b.Person.URI)
	raw, err := vocab.Update(e, doc)
	return w.activity(e, "Update", b.Membership.StampURI, false, raw, err)
}
