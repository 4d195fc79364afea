package fed

import (
	"context"
	"net/http"

	"github.com/gorilla/mux"

	"knoop/models"
)

// Actor serves a person's or collective's document, or its tombstone.
func (s *Server) Actor(w http.ResponseWriter, r *http.Request) error {
	return s.actor(w, r, mux.Vars(r)["handle"])
}

// Application serves the node's own actor.
func (s *Server) Application(w http.ResponseWriter, r *http.Request) error {
	return s.actor(w, r, models.ApplicationHandle)
}

func (s *Server) actor(w http.ResponseWriter, r *http.Request, handle string) error {
	ctx := r.Context()
	a, err := s.Store.ActorByHandle(ctx, handle)
	if err != nil {
		return err
	}
	if a.GoneAt != nil {
		body, err := s.Writer.ActorTombstone(a)
		return send(w, http.StatusGone, shortly, body, err)
	}
	body, err := s.ActorDocument(ctx, a)
	return public(w, body, err)
}

// living gives a local actor that is not gone.
func (s *Server) living(ctx context.Context, handle string) (models.Actor, error) {
	a, err := s.Store.ActorByHandle(ctx, handle)
	if err == nil && a.GoneAt != nil {
		err = models.Fail(models.Gone, "error.gone")
	}
	return a, err
}
