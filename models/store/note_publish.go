package store

import (
	"context"
	"slices"

	"knoop/models"
)

// NewNote is a note as it is written here.
type NewNote struct {
	ActorID     string
	Visibility  models.Visibility // Public or FollowersOnly; in an edit it stays as it was
	Source      string            // Markdown
	Content     string            // rendered and sanitised by the caller (models/text)
	Warning     string            // plain line before the text, which is shown on asking; "" for none
	Language    string            // empty: the node's, or, in an edit, as it was
	InReplyTo   string
	Mentions    []models.Mention
	Hashtags    []string
	Attachments []models.Attachment
	// Hat, when it is Named, is written on the note: by whom, in whose name. It
	// is not looked at in an edit: a note keeps the hat it was posted under.
	Hat models.Hat
}

// PublishNote publishes a note by an actor of ours. What cannot be published is
// Invalid, with the sentence of models.CheckText.
func (s *Store) PublishNote(ctx context.Context, in NewNote) (o models.Object, err error) {
	if err := in.check(); err != nil {
		return o, err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		o, err = tx.publishNote(ctx, models.NewID(), in)
		return err
	})
	return o, err
}

// check says whether a note may be published.
func (in NewNote) check() error {
	if err := models.CheckText(in.Source); err != nil {
		return err
	}
	if err := models.CheckWarning(in.Warning); err != nil {
		return err
	}
	if in.Visibility != models.Public && in.Visibility != models.FollowersOnly {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	return nil
}

// publishNote writes a note under this id, and the fact.
func (s *Store) publishNote(ctx context.Context, id string, in NewNote) (o models.Object, err error) {
	author, n, err := s.authorAndNode(ctx, in.ActorID)
	if err != nil {
		return o, err
	}
	o = s.newObject(n, author, models.Note, in.Visibility, in.Mentions)
	o.ID, o.CreateURI, o.URI = id, models.ActivityURI(n.Origin, id), models.NoteURI(n.Origin, id)
	o.URL = o.URI
	o.Source, o.Content, o.InReplyTo, o.Hashtags = in.Source, in.Content, in.InReplyTo, in.Hashtags
	o.Summary, o.Sensitive, o.Attachments = in.Warning, in.Warning != "", in.Attachments
	if in.Hat.Named() {
		o.Hat, o.HatName, o.HatConfirmed = in.Hat.URI, in.Hat.Name, in.Hat.Confirmed
	}
	if in.Language != "" {
		o.Language = in.Language
	}
	if err := s.db(ctx).Create(&o).Error; err != nil {
		return o, wrap("publish a note", err)
	}
	return o, s.told(ctx, models.NotePublishedFact, o)
}

// EditNote rewrites text, warning, mentions and hashtags, and the pictures unless
// they are nil; who may see it and its hat stay. An empty ActorID is the
// operator's command line.
func (s *Store) EditNote(ctx context.Context, objectID string, in NewNote) (o models.Object, err error) {
	in.Visibility = models.Public // not looked at
	if err := in.check(); err != nil {
		return o, err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		if o, err = tx.editable(ctx, objectID, in.ActorID, models.Note); err != nil {
			return err
		}
		author, err := tx.Actor(ctx, o.ActorID)
		if err != nil {
			return err
		}
		if in.Language != "" {
			o.Language = in.Language
		}
		o.Source, o.Content, o.Mentions, o.Hashtags = in.Source, in.Content, in.Mentions, in.Hashtags
		o.Summary, o.Sensitive = in.Warning, in.Warning != ""
		if in.Attachments != nil {
			o.Attachments = in.Attachments
		}
		o.To, o.CC = addressed(author, o.Visibility, in.Mentions)
		return tx.saveEdit(ctx, &o, models.NoteEditedFact)
	})
	return o, err
}

// newObject makes what notes and events have in common. The Create has the
// object's own id, so that the outbox can be served from the objects.
func (s *Store) newObject(n models.Node, author models.Actor, t models.ObjectType, v models.Visibility, mentions []models.Mention) models.Object {
	now := s.Now()
	id := models.NewID()
	to, cc := addressed(author, v, mentions)
	return models.Object{
		ID: id, Type: t, Local: true, ActorID: author.ID, CreateURI: models.ActivityURI(n.Origin, id),
		Language: n.Language, Visibility: v, To: to, CC: cc, Mentions: mentions,
		Published: models.Second(now), Updated: models.Second(now), ReceivedAt: now,
	}
}

// addressed gives to and cc: everyone with the followers in copy, or the
// followers alone; the mentioned always in copy.
func addressed(author models.Actor, v models.Visibility, mentions []models.Mention) (to, cc []string) {
	to = []string{models.PublicCollection}
	cc = []string{author.Followers}
	if v == models.FollowersOnly {
		to, cc = []string{author.Followers}, []string{}
	}
	for _, m := range mentions {
		if m.URI != "" && !slices.Contains(cc, m.URI) {
			cc = append(cc, m.URI)
		}
	}
	return to, cc
}

func (s *Store) authorAndNode(ctx context.Context, actorID string) (models.Actor, models.Node, error) {
	n, err := s.Node(ctx)
	if err != nil {
		return models.Actor{}, n, err
	}
	author, err := s.ourActor(ctx, actorID)
	return author, n, err
}

// editable loads an object of this type if the actor may change it.
func (s *Store) editable(ctx context.Context, objectID, actorID string, types ...models.ObjectType) (models.Object, error) {
	o, found, err := s.lockObject(ctx, "id", objectID)
	if err == nil && !found {
		err = models.Fail(models.NotFound, "error.not_found")
	}
	if err != nil {
		return o, err
	}
	if err := models.CanEdit(actorID, o); err != nil {
		return o, err
	}
	if len(types) > 0 && !slices.Contains(types, o.Type) {
		return o, models.Fail(models.Invalid, "error.not_editable")
	}
	return o, nil
}

// saveEdit writes an edited object with a later Updated, and the fact.
func (s *Store) saveEdit(ctx context.Context, o *models.Object, kind models.FactKind) error {
	if o.Type == models.EventObj {
		s.touch(marksAgenda)
	}
	o.Updated = models.NextUpdated(o.Updated, s.Now())
	err := s.db(ctx).Model(o).Select("Name", "Summary", "Content", "Source", "Language", "To", "CC", "Mentions", "Hashtags", "Attachments", "Sensitive", "Updated").
		UpdateColumns(o).Error
	if err != nil {
		return wrap("edit an object", err)
	}
	return s.told(ctx, kind, *o)
}

// told records a fact about an object of ours.
func (s *Store) told(ctx context.Context, kind models.FactKind, o models.Object) error {
	s.touch(marksPublic)
	return s.record(ctx, kind, o.ActorID, o.ID, nil)
}
