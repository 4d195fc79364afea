package fed

import (
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// Outbox serves the Creates of an actor with their objects embedded: Gancio and
// the WordPress bridge import events from here and fetch nothing more.
func (s *Server) Outbox(w http.ResponseWriter, r *http.Request) error {
	return s.outbox(w, r, mux.Vars(r)["handle"])
}

func (s *Server) outbox(w http.ResponseWriter, r *http.Request, handle string) error {
	ctx := r.Context()
	a, err := s.living(ctx, handle)
	if err != nil {
		return err
	}
	id := iri.Under(a.URI, "outbox")
	at := cursorOf(r)
	objects, total, err := s.Store.Published(ctx, a.ID, at.page())
	if err != nil {
		return err
	}
	if !at.inside {
		body, err := vocab.Collection(id, int(total), id+"?page=true")
		return public(w, body, err)
	}
	objects, next := cut(objects, id, func(o models.Object) string { return o.ID })
	items := make([]vocab.Item, len(objects))
	for i, o := range objects {
		if items[i].Raw, err = s.creation(ctx, o, a, models.FormNone); err != nil {
			return err
		}
	}
	return page(w, id, at, next, total, items)
}

// Followers serves who follows: honest totals, and the list itself unless the
// actor hides it.
func (s *Server) Followers(w http.ResponseWriter, r *http.Request) error {
	return s.follows(w, r, mux.Vars(r)["handle"], "followers")
}

// Following serves whom an actor follows, in the same way.
func (s *Server) Following(w http.ResponseWriter, r *http.Request) error {
	return s.follows(w, r, mux.Vars(r)["handle"], "following")
}

func (s *Server) follows(w http.ResponseWriter, r *http.Request, handle, name string) error {
	ctx := r.Context()
	a, err := s.living(ctx, handle)
	if err != nil {
		return err
	}
	id, at := iri.Under(a.URI, name), cursorOf(r)
	var items []store.FollowItem
	var total int64
	if name == "followers" {
		items, total, err = s.Store.Followers(ctx, a.ID, at.page())
	} else {
		items, total, err = s.Store.Following(ctx, a.ID, false, at.page())
	}
	if err != nil {
		return err
	}
	switch {
	case a.HideFollows && at.inside:
		return models.Fail(models.NotFound, "error.not_found")
	case a.HideFollows:
		// Without a first page: Mastodon reads that as hidden.
		body, err := vocab.Collection(id, int(total), "")
		return public(w, body, err)
	case !at.inside:
		body, err := vocab.Collection(id, int(total), id+"?page=true")
		return public(w, body, err)
	}
	items, next := cut(items, id, func(i store.FollowItem) string { return i.Follow.ID })
	uris := make([]vocab.Item, len(items))
	for i, item := range items {
		uris[i].URI = item.Actor.URI
	}
	return page(w, id, at, next, total, uris)
}

// Featured serves pinned objects as plain ids: Mastodon takes only strings and
// Notes here.
func (s *Server) Featured(w http.ResponseWriter, r *http.Request) error {
	return s.featured(w, r, mux.Vars(r)["handle"])
}

func (s *Server) featured(w http.ResponseWriter, r *http.Request, handle string) error {
	ctx := r.Context()
	a, err := s.living(ctx, handle)
	if err != nil {
		return err
	}
	pins, err := s.Store.Pins(ctx, a.ID)
	if err != nil {
		return err
	}
	body, err := vocab.CollectionOf(iri.Under(a.URI, "featured"), vocab.URIs(pins))
	return public(w, body, err)
}

// Upcoming serves an actor's events that are still to come, ascending by start
// (FEP-8a8e), embedded in full; /events is what Mobilizon reads of a group.
func (s *Server) Upcoming(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, err := s.living(ctx, mux.Vars(r)["handle"])
	if err != nil {
		return err
	}
	now := s.Clock()
	filter := store.EventFilter{ActorID: a.ID, From: now.Add(-6 * time.Hour), LocalOnly: true, Limit: 100}
	filter.Carried = strings.HasSuffix(r.URL.Path, "/upcoming") // Mobilizon reads /events, and takes a whole event in each
	switch _, err := s.Store.Series(ctx, a.ID); {
	case err == nil: // its dates are the collective's events
		filter.ActorID, filter.Series = "", a.URI
	case models.KindOf(err) != models.NotFound:
		return err
	}
	events, err := s.Store.Events(ctx, filter)
	if err != nil {
		return err
	}
	items := make([]vocab.Item, 0, len(events))
	for _, e := range events {
		if e.Event.Over(now) {
			continue
		}
		if !e.Object.Local {
			body, err := s.carried(ctx, a, e)
			if err != nil {
				return err
			}
			if body != nil {
				items = append(items, vocab.Item{Raw: body})
			}
			continue
		}
		event, err := s.Store.WholeEvent(ctx, e.Object.ID)
		if err != nil {
			return err
		}
		body, err := s.Writer.Event(e.Object, event, e.Actor)
		if err != nil {
			return err
		}
		items = append(items, vocab.Item{Raw: body})
	}
	body, err := vocab.CollectionOf(s.Base.Origin+r.URL.Path, items)
	return public(w, body, err)
}

// Attendees serves who comes to an event of ours that takes answers: how many, and
// those who agreed to be seen.
func (s *Server) Attendees(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	o, err := s.Store.Object(ctx, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	age, err := s.mayRead(ctx, r, o)
	switch {
	case err != nil:
		return err
	case o.GoneAt != nil:
		return models.Fail(models.Gone, "error.gone")
	case o.Type != models.EventObj:
		return models.Fail(models.NotFound, "error.not_found")
	}
	e, err := s.Store.Event(ctx, o.ID)
	if err == nil && !e.TakesRSVP {
		err = models.Fail(models.NotFound, "error.not_found")
	}
	if err != nil {
		return err
	}
	answers, err := s.Store.Answers(ctx, o.ID)
	if err != nil {
		return err
	}
	body, err := s.Writer.Attendees(o, answers)
	return send(w, http.StatusOK, age, body, err)
}

// Empty serves the collections that Mobilizon asks of every group: its refresh
// of ours would stop at the first one missing.
func (s *Server) Empty(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.living(r.Context(), mux.Vars(r)["handle"]); err != nil {
		return err
	}
	body, err := vocab.CollectionOf(s.Base.Origin+r.URL.Path, nil)
	return public(w, body, err)
}

// ApplicationCollection serves the Application actor's collections.
func (s *Server) ApplicationCollection(w http.ResponseWriter, r *http.Request) error {
	switch name := mux.Vars(r)["collection"]; name {
	case "outbox":
		return s.outbox(w, r, models.ApplicationHandle)
	case "featured":
		return s.featured(w, r, models.ApplicationHandle)
	default:
		return s.follows(w, r, models.ApplicationHandle, name)
	}
}
