package handlers

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

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
				rd.Error(w, r, kindAt(r), fmt.Errorf("panic: %v", p))
			}()
			next.ServeHTTP(seen, r)
		})
	}
}

// logged writes one line a request.
func logged(log *slog.Logger, now func() time.Time) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			began := now()
			seen := &watched{ResponseWriter: w}
			defer func() {
				level := slog.LevelDebug
				if seen.status >= http.StatusInternalServerError || r.Method != http.MethodGet && r.Method != http.MethodHead {
					level = slog.LevelInfo
				}
				log.Log(r.Context(), level, "request", "request_id", render.RequestID(r.Context()), "method", r.Method,
					"route", loggable(r.URL.Path), "status", seen.status, "ms", now().Sub(began).Milliseconds())
			}()
			next.ServeHTTP(seen, r)
		})
	}
}

// longestPath is how much of an address is logged.
const longestPath = 200

// secretPaths lead to a token.
var secretPaths = []string{"/welcome/", "/apply/", "/settings/mail/check/", "/unsubscribe/", "/join/", "/invite/", "/gone/", "/answer/", "/coming/", "/calendar/"}

// loggable gives what of an address may stand in the log. A one-time link is a
// secret until it is used, also when it is written a little wrong.
func loggable(path string) string {
	for _, secret := range secretPaths {
		if strings.Contains(strings.ToLower(path), secret) {
			return secret + "-"
		}
	}
	return path[:min(len(path), longestPath)]
}

// readable refuses an address that is no text: with a NUL or broken UTF-8 in it
// it names nothing here, and PostgreSQL would call the question an error.
func readable(rd *render.Renderer) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ok := isText(r.URL.Path)
			if q := r.URL.RawQuery; ok && q != "" && (!isText(q) || strings.Contains(q, "%")) {
				for name, values := range r.URL.Query() {
					for _, value := range values {
						ok = ok && isText(name) && isText(value)
					}
				}
			}
			if !ok {
				rd.Error(w, r, kindAt(r), models.Fail(models.Invalid, "error.request_invalid"))
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func isText(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

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
