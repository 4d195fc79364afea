package outbox

import (
	"context"
	"fmt"

	"knoop/models"
	"knoop/models/store"
)

// pair reads a follow with both its ends.
func (f *fanout) pair(ctx context.Context, followID string) (follow models.Follow, follower, followed models.Actor, err error) {
	if follow, err = f.store.Follow(ctx, followID); err != nil {
		return follow, follower, followed, fmt.Errorf("read follow: %w", err)
	}
	actors, err := f.store.Actors(ctx, []string{follow.FollowerID, follow.FollowedID})
	if err != nil {
		return follow, follower, followed, fmt.Errorf("read ends of follow: %w", err)
	}
	follower, ok := actors[follow.FollowerID]
	followed, known := actors[follow.FollowedID]
	if !ok || !known {
		return follow, follower, followed, fmt.Errorf("%w: an end of the follow is missing", errUntellable)
	}
	return follow, follower, followed, nil
}

// followAsked tells the followed actor. The Follow's id is the row's, so that
// the answer finds it.
func (f *fanout) followAsked(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	follow, follower, followed, err := f.pair(ctx, fact.Subject)
	if err != nil {
		return store.Dispatch{}, err
	}
	a, err := f.words.follow(follow, follower, followed)
	if err != nil {
		return store.Dispatch{}, err
	}
	return f.between(ctx, fact, a, followed, false)
}

// followWithdrawn sends Undo with the Follow in it: peers do not find it by its
// id alone (docs/peers.md 2.5, 3).
func (f *fanout) followWithdrawn(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	follow, follower, followed, err := f.pair(ctx, fact.Subject)
	if err != nil {
		return store.Dispatch{}, err
	}
	a, err := f.words.undoFollow(follow, follower, followed)
	if err != nil {
		return store.Dispatch{}, err
	}
	return f.between(ctx, fact, a, followed, false)
}

// followAnswered sends Accept or Reject with the Follow as it was received
// (docs/peers.md 2.9): the safest thing a peer can match. Whoever waits for a
// person's answer gets none yet.
func (f *fanout) followAnswered(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	follow, follower, followed, err := f.pair(ctx, fact.Subject)
	if err != nil {
		return store.Dispatch{}, err
	}
	if follow.State == models.FollowAsked {
		return store.Dispatch{}, nil
	}
	// A follow that ended meanwhile gets the answer it had earned: the Undo that
	// ended it came later, and the peer knows.
	a, err := f.words.answerFollow(fact.Data, follower, followed, follow.State != models.FollowRefused)
	if err != nil {
		return store.Dispatch{}, err
	}
	return f.between(ctx, fact, a, follower, true)
}

// between sends what is between two actors to the other one's own inbox. Letters
// of one pair keep their order, an Undo never overtakes its Follow.
func (f *fanout) between(ctx context.Context, fact models.Fact, a models.Activity, other models.Actor, hurry bool) (store.Dispatch, error) {
	to := f.audience()
	if err := to.alone(ctx, other); err != nil {
		return store.Dispatch{}, err
	}
	d := f.draft(fact, fact.Subject)
	d.send(d.say(a), hurry, to.list...)
	return d.dispatch, nil
}
