package store

import (
	"context"

	"knoop/models"
)

// Stats are the node's numbers, as knoop stats --json prints them.
type Stats struct {
	Actors          int64                         `json:"actors"` // living, ours and remote
	Members         int64                         `json:"members"`
	RemoteActors    int64                         `json:"remote_actors"`
	Notes           int64                         `json:"notes"` // living, ours and remote
	Events          int64                         `json:"events"`
	Objects         int64                         `json:"objects"`
	LocalPosts      int64                         `json:"local_posts"`
	Followers       int64                         `json:"followers"`
	Following       int64                         `json:"following"`
	Flags           int64                         `json:"flags"`
	ReceiptsKept    int64                         `json:"receipts_kept"` // promised and still remembered
	ReceiptsByState map[models.ReceiptState]int64 `json:"receipts_by_state"`
	LettersByState  map[models.LetterState]int64  `json:"letters_by_state"`
	FactsOpen       int64                         `json:"facts_open"`
}

// Stats counts.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	out := Stats{
		ReceiptsByState: map[models.ReceiptState]int64{models.ReceiptKept: 0, models.ReceiptApplied: 0, models.ReceiptDropped: 0, models.ReceiptFailed: 0},
		LettersByState:  map[models.LetterState]int64{models.LetterWaiting: 0, models.LetterDelivered: 0, models.LetterRefused: 0, models.LetterDead: 0},
	}
	for _, c := range []struct {
		into  *int64
		model any
		where string
		args  []any
	}{
		{&out.Actors, &models.Actor{}, "gone_at IS NULL", nil},
		{&out.RemoteActors, &models.Actor{}, "gone_at IS NULL AND local = false", nil},
		{&out.Members, &models.Actor{}, "gone_at IS NULL AND local = true AND kind = ?", []any{models.Person}},
		{&out.Notes, &models.Object{}, "gone_at IS NULL AND type IN ('Note','Question','Article','Page')", nil},
		{&out.Events, &models.Object{}, "gone_at IS NULL AND type = ?", []any{models.EventObj}},
		{&out.Objects, &models.Object{}, "gone_at IS NULL", nil},
		{&out.LocalPosts, &models.Object{}, "gone_at IS NULL AND local = true", nil},
		{&out.Followers, &models.Follow{}, "state = 'accepted' AND followed_id IN (SELECT id FROM actors WHERE local = true)", nil},
		{&out.Following, &models.Follow{}, "state = 'accepted' AND follower_id IN (SELECT id FROM actors WHERE local = true)", nil},
		{&out.Flags, &models.Flag{}, "1 = 1", nil},
		{&out.FactsOpen, &models.Fact{}, "done_at IS NULL", nil},
	} {
		if err := s.db(ctx).Model(c.model).Where(c.where, c.args...).Count(c.into).Error; err != nil {
			return Stats{}, wrap("count", err)
		}
	}
	type byState struct {
		State string
		N     int64
	}
	var receipts, letters []byState
	if err := s.db(ctx).Model(&models.Receipt{}).Select("state, count(*) AS n").Group("state").Scan(&receipts).Error; err != nil {
		return Stats{}, wrap("count receipts", err)
	}
	for _, r := range receipts {
		out.ReceiptsByState[models.ReceiptState(r.State)] = r.N
		out.ReceiptsKept += r.N
	}
	if err := s.db(ctx).Model(&models.Letter{}).Select("state, count(*) AS n").Group("state").Scan(&letters).Error; err != nil {
		return Stats{}, wrap("count letters", err)
	}
	for _, l := range letters {
		out.LettersByState[models.LetterState(l.State)] = l.N
	}
	return out, nil
}

// Census is what NodeInfo tells of a node: who is here and what they wrote.
type Census struct {
	Members        int64
	ActiveMonth    int64 // of them who wrote something in 30 days
	ActiveHalfYear int64 // in 180 days
	Posts          int64
	Comments       int64 // of the posts, those that answer something
}

// Census counts what is ours alone. Strangers ask for it at any time, so unlike
// Stats it does not read what others sent.
func (s *Store) Census(ctx context.Context) (Census, error) {
	const (
		members = "FROM actors WHERE local = true AND gone_at IS NULL AND kind = 'Person'"
		writers = "actor_id IN (SELECT id " + members + ")"
	)
	now := s.Now()
	var c Census
	// With gone_at among the conditions SQLite would take the index of all that
	// lives, and read what everyone ever sent us.
	err := s.db(ctx).Raw("SELECT count(CASE WHEN gone_at IS NULL THEN 1 END) AS posts, "+
		"count(CASE WHEN gone_at IS NULL AND in_reply_to <> '' THEN 1 END) AS comments, "+
		"count(DISTINCT CASE WHEN gone_at IS NULL AND published >= ? AND "+writers+" THEN actor_id END) AS active_month, "+
		"count(DISTINCT CASE WHEN gone_at IS NULL AND published >= ? AND "+writers+" THEN actor_id END) AS active_half_year "+
		"FROM objects WHERE local = true", now.AddDate(0, 0, -30), now.AddDate(0, 0, -180)).Scan(&c).Error
	if err != nil {
		return c, wrap("count posts", err)
	}
	return c, wrap("count members", s.db(ctx).Raw("SELECT count(*) "+members).Scan(&c.Members).Error)
}
