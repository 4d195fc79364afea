package store

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"knoop/models"
)

// DirectoryFilter says whom to list, and to whom.
type DirectoryFilter struct {
	Viewer models.Audience              // who reads; "" is a stranger
	Terms  map[models.TermKind][]string // all of them must hold
	Text   string                       // words, each the beginning of a word of her profile
	After  string                       // cursor of the page before; "" is the first page
	Limit  int                          // 0 is 30
}

// maxSearchWords bounds what is looked for at once.
const maxSearchWords = 6

// DirectoryItem is a person with what the viewer may see of her.
type DirectoryItem struct {
	Actor   models.Actor // what her page and portrait need
	Profile models.Profile
}

// DirectoryPage is one page of the directory.
type DirectoryPage struct {
	Items []DirectoryItem
	Total int    // of people who fit the filter, on all pages
	Next  string // cursor of the page after; "" when this is the last
}

// Directory lists people of this node by name. A stranger sees who chose to be
// listed, by what is public; members see every member, by what is for members.
func (s *Store) Directory(ctx context.Context, f DirectoryFilter) (DirectoryPage, error) {
	var page DirectoryPage
	if f.Viewer == "" {
		f.Viewer = models.ForEveryone
	}
	if f.Limit == 0 {
		f.Limit = 30
	}
	total, err := s.directoryTotal(ctx, f)
	if err != nil || total == 0 {
		return page, err
	}
	page.Total = total
	q := s.found(ctx, f)
	if sort, id, ok := strings.Cut(f.After, "\x1f"); ok {
		q = q.Where("(sort, actor_id) > (?, ?)", sort, id)
	}
	var entries []models.DirectoryEntry
	if err := q.Order("sort, actor_id").Limit(f.Limit + 1).Find(&entries).Error; err != nil {
		return page, wrap("list the directory", err)
	}
	if len(entries) > f.Limit {
		entries = entries[:f.Limit]
		last := entries[f.Limit-1]
		page.Next = last.Sort + "\x1f" + last.ActorID
	}
	page.Items, err = s.directoryItems(ctx, f.Viewer, entries)
	return page, err
}

// found is the query for all that fit the filter.
func (s *Store) found(ctx context.Context, f DirectoryFilter) *gorm.DB {
	q := s.db(ctx).Model(&models.DirectoryEntry{}).Where("audience = ?", f.Viewer)
	sees := seenBy(f.Viewer)
	for _, kind := range []models.TermKind{models.TermSkill, models.TermBranch, models.TermNeighbourhood, models.TermLanguage, models.TermAvailability} {
		for _, term := range f.Terms[kind] {
			q = q.Where("actor_id IN (SELECT actor_id FROM profile_terms WHERE kind = ? AND term = ? AND audience IN ?)", kind, models.Fold(term), sees)
		}
	}
	words := models.Words(f.Text)
	for _, word := range words[:min(len(words), maxSearchWords)] {
		// The next word in order that does not begin with it: U+FFFF is in none.
		q = q.Where("actor_id IN (SELECT actor_id FROM profile_terms WHERE kind = ? AND term >= ? AND term < ? AND audience IN ?)", models.TermWord, word, word+"\uffff", sees)
	}
	return q
}

// seenBy lists the audiences whose fields this viewer sees: always three, so
// that the statement stays the same.
func seenBy(viewer models.Audience) []models.Audience {
	out := models.AllAudiences()
	for i, a := range out {
		if !viewer.Sees(a) {
			out[i] = models.ForEveryone
		}
	}
	return out
}

// directoryTotal counts, and remembers it: somebody who pages on asks again.
func (s *Store) directoryTotal(ctx context.Context, f DirectoryFilter) (int, error) {
	return remember(s, s.caches.totals, marksActors, f.key(), func() (int, error) {
		var total int64
		err := s.found(ctx, f).Count(&total).Error
		return int(total), wrap("count the directory", err)
	})
}

