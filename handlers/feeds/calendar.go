package feeds

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"knoop/models"
	"knoop/models/calendar"
	"knoop/models/store"
	"knoop/models/text"
)

// maxDescription is how many characters of a description a calendar gets.
const maxDescription = 4000

// Events is the whole agenda: /events.ics.
func (f *Feeds) Events(w http.ResponseWriter, r *http.Request) error {
	a, err := f.ask(r)
	if err != nil {
		return err
	}
	return f.calendar(w, r, a, a.words.T("events.title")+" · "+a.by.DisplayName(), f.o.Base.Origin+"/events.ics", "")
}

// Actor is what one actor of ours organises: /@HANDLE.ics.
func (f *Feeds) Actor(w http.ResponseWriter, r *http.Request) error {
	a, err := f.ask(r)
	if err != nil {
		return err
	}
	actor, err := f.actor(r)
	if err != nil {
		return err
	}
	source := f.o.Base.Profile(actor.Handle) + ".ics"
	if actor.Kind == models.Group {
		one, err := f.o.Store.Series(r.Context(), actor.ID)
		if err == nil {
			return f.series(w, r, a, store.SeriesItem{Series: one, Actor: actor}, source)
		}
		if models.KindOf(err) != models.NotFound {
			return fmt.Errorf("read a series: %w", err)
		}
	}
	return f.calendar(w, r, a, actor.DisplayName(), source, actor.ID)
}

// Event is one event of ours: /events/ID.ics.
func (f *Feeds) Event(w http.ResponseWriter, r *http.Request) error {
	a, err := f.ask(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	o, err := f.o.Store.Object(ctx, mux.Vars(r)["id"])
	switch {
	case err != nil:
		return err
	case !o.Local || o.Type != models.EventObj || !o.Visibility.Open():
		return models.Fail(models.NotFound, "error.not_found")
	case o.GoneAt != nil:
		return models.Fail(models.Gone, "error.gone")
	}
	e, err := f.o.Store.Event(ctx, o.ID)
	if err != nil {
		return fmt.Errorf("read event: %w", err)
	}
	author, err := f.o.Store.Actor(ctx, o.ActorID)
	if err != nil {
		return fmt.Errorf("read author: %w", err)
	}
	w.Header().Set("Content-Disposition", `inline; filename="`+o.ID+`.ics"`)
	one := itemOf(a, store.EventItem{Object: o, Event: e, Actor: author})
	return write(w, calendar.Feed{Name: title(a.words, o, e), Source: o.URI + ".ics", Zone: a.node.Location(), Refresh: refresh}, one)
}

// calendar answers with the agenda, of everybody when actorID is "".
func (f *Feeds) calendar(w http.ResponseWriter, r *http.Request, a asked, name, source, actorID string) error {
	events, newest, err := f.written(r.Context(), a, actorID)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	feed := calendar.Feed{Name: name, Source: source, Zone: a.node.Location(), Refresh: refresh}
	if err := calendar.WriteEncoded(&body, feed, events); err != nil {
		return err
	}
	return send(w, calendar.MediaType, newest, &body)
}

// write answers with a calendar of a few events.
func write(w http.ResponseWriter, feed calendar.Feed, items ...calendar.Item) error {
	feed.Items = items
	var newest time.Time
	for _, item := range items {
		newest = later(newest, item.Updated)
	}
	var body bytes.Buffer
	if err := calendar.Write(&body, feed); err != nil {
		return err
	}
	return send(w, calendar.MediaType, newest, &body)
}

func itemOf(a asked, item store.EventItem) calendar.Item {
	o, e := item.Object, item.Event
	var parts []string
	for _, s := range []string{o.Summary, text.Plain(o.Content)} {
		if s != "" {
			parts = append(parts, text.Truncate(s, maxDescription))
		}
	}
	if e.OnlineURL != "" {
		parts = append(parts, a.words.T("event.online")+": "+e.OnlineURL)
	}
	page := pageOf(o)
	uid, original := o.URI, e.Original
	if o.Local && original != nil {
		uid = e.SuperEvent
	} else {
		original = nil
	}
	return calendar.Item{
		UID: uid, Original: original, Title: title(a.words, o, e), Description: strings.Join(append(parts, page), "\n\n"), URL: page,
		Organizer: item.Actor.URI, OrganizerName: item.Actor.DisplayName(), Categories: o.Hashtags,
		Created: o.Published, Updated: o.Updated, Event: e,
	}
}
