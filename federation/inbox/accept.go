package inbox

import (
	"context"
	"fmt"

	"knoop/federation/remote"
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
	follower, joiner := "", ""
	if inner := a.Object; inner != nil && (inner.Type() == "Follow" || inner.Type() == "Join") && inner.Ref("object") == j.signer.URI {
		ours, ok, err := in.localActor(ctx, inner.Ref("actor"))
		if err != nil {
			return nil, err
		}
		switch {
		case ok && inner.Type() == "Follow":
			follower = ours.ID
		case ok && in.base.Ours(a.ObjectID):
			joiner = ours.ID
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
			return answeredMembership(ctx, tx, j, accepted, joiner)
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
