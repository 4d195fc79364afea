package inbox

import (
	"context"
	"fmt"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// erase runs a deletion and lets the node that sent it hear that it was carried
// out, if the signer's document says that it wants to. What is asked for that is
// in the document we keep: nothing is fetched, so that nobody makes us ask around
// by deleting.
func (in *Inbox) erase(ctx context.Context, tx *store.Store, j *job, fn func() error) (outcome, error) {
	wanted, err := confirmation(ctx, tx, j)
	if err != nil {
		return outcome{}, err
	}
	if err := fn(); err != nil {
		return outcome{}, err
	}
	if wanted == nil {
		return applied, nil
	}
	if err := tx.ApplyDeletion(ctx, *wanted); err != nil {
		return outcome{}, fmt.Errorf("confirm deletion: %w", err)
	}
	return applied, nil
}

// confirmation gives what the signer's node is to be told, nil for nothing. The
// signer in memory is without its document, and after an erasure the row is too.
func confirmation(ctx context.Context, tx *store.Store, j *job) (*models.DeletionApplied, error) {
	signer, err := tx.Actor(ctx, j.signer.ID)
	switch {
	case models.KindOf(err) == models.NotFound || err == nil && len(signer.Raw) == 0:
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read who deletes: %w", err)
	}
	doc, err := vocab.Parse(signer.Raw)
	if err != nil {
		return nil, nil // kept by an earlier version; it says nothing we can read
	}
	application, ok := vocab.TakesDeleteReceipts(doc)
	if !ok || !iri.SameOrigin(application, signer.URI) || !iri.SameOrigin(j.activity.ID, signer.URI) {
		return nil, nil
	}
	inbox := signer.SharedInbox
	if !iri.SameOrigin(inbox, application) {
		inbox = iri.Under(application, "inbox")
	}
	return &models.DeletionApplied{Delete: j.activity.ID, Application: application, Inbox: inbox, At: tx.Now()}, nil
}
