package store

import (
	"context"

	"knoop/models"
)

// ReceiveFollow takes a Follow of one of ours: models.AnswerTo decides, the row
// is kept, and the answer's fact goes out with the Follow as it was received,
// since an answer carries its id. A Follow under a new id renews the row and is
// answered anew; the very same one again has no second effect.
func (s *Store) ReceiveFollow(ctx context.Context, follower, followed models.Actor, activityURI string, raw []byte) (f models.Follow, err error) {
	if !followed.Local {
		return f, models.Fail(models.Forbidden, "error.forbidden")
	}
	err = s.InTx(ctx, func(tx *Store) error {
		blocked, err := tx.Blocked(ctx, follower.ID, followed.ID)
		if err != nil {
			return err
		}
		answer := models.AnswerTo(followed, blocked)
		if f, err = tx.lockFollow(ctx, follower.ID, followed.ID); err != nil {
			return err
		}
		if f.ActivityURI == activityURI && f.State == answer {
			return nil
		}
		f.ActivityURI, f.State, f.Inbox = activityURI, answer, ""
		if !follower.Local {
			f.Inbox = follower.DeliveryInbox()
		}
		if err := tx.saveFollow(ctx, &f); err != nil || answer == models.FollowAsked {
			return err
		}
		return tx.record(ctx, models.FollowAnsweredFact, followed.ID, f.ID, raw)
	})
	return f, err
}

// EndFollow ends a follow because the follower undid it. Nobody is told.
func (s *Store) EndFollow(ctx context.Context, followerID, followedID string) error {
	return s.InTx(ctx, func(tx *Store) error { return tx.endFollow(ctx, followerID, followedID) })
}

func (s *Store) endFollow(ctx context.Context, followerID, followedID string) error {
	q := s.db(ctx).Exec("UPDATE follows SET state = 'ended', updated_at = ? WHERE follower_id = ? AND followed_id = ? AND state <> 'ended'",
		s.Now(), followerID, followedID)
	if q.RowsAffected > 0 {
		s.touch(marksFollows | marksPublic)
	}
	return wrap("end a follow", q.Error)
}

// FollowAnswered takes an Accept or Reject by the followed actor of a follow of
// ours, found by the Follow's id, or by pair when activityURI is empty. A
// Reject ends it at any later time too. false: there is no such follow.
func (s *Store) FollowAnswered(ctx context.Context, followedID, activityURI, followerID string, accepted bool) (known bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		q := tx.db(ctx).Clauses(tx.forUpdate()...).Limit(1)
		if activityURI != "" {
			q = q.Where("activity_uri = ? AND followed_id = ?", activityURI, followedID)
		} else {
			q = q.Where("follower_id = ? AND followed_id = ?", followerID, followedID)
		}
		var f models.Follow
		q = q.Find(&f)
		known = q.RowsAffected > 0 && f.State != models.FollowEnded
		switch {
		case q.Error != nil:
			return wrap("load a follow", q.Error)
		case !known:
			return nil
		case accepted && f.State == models.FollowAsked:
			f.State = models.FollowAccepted
		case !accepted && f.State != models.FollowRefused:
			f.State = models.FollowRefused
		default:
			return nil
		}
		tx.touch(marksFollows)
		return tx.saveFollow(ctx, &f)
	})
	return known, err
}

// MoveFollows follows an account that has moved: each of ours who follows old
// asks to follow target and withdraws from old. It gives how many did. Whether
// the two accounts agree on the move is the caller's to check.
func (s *Store) MoveFollows(ctx context.Context, old, target models.Actor) (moved int, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		moved = 0
		var follows []models.Follow
		err := tx.db(ctx).Where("followed_id = ? AND state IN ?", old.ID, []models.FollowState{models.FollowAccepted, models.FollowAsked}).
			Where("follower_id IN (SELECT id FROM actors WHERE local = true AND gone_at IS NULL)").Order("id").Find(&follows).Error
		if err != nil {
			return wrap("list followers", err)
		}
		for _, f := range follows {
			if f.FollowerID != target.ID {
				if _, err := tx.AskFollow(ctx, f.FollowerID, target.ID); err != nil && models.KindOf(err) != models.Conflict {
					return err
				}
			}
			if err := tx.withdraw(ctx, f); err != nil {
				return err
			}
			moved++
		}
		return nil
	})
	return moved, err
}
