package fed

import (
	"log/slog"
	"net/http"
	"strconv"
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

// How long others may keep a document: ids are asked again and again by every
// server that got a post, but an edit must show within a minute.
const (
	shortly  = "public, max-age=60"
	notAtAll = "private, no-store"
	lookups  = "public, max-age=3600"
)

// answer sends a document, which every site's scripts may read (handlers says
// so, as it does in errors).
func answer(w http.ResponseWriter, status int, mediaType, age string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", age)
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client went away; nothing to mend
	return nil
}

// send sends an ActivityStreams document, if there is one.
func send(w http.ResponseWriter, status int, age string, body []byte, err error) error {
	if err != nil {
		return err
	}
	return answer(w, status, activityJSON, age, body)
}

// public sends a document that is for everyone.
func public(w http.ResponseWriter, body []byte, err error) error {
	return send(w, http.StatusOK, shortly, body, err)
}
