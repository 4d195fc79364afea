package store

import (
	"context"
	"time"

	"knoop/models"
)

// The names of the node's settings.
const (
	settingOrigin      = "origin"
	settingDomain      = "handle_domain"
	settingLanguage    = "language"
	settingTimezone    = "timezone"
	settingCollective  = "collective"
	settingApplication = "application"
	settingSetUpAt     = "set_up_at"
	settingSecret      = "secret_fingerprint"
)

// Node gives what set-up wrote down; the zero Node before it.
func (s *Store) Node(ctx context.Context) (models.Node, error) {
	if !s.touched(marksActors) {
		if n, _, ok := s.caches.node.get(""); ok {
			return n, nil
		}
	}
	_, age, _ := s.caches.node.get("")
	settings, err := s.settings(ctx)
	if err != nil {
		return models.Node{}, err
	}
	n := models.Node{
		Origin:       settings[settingOrigin],
		HandleDomain: settings[settingDomain],
		Language:     settings[settingLanguage],
		Timezone:     settings[settingTimezone],
		Collective:   settings[settingCollective],
		Application:  settings[settingApplication],
	}
	n.SetUpAt, _ = time.Parse(time.RFC3339, settings[settingSetUpAt])
	if n.Ready() && !s.touched(marksActors) {
		s.caches.node.put("", n, age)
	}
	return n, nil
}

func (s *Store) settings(ctx context.Context) (map[string]string, error) {
	var rows []models.Setting
	if err := s.db(ctx).Find(&rows).Error; err != nil {
		return nil, wrap("read the settings", err)
	}
	all := make(map[string]string, len(rows))
	for _, r := range rows {
		all[r.Name] = r.Value
	}
	return all, nil
}
