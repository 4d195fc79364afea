package fed

import (
	"context"
	"net/http"

	"github.com/gorilla/mux"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// memberPage is how many entries a page of members has: fewer fetches for who
// looks for one, and still well within what a reader takes.
const memberPage = 50

// Stamp serves the consent of a collective of ours to a membership, or to organising
// an event with another. One that the other side does not show is for the two parties and their nodes alone; everyone
// else gets the answer of one that never was. Taken back, it is gone.
func (s *Server) Stamp(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	stamp, err := s.Store.Stamp(ctx, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	hidden := models.Fail(models.NotFound, "error.not_found")
	switch {
	case stamp.RevokedAt != nil:
		body, err := s.Writer.StampTombstone(stamp)
		return send(w, http.StatusGone, shortly, body, err)
	case !stamp.Live():
		return hidden
	case !stamp.Public && !s.partyTo(ctx, r, stamp):
		return hidden
	}
	age := notAtAll
	if stamp.Public {
		age = shortly
	}
	body, err := s.stamp(ctx, stamp)
	return send(w, http.StatusOK, age, body, err)
}

// partyTo says whether who asks is one of the two, or the Application of its node.
func (s *Server) partyTo(ctx context.Context, r *http.Request, stamp models.Stamp) bool {
	if !Signed(r) {
		return false
	}
	signer, err := s.Inbox.Authenticate(ctx, r, nil)
	if err != nil || signer.Gone {
		return false
	}
	if stamp.Relationship == models.Organizes && signer.Actor.Kind != models.Person && iri.SameOrigin(signer.Actor.URI, stamp.Object) {
		return true // who organises the event
	}
	return signer.Actor.URI == stamp.Subject ||
		signer.Actor.Kind == models.Application && iri.SameOrigin(signer.Actor.URI, stamp.Subject)
}

// stamp writes one with its proof.
func (s *Server) stamp(ctx context.Context, stamp models.Stamp) ([]byte, error) {
	by, err := s.Store.Actor(ctx, stamp.ByID)
	if err != nil {
		return nil, err
	}
	keys, err := s.Store.Keys(ctx, stamp.ByID)
	if err != nil {
		return nil, err
	}
	return s.Writer.Stamp(stamp, by, keys.Ed25519)
}

// Members serves who is a member of our collective and shows it: the stamps
// themselves, embedded, newest first. Mobilizon's refresh skips what it does not
// know, where the ids of people would make it fetch everyone. Anyone else has no
// members.
func (s *Server) Members(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, err := s.living(ctx, mux.Vars(r)["handle"])
	if err != nil {
		return err
	}
	id, at := iri.Under(a.URI, "members"), cursorOf(r)
	limit := 1
	if at.inside {
		limit = memberPage + 1
	}
	stamps, total, err := s.Store.Entries(ctx, a.ID, store.Page{Before: at.before, Limit: limit})
	if err != nil {
		return err
	}
	if !at.inside {
		if total == 0 {
			body, err := vocab.CollectionOf(id, nil)
			return public(w, body, err)
		}
		body, err := vocab.Collection(id, int(total), id+"?page=true")
		return public(w, body, err)
	}
	next := ""
	if len(stamps) > memberPage {
		stamps = stamps[:memberPage]
		next = cursor{inside: true, before: stamps[memberPage-1].ID}.address(id)
	}
	items := make([]vocab.Item, len(stamps))
	for i, stamp := range stamps {
		if items[i].Raw, err = s.stamp(ctx, stamp); err != nil {
			return err
		}
	}
	return page(w, id, at, next, total, items)
}
