package fed

import (
	"context"
	"net/http"

	"github.com/gorilla/mux"

	"knoop/models"
	"knoop/models/store"
)

// Organizers serves who organises an event of ours: its author, and the collectives
// that agreed, each with its consent (FEP-8a8e).
func (s *Server) Organizers(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	o, err := s.Store.Object(ctx, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	age, err := s.mayRead(ctx, r, o)
	switch {
	case err != nil:
		return err
	case !o.Local || o.Type != models.EventObj:
		return models.Fail(models.NotFound, "error.not_found")
	case o.GoneAt != nil:
		return models.Fail(models.Gone, "error.gone")
	}
	author, err := s.Store.Actor(ctx, o.ActorID)
	if err != nil {
		return err
	}
	beside, err := s.Store.Organizers(ctx, o.ID)
	if err != nil {
		return err
	}
	body, err := s.Writer.Organizers(o, author, beside)
	return send(w, http.StatusOK, age, body, err)
}

// carried writes an event of another that our collective helps organise, as its list
// of upcoming events has it; nil when it does so no more.
func (s *Server) carried(ctx context.Context, by models.Actor, item store.EventItem) ([]byte, error) {
	list, err := s.Store.Cohosts(ctx, store.CohostFilter{EventID: item.Object.ID, CollectiveID: by.ID, States: []models.CohostState{models.CohostAccepted}})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return s.Writer.Carried(item.Object, item.Event, item.Actor.URI, list[0].Cohost.StampURI)
}
