package store

import (
	"context"

	"gorm.io/gorm"

	"knoop/models"
)

// Page is keyset paging: newest first, before the row with the given id ("" is
// the start). Limit is 20 when zero, and 100 at most.
type Page struct {
	Before string
	Limit  int
}

const (
	pageLimit    = 20
	maxPageLimit = 100
)

func (p Page) limit() int {
	if p.Limit <= 0 {
		return pageLimit
	}
	return min(p.Limit, maxPageLimit)
}

// apply narrows a query to the page; ids are sortable by time of making.
func (p Page) apply(q *gorm.DB, column string) *gorm.DB {
	if p.Before != "" {
		q = q.Where(column+" < ?", p.Before)
	}
	return q.Order(column + " DESC").Limit(p.limit())
}

// openStates are the visibilities a stranger may see.
var openStates = []models.Visibility{models.Public, models.Unlisted}

// Published lists a local actor's living posts that strangers may see, newest
// first, with the count of all of them.
func (s *Store) Published(ctx context.Context, actorID string, p Page) ([]models.Object, int64, error) {
	mine := func() *gorm.DB {
		return s.db(ctx).Model(&models.Object{}).Where("actor_id = ? AND local = ? AND gone_at IS NULL AND visibility IN ?", actorID, true, openStates)
	}
	var total int64
	if err := mine().Count(&total).Error; err != nil {
		return nil, 0, wrap("count posts", err)
	}
	var out []models.Object
	if err := p.apply(mine(), "id").Find(&out).Error; err != nil {
		return nil, 0, wrap("list posts", err)
	}
	return out, total, nil
}

// NoteItem is a post and who wrote it.
type NoteItem struct {
	Object models.Object
	Actor  models.Actor
}

// noteTypes are the posts shown as text.
var noteTypes = []models.ObjectType{models.Note, models.Question, models.Article, models.Page}

// News lists living public notes and articles of this node's actors, newest
// first; with followed also those of actors that the collective follows.
// Answers to others are left out: without their thread they say nothing.
func (s *Store) News(ctx context.Context, followed bool, p Page) ([]NoteItem, error) {
	authors := "SELECT id FROM actors WHERE local = ? AND gone_at IS NULL"
	args := []any{true}
	if followed {
		node, err := s.Node(ctx)
		if err != nil {
			return nil, err
		}
		authors += " UNION SELECT followed_id FROM follows WHERE state = 'accepted' AND follower_id = ?"
		args = append(args, node.Collective)
	}
	q := s.db(ctx).Where("gone_at IS NULL AND visibility = ? AND type IN ? AND in_reply_to = ''", models.Public, noteTypes).
		Where("actor_id IN ("+authors+")", args...)
	return s.noteItems(ctx, p.apply(q, "id"))
}

// Replies lists living open answers to an object, oldest first.
func (s *Store) Replies(ctx context.Context, uri string, limit int) ([]NoteItem, error) {
	q := s.db(ctx).Where("in_reply_to = ? AND gone_at IS NULL AND visibility IN ?", uri, openStates)
	return s.noteItems(ctx, q.Order("id").Limit(Page{Limit: limit}.limit()))
}

func (s *Store) noteItems(ctx context.Context, q *gorm.DB) ([]NoteItem, error) {
	var objects []models.Object
	if err := q.Find(&objects).Error; err != nil {
		return nil, wrap("list notes", err)
	}
	authors, err := s.Actors(ctx, authorsOf(objects))
	if err != nil {
		return nil, err
	}
	out := make([]NoteItem, 0, len(objects))
	for _, o := range objects {
		if a, ok := authors[o.ActorID]; ok && a.GoneAt == nil {
			out = append(out, NoteItem{o, a})
		}
	}
	return out, nil
}

func authorsOf(objects []models.Object) []string {
	ids := make([]string, len(objects))
	for i, o := range objects {
		ids[i] = o.ActorID
	}
	return ids
}

// ReactionCounts counts likes and announces of an object, those of an event's
// two forms together and each actor once.
func (s *Store) ReactionCounts(ctx context.Context, o models.Object) (likes, announces int64, err error) {
	uris := []string{o.URI}
	if o.NoteURI != "" {
		uris = append(uris, o.NoteURI)
	}
	for kind, into := range map[models.ReactionKind]*int64{models.Like: &likes, models.Announce: &announces} {
		q := s.db(ctx).Model(&models.Reaction{}).Where("kind = ? AND object_uri IN ?", kind, uris)
		if err := q.Distinct("actor_id").Count(into).Error; err != nil {
			return 0, 0, wrap("count reactions", err)
		}
	}
	return likes, announces, nil
}
