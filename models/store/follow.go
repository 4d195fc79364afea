package store

import (
	"context"

	"knoop/models"
)

// Follow gives one by its row's id.
func (s *Store) Follow(ctx context.Context, id string) (models.Follow, error) {
	var f models.Follow
	return f, wrap("load a follow", s.db(ctx).Take(&f, "id = ?", id).Error)
}

// FollowOf gives the follow of one by another, in whatever state.
func (s *Store) FollowOf(ctx context.Context, followerID, followedID string) (models.Follow, error) {
	var f models.Follow
	return f, wrap("load a follow", s.db(ctx).Take(&f, "follower_id = ? AND followed_id = ?", followerID, followedID).Error)
}

// lockFollow loads a pair's row to change it, making it if need be; a new one
// has an empty State.
func (s *Store) lockFollow(ctx context.Context, followerID, followedID string) (f models.Follow, err error) {
	for range 2 {
		q := s.db(ctx).Clauses(s.forUpdate()...).Limit(1).Find(&f, "follower_id = ? AND followed_id = ?", followerID, followedID)
		if q.Error != nil || q.RowsAffected > 0 {
			return f, wrap("load a follow", q.Error)
		}
		now := s.Now()
		f = models.Follow{
			ID: models.NewID(), FollowerID: followerID, FollowedID: followedID, State: models.FollowEnded, CreatedAt: now, UpdatedAt: now,
		}
		made := s.db(ctx).Clauses(ignore).Create(&f)
		if made.Error != nil {
			return f, wrap("make a follow", made.Error)
		}
		if made.RowsAffected == 1 {
			f.State = ""
			return f, nil
		}
	}
	return f, models.Fail(models.Conflict, "error.conflict")
}

func (s *Store) saveFollow(ctx context.Context, f *models.Follow) error {
	f.UpdatedAt = s.Now()
	s.touch(marksPublic)
	return wrap("save a follow", s.db(ctx).Model(f).Select("ActivityURI", "State", "Inbox", "UpdatedAt").UpdateColumns(f).Error)
}

// AskFollow lets one of ours follow: the row waits for an answer and the fact
// goes out. ActivityURI is the id the Follow must be sent under. Asked again
// while it waits, or after a refusal, it is sent again under a new id; Conflict
// error.already_following when it was accepted. An actor of ours is followed at
// once, without a fact.
func (s *Store) AskFollow(ctx context.Context, followerID, followedID string) (f models.Follow, err error) {
	n, err := s.Node(ctx)
	if err != nil {
		return f, err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		follower, err := tx.ourActor(ctx, followerID)
		if err != nil {
			return err
		}
		followed, err := tx.Actor(ctx, followedID)
		if err != nil {
			return err
		}
		if follower.ID == followed.ID {
			return models.Fail(models.Invalid, "error.request_invalid")
		}
		if followed.GoneAt != nil {
			return models.Fail(models.Gone, "error.gone")
		}
		if f, err = tx.lockFollow(ctx, followerID, followedID); err != nil {
			return err
		}
		if f.State == models.FollowAccepted {
			return models.Fail(models.Conflict, "error.already_following", "Handle", followed.Acct())
		}
		tx.touch(marksFollows)
		f.State, f.ActivityURI = models.FollowAsked, models.ActivityURI(n.Origin, models.NewID())
		if followed.Local {
			f.State = models.FollowAccepted
			return tx.saveFollow(ctx, &f)
		}
		if err := tx.saveFollow(ctx, &f); err != nil {
			return err
		}
		return tx.record(ctx, models.FollowAskedFact, followerID, f.ID, nil)
	})
	return f, err
}

// WithdrawFollow ends a follow of ours, asked or accepted; NotFound
// error.not_following when there is none.
func (s *Store) WithdrawFollow(ctx context.Context, followerID, followedID string) error {
	return s.InTx(ctx, func(tx *Store) error {
		var f models.Follow
		q := tx.db(ctx).Clauses(tx.forUpdate()...).Limit(1).Find(&f, "follower_id = ? AND followed_id = ?", followerID, followedID)
		if q.Error != nil {
			return wrap("load a follow", q.Error)
		}
		if q.RowsAffected == 0 || (f.State != models.FollowAsked && f.State != models.FollowAccepted) {
			return models.Fail(models.NotFound, "error.not_following")
		}
		return tx.withdraw(ctx, f)
	})
}

// withdraw ends a follow of ours and tells the other side if that is remote.
func (s *Store) withdraw(ctx context.Context, f models.Follow) error {
	followed, err := s.Actor(ctx, f.FollowedID)
	if err != nil {
		return err
	}
	s.touch(marksFollows)
	f.State = models.FollowEnded
	if err := s.saveFollow(ctx, &f); err != nil || followed.Local {
		return err
	}
	return s.record(ctx, models.FollowWithdrawnFact, f.FollowerID, f.ID, nil)
}
