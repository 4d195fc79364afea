package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"knoop/models"
)

// NewPost is a note that somebody has written and may still take back.
type NewPost struct {
	PersonID string // who writes
	Hat      string // key of the hat it is posted under
	Note     NewNote
	DraftID  string // what she took back and now posts again, or ""
}

// Post is what waits, opened.
type Post struct {
	models.PendingPost
	Note NewNote
}

// HoldPost keeps a post for models.UndoTime, under the hat that it names and
// nobody else's: Forbidden error.hat_gone when its writer may not wear that.
// Until then nobody sees it. The note gets the id of what is held.
func (s *Store) HoldPost(ctx context.Context, in NewPost) (p models.PendingPost, err error) {
	if err := in.Note.check(); err != nil {
		return p, err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		hat, err := tx.hatNow(ctx, in.PersonID, in.Hat)
		if err != nil {
			return err
		}
		var held int64
		if err := tx.db(ctx).Model(&models.PendingPost{}).Where("person_id = ? AND id <> ?", in.PersonID, in.DraftID).Count(&held).Error; err != nil {
			return wrap("count what waits", err)
		}
		if held >= models.MaxWaiting {
			return models.Fail(models.TooMany, "error.too_many_waiting", "Max", models.MaxWaiting)
		}
		if in.DraftID != "" {
			q := tx.db(ctx).Delete(&models.PendingPost{}, "id = ? AND person_id = ? AND release_at IS NULL", in.DraftID, in.PersonID)
			if q.Error != nil {
				return wrap("put a draft away", q.Error)
			}
			if q.RowsAffected == 0 { // posted from another window
				return models.Fail(models.Conflict, "error.draft_gone")
			}
		}
		in.Note.ActorID, in.Note.Hat = "", models.Hat{} // decided when it is posted
		plain, err := json.Marshal(in.Note)
		if err != nil {
			return fmt.Errorf("write down a post: %w", err)
		}
		sealed, err := s.options.Secret.Seal(plain)
		if err != nil {
			return err
		}
		now := tx.Now()
		release := now.Add(models.UndoTime)
		p = models.PendingPost{
			ID: models.NewID(), PersonID: in.PersonID, Hat: hat.Key, Note: sealed, Language: in.Note.Language, ReleaseAt: &release, CreatedAt: now,
		}
		tx.touch(marksPosts)
		return wrap("hold a post", tx.db(ctx).Create(&p).Error)
	})
	return p, err
}

// PendingPost gives what waits or was taken back, to its writer alone; NotFound
// for everyone else.
func (s *Store) PendingPost(ctx context.Context, id, personID string) (Post, error) {
	var p models.PendingPost
	if err := s.db(ctx).Take(&p, "id = ? AND person_id = ?", id, personID).Error; err != nil {
		return Post{}, wrap("load a post that waits", err)
	}
	return s.opened(p)
}

// PendingPosts gives all of somebody's, newest first.
func (s *Store) PendingPosts(ctx context.Context, personID string) ([]Post, error) {
	var rows []models.PendingPost
	if err := s.db(ctx).Where("person_id = ?", personID).Order("id DESC").Limit(models.MaxWaiting).Find(&rows).Error; err != nil {
		return nil, wrap("list posts that wait", err)
	}
	posts := make([]Post, len(rows))
	for i, p := range rows {
		var err error
		if posts[i], err = s.opened(p); err != nil {
			return nil, err
		}
	}
	return posts, nil
}

func (s *Store) opened(p models.PendingPost) (Post, error) {
	plain, err := s.options.Secret.Open(p.Note)
	if err != nil {
		return Post{}, err
	}
	post := Post{PendingPost: p}
	if err := json.Unmarshal(plain, &post.Note); err != nil {
		return Post{}, fmt.Errorf("read a post that waits: %w", err)
	}
	return post, nil
}

