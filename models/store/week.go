package store

import (
	"context"

	"knoop/models"
)

// NewsFilter says whose posts somebody reads together.
type NewsFilter struct {
	Authors  []string // rows of those whose public posts are shown
	Followed []string // of those whom she follows herself: also what is for followers alone
	Ours     bool     // all that actors of this node say in public
}

// NewsOf lists living notes and articles of these authors, newest first, without
// answers to others. It reads the newest of each by the index on authors, so it
// costs what is shown and not what was ever kept.
func (s *Store) NewsOf(ctx context.Context, f NewsFilter, p Page) ([]NoteItem, error) {
	const text = "gone_at IS NULL AND type || '' IN ('Note', 'Question', 'Article', 'Page') AND in_reply_to = '' AND visibility "
	ids, err := s.newestOf(ctx, f.Authors, text+"= 'public'", p)
	if err != nil {
		return nil, err
	}
	followed, err := s.newestOf(ctx, f.Followed, text+"IN ('public', 'unlisted', 'followers')", p)
	if err != nil {
		return nil, err
	}
	ids = append(ids, followed...)
	if f.Ours {
		var ours []string
		if err := p.apply(s.db(ctx).Model(&models.Object{}).Where("local = true AND "+text+"= 'public'"), "id").Pluck("id", &ours).Error; err != nil {
			return nil, wrap("list news of ours", err)
		}
		ids = append(ids, ours...)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return s.noteItems(ctx, Page{Limit: p.Limit}.apply(s.db(ctx).Where(s.among("id", ids)), "id"))
}

// newestOf gives the ids of the newest posts of some authors.
func (s *Store) newestOf(ctx context.Context, authors []string, shown string, p Page) ([]string, error) {
	if len(authors) == 0 {
		return nil, nil
	}
	newest := "SELECT x.id FROM objects x WHERE x.actor_id = who.value AND " + shown + " AND x.id < ? ORDER BY x.id DESC LIMIT ?"
	each := s.each(authors)
	query := "SELECT o.id FROM ? CROSS JOIN objects o WHERE o.id IN (" + newest + ") ORDER BY o.id DESC LIMIT ?"
	if s.postgres() {
		query = "SELECT o.id FROM ? CROSS JOIN objects o WHERE o.id = ANY(ARRAY(" + newest + ")) ORDER BY o.id DESC LIMIT ?"
	}
	var ids []string
	return ids, wrap("list news", s.db(ctx).Raw(query, each, p.before(), p.limit(), p.limit()).Scan(&ids).Error)
}
