package fed

import (
	"errors"
	"io"
	"math"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"knoop/federation/inbox"
	"knoop/handlers/render"
	"knoop/models"
)

// maxBody is the largest activity we read (Mastodon's limit).
const maxBody = 1 << 20

// SharedInbox takes what is meant for several people here.
func (s *Server) SharedInbox(w http.ResponseWriter, r *http.Request) error {
	return s.receive(w, r, models.Actor{})
}

// PersonalInbox takes what is meant for one actor.
func (s *Server) PersonalInbox(w http.ResponseWriter, r *http.Request) error {
	return s.personal(w, r, mux.Vars(r)["handle"])
}

// ApplicationInbox takes what is meant for the node itself.
func (s *Server) ApplicationInbox(w http.ResponseWriter, r *http.Request) error {
	return s.personal(w, r, models.ApplicationHandle)
}

func (s *Server) personal(w http.ResponseWriter, r *http.Request, handle string) error {
	a, err := s.living(r.Context(), handle)
	if err != nil {
		return err
	}
	return s.receive(w, r, a)
}

// receive reads the body whole, since the digest is over its bytes, and hands
// it to the inbox; 202 means that it is on disk.
func (s *Server) receive(w http.ResponseWriter, r *http.Request, recipient models.Actor) error {
	tooLarge := models.Fail(models.Invalid, "error.too_large")
	if r.ContentLength > maxBody {
		return tooLarge
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return tooLarge
	case err != nil:
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	err = s.Inbox.Receive(r.Context(), recipient, r, body)
	var refusal *inbox.Refusal
	switch {
	case errors.As(err, &refusal):
		return s.refuse(w, r, refusal)
	case err != nil:
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

// refuse tells the peer's operator why, and our log the cause.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, refusal *inbox.Refusal) error {
	s.Logger.InfoContext(r.Context(), "delivery refused", "request_id", render.RequestID(r.Context()), "status", refusal.Status,
		"reason", refusal.Reason, "err", refusal.Err)
	if refusal.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(refusal.RetryAfter.Seconds())))))
	}
	return answer(w, refusal.Status, plainJSON, notAtAll, refusal.Body())
}
