package store

import (
	"context"

	"knoop/models"
)

// PictureURLs gives the addresses of all pictures that living things of ours
// show, so that files which nobody names any more can be swept.
func (s *Store) PictureURLs(ctx context.Context) (map[string]bool, error) {
	urls := map[string]bool{}
	var rows []models.Object
	err := s.db(ctx).Model(&models.Object{}).Select("id", "attachments").
		Where("local = ? AND gone_at IS NULL AND attachments LIKE ?", true, `%"image"%`).Find(&rows).Error
	if err != nil {
		return nil, wrap("list pictures", err)
	}
	for _, o := range rows {
		for _, a := range o.Attachments {
			if a.Kind == "image" {
				urls[a.URL] = true
			}
		}
	}
	var waiting []models.PendingPost
	if err := s.db(ctx).Find(&waiting).Error; err != nil {
		return nil, wrap("list pictures of what waits", err)
	}
	for _, p := range waiting {
		post, err := s.opened(p)
		if err != nil {
			return nil, err
		}
		for _, a := range post.Note.Attachments {
			urls[a.URL] = true
		}
	}
	if err := s.draftPictures(ctx, urls); err != nil {
		return nil, err
	}
	var series []models.Series
	if err := s.db(ctx).Select("actor_id", "attachments").Find(&series, "ended_at IS NULL").Error; err != nil {
		return nil, wrap("list pictures of series", err)
	}
	for _, one := range series {
		for _, a := range one.Attachments {
			urls[a.URL] = true
		}
	}
	var icons []string
	if err := s.db(ctx).Model(&models.Actor{}).Where("local = ? AND gone_at IS NULL AND icon <> ''", true).Pluck("icon", &icons).Error; err != nil {
		return nil, wrap("list portraits", err)
	}
	for _, icon := range icons {
		urls[icon] = true
	}
	var profiles []models.Profile
	if err := s.db(ctx).Model(&models.Profile{}).Select("actor_id", "photo", "work").Find(&profiles).Error; err != nil {
		return nil, wrap("list pictures of profiles", err)
	}
	if len(profiles) == 0 {
		return urls, nil
	}
	n, err := s.Node(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range profiles {
		for _, name := range p.Pictures() {
			urls[models.MediaURI(n.Origin, name)] = true
		}
	}
	return urls, nil
}
