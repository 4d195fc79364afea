package fed

import (
	"net/http"

	"github.com/gorilla/mux"

	"knoop/federation/discovery"
	"knoop/models"
)

// WebFinger answers who a handle, an actor's address or the server itself is
// (RFC 7033).
func (s *Server) WebFinger(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	resource := r.URL.Query().Get("resource")
	if resource == "" {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	handle, host, ok := discovery.Find(s.Base, resource)
	switch {
	case !ok:
		return models.Fail(models.NotFound, "error.not_found")
	case host:
		body, err := discovery.WebFingerHost(s.Base)
		return found(w, jrdJSON, body, err)
	}
	a, err := s.living(ctx, handle)
	if err != nil {
		return err
	}
	body, err := discovery.WebFinger(s.Base, a)
	return found(w, jrdJSON, body, err)
}

// HostMeta points at WebFinger; Mobilizon asks it first.
func (s *Server) HostMeta(w http.ResponseWriter, _ *http.Request) error {
	return found(w, "application/xrd+xml; charset=utf-8", discovery.HostMeta(s.Base), nil)
}

// NodeInfoLinks says where NodeInfo is, and which actor is the node's own.
func (s *Server) NodeInfoLinks(w http.ResponseWriter, _ *http.Request) error {
	body, err := discovery.NodeInfoLinks(s.Base)
	return found(w, plainJSON, body, err)
}

// NodeInfo says which software this is and how large the node.
func (s *Server) NodeInfo(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	node, err := s.Store.Node(ctx)
	if err != nil {
		return err
	}
	collective, err := s.Store.Actor(ctx, node.Collective)
	if err != nil {
		return err
	}
	census, err := s.Store.Census(ctx)
	if err != nil {
		return err
	}
	body, err := discovery.NodeInfo(mux.Vars(r)["version"], s.Version, discovery.Stats{
		Name: collective.DisplayName(), Description: collective.Headline, Language: node.Language,
		Users: int(census.Members), ActiveMonth: int(census.ActiveMonth), ActiveHalf: int(census.ActiveHalfYear),
		Posts: int(census.Posts), Comments: int(census.Comments),
	})
	return found(w, plainJSON, body, err)
}

// found sends a discovery document.
func found(w http.ResponseWriter, mediaType string, body []byte, err error) error {
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, mediaType, lookups, body)
}
