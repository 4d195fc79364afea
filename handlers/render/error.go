package render

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"knoop/models"
	"knoop/static/locales"
)

// RouteKind says who asks at a route, and so in what shape an error is told.
type RouteKind int

// The kinds of route.
const (
	Pages RouteKind = iota // people: an HTML page
	JSON                   // clients: {"error": "..."}
	AS2                    // servers: {"error": "..."}, and never a page
)

// statusOf gives the status of a kind of error.
var statusOf = map[models.Kind]int{
	models.NotFound:  http.StatusNotFound,
	models.Gone:      http.StatusGone,
	models.Invalid:   http.StatusUnprocessableEntity,
	models.Forbidden: http.StatusForbidden,
	models.Conflict:  http.StatusConflict,
	models.TooMany:   http.StatusTooManyRequests,
}

// exceptions are sentences about HTTP itself, which has a status for them.
var exceptions = map[string]int{
	"error.method":          http.StatusMethodNotAllowed,
	"error.too_large":       http.StatusRequestEntityTooLarge,
	"error.unavailable":     http.StatusServiceUnavailable,
	"error.request_invalid": http.StatusBadRequest,
}

// Status gives the HTTP status of an error: 500 for one that is ours.
func Status(err error) int {
	var e *models.Error
	if !errors.As(err, &e) {
		return http.StatusInternalServerError
	}
	if s, ok := exceptions[e.Key]; ok {
		return s
	}
	if s, ok := statusOf[e.Kind]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// errorPage is the page of an error.
type errorPage struct {
	Page
	Status   int
	Heading  string
	Sentence string
	Request  string
	SignIn   bool // signing in is the way on
}

// Error answers with an error in the way of this kind of route. An internal
// error is logged whole and shown as the number of the request. An Args pair
// RetryAfter (seconds or a time.Duration) sets Retry-After of a TooMany; without
// it that is a minute.
func (rd *Renderer) Error(w http.ResponseWriter, r *http.Request, kind RouteKind, err error) {
	ctx := r.Context()
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return // nobody is listening any more
	}
	status := Status(err)
	var e *models.Error
	errors.As(err, &e)
	if status == http.StatusInternalServerError {
		rd.o.Logger.ErrorContext(ctx, "request failed", "request_id", RequestID(ctx), "err", err)
		e = models.Fail("", "error.internal", "Request", RequestID(ctx))
	}
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter(e.Args)))
	}
	w.Header().Set("Cache-Control", "no-store")
	if kind == Pages {
		page := rd.errorPage(r, status, e)
		if failure := rd.HTML(w, r, status, "error.html", page); failure == nil {
			return
		} else if status != http.StatusInternalServerError {
			rd.o.Logger.ErrorContext(ctx, "request failed", "request_id", RequestID(ctx), "err", failure)
		}
	}
	rd.errorDocument(w, r, status, e)
}

func (rd *Renderer) errorPage(r *http.Request, status int, e *models.Error) *errorPage {
	page := &errorPage{Page: rd.Page(r, ""), Status: status}
	heading := "errorpage.title_" + strconv.Itoa(status)
	if !page.Has(heading) {
		heading = "errorpage.title_other"
	}
	page.Heading = page.T(heading)
	page.Title = page.Heading
	page.Sentence = page.T(e.Key, e.Args...)
	page.NoIndex = true
	page.SignIn = !page.Bare && !page.Visitor.SignedIn() && (strings.HasPrefix(e.Key, "error.sign_in") || e.Key == "error.session_over")
	if status == http.StatusInternalServerError {
		page.Request = RequestID(r.Context())
	}
	return page
}

// errorDocument answers programs. Its sentence is for the person who finds it in
// a log elsewhere: English, unless the request asks for another language.
func (rd *Renderer) errorDocument(w http.ResponseWriter, r *http.Request, status int, e *models.Error) {
	lang := negotiate(r, "en")
	body, err := json.Marshal(struct {
		Error string `json:"error"`
		Key   string `json:"key"`
	}{locales.For(lang).T(e.Key, e.Args...), e.Key})
	if err != nil {
		body = []byte(`{"error":"internal"}`)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Content-Language", lang)
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

func retryAfter(args []any) int {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] != "RetryAfter" {
			continue
		}
		switch v := args[i+1].(type) {
		case int:
			return max(1, v)
		case time.Duration:
			return max(1, int(math.Ceil(v.Seconds())))
		}
	}
	return 60
}
