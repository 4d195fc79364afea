package inbox

import (
	"context"
	"fmt"

	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// offer takes the question of a collective elsewhere to organise an event of its own
// with ours (PROTOCOL 4). The event is read at its origin, never from the Offer.
func (in *Inbox) offer(ctx context.Context, rem *remote.Remote, j *job) (effect, error) {
	a := &j.activity
	ours, ok, err := in.localActor(ctx, a.Target)
	if err != nil {
		return nil, err
	}
	node, err := in.store.Node(ctx)
	if err != nil {
		return nil, fmt.Errorf("read node: %w", err)
	}
	switch {
	case !ok || ours.ID != node.Collective:
		return drop("offers nothing to a collective of ours"), nil
	case !iri.SameOrigin(a.ObjectID, j.signer.URI):
		return drop("offers what is not its own"), nil
	}
	found, author, err := in.fetchObject(ctx, rem, a.ObjectID)
	switch {
	case err != nil:
		return nil, err
	case author.ID != j.signer.ID || found.Object.URI != a.ObjectID:
		return drop("offers what is not its own"), nil
	case found.Event == nil || !found.Object.Visibility.Open():
		return drop("offers no public event"), nil
	}
	row := in.row(found, author, "")
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		meant, err := tx.ReceiveOffer(ctx, j.signer, ours, said(j, ""), models.Opening{URI: a.ID, Expires: a.Ends, Raw: a.Raw}, row)
		if err != nil {
			return outcome{}, fmt.Errorf("receive offer: %w", err)
		}
		return heard(meant, "offers nothing new, or too late"), nil
	}, nil
}

// answeredOffer takes an Accept or Reject of an Offer of ours, from the collective
// that was asked. Its consent is read afterwards.
func answeredOffer(ctx context.Context, tx *store.Store, j *job, yes bool) (meant bool, err error) {
	a := &j.activity
	stamp := a.Result
	if yes && (stamp == "" || !iri.SameOrigin(stamp, j.signer.URI)) {
		stamp = "" // without a consent of its own nothing is confirmed
	}
	if meant, err = tx.OfferAnswered(ctx, j.signer, said(j, ""), a.ObjectID, yes, stamp, a.Content); err != nil {
		return false, fmt.Errorf("answer about an offer: %w", err)
	}
	return meant, nil
}

// undoneOffer takes an Offer back that stands embedded, or what came of it.
func (in *Inbox) undoneOffer(j *job, inner *vocab.Document) effect {
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		meant, err := tx.OfferUndone(ctx, j.signer, said(j, ""), inner.ID())
		if err != nil {
			return outcome{}, fmt.Errorf("take back offer: %w", err)
		}
		return heard(meant, "undoes nothing that lives"), nil
	}
}
