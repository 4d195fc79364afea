package fed

import (
	"log/slog"
	"net/http"
	"time"

	"knoop/federation/inbox"
	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models/store"
)

// Options is what a Server needs.
type Options struct {
	Store   *store.Store
	Inbox   *inbox.Inbox
	Writer  *vocab.Writer
	Base    iri.Base
	Version string
	Logger  *slog.Logger
	Clock   func() time.Time // nil: time.Now
}

// Server answers other servers.
type Server struct {
	Options
}

// New makes a Server.
func New(o Options) *Server {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &Server{Options: o}
}

// Media types of what we serve.
const (
	activityJSON = `application/activity+json; charset=utf-8`
	jrdJSON      = "application/jrd+json; charset=utf-8"
	plainJSON    = "application/json; charset=utf-8"
)

// answer sends a public document. Browsers may read it from anywhere: pages of
// Mobilizon ask our WebFinger from the visitor's own browser.
func answer(w http.ResponseWriter, status int, kind string, body []byte, age string) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cache-Control", age)
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}

// How long others may keep a document: ids are asked again and again by every
// server that got a post, but an edit must show within a minute.
const (
	shortly  = "public, max-age=60"
	notAtAll = "private, no-store"
	lookups  = "public, max-age=3600"
)

// document sends an ActivityStreams document.
func document(w http.ResponseWriter, body []byte, err error) error {
	if err != nil {
		return err
	}
	w.Header().Add("Vary", "Accept")
	return answer(w, http.StatusOK, activityJSON, body, shortly)
}

// gone sends a tombstone.
func gone(w http.ResponseWriter, body []byte, err error) error {
	if err != nil {
		return err
	}
	w.Header().Add("Vary", "Accept")
	return answer(w, http.StatusGone, activityJSON, body, shortly)
}
