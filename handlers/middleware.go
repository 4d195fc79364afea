package handlers

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"knoop/handlers/render"
	"knoop/models"
)

// numbered gives every request its number, for the log and for the reader who
// is shown an internal error.
func numbered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := models.NewID()
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(render.WithRequestID(r.Context(), id)))
	})
}

// recovered turns a panic into an internal error: logged with its stack, told
// as a number. An answer that has begun is cut off.
func recovered(rd *render.Renderer, log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen := &watched{ResponseWriter: w}
			defer func() {
				p := recover()
				if p == nil {
					return
				}
				if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(http.ErrAbortHandler)
				}
				log.ErrorContext(r.Context(), "panic", "request_id", render.RequestID(r.Context()), "err", fmt.Sprint(p), "stack", string(debug.Stack()))
				if seen.status != 0 {
					panic(http.ErrAbortHandler)
				}
				kind := render.Pages
				if wantsDocument(r.Header.Get("Accept")) || r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/inbox") {
					kind = render.AS2
				}
				rd.Error(w, r, kind, fmt.Errorf("panic: %v", p))
			}()
			next.ServeHTTP(seen, r)
		})
	}
}

// logged writes one line a request. One-time links are secrets: their path is
// cut.
func logged(log *slog.Logger, now func() time.Time) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			began := now()
			seen := &watched{ResponseWriter: w}
			defer func() {
				path := r.URL.Path
				if strings.HasPrefix(path, "/welcome/") {
					path = "/welcome/-"
				}
				level := slog.LevelDebug
				if seen.status >= http.StatusInternalServerError || r.Method != http.MethodGet && r.Method != http.MethodHead {
					level = slog.LevelInfo
				}
				log.Log(r.Context(), level, "request", "request_id", render.RequestID(r.Context()), "method", r.Method,
					"route", path, "status", seen.status, "ms", now().Sub(began).Milliseconds())
			}()
			next.ServeHTTP(seen, r)
		})
	}
}

// watched remembers the status that was sent.
type watched struct {
	http.ResponseWriter
	status int
}

func (w *watched) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// secured sets the headers every answer carries; pages set their own policy.
func secured(https bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "same-origin")
			if https {
				h.Set("Strict-Transport-Security", "max-age=31536000")
			}
			next.ServeHTTP(w, r)
		})
	}
}
