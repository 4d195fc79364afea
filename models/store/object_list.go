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

// before gives the id to stay under: for the start one above all others.
func (p Page) before() string {
	if p.Before == "" {
		return "~"
	}
	return p.Before
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
		return s.db(ctx).Model(&models.Object{}).Where("actor_id = ? AND local = true AND gone_at IS NULL AND visibility IN ?", actorID, openStates)
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

// News lists living public notes and articles of this node's actors, newest
// first; with followed also those of actors that the collective follows.
// Answers to others are left out: without their thread they say nothing.
func (s *Store) News(ctx context.Context, followed bool, p Page) ([]NoteItem, error) {
	return s.news(ctx, followed, "", p)
}

// Tagged lists what News does with the followed, of that only what carries a
// hashtag, without # and in lower case.
func (s *Store) Tagged(ctx context.Context, tag string, p Page) ([]NoteItem, error) {
	if tag == "" {
		return nil, nil
	}
	return s.news(ctx, true, tag, p)
}

// news reads by author, and so a tag costs what those authors wrote and not what
// was ever kept. A tag of "" asks for all.
func (s *Store) news(ctx context.Context, followed bool, tag string, p Page) ([]NoteItem, error) {
	// Bare, the type would draw SQLite to the index on types, and so through
	// every note ever kept.
	shown := "gone_at IS NULL AND visibility = 'public' AND type || '' IN ('Note', 'Question', 'Article', 'Page') AND in_reply_to = ''"
	var args []any
	if tag != "" {
		shown += " AND hashtags LIKE ? ESCAPE '!'"
		args = append(args, tagPattern(tag))
	}
	q := s.db(ctx).Where("local = true AND "+shown, args...)
	if !followed {
		return s.noteItems(ctx, p.apply(q, "id"))
	}
	n, err := s.Node(ctx)
	if err != nil {
		return nil, err
	}
	// The newest of each, by the index on author and id: a condition on a list
	// of authors would read all that was ever kept.
	newest := "SELECT x.id FROM objects x WHERE x.actor_id = f.followed_id AND " + shown + " AND x.id < ? ORDER BY x.id DESC LIMIT ?"
	among := "o.id IN (" + newest + ")"
	if s.postgres() {
		among = "o.id = ANY(ARRAY(" + newest + "))"
	}
	args = append(append([]any{n.Collective}, args...), p.before(), p.limit(), p.limit())
	var ids []string
	err = s.db(ctx).Raw("SELECT o.id FROM follows f CROSS JOIN objects o WHERE f.follower_id = ? AND f.state = 'accepted' AND "+among+
		" ORDER BY o.id DESC LIMIT ?", args...).Scan(&ids).Error
	if err != nil {
		return nil, wrap("list what we follow", err)
	}
	var ours []string
	if err := p.apply(q.Model(&models.Object{}), "id").Pluck("id", &ours).Error; err != nil {
		return nil, wrap("list news", err)
	}
	return s.noteItems(ctx, Page{Limit: p.Limit}.apply(s.db(ctx).Where(s.among("id", append(ids, ours...))), "id"))
}

// Replies lists living open answers to an object, oldest first.
func (s *Store) Replies(ctx context.Context, uri string, limit int) ([]NoteItem, error) {
	q := s.db(ctx).Where("in_reply_to = ? AND in_reply_to <> '' AND gone_at IS NULL AND visibility IN ?", uri, openStates)
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

// OwnObjects gives what an actor of ours wrote and did not delete, whoever may
// see it, from after an id on, oldest first.
func (s *Store) OwnObjects(ctx context.Context, actorID, after string, limit int) ([]models.Object, error) {
	var out []models.Object
	err := s.db(ctx).Where("actor_id = ? AND local = true AND gone_at IS NULL AND id > ?", actorID, after).Order("id").Limit(limit).Find(&out).Error
	return out, wrap("list what somebody wrote", err)
}
