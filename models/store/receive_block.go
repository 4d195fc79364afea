package store

import (
	"context"
	"net"
	"strings"

	"knoop/models"
)

// ReceiveBlock keeps a block of one of ours and ends the follows between the
// two, so that nothing more is delivered.
func (s *Store) ReceiveBlock(ctx context.Context, b models.Block) error {
	if b.CreatedAt.IsZero() {
		b.CreatedAt = s.Now()
	}
	return s.InTx(ctx, func(tx *Store) error {
		if err := tx.db(ctx).Clauses(ignore).Create(&b).Error; err != nil {
			return wrap("keep a block", err)
		}
		if err := tx.endFollow(ctx, b.ActorID, b.TargetID); err != nil {
			return err
		}
		if err := tx.endFollow(ctx, b.TargetID, b.ActorID); err != nil {
			return err
		}
		return tx.endVisit(ctx, b)
	})
}

// Unblock lifts a block; the follows it ended stay ended.
func (s *Store) Unblock(ctx context.Context, actorID, targetID string) error {
	return s.InTx(ctx, func(tx *Store) error {
		return wrap("lift a block", tx.db(ctx).Delete(&models.Block{}, "actor_id = ? AND target_id = ?", actorID, targetID).Error)
	})
}

// Blocked says whether one of two actors has blocked the other.
func (s *Store) Blocked(ctx context.Context, a, b string) (bool, error) {
	var n []int
	err := s.db(ctx).Raw("SELECT 1 FROM blocks WHERE (actor_id = ? AND target_id = ?) OR (actor_id = ? AND target_id = ?) LIMIT 1",
		a, b, b, a).Scan(&n).Error
	return len(n) > 0, wrap("look for blocks", err)
}

// BlockDomain makes a host and all under it unheard and untold.
func (s *Store) BlockDomain(ctx context.Context, domain string) error {
	return s.InTx(ctx, func(tx *Store) error {
		tx.touch(marksDomains | marksPublic)
		row := models.DomainBlock{Domain: bareHost(domain), CreatedAt: s.Now()}
		if err := tx.db(ctx).Clauses(ignore).Create(&row).Error; err != nil {
			return wrap("block a domain", err)
		}
		return tx.endVisitorsOf(ctx, row.Domain)
	})
}

// UnblockDomain lifts that.
func (s *Store) UnblockDomain(ctx context.Context, domain string) error {
	return s.InTx(ctx, func(tx *Store) error {
		tx.touch(marksDomains | marksPublic)
		return wrap("unblock a domain", tx.db(ctx).Delete(&models.DomainBlock{}, "domain = ?", bareHost(domain)).Error)
	})
}

// DomainBlocked says whether a host, or a domain above it, is blocked.
func (s *Store) DomainBlocked(ctx context.Context, host string) (bool, error) {
	blocked, err := remember(s, s.caches.domains, marksDomains, "", func() (map[string]bool, error) {
		var rows []models.DomainBlock
		err := s.db(ctx).Find(&rows).Error
		all := make(map[string]bool, len(rows))
		for _, r := range rows {
			all[r.Domain] = true
		}
		return all, wrap("list blocked domains", err)
	})
	if err != nil || len(blocked) == 0 {
		return false, err
	}
	for domain := bareHost(host); domain != ""; {
		if blocked[domain] {
			return true, nil
		}
		_, above, ok := strings.Cut(domain, ".")
		if !ok {
			break
		}
		domain = above
	}
	return false, nil
}

// bareHost drops port and case: a block is of a name, whatever its ports.
func bareHost(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.TrimSuffix(strings.ToLower(host), ".")
}
