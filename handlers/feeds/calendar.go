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
	items, err := f.agenda(r.Context(), "")
	if err != nil {
		return err
	}
	return f.calendar(w, a, a.words.T("events.title")+" · "+a.by.DisplayName(), f.o.Base.Origin+"/events.ics", items)
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
	items, err := f.agenda(r.Context(), actor.ID)
	if err != nil {
		return err
	}
	return f.calendar(w, a, actor.DisplayName(), f.o.Base.Profile(actor.Handle)+".ics", items)
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
	return f.calendar(w, a, title(a.words, o, e), o.URI+".ics", []store.EventItem{{Object: o, Event: e, Actor: author}})
}

func (f *Feeds) calendar(w http.ResponseWriter, a asked, name, source string, items []store.EventItem) error {
	feed := calendar.Feed{Name: name, Source: source, Zone: a.node.Location(), Refresh: refresh, Items: make([]calendar.Item, len(items))}
	var newest time.Time
	for i, item := range items {
		feed.Items[i] = itemOf(a, item)
		newest = later(newest, item.Object.Updated)
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
	return calendar.Item{
		UID: o.URI, Title: title(a.words, o, e), Description: strings.Join(append(parts, page), "\n\n"), URL: page,
		Organizer: item.Actor.URI, OrganizerName: item.Actor.DisplayName(), Categories: o.Hashtags,
		Created: o.Published, Updated: o.Updated, Event: e,
	}
}
