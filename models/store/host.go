package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"knoop/models"
)

// Host gives what is known of a server; one never met has only its name.
func (s *Store) Host(ctx context.Context, name string) (models.Host, error) {
	all, err := s.Hosts(ctx, []string{name})
	if h, ok := all[name]; ok {
		return h, err
	}
	return models.Host{Name: name}, err
}

// Hosts gives what is known of servers; those never met are left out.
func (s *Store) Hosts(ctx context.Context, names []string) (map[string]models.Host, error) {
	var rows []models.Host
	if err := s.db(ctx).Where(s.among("name", names)).Find(&rows).Error; err != nil {
		return nil, wrap("read hosts", err)
	}
	out := make(map[string]models.Host, len(rows))
	for _, h := range rows {
		out[h.Name] = h
	}
	return out, nil
}

// SaveSoftware keeps NodeInfo's answer, or, with software empty, that it was
// asked in vain: what was known before then stays.
func (s *Store) SaveSoftware(ctx context.Context, host, software, version, application string, at time.Time) error {
	columns := []string{"checked_at"}
	if software != "" {
		columns = append(columns, "software", "version", "application")
	}
	return s.InUnsyncedTx(ctx, func(tx *Store) error {
		row := models.Host{Name: host, Software: software, Version: version, Application: application, CheckedAt: &at}
		return wrap("keep a host's software", tx.db(ctx).Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns(columns),
		}).Create(&row).Error)
	})
}

// saveHealth keeps how a host is doing and moves its letters accordingly.
func (s *Store) saveHealth(ctx context.Context, h models.Host, now time.Time) error {
	err := s.db(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "name"}},
		DoUpdates: clause.AssignmentColumns([]string{"failing_since", "failing_days", "last_failure", "failures", "closed_until", "last_success"}),
	}).Create(&h).Error
	if err != nil {
		return wrap("keep a host's state", err)
	}
	waiting := s.db(ctx).Model(&models.Letter{}).Where("host = ? AND state = 'waiting' AND state <> 'delivered'", h.Name)
	switch {
	case h.Dead():
		err = waiting.Updates(map[string]any{"state": models.LetterDead, "done_at": now}).Error
	case h.Failing():
		err = waiting.Where("held = ?", false).Update("held", true).Error
	default:
		err = waiting.Where("held = ?", true).Updates(map[string]any{"held": false, "due_at": now}).Error
		s.touch(marksLetters)
	}
	return wrap("move a host's letters", err)
}

// HostAlive opens a failing host again, since it has just spoken to us: its
// letters are due at once. A host that is not failing is left as it is.
func (s *Store) HostAlive(ctx context.Context, host string) error {
	return s.InTx(ctx, func(tx *Store) error {
		h, err := tx.Host(ctx, host)
		if err != nil || !h.Failing() {
			return err
		}
		now := tx.Now()
		return tx.saveHealth(ctx, h.Succeeded(now), now)
	})
}

// FailingHosts lists the names of hosts that are failing.
func (s *Store) FailingHosts(ctx context.Context) ([]string, error) {
	all, err := s.failing(ctx)
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	return names, err
}

func (s *Store) failing(ctx context.Context) (map[string]models.Host, error) {
	var rows []models.Host
	// Within a transaction on PostgreSQL the rows are held still: a letter that
	// is put aside for a host that recovers in that moment would stay there.
	if err := s.db(ctx).Clauses(s.forShare()...).Where("failing_since IS NOT NULL").Find(&rows).Error; err != nil {
		return nil, wrap("list failing hosts", err)
	}
	out := make(map[string]models.Host, len(rows))
	for _, h := range rows {
		out[h.Name] = h
	}
	return out, nil
}

// HeardFrom notes that something has arrived from these hosts.
func (s *Store) HeardFrom(ctx context.Context, hosts []string, at time.Time) error {
	if len(hosts) == 0 {
		return nil
	}
	rows := make([]models.Host, len(hosts))
	for i, name := range hosts {
		rows[i] = models.Host{Name: name, HeardAt: &at}
	}
	return s.InUnsyncedTx(ctx, func(tx *Store) error {
		return wrap("note who was heard", tx.db(ctx).Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"heard_at"}),
		}).Create(&rows).Error)
	})
}

// LastHeard gives when each of these actors was last heard of: something came from
// its host, or its host was read. Those of this node are left out.
func (s *Store) LastHeard(ctx context.Context, actorIDs []string) (map[string]time.Time, error) {
	actors, err := s.Actors(ctx, actorIDs)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, a := range actors {
		if !a.Local {
			names = append(names, a.Host)
		}
	}
	hosts, err := s.Hosts(ctx, names)
	if err != nil {
		return nil, err
	}
	out := map[string]time.Time{}
	for id, a := range actors {
		if a.Local {
			continue
		}
		out[id] = a.FetchedAt
		if at := hosts[a.Host].HeardAt; at != nil && at.After(a.FetchedAt) {
			out[id] = *at
		}
	}
	return out, nil
}
