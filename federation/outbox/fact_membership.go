package outbox

import (
	"context"
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
	b := models.Belonging{Membership: m, Person: actors[m.PersonID], Collective: actors[m.CollectiveID]}
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
	a, err := f.membershipWords(ctx, fact, b)
	if err != nil {
		return store.Dispatch{}, err
	}
	return f.between(ctx, fact, a, other, true)
}

func (f *fanout) membershipWords(ctx context.Context, fact models.Fact, b models.Belonging) (models.Activity, error) {
	yes := string(fact.Data) == "yes"
	switch fact.Kind {
	case models.MembershipAskedFact, models.MembershipInvitedFact:
		return f.words.opening(b)
	case models.MembershipAnsweredFact, models.MembershipInviteAnsweredFact:
		return f.words.answerOpening(b, yes)
	case models.MembershipWithdrawnFact:
		return f.words.undoOpening(b)
	case models.MembershipLeftFact:
		return f.words.leave(b)
	case models.MembershipRemovedFact:
		return f.words.remove(b)
	}
	return f.stampChanged(ctx, b)
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
func (w words) answerOpening(b models.Belonging, yes bool) (models.Activity, error) {
	m, by, to := b.Membership, b.Collective, b.Person
	if b.Person.Local {
		by, to = to, by
	}
	doc, err := vocab.Parse(m.Opening)
	if err != nil {
		return models.Activity{}, fmt.Errorf("%w: read the opening: %w", errUntellable, err)
	}
	e := w.envelope(by, []string{to.URI}, nil)
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

func (w words) undoOpening(b models.Belonging) (models.Activity, error) {
	opened, err := w.opening(b)
	if err != nil {
		return opened, err
	}
	by, to := b.Collective, b.Person
	if b.Person.Local {
		by, to = to, by
	}
	e := w.envelope(by, []string{to.URI}, nil)
	raw, err := vocab.Undo(e, opened.Raw)
	return w.activity(e, "Undo", opened.URI, false, raw, err)
}

func (w words) leave(b models.Belonging) (models.Activity, error) {
	e := w.envelope(b.Person, []string{b.Collective.URI}, nil)
	raw, err := vocab.Leave(e, b.Collective.URI)
	return w.activity(e, "Leave", b.Collective.URI, false, raw, err)
}

func (w words) remove(b models.Belonging) (models.Activity, error) {
	e := w.envelope(b.Collective, []string{b.Person.URI}, nil)
	raw, err := vocab.Remove(e, b.Person.URI, b.Membership.Reason)
	return w.activity(e, "Remove", b.Person.URI, false, raw, err)
}

// stampChanged tells the person what her stamp says now.
func (f *fanout) stampChanged(ctx context.Context, b models.Belonging) (models.Activity, error) {
	stamp, err := f.store.StampOf(ctx, b.Membership.ID)
	if err != nil {
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
	e := f.words.envelope(b.Collective, []string{b.Person.URI}, nil)
	raw, err := vocab.Update(e, doc)
	return f.words.activity(e, "Update", b.Membership.StampURI, false, raw, err)
}