// key names the filter without its page.
func (f DirectoryFilter) key() string {
	parts := []string{string(f.Viewer), strings.Join(models.Words(f.Text), " ")}
	for kind, terms := range f.Terms {
		for _, term := range terms {
			parts = append(parts, string(kind)+"="+models.Fold(term))
		}
	}
	slices.Sort(parts[2:])
	return strings.Join(parts, "\x1f")
}

// directoryItems reads the people of a page, in its order.
func (s *Store) directoryItems(ctx context.Context, viewer models.Audience, entries []models.DirectoryEntry) ([]DirectoryItem, error) {
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.ActorID
	}
	var profiles []models.Profile
	err := s.db(ctx).Select("actor_id", "name", "headline", "skills", "neighbourhood", "availability_state", "availability_text", "availability_from", "photo", "audiences").
		Where(s.among("actor_id", ids)).Find(&profiles).Error
	if err != nil {
		return nil, wrap("read the directory", err)
	}
	var actors []models.Actor
	err = s.db(ctx).Select("id", "uri", "handle", "domain", "kind", "local").Where(s.among("id", ids)).Find(&actors).Error
	if err != nil {
		return nil, wrap("read the directory", err)
	}
	at := make(map[string]int, len(ids))
	items := make([]DirectoryItem, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	for _, p := range profiles {
		items[at[p.ActorID]].Profile = p.SeenBy(viewer)
	}
	for _, a := range actors {
		items[at[a.ID]].Actor = a
	}
	return items, nil
}

// DirectoryChoice is something that people can be found by, and how many are.
type DirectoryChoice struct {
	Kind   models.TermKind
	Term   string
	Label  string
	People int
}

// maxChoices bounds how many of one kind are offered.
const maxChoices = 200

// DirectoryChoices gives what a viewer can filter by, by kind, the commonest
// first. It is remembered: it changes only with a profile.
func (s *Store) DirectoryChoices(ctx context.Context, viewer models.Audience) (map[models.TermKind][]DirectoryChoice, error) {
	if viewer == "" {
		viewer = models.ForEveryone
	}
	return remember(s, s.caches.choices, marksActors, string(viewer), func() (map[models.TermKind][]DirectoryChoice, error) {
		out := map[models.TermKind][]DirectoryChoice{}
		for _, kind := range []models.TermKind{models.TermSkill, models.TermBranch, models.TermNeighbourhood, models.TermLanguage, models.TermAvailability} {
			var rows []DirectoryChoice
			err := s.db(ctx).Model(&models.ProfileTerm{}).
				Select("kind, term, max(label) AS label, count(*) AS people").
				Where("kind = ? AND audience IN ?", kind, seenBy(viewer)).
				Group("kind, term").Order("people DESC, term").Limit(maxChoices).Find(&rows).Error
			if err != nil {
				return nil, wrap("list what to filter by", err)
			}
			out[kind] = rows
		}
		return out, nil
	})
}

// EnterAllInDirectory enters those anew whose place in the directory was made by
// older rules, and gives how many. It is done before a server answers.
func (s *Store) EnterAllInDirectory(ctx context.Context) (int, error) {
	done := 0
	for {
		var old []models.Profile
		err := s.db(ctx).Where("indexed < ?", models.ProfileRules).Order("indexed, actor_id").Limit(100).Find(&old).Error
		if err != nil || len(old) == 0 {
			return done, wrap("list profiles", err)
		}
		err = s.InTx(ctx, func(tx *Store) error {
			tx.touch(marksActors | marksPublic)
			for _, p := range old {
				a, err := tx.Actor(ctx, p.ActorID)
				if err != nil {
					return err
				}
				if err := tx.enterDirectory(ctx, a.Handle, p); err != nil {
					return err
				}
				err = tx.db(ctx).Model(&models.Profile{ActorID: p.ActorID}).UpdateColumn("indexed", models.ProfileRules).Error
				if err != nil {
					return wrap("enter the directory", err)
				}
			}
			return nil
		})
		if err != nil {
			return done, err
		}
		done += len(old)
	}
}
