package inbox

import (
	"context"
	"fmt"

	"knoop/federation/remote"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// answer takes an Accept or Reject of a Follow of ours: from the actor we asked,
// naming our Follow by its id, or embedding one whose actor is ours and whose
// object is the signer. A Reject ends the follow at any later time too. The
// Accept of a Knoop collective to ours connects the nodes.
func (in *Inbox) answer(ctx context.Context, rem *remote.Remote, j *job) (effect, error) {
	a := &j.activity
	accepted := a.Type == "Accept"
	var follower string
	var opener models.Actor
	if inner := a.Object; inner != nil && asksOf(inner) == j.signer.URI {
		ours, ok, err := in.localActor(ctx, inner.Ref("actor"))
		if err != nil {
			return nil, err
		}
		switch {
		case ok && inner.Type() == "Follow":
			follower = ours.ID
		case ok && in.base.Ours(a.ObjectID):
			opener = ours
		}
	}
	var theirs models.Actor
	connects := false
	if accepted {
		var err error
		if theirs, connects, err = in.neighbour(ctx, rem, j.signer); err != nil {
			return nil, err
		}
	}
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		found := false
		var err error
		if a.ObjectID != "" && in.base.Ours(a.ObjectID) {
			if found, err = tx.FollowAnswered(ctx, j.signer.ID, a.ObjectID, "", accepted); err != nil {
				return outcome{}, fmt.Errorf("answer to follow: %w", err)
			}
		}
		if !found && follower != "" {
			if found, err = tx.FollowAnswered(ctx, j.signer.ID, "", follower, accepted); err != nil {
				return outcome{}, fmt.Errorf("answer to follow: %w", err)
			}
		}
		if !found && accepted && j.signer.Kind == models.Application {
			if found, err = tx.ConfirmDeletion(ctx, j.signer.Host, a.ObjectID, a.Applied); err != nil {
				return outcome{}, fmt.Errorf("deletion receipt: %w", err)
			}
			if found {
				return applied, nil
			}
		}
		if !found {
			if found, err = answeredOffer(ctx, tx, j, accepted); err != nil || found {
				return applied, err
			}
			return answeredMembership(ctx, tx, j, accepted, opener)
		}
		if connects {
			node, err := tx.Node(ctx)
			if err != nil {
				return outcome{}, fmt.Errorf("read node: %w", err)
			}
			if err := connect(ctx, tx, node.Application, theirs); err != nil {
				return outcome{}, err
			}
		}
		return applied, nil
	}, nil
}

// asksOf gives whom a Follow, a Join or an Invite asks; "" for what asks nobody.
func asksOf(opening *vocab.Document) string {
	switch opening.Type() {
	case "Follow", "Join":
		return opening.Ref("object")
	case "Invite":
		return opening.Ref("target")
	}
	return ""
}
