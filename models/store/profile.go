package store

import (
	"context"

	"gorm.io/gorm/clause"

	"knoop/models"
)

// Profile gives the whole of what a person of ours says of herself. Show only
// what the viewer may see: Profile.For.
func (s *Store) Profile(ctx context.Context, actorID string) (models.Profile, error) {
	var p models.Profile
	return p, wrap("load a profile", s.db(ctx).Take(&p, "actor_id = ?", actorID).Error)
}

// Profiles gives those of the ids that have one, by id.
func (s *Store) Profiles(ctx context.Context, actorIDs []string) (map[string]models.Profile, error) {
	found := make(map[string]models.Profile, len(actorIDs))
	if len(actorIDs) == 0 {
		return found, nil
	}
	var rows []models.Profile
	if err := s.db(ctx).Where(s.among("actor_id", actorIDs)).Find(&rows).Error; err != nil {
		return nil, wrap("load profiles", err)
	}
	for _, p := range rows {
		found[p.ActorID] = p
	}
	return found, nil
}

// EditProfile writes what a person of ours says of herself. What is public
// follows into her row of actors in the same transaction, and when that changed,
// the world is told: so a field that is withdrawn is gone from all that we serve.
func (s *Store) EditProfile(ctx context.Context, actorID string, p models.Profile) error {
	if err := p.Check(); err != nil {
		return err
	}
	return s.InTx(ctx, func(tx *Store) error {
		a, err := tx.ourPerson(ctx, actorID)
		if err != nil {
			return err
		}
		changed, err := tx.writeProfile(ctx, a, p)
		if err != nil || !changed {
			return err
		}
		return tx.actorEdited(ctx, actorID)
	})
}

// ourPerson loads a living person of ours to change her.
func (s *Store) ourPerson(ctx context.Context, id string) (models.Actor, error) {
	a, err := s.ourActor(ctx, id)
	if err == nil && a.Kind != models.Person {
		err = models.Fail(models.Forbidden, "error.forbidden")
	}
	return a, err
}

// writeProfile writes a checked profile, its place in the directory and its links
// to be looked at, and the public part into the actor's row; it says whether that
// row changed.
func (s *Store) writeProfile(ctx context.Context, a models.Actor, p models.Profile) (changed bool, err error) {
	s.touch(marksActors | marksPublic)
	n, err := s.Node(ctx)
	if err != nil {
		return false, err
	}
	now := models.Second(s.Now())
	p.ActorID, p.UpdatedAt, p.Indexed = a.ID, now, models.ProfileRules
	if p.Audiences == nil {
		p.Audiences = models.Audiences{}
	}
	if p.CreatedAt.IsZero() {
		p.CreatedAt = now
	}
	if err := s.db(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&p).Error; err != nil {
		return false, wrap("write a profile", err)
	}
	if err := s.enterDirectory(ctx, a.Handle, p); err != nil {
		return false, err
	}
	if err := s.noteLinks(ctx, p); err != nil {
		return false, err
	}
	projected, changed := p.Onto(a, n.Origin)
	if !changed {
		return false, nil
	}
	projected.UpdatedAt = models.NextUpdated(a.UpdatedAt, s.Now())
	err = s.db(ctx).Model(&models.Actor{ID: a.ID}).
		Select("Name", "Headline", "Summary", "Source", "Fields", "Icon", "Photo", "Discoverable", "Indexable", "UpdatedAt").
		UpdateColumns(&projected).Error
	return true, wrap("show a profile", err)
}

// enterDirectory makes a person's place in the directory anew; a guest has none.
func (s *Store) enterDirectory(ctx context.Context, handle string, p models.Profile) error {
	if err := s.leaveDirectory(ctx, p.ActorID); err != nil {
		return err
	}
	if role, err := s.OwnRole(ctx, p.ActorID); err != nil || role == models.Guest {
		return err
	}
	entries, terms := p.Directory(handle)
	if err := s.db(ctx).Create(&entries).Error; err != nil {
		return wrap("enter the directory", err)
	}
	for len(terms) > 0 {
		some := terms[:min(len(terms), 100)]
		if err := s.db(ctx).Create(&some).Error; err != nil {
			return wrap("enter the directory", err)
		}
		terms = terms[len(some):]
	}
	return nil
}

func (s *Store) leaveDirectory(ctx context.Context, actorID string) error {
	for _, row := range []any{&models.DirectoryEntry{}, &models.ProfileTerm{}} {
		if err := s.db(ctx).Delete(row, "actor_id = ?", actorID).Error; err != nil {
			return wrap("leave the directory", err)
		}
	}
	return nil
}

// buryProfile forgets all that a person said of herself.
func (s *Store) buryProfile(ctx context.Context, actorID string) error {
	if err := s.leaveDirectory(ctx, actorID); err != nil {
		return err
	}
	for _, row := range []any{&models.LinkProof{}, &models.Profile{}} {
		if err := s.db(ctx).Delete(row, "actor_id = ?", actorID).Error; err != nil {
			return wrap("forget a profile", err)
		}
	}
	return nil
}
