package store

import (
	"context"

	"knoop/models"
)

// Object gives one by its row's id; a tombstone has GoneAt set.
func (s *Store) Object(ctx context.Context, id string) (models.Object, error) {
	var o models.Object
	return o, wrap("load an object", s.db(ctx).Take(&o, "id = ?", id).Error)
}

// ObjectByURI gives one by its id or by the id of its note form; tombstones
// too, with GoneAt set.
func (s *Store) ObjectByURI(ctx context.Context, uri string) (models.Object, error) {
	var o models.Object
	found := s.db(ctx).Limit(1).Find(&o, "uri = ?", uri)
	if found.Error == nil && found.RowsAffected == 0 {
		found = s.db(ctx).Take(&o, "note_uri = ? AND note_uri <> ''", uri)
	}
	return o, wrap("load an object", found.Error)
}

// Event gives what an event has beyond its object.
func (s *Store) Event(ctx context.Context, objectID string) (models.Event, error) {
	var e models.Event
	return e, wrap("load an event", s.db(ctx).Take(&e, "object_id = ?", objectID).Error)
}

// lockObject loads an object to change it.
func (s *Store) lockObject(ctx context.Context, column, value string) (o models.Object, found bool, err error) {
	q := s.db(ctx).Clauses(s.forUpdate()...).Limit(1).Find(&o, column+" = ?", value)
	return o, q.RowsAffected > 0, wrap("load an object", q.Error)
}

// emptied are the columns of a tombstone: who and when stay, what it said goes.
func emptied(gone any) map[string]any {
	return map[string]any{
		"name": "", "summary": "", "content": "", "source": "", "url": "", "raw": nil,
		"mentions": nil, "hashtags": nil, "attachments": nil, "hat": "", "hat_name": "", "gone_at": gone,
	}
}

// bury turns an object into its tombstone.
func (s *Store) bury(ctx context.Context, o *models.Object) error {
	s.touch(marksAgenda)
	now := s.Now()
	if err := s.db(ctx).Model(o).UpdateColumns(emptied(now)).Error; err != nil {
		return wrap("bury an object", err)
	}
	if err := s.db(ctx).Delete(&models.Event{}, "object_id = ?", o.ID).Error; err != nil {
		return wrap("bury an event", err)
	}
	for _, row := range []any{&models.Attendance{}, &models.GuestLink{}, &models.GuestMerge{}} {
		if err := s.db(ctx).Delete(row, "event_id = ?", o.ID).Error; err != nil {
			return wrap("forget answers", err)
		}
	}
	if err := s.db(ctx).Delete(&models.DueTally{}, "event_id = ?", o.ID).Error; err != nil {
		return wrap("forget tallies", err)
	}
	if err := s.forgetMeeting(ctx, o.ID); err != nil {
		return err
	}
	for _, uri := range []string{o.URI, o.NoteURI} {
		if uri == "" {
			continue
		}
		if err := s.db(ctx).Delete(&models.Reaction{}, "object_uri = ?", uri).Error; err != nil {
			return wrap("forget reactions", err)
		}
		if err := s.db(ctx).Delete(&models.Pin{}, "actor_id = ? AND object_uri = ?", o.ActorID, uri).Error; err != nil {
			return wrap("forget pins", err)
		}
	}
	o.Name, o.Summary, o.Content, o.Source, o.URL, o.Raw = "", "", "", "", "", nil
	o.Mentions, o.Hashtags, o.Attachments, o.Hat, o.HatName, o.GoneAt = nil, nil, nil, "", "", &now
	return nil
}

// buryAllOf turns everything of an author into tombstones.
func (s *Store) buryAllOf(ctx context.Context, actorID string) error {
	s.touch(marksAgenda)
	for _, q := range []string{
		"DELETE FROM due_tallies WHERE event_id IN (SELECT id FROM objects WHERE actor_id = ?)",
		"DELETE FROM attendances WHERE event_id IN (SELECT id FROM objects WHERE actor_id = ?)",
		"DELETE FROM events WHERE object_id IN (SELECT id FROM objects WHERE actor_id = ?)",
		"DELETE FROM reactions WHERE actor_id = ?",
		"DELETE FROM pins WHERE actor_id = ?",
		"DELETE FROM blocks WHERE actor_id = ?",
		"DELETE FROM blocks WHERE target_id = ?",
	} {
		if err := s.db(ctx).Exec(q, actorID).Error; err != nil {
			return wrap("forget an actor's things", err)
		}
	}
	return wrap("bury an actor's objects", s.db(ctx).Model(&models.Object{}).
		Where("actor_id = ? AND gone_at IS NULL", actorID).UpdateColumns(emptied(s.Now())).Error)
}
