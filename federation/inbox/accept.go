package inbox

import (
	"context"
	"fmt"

	"knoop/models/store"
)

// answer takes an Accept or Reject of a Follow of ours: from the actor we asked,
// naming our Follow by its id, or embedding one whose actor is ours and whose
// object is the signer. A Reject ends the follow at any later time too.
func (in *Inbox) answer(ctx context.Context, j *job) (effect, error) {
	a := &j.activity
	accepted := a.Type == "Accept"
	follower := ""
	if inner := a.Object; inner != nil && inner.Type() == "Follow" && inner.Ref("object") == j.signer.URI {
		ours, ok, err := in.localActor(ctx, inner.Ref("actor"))
		if err != nil {
			return nil, err
		}
		if ok {
			follower = ours.ID
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
		if !found {
			return dropped("answers nothing we asked"), nil
		}
		return applied, nil
	}, nil
}
