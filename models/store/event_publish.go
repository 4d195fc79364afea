package store

import (
	"context"
	"unicode/utf8"

	"knoop/models"
)

// NewEvent is an event as it is written here.
type NewEvent struct {
	ActorID     string
	DraftID     string // of the draft it was, whose id it takes; "" for none
	Title       string
	Summary     string // one plain line, may be empty
	Source      string // description in Markdown, may be empty
	Content     string // the same, rendered
	Language    string // empty: the node's, or, in an edit, as it was
	Hashtags    []string
	Mentions    []models.Mention
	Attachments []models.Attachment
	Event       models.Event // ObjectID ignored; an empty zone is the node's, an empty status confirmed or, in an edit, as it was
}

func (in NewEvent) check() error {
	if err := in.checkText(); err != nil {
		return err
	}
	return in.Event.Check(in.Title)
}

func (in NewEvent) checkText() error {
	if utf8.RuneCountInString(in.Source) > models.MaxText {
		return models.Fail(models.Invalid, "error.text_too_long", "Max", models.MaxText)
	}
	return nil
}

// PublishEvent publishes an event by an actor of ours, for everyone. It has
// both ids from the start: the Event's and that of its note form.
func (s *Store) PublishEvent(ctx context.Context, in NewEvent) (o models.Object, err error) {
	n, err := s.Node(ctx)
	if err != nil {
		return o, err
	}
	if in.Event.Timezone == "" {
		in.Event.Timezone = n.Timezone
	}
	if err := in.check(); err != nil {
		return o, err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		author, err := tx.ourActor(ctx, in.ActorID)
		if err != nil {
			return err
		}
		o = tx.newObject(n, author, models.EventObj, models.Public, in.Mentions)
		if in.DraftID != "" {
			if err := tx.takeDraft(ctx, in.DraftID); err != nil {
				return err
			}
			o.ID, o.CreateURI = in.DraftID, models.ActivityURI(n.Origin, in.DraftID)
		}
		o.URI, o.NoteURI = models.EventURI(n.Origin, o.ID), models.NoteURI(n.Origin, o.ID)
		o.URL = o.URI
		in.write(&o)
		if err := tx.db(ctx).Create(&o).Error; err != nil {
			return wrap("publish an event", err)
		}
		e := in.Event
		e.Previous, e.Reason, e.HeldAt = nil, "", nil
		e.FixPoll(n.Language)
		if e.Status == "" {
			e.Status = models.EventConfirmed
		}
		if e.Category == "" {
			e.Category = "MEETING"
		}
		if err := tx.keepEvent(ctx, o.ID, e); err != nil {
			return err
		}
		if err := tx.told(ctx, models.EventPublishedFact, o); err != nil {
			return err
		}
		return tx.offerWished(ctx, n, o)
	})
	return o, err
}

// write puts what the author wrote into the object.
func (in NewEvent) write(o *models.Object) {
	o.Name, o.Summary, o.Source, o.Content = in.Title, in.Summary, in.Source, in.Content
	o.Hashtags, o.Attachments, o.Mentions = in.Hashtags, in.Attachments, in.Mentions
	if in.Language != "" {
		o.Language = in.Language
	}
}

// EditEvent rewrites an event whole: what is left out is left out. An empty
// ActorID is the operator's command line.
func (s *Store) EditEvent(ctx context.Context, objectID string, in NewEvent) (o models.Object, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		if o, err = tx.editable(ctx, objectID, in.ActorID, models.EventObj); err != nil {
			return err
		}
		old, err := tx.Event(ctx, objectID)
		if err != nil {
			return err
		}
		e := in.Event
		e.Previous, e.Reason, e.HeldAt = old.Previous, old.Reason, old.HeldAt // what became of it has verbs of its own
		if e.Timezone == "" {
			e.Timezone = old.Timezone
		}
		if e.Status == "" {
			e.Status = old.Status
		}
		if e.Category == "" {
			e.Category = old.Category
		}
		e = tx.editedOccurrence(old, e)
		checked := in
		checked.Event = e
		if err := checked.check(); err != nil {
			return err
		}
		author, err := tx.Actor(ctx, o.ActorID)
		if err != nil {
			return err
		}
		in.write(&o)
		o.To, o.CC = addressed(author, o.Visibility, in.Mentions)
		if err := tx.keepEvent(ctx, o.ID, e); err != nil {
			return err
		}
		if err := tx.occurrenceByHand(ctx, old); err != nil {
			return err
		}
		if err := tx.saveEdit(ctx, &o, models.EventEditedFact); err != nil {
			return err
		}
		if err := tx.tellEdited(ctx, o, old, e); err != nil {
			return err
		}
		return tx.seatsChanged(ctx, o)
	})
	return o, err
}

// CancelEvent says that an event will not be: it stays where it is, marked.
// Conflict error.already_cancelled when that was said before.
func (s *Store) CancelEvent(ctx context.Context, objectID string) (models.Object, error) {
	return s.CancelEventBecause(ctx, objectID, "")
}
