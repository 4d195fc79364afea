package feeds

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gorilla/mux"

	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/store"
	"knoop/static/locales"
)

const (
	kept     = 90 * 24 * time.Hour // how long what has been stays in a calendar
	most     = 1000                // events in one calendar
	refresh  = time.Hour           // how often calendars are asked to look again
	shortly  = "public, max-age=300"
	readable = 50 // entries in one Atom feed
)

// Options is what Feeds needs.
type Options struct {
	Store *store.Store
	Base  iri.Base
	Clock func() time.Time // nil: time.Now
}

// Feeds answers requests for feeds. Each method is a render.HandlerFunc.
type Feeds struct {
	o      Options
	memory keptEvents
}

// New makes Feeds.
func New(o Options) *Feeds {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &Feeds{o: o}
}

// asked is who gives a feed and in which language.
type asked struct {
	node  models.Node
	by    models.Actor // the collective
	words *locales.Printer
}

func (f *Feeds) ask(r *http.Request) (a asked, err error) {
	ctx := r.Context()
	if a.node, err = f.o.Store.Node(ctx); err != nil {
		return a, fmt.Errorf("read node: %w", err)
	}
	if !a.node.Ready() {
		return a, models.Fail(models.NotFound, "error.not_found")
	}
	if a.by, err = f.o.Store.Actor(ctx, a.node.Collective); err != nil {
		return a, fmt.Errorf("read collective: %w", err)
	}
	lang := a.node.Language
	if chosen := r.URL.Query().Get("lang"); slices.Contains(locales.Languages(), chosen) {
		lang = chosen
	}
	a.words = locales.For(lang)
	return a, nil
}

// actor gives the one whose feed is asked for, living.
func (f *Feeds) actor(r *http.Request) (models.Actor, error) {
	a, err := f.o.Store.ActorByHandle(r.Context(), mux.Vars(r)["handle"])
	if err == nil && a.GoneAt != nil {
		err = models.Fail(models.Gone, "error.gone")
	}
	return a, err
}

// agenda gives what is to come and what has just been; of everybody when actorID
// is "".
func (f *Feeds) agenda(ctx context.Context, actorID string) ([]store.EventItem, error) {
	items, err := f.o.Store.Events(ctx, store.EventFilter{From: f.o.Clock().Add(-kept), ActorID: actorID, Carried: true, Agenda: actorID == "", Limit: most})
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return items, nil
}

// send answers with a feed. newest is zero when nothing is known of it.
func send(w http.ResponseWriter, mediaType string, newest time.Time, body *bytes.Buffer) error {
	h := w.Header()
	h.Set("Cache-Control", shortly)
	if !newest.IsZero() {
		h.Set("Last-Modified", newest.UTC().Format(http.TimeFormat))
	}
	return deliver(w, mediaType, body)
}

func deliver(w http.ResponseWriter, mediaType string, body *bytes.Buffer) error {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(body.Len()))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	_, _ = w.Write(body.Bytes()) // the client went away; nothing to mend
	return nil
}

// title gives the name of an event, with the word that it is cancelled before
// it: not every program shows a state.
func title(words *locales.Printer, o models.Object, e models.Event) string {
	name := o.Name
	if name == "" {
		name = words.T("events.untitled")
	}
	if e.Status == models.EventCancelled {
		name = words.T("events.cancelled") + ": " + name
	}
	return name
}

// pageOf gives the address of an object's page for people.
func pageOf(o models.Object) string {
	if o.Local || !models.IsWebURL(o.URL) {
		return o.URI
	}
	return o.URL
}

// later gives the later of two moments.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
