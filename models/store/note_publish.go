package store

import (
	"context"
	"slices"

	"knoop/models"
)

// NewNote is a note as it is written here.
type NewNote struct {
	ActorID    string
	Visibility models.Visibility // Public or FollowersOnly
	Source     string            // Markdown
	Content    string            // rendered and sanitised by the caller (models/text)
	Language   string            // empty: the node's, or, in an edit, as it was
	InReplyTo  string
	Mentions   []models.Mention
	Hashtags   []string
}

// PublishNote publishes a note by an actor of ours. What cannot be published is
// Invalid, with the sentence of models.CheckText.
func (s *Store) PublishNote(ctx context.Context, in NewNote) (o models.Object, err error) {
	if err := models.CheckText(in.Source); err != nil {
		return o, err
	}
	if in.Visibility != models.Public && in.Visibility != models.FollowersOnly {
		return o, models.Fail(models.Invalid, "error.request_invalid")
	}
	err = s.InTx(ctx, func(tx *Store) error {
		author, n, err := tx.authorAndNode(ctx, in.ActorID)
		if err != nil {
			return err
		}
		o = tx.newObject(n, author, models.Note, in.Visibility, in.Mentions)
		o.URI = models.NoteURI(n.Origin, o.ID)
		o.URL = o.URI
		o.Source, o.Content, o.InReplyTo, o.Hashtags = in.Source, in.Content, in.InReplyTo, in.Hashtags
		if in.Language != "" {
			o.Language = in.Language
		}
		if err := tx.db(ctx).Create(&o).Error; err != nil {
			return wrap("publish a note", err)
		}
		return tx.told(ctx, models.NotePublishedFact, o)
	})
	return o, err
}

// EditNote rewrites text, mentions and hashtags; who may see it stays. An empty
// ActorID is the operator's command line.
func (s *Store) EditNote(ctx context.Context, objectID string, in NewNote) (o models.Object, err error) {
	if err := models.CheckText(in.Source); err != nil {
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
	o.Updated = models.NextUpdated(o.Updated, s.Now())
	err := s.db(ctx).Model(o).Select("Name", "Summary", "Content", "Source", "Language", "To", "CC", "Mentions", "Hashtags", "Attachments", "Updated").
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
