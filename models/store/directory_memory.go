package store

import (
	"context"
	"slices"
	"strings"

	"knoop/models"
)

// directoryOrder is everyone whom a viewer can find, in order; a place in it
// stands for a person in all that is remembered of the directory.
type directoryOrder struct {
	entries []models.DirectoryEntry
	place   map[string]int32 // by actor
}

func (s *Store) directoryOrder(ctx context.Context, viewer models.Audience) (*directoryOrder, error) {
	return remember(s, s.caches.order, marksActors, string(viewer), func() (*directoryOrder, error) {
		var all directoryOrder
		err := s.db(ctx).Where("audience = ?", viewer).Order("sort, actor_id").Find(&all.entries).Error
		if err != nil {
			return nil, wrap("list the directory", err)
		}
		all.place = make(map[string]int32, len(all.entries))
		for i, e := range all.entries {
			all.place[e.ActorID] = int32(i)
		}
		return &all, nil
	})
}

// behind gives the place after this one, which may be there no more.
func (d *directoryOrder) behind(sort, id string) int32 {
	i, there := slices.BinarySearchFunc(d.entries, models.DirectoryEntry{Sort: sort, ActorID: id}, func(a, b models.DirectoryEntry) int {
		if c := strings.Compare(a.Sort, b.Sort); c != 0 {
			return c
		}
		return strings.Compare(a.ActorID, b.ActorID)
	})
	if there {
		i++
	}
	return int32(i)
}

// found gives the places of those who fit the filter, in order; filtered is false
// when there is none.
func (s *Store) found(ctx context.Context, f DirectoryFilter, all *directoryOrder) (places []int32, filtered bool, err error) {
	narrow := func(kind models.TermKind, from, to string) error {
		these, err := s.having(ctx, f.Viewer, kind, from, to, all)
		if err != nil {
			return err
		}
		if filtered {
			these = both(places, these)
		}
		places, filtered = these, true
		return nil
	}
	for _, kind := range filterKinds {
		for _, term := range f.Terms[kind] {
			if err := narrow(kind, models.Fold(term), ""); err != nil {
				return nil, false, err
			}
		}
	}
	words := models.Words(f.Text)
	for _, word := range words[:min(len(words), maxSearchWords)] {
		// Up to the next word in order that does not begin with it: U+FFFF is in none.
		if err := narrow(models.TermWord, word, word+"\uffff"); err != nil {
			return nil, false, err
		}
	}
	return places, filtered, nil
}

// filterKinds are the kinds of term that one filters by.
var filterKinds = []models.TermKind{models.TermSkill, models.TermBranch, models.TermNeighbourhood, models.TermLanguage, models.TermAvailability}

// having gives the places of those with a term, or with one from a range.
func (s *Store) having(ctx context.Context, viewer models.Audience, kind models.TermKind, from, to string, all *directoryOrder) ([]int32, error) {
	key := string(viewer) + "\x1f" + string(kind) + "\x1f" + from + "\x1f" + to
	// The order these are places in, too, is forgotten with every change, but not in
	// the same moment: so they are remembered together with it.
	h, err := remember(s, s.caches.having, marksActors, key, func() (having, error) {
		q := s.db(ctx).Model(&models.ProfileTerm{}).Where("kind = ? AND audience IN ?", kind, seenBy(viewer))
		if to == "" {
			q = q.Where("term = ?", from)
		} else {
			q = q.Where("term >= ? AND term < ?", from, to)
		}
		var ids []string
		if err := q.Pluck("actor_id", &ids).Error; err != nil {
			return having{}, wrap("search the directory", err)
		}
		places := make([]int32, 0, len(ids))
		for _, id := range ids {
			if place, ok := all.place[id]; ok {
				places = append(places, place)
			}
		}
		slices.Sort(places)
		return having{all, slices.Compact(places)}, nil
	})
	if err != nil || h.of == all {
		return h.places, err
	}
	s.caches.having.drop(key)
	return s.having(ctx, viewer, kind, from, to, all)
}

// having are places in an order.
type having struct {
	of     *directoryOrder
	places []int32
}

// both gives what is in two lists, each in order.
func both(a, b []int32) []int32 {
	out := make([]int32, 0, min(len(a), len(b)))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			out, a, b = append(out, a[0]), a[1:], b[1:]
		}
	}
	return out
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

// directoryItems gives the rows of these people, in their order. One who left
// meanwhile is left out.
func (s *Store) directoryItems(ctx context.Context, viewer models.Audience, ids []string) ([]DirectoryItem, error) {
	known := make(map[string]DirectoryItem, len(ids))
	var missing []string
	ages := map[string]uint64{}
	for _, id := range ids {
		item, age, ok := s.caches.items.get(string(viewer) + id)
		if ok && !s.touched(marksActors) {
			known[id] = item
			continue
		}
		missing, ages[id] = append(missing, id), age
	}
	if len(missing) > 0 {
		var profiles []models.Profile
		err := s.db(ctx).Select("actor_id", "name", "headline", "skills", "neighbourhood", "availability_state", "availability_text", "availability_from", "photo", "audiences").
			Where(s.among("actor_id", missing)).Find(&profiles).Error
		if err != nil {
			return nil, wrap("read the directory", err)
		}
		var actors []models.Actor
		err = s.db(ctx).Select("id", "uri", "handle", "domain", "kind", "local").Where(s.among("id", missing)).Find(&actors).Error
		if err != nil {
			return nil, wrap("read the directory", err)
		}
		rows := make(map[string]models.Actor, len(actors))
		for _, a := range actors {
			rows[a.ID] = a
		}
		for _, p := range profiles {
			item := DirectoryItem{Actor: rows[p.ActorID], Profile: p.SeenBy(viewer)}
			known[p.ActorID] = item
			if !s.touched(marksActors) {
				s.caches.items.put(string(viewer)+p.ActorID, item, ages[p.ActorID])
			}
		}
	}
	items := make([]DirectoryItem, 0, len(ids))
	for _, id := range ids {
		if item, ok := known[id]; ok {
			items = append(items, item)
		}
	}
	return items, nil
}
