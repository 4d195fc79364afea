package fed

import (
	"context"
	"net/http"

	"github.com/gorilla/mux"

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
	if !o.Local {
		return models.Fail(models.NotFound, "error.not_found")
	}
	if !o.Visibility.Open() {
		if err := s.mayRead(ctx, r, o); err != nil {
			return err
		}
		defer w.Header().Set("Cache-Control", notAtAll)
	}
	if o.GoneAt != nil {
		body, err := s.tombstone(o, uri)
		return gone(w, body, err)
	}
	author, err := s.Store.Actor(ctx, o.ActorID)
	if err != nil {
		return err
	}
	body, err := s.render(ctx, o, author, uri == o.NoteURI && uri != o.URI)
	return document(w, body, err)
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
	if asNote {
		return s.Writer.NoteForm(o, e, author)
	}
	return s.Writer.Event(o, e, author)
}

// mayRead says whether the signer of a GET may see an object that is not
// public. Whoever may not gets the answer of an object that never was.
func (s *Server) mayRead(ctx context.Context, r *http.Request, o models.Object) error {
	hidden := models.Fail(models.NotFound, "error.not_found")
	if r.Header.Get("Signature") == "" {
		return hidden
	}
	signer, err := s.Inbox.Authenticate(ctx, r, nil)
	if err != nil || signer.Gone {
		return hidden
	}
	follow, err := s.Store.FollowOf(ctx, signer.Actor.ID, o.ActorID)
	if err != nil && models.KindOf(err) != models.NotFound {
		return err
	}
	if !models.VisibleTo(o, signer.Actor.URI, err == nil && follow.State == models.FollowAccepted) {
		return hidden
	}
	return nil
}

// Activity serves an activity of ours as it was sent, if it was public.
func (s *Server) Activity(w http.ResponseWriter, r *http.Request) error {
	a, err := s.Store.Activity(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	if !a.Public {
		return models.Fail(models.NotFound, "error.not_found")
	}
	return document(w, a.Raw, nil)
}

// tombstone writes what is left under the address that was asked for.
func (s *Server) tombstone(o models.Object, uri string) ([]byte, error) {
	if uri == o.NoteURI && uri != o.URI {
		return s.Writer.NoteTombstone(o)
	}
	return s.Writer.Tombstone(o)
}