// TakeBackPost stops a post before it leaves; it stays with its writer, who can
// write on. Conflict error.post_left when it has been posted.
func (s *Store) TakeBackPost(ctx context.Context, id, personID string) error {
	return s.InTx(ctx, func(tx *Store) error {
		// The condition decides between her and the clock.
		q := tx.db(ctx).Model(&models.PendingPost{}).Where("id = ? AND person_id = ? AND release_at IS NOT NULL", id, personID).
			UpdateColumns(map[string]any{"release_at": nil, "why": ""})
		if q.Error != nil {
			return wrap("take a post back", q.Error)
		}
		tx.touch(marksPosts)
		if q.RowsAffected > 0 {
			return nil
		}
		return tx.missing(ctx, id, personID)
	})
}

// missing says why nothing waits under this id: taken back is well, posted is
// too late, and another's is not there.
func (s *Store) missing(ctx context.Context, id, personID string) error {
	var p models.PendingPost
	q := s.db(ctx).Limit(1).Find(&p, "id = ? AND person_id = ?", id, personID)
	if q.Error != nil || q.RowsAffected > 0 {
		return wrap("load a post that waits", q.Error)
	}
	if _, err := s.Object(ctx, id); err != nil {
		return err
	}
	return models.Fail(models.Conflict, "error.post_left")
}

// DropPost throws away what its writer took back.
func (s *Store) DropPost(ctx context.Context, id, personID string) error {
	return s.InTx(ctx, func(tx *Store) error {
		return wrap("throw a post away", tx.db(ctx).Delete(&models.PendingPost{}, "id = ? AND person_id = ? AND release_at IS NULL", id, personID).Error)
	})
}

// ReleasePost posts what waits, now: the row goes and the note comes in one
// commit, under one id, so that it happens once whoever asks. Conflict
// error.post_back when its writer took it back first. When she may no longer
// wear the hat it is kept for her, with the reason, and posted is false.
func (s *Store) ReleasePost(ctx context.Context, id string) (posted bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		posted = false
		var p models.PendingPost
		q := tx.db(ctx).Clauses(tx.forUpdate()...).Limit(1).Find(&p, "id = ?", id)
		switch {
		case q.Error != nil:
			return wrap("load a post that waits", q.Error)
		case q.RowsAffected == 0:
			_, err := tx.Object(ctx, id) // posted already, or never there
			posted = err == nil
			return err
		case !p.Waiting():
			return models.Fail(models.Conflict, "error.post_back")
		}
		tx.touch(marksPosts)
		post, err := tx.opened(p)
		if err != nil {
			return err
		}
		hat, err := tx.hatNow(ctx, p.PersonID, p.Hat)
		if models.KindOf(err) != "" {
			return wrap("keep a post back", tx.db(ctx).Model(&p).UpdateColumns(map[string]any{"release_at": nil, "why": "error.hat_gone"}).Error)
		}
		if err != nil {
			return err
		}
		post.Note.ActorID, post.Note.Hat = p.PersonID, hat
		if hat.AsCollective() {
			post.Note.ActorID = hat.CollectiveID
		}
		if err := tx.db(ctx).Delete(&p).Error; err != nil {
			return wrap("release a post", err)
		}
		if _, err := tx.publishNote(ctx, p.ID, post.Note); err != nil {
			return err
		}
		posted = true
		return nil
	})
	return posted, err
}

// DuePosts gives the ids of what has waited long enough, oldest first, and when
// the next one has; zero when none waits.
func (s *Store) DuePosts(ctx context.Context, limit int) (ids []string, next time.Time, err error) {
	var rows []models.PendingPost
	err = s.db(ctx).Select("id", "release_at").Where("release_at IS NOT NULL").Order("release_at").Limit(limit + 1).Find(&rows).Error
	if err != nil {
		return nil, next, wrap("look what has waited", err)
	}
	now := s.Now()
	for _, p := range rows {
		if p.ReleaseAt.After(now) || len(ids) == limit {
			return ids, *p.ReleaseAt, nil
		}
		ids = append(ids, p.ID)
	}
	return ids, next, nil
}

// SweepDrafts throws away what was taken back before this time and never posted.
func (s *Store) SweepDrafts(ctx context.Context, before time.Time) (int64, error) {
	var dropped int64
	err := s.InTx(ctx, func(tx *Store) error {
		q := tx.db(ctx).Delete(&models.PendingPost{}, "release_at IS NULL AND created_at < ?", before)
		dropped = q.RowsAffected
		return wrap("sweep drafts", q.Error)
	})
	return dropped, err
}
