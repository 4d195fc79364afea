package store

import (
	"context"
	"strings"

	"gorm.io/gorm/clause"

	"knoop/models"
)

// IncomingObject is a remote object as vocab has read it.
type IncomingObject struct {
	Object models.Object // URI, ActorID, Raw, ...; an empty ID is made here
	Event  *models.Event
}

// KeepObject inserts a remote object unless its URI is known, also as a
// tombstone; added says which. What is known is given as it stands, and its
// author may be another: the caller judges.
func (s *Store) KeepObject(ctx context.Context, in IncomingObject) (o models.Object, added bool, err error) {
	o = in.Object
	if o.ID == "" {
		o.ID = models.NewID()
	}
	now := s.Now()
	o.Local, o.Source, o.GoneAt, o.ReceivedAt = false, "", nil, now
	if o.Published.IsZero() {
		o.Published = now
	}
	o.Published = models.Second(o.Published)
	if o.Updated.IsZero() {
		o.Updated = o.Published
	}
	o.Updated = models.Second(o.Updated)
	if originOf(o.NoteURI) != originOf(o.URI) {
		o.NoteURI = "" // nobody names another server's note as the form of his event
	}
	err = s.InTx(ctx, func(tx *Store) error {
		if err := tx.judgeHat(ctx, &o); err != nil {
			return err
		}
		made := tx.db(ctx).Clauses(ignore).Create(&o)
		if made.Error != nil {
			return wrap("keep an object", made.Error)
		}
		if added = made.RowsAffected == 1; !added {
			var known models.Object
			if err := tx.db(ctx).Take(&known, "uri = ?", in.Object.URI).Error; err != nil {
				return wrap("load a known object", err)
			}
			o = known
			return nil
		}
		if in.Event != nil && o.Type == models.EventObj {
			if err := tx.keepEvent(ctx, o.ID, *in.Event); err != nil {
				return err
			}
			if err := tx.noteOrganizers(ctx, o, in.Event.Organizers); err != nil {
				return err
			}
		}
		return tx.shown(ctx, o)
	})
	return o, added, err
}

func (s *Store) keepEvent(ctx context.Context, objectID string, e models.Event) error {
	e.ObjectID = objectID
	e.StartsAt = models.Second(e.StartsAt)
	if e.EndsAt != nil {
		end := models.Second(*e.EndsAt)
		e.EndsAt = &end
	}
	s.touch(marksAgenda)
	return wrap("keep an event", s.db(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&e).Error)
}

// shown notes that pages may change when a remote object stands on them: events,
// replies, and what those whom we follow publish. The rest, mentions mostly,
// would only empty the caches of pages.
func (s *Store) shown(ctx context.Context, o models.Object) error {
	if !o.Visibility.Open() {
		return nil
	}
	if o.Type == models.EventObj || o.InReplyTo != "" {
		s.touch(marksPublic)
		return nil
	}
	followed, err := s.followed(ctx, o.ActorID)
	if followed {
		s.touch(marksPublic)
	}
	return err
}

func originOf(uri string) string {
	scheme, rest, ok := strings.Cut(uri, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + strings.ToLower(host)
}

// revisedColumns are what an Update may change.
var revisedColumns = []string{
	"Type", "NoteURI", "Name", "Summary", "Content", "Language", "URL", "Visibility", "To", "CC",
	"Mentions", "Hashtags", "Attachments", "Sensitive", "Hat", "HatName", "HatConfirmed", "Updated", "Raw",
}

// ReviseObject applies an Update: only by the stored author, to a living remote
// object, from event to event or from text to text, and only when it is newer
// than what we have. changed is false for all others.
func (s *Store) ReviseObject(ctx context.Context, in IncomingObject) (changed bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		changed = false
		old, found, err := tx.lockObject(ctx, "uri", in.Object.URI)
		if err != nil || !found {
			return err
		}
		o := in.Object
		o.Updated = models.Second(o.Updated)
		if old.Local || old.GoneAt != nil || old.ActorID != o.ActorID ||
			(old.Type == models.EventObj) != (o.Type == models.EventObj) || !o.Updated.After(old.Updated) {
			return nil
		}
		if originOf(o.NoteURI) != originOf(old.URI) {
			o.NoteURI = ""
		}
		if o.HatName, o.HatConfirmed = old.HatName, old.HatConfirmed; o.Hat != old.Hat {
			if err := tx.judgeHat(ctx, &o); err != nil {
				return err
			}
		}
		if err := tx.db(ctx).Model(&old).Select(revisedColumns).UpdateColumns(&o).Error; err != nil {
			return wrap("revise an object", err)
		}
		if in.Event != nil && o.Type == models.EventObj {
			revised := *in.Event
			switch was, err := tx.Event(ctx, old.ID); {
			case err == nil:
				revised = revised.Since(was)
			case models.KindOf(err) != models.NotFound:
				return err
			}
			if err := tx.keepEvent(ctx, old.ID, revised); err != nil {
				return err
			}
			if err := tx.noteOrganizers(ctx, old, in.Event.Organizers); err != nil {
				return err
			}
		}
		changed = true
		tx.touch(marksPublic | marksAgenda)
		return nil
	})
	return changed, err
}

// EraseObject turns a remote object of this author into a tombstone. An unknown
// URI is remembered as one, since a Delete can overtake its Create. Another
// author's object is Forbidden.
func (s *Store) EraseObject(ctx context.Context, uri, actorID string) error {
	return s.InTx(ctx, func(tx *Store) error {
		o, found, err := tx.lockObject(ctx, "uri", uri)
		if err == nil && !found && uri != "" { // the other form of an event that we hold
			o, found, err = tx.lockObject(ctx, "note_uri", uri)
		}
		switch {
		case err != nil:
			return err
		case !found:
			now := s.Now()
			return wrap("remember a deleted object", tx.db(ctx).Clauses(ignore).Create(&models.Object{
				ID: models.NewID(), URI: uri, ActorID: actorID, Visibility: models.Direct,
				Published: models.Second(now), Updated: models.Second(now), ReceivedAt: now, GoneAt: &now,
			}).Error)
		case o.Local || o.ActorID != actorID:
			return models.Fail(models.Forbidden, "error.forbidden")
		case o.GoneAt != nil:
			return nil
		}
		tx.touch(marksPublic)
		if err := tx.buryCohosts(ctx, "event_id = ?", o.ID); err != nil {
			return err
		}
		return tx.bury(ctx, &o)
	})
}
