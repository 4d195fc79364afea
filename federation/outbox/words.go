package outbox

import (
	"fmt"
	"time"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
)

// words puts what happened into activities. It fails only when something cannot
// be said at all.
type words struct {
	base   iri.Base
	writer *vocab.Writer
	can    []vocab.Feature
	now    func() time.Time
}

// envelope starts an activity with an id of its own.
func (w words) envelope(actor models.Actor, to, cc []string) vocab.Envelope {
	return vocab.Envelope{
		ID: w.base.Activity(models.NewID()), Actor: actor.URI,
		To: to, CC: cc, Published: w.now(),
	}
}

// activity makes the row of what was written.
func (w words) activity(e vocab.Envelope, kind, object string, public bool, raw []byte, err error) (models.Activity, error) {
	if err != nil {
		return models.Activity{}, fmt.Errorf("%w: write %s: %w", errUntellable, kind, err)
	}
	// Only activities under our own address get here, so the last part is an ID.
	_, id, ok := w.base.Read(e.ID)
	if !ok {
		return models.Activity{}, fmt.Errorf("%w: %s has a foreign id", errUntellable, kind)
	}
	return models.Activity{ID: id, URI: e.ID, Type: kind, ObjectURI: object, Public: public, Raw: raw}, nil
}

// document writes an object in a form; FormNone is the object's only one.
func (w words) document(o models.Object, event *models.Event, author models.Actor, form models.Form) (raw []byte, id string, err error) {
	switch {
	case event == nil:
		raw, err = w.writer.Note(o, author)
		return raw, o.URI, err
	case form == models.FormNote:
		raw, err = w.writer.NoteForm(o, *event, author)
		return raw, o.NoteURI, err
	}
	raw, err = w.writer.Event(o, *event, author)
	return raw, o.URI, err
}

// create is served at the address that follows from the object's own, so that
// an outbox needs no other table.
func (w words) create(o models.Object, event *models.Event, author models.Actor, form models.Form) (models.Activity, error) {
	doc, id, err := w.document(o, event, author, form)
	if err != nil {
		return models.Activity{}, fmt.Errorf("%w: write object: %w", errUntellable, err)
	}
	e := vocab.Envelope{ID: w.base.CreateOf(o.ID, form), Actor: author.URI, To: o.To, CC: o.CC, Published: o.Published}
	raw, err := vocab.Create(e, doc)
	a, err := w.activity(e, "Create", id, o.Visibility.Open(), raw, err)
	a.Form = form
	return a, err
}

func (w words) update(o models.Object, event *models.Event, author models.Actor, form models.Form) (models.Activity, error) {
	doc, id, err := w.document(o, event, author, form)
	if err != nil {
		return models.Activity{}, fmt.Errorf("%w: write object: %w", errUntellable, err)
	}
	e := w.envelope(author, o.To, o.CC)
	raw, err := vocab.Update(e, doc)
	a, err := w.activity(e, "Update", id, o.Visibility.Open(), raw, err)
	a.Form = form
	return a, err
}

func (w words) delete(o models.Object, author models.Actor, form models.Form) (models.Activity, error) {
	id, tombstone := o.URI, w.writer.Tombstone
	if form == models.FormNote {
		id, tombstone = o.NoteURI, w.writer.NoteTombstone
	}
	doc, err := tombstone(o)
	if err != nil {
		return models.Activity{}, fmt.Errorf("%w: write tombstone: %w", errUntellable, err)
	}
	to := o.To
	if len(o.To)+len(o.CC) == 0 {
		to = []string{iri.PublicCollection}
	}
	e := w.envelope(author, to, o.CC)
	raw, err := vocab.Delete(e, doc)
	a, err := w.activity(e, "Delete", id, o.Visibility.Open(), raw, err)
	a.Form = form
	return a, err
}

// announce names the id that software of that form can read.
func (w words) announce(o models.Object, by models.Actor, form models.Form) (models.Activity, error) {
	id := o.URI
	if form == models.FormNote {
		id = o.NoteURI
	}
	e := w.envelope(by, []string{iri.PublicCollection}, []string{by.Followers})
	raw, err := vocab.Announce(e, id)
	a, err := w.activity(e, "Announce", id, true, raw, err)
	a.Form = form
	return a, err
}

func (w words) follow(f models.Follow, follower, followed models.Actor) (models.Activity, error) {
	e := vocab.Envelope{ID: f.ActivityURI, Actor: follower.URI, To: []string{followed.URI}, Published: f.UpdatedAt}
	raw, err := vocab.Follow(e, followed.URI)
	return w.activity(e, "Follow", followed.URI, false, raw, err)
}

func (w words) undoFollow(f models.Follow, follower, followed models.Actor) (models.Activity, error) {
	asked, err := w.follow(f, follower, followed)
	if err != nil {
		return asked, err
	}
	e := w.envelope(follower, []string{followed.URI}, nil)
	raw, err := vocab.Undo(e, asked.Raw)
	return w.activity(e, "Undo", asked.URI, false, raw, err)
}

// answerFollow carries the Follow as it was received; if that was not kept, one
// cannot be made up, since its id is the peer's.
func (w words) answerFollow(received []byte, follower, followed models.Actor, accepted bool) (models.Activity, error) {
	doc, err := vocab.Parse(received)
	if err != nil {
		return models.Activity{}, fmt.Errorf("%w: read the Follow: %w", errUntellable, err)
	}
	e := w.envelope(followed, []string{follower.URI}, nil)
	if accepted {
		raw, err := vocab.Accept(e, received)
		return w.activity(e, "Accept", doc.ID(), false, raw, err)
	}
	raw, err := vocab.Reject(e, received, "")
	return w.activity(e, "Reject", doc.ID(), false, raw, err)
}

func (w words) ignore(join string, organiser, guest models.Actor) (models.Activity, error) {
	e := w.envelope(organiser, []string{guest.URI}, nil)
	raw, err := vocab.Ignore(e, join)
	return w.activity(e, "Ignore", join, false, raw, err)
}

func (w words) updateActor(a models.Actor, account models.Account) (models.Activity, error) {
	doc, err := w.writer.Actor(a, account, w.can...)
	if err != nil {
		return models.Activity{}, fmt.Errorf("%w: write actor: %w", errUntellable, err)
	}
	e := w.envelope(a, []string{iri.PublicCollection}, []string{a.Followers})
	raw, err := vocab.Update(e, doc)
	return w.activity(e, "Update", a.URI, true, raw, err)
}

func (w words) deleteActor(a models.Actor) (models.Activity, error) {
	e := w.envelope(a, []string{iri.PublicCollection}, []string{a.Followers})
	raw, err := vocab.DeleteActor(e)
	return w.activity(e, "Delete", a.URI, true, raw, err)
}
