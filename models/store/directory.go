package store

import (
	"context"
	"slices"
	"strings"

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
//
// The order of all, who fits each part of the filter, and the rows shown are
// remembered (directory_memory.go): a page is then found without the database.
func (s *Store) Directory(ctx context.Context, f DirectoryFilter) (DirectoryPage, error) {
	var page DirectoryPage
	if f.Viewer == "" {
		f.Viewer = models.ForEveryone
	}
	if f.Limit == 0 {
		f.Limit = 30
	}
	all, err := s.directoryOrder(ctx, f.Viewer)
	if err != nil {
		return page, err
	}
	found, filtered, err := s.found(ctx, f, all)
	if err != nil {
		return page, err
	}
	page.Total = len(all.entries)
	at := func(i int) int32 { return int32(i) }
	if filtered {
		page.Total = len(found)
		at = func(i int) int32 { return found[i] }
	}
	from := 0
	if sort, id, ok := strings.Cut(f.After, "\x1f"); ok {
		behind := all.behind(sort, id)
		from, _ = slices.BinarySearch(found, behind)
		if !filtered {
			from = int(behind)
		}
	}
	var ids []string
	for i := from; i < min(page.Total, from+f.Limit); i++ {
		ids = append(ids, all.entries[at(i)].ActorID)
	}
	if from+f.Limit < page.Total {
		last := all.entries[at(from+f.Limit-1)]
		page.Next = last.Sort + "\x1f" + last.ActorID
	}
	page.Items, err = s.directoryItems(ctx, f.Viewer, ids)
	return page, err
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
		for _, kind := range filterKinds {
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
