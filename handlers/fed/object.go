package fed

import (
	"context"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"knoop/federation/vocab"
	"knoop/models"
)

// Event serves an event of ours in full.
func (s *Server) Event(w http.ResponseWriter, r *http.Request) error {
	return s.object(w, r, s.Base.Event(mux.Vars(r)["id"]))
}

// Note serves a note of ours, or the note form of an event.
func (s *Server) Note(w http.ResponseWriter, r *http.Request) error {
	return s.object(w, r, s.Base.Note(mux.Vars(r)["id"]))
}

func (s *Server) object(w http.ResponseWriter, r *http.Request, uri string) error {
	ctx := r.Context()
	o, err := s.Store.ObjectByURI(ctx, uri)
	if err != nil {
		return err
	}
	age, err := s.mayRead(ctx, r, o)
	if err != nil {
		return err
	}
	asNote := uri == o.NoteURI && uri != o.URI
	if o.GoneAt != nil {
		body, err := s.tombstone(o, asNote)
		return send(w, http.StatusGone, age, body, err)
	}
	author, err := s.Store.Actor(ctx, o.ActorID)
	if err != nil {
		return err
	}
	body, err := s.render(ctx, o, author, asNote)
	return send(w, http.StatusOK, age, body, err)
}

// render writes an object of ours, an event in one of its two forms.
func (s *Server) render(ctx context.Context, o models.Object, author models.Actor, asNote bool) ([]byte, error) {
	if o.Type != models.EventObj {
		return s.Writer.Note(o, author)
	}
	e, err := s.Store.Event(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	if e.Organizers, err = s.Store.Organizers(ctx, o.ID); err != nil {
		return nil, err
	}
	if asNote {
		return s.Writer.NoteForm(o, e, author)
	}
	if e.TakesRSVP {
		if e.Answers, err = s.Store.Answers(ctx, o.ID); err != nil {
			return nil, err
		}
	}
	return s.Writer.Event(o, e, author)
}

// creation writes the Create of an object with the object in it.
func (s *Server) creation(ctx context.Context, o models.Object, author models.Actor, form models.Form) ([]byte, error) {
	body, err := s.render(ctx, o, author, form == models.FormNote)
	if err != nil {
		return nil, err
	}
	return vocab.Create(vocab.Envelope{ID: s.Base.CreateOf(o.ID, form), Actor: author.URI, Published: o.Published}, body)
}

// tombstone writes what is left under the address that was asked for.
func (s *Server) tombstone(o models.Object, asNote bool) ([]byte, error) {
	if asNote {
		return s.Writer.NoteTombstone(o)
	}
	return s.Writer.Tombstone(o)
}

// noteSuffix ends the ID of the Create of an event's note form (package iri).
const noteSuffix = "-" + string(models.FormNote)

// Activity serves an activity of ours, if it was public. A Create has its
// object's ID and is written from the object: so it is there from the moment
// the outbox shows it, says what the object says today, and is gone with it.
func (s *Server) Activity(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id := mux.Vars(r)["id"]
	objectID, asNote := strings.CutSuffix(id, noteSuffix)
	o, err := s.Store.Object(ctx, objectID)
	switch {
	case err == nil && (!asNote || o.Type == models.EventObj):
		form := models.FormNone
		if asNote {
			form = models.FormNote
		}
		return s.create(w, r, o, form)
	case err != nil && models.KindOf(err) != models.NotFound:
		return err
	}
	return s.told(w, r, id)
}

func (s *Server) create(w http.ResponseWriter, r *http.Request, o models.Object, form models.Form) error {
	ctx := r.Context()
	age, err := s.mayRead(ctx, r, o)
	switch {
	case err != nil:
		return err
	case o.GoneAt != nil:
		return models.Fail(models.Gone, "error.gone")
	}
	author, err := s.Store.Actor(ctx, o.ActorID)
	if err != nil {
		return err
	}
	body, err := s.creation(ctx, o, author, form)
	return send(w, http.StatusOK, age, body, err)
}

// told serves an activity as it was sent. An Update is gone with what it told
// of, since it holds all of it.
func (s *Server) told(w http.ResponseWriter, r *http.Request, id string) error {
	ctx := r.Context()
	a, err := s.Store.Activity(ctx, id)
	if err != nil {
		return err
	}
	if !a.Public {
		return models.Fail(models.NotFound, "error.not_found")
	}
	if a.Type == "Update" {
		author, err := s.Store.Actor(ctx, a.ActorID)
		if err != nil {
			return err
		}
		goneAt := author.GoneAt
		if a.ObjectURI != author.URI {
			o, err := s.Store.ObjectByURI(ctx, a.ObjectURI)
			if err != nil {
				return err
			}
			goneAt = o.GoneAt
		}
		if goneAt != nil {
			return models.Fail(models.Gone, "error.gone")
		}
	}
	return send(w, http.StatusOK, shortly, a.Raw, nil)
}
