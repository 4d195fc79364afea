package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
	"knoop/static/locales"
)

// clashMost is how many events in the way are named.
const clashMost = 5

// clashPart tells what else there is at the time of an event that is being planned.
// It is a page of its own for a script, and a part of the editor.
type clashPart struct {
	*locales.Printer
	Asked bool // there is a date to compare with
	Title string
	Rows  []clashRow
	More  string
}

type clashRow struct {
	eventRow
	When  string
	Why   string // "Tegelijk, zelfde thema #leren"
	Close bool   // theme or place bring it near
	Heard string // how fresh its agenda is
	With  string // id of whom to ask to do it together; "" for nobody
}

type clashPage struct {
	render.Page
	Clash  *clashPart
	Fields []option // what was asked with, for the editor
}

// EventClash tells what else there is around a time: /events/clash, with the fields
// of the editor. It is asked by the script of the editor, and reads as a page.
func (p *Pages) EventClash(w http.ResponseWriter, r *http.Request) error {
	n, err := p.node(r.Context())
	if err != nil {
		return err
	}
	page := &clashPage{Page: p.o.Render.Page(r, "")}
	venues, err := p.o.Store.Venues(r.Context(), false)
	if err != nil {
		return fmt.Errorf("read places: %w", err)
	}
	q := r.URL.Query()
	e, tags := clashAsked(q, n, venues)
	if page.Clash, err = p.clashOf(r.Context(), &page.Page, e, tags, q.Get("except")); err != nil {
		return err
	}
	page.fill(q)
	return p.o.Render.HTML(w, r, http.StatusOK, "event_clash.html", page)
}

func (page *clashPage) fill(q url.Values) {
	for _, name := range []string{"date", "time", "end_date", "end_time", "zone", "venue", "place", "postcode", "locality", "category", "tags"} {
		if q.Get(name) != "" {
			page.Fields = append(page.Fields, option{Label: name, Value: q.Get(name)})
		}
	}
	page.Title, page.Here, page.NoIndex = page.T("clash.title"), "events", true
}

// clashAsked reads the fields of the editor as far as they go; without a date the
// event has no start. A date alone stands for the whole day, a start alone for two
// hours.
func clashAsked(q url.Values, n models.Node, venues []models.Venue) (e models.Event, tags []string) {
	e.Timezone = strings.TrimSpace(q.Get("zone"))
	if _, ok := models.Zone(e.Timezone); !ok {
		e.Timezone = n.Timezone
	}
	e.Category, e.Status = q.Get("category"), models.EventConfirmed
	tags, _ = models.ReadTags(q.Get("tags")) // half a tag is none yet
	if i := slices.IndexFunc(venues, func(v models.Venue) bool { return v.ID == q.Get("venue") }); i >= 0 {
		venues[i].Use(&e)
	} else {
		e.Place = models.Place{Name: short(q.Get("place")), Postcode: short(q.Get("postcode")), Locality: short(q.Get("locality"))}
	}
	date, clock := q.Get("date"), q.Get("time")
	if clock == "" {
		if start, err := models.LocalMoment(date, "00:00", e.Timezone, ""); err == nil {
			end := start.Add(24 * time.Hour)
			e.StartsAt, e.EndsAt = start, &end
		}
		return e, tags
	}
	hour := func(name string) string { // either of two will do
		if s := q.Get(name); s != "" {
			return s
		}
		return models.HourFirst
	}
	start, err := models.LocalMoment(date, clock, e.Timezone, hour("hour"))
	if err != nil {
		return e, tags
	}
	end := start.Add(2 * time.Hour)
	day := q.Get("end_date")
	if day == "" {
		day = date
	}
	if t, err := models.LocalMoment(day, q.Get("end_time"), e.Timezone, hour("end_hour")); err == nil && q.Get("end_time") != "" {
		if !t.After(start) && q.Get("end_date") == "" {
			t = t.AddDate(0, 0, 1)
		}
		if t.After(start) {
			end = t
		}
	}
	e.StartsAt, e.EndsAt = start, &end
	return e, tags
}

// clashOf finds what is in the way of an event, among all that is known here; except
// is the event itself.
func (p *Pages) clashOf(ctx context.Context, page *render.Page, e models.Event, tags []string, except string) (*clashPart, error) {
	part := &clashPart{Printer: page.Printer, Asked: !e.StartsAt.IsZero()}
	if !part.Asked {
		return part, nil
	}
	choices, err := p.o.Store.AgendaChoices(ctx)
	if err != nil {
		return nil, fmt.Errorf("read agenda: %w", err)
	}
	if _, known := e.Place.Point(); !known { // at least the middle of its area
		if at, ok := choices.Anchor(models.PostcodeArea(e.Place.Postcode)); ok {
			e.Place.Latitude, e.Place.Longitude = &at.Point.Latitude, &at.Point.Longitude
		}
	}
	around, err := p.o.Store.Agenda(ctx, store.AgendaFilter{From: e.StartsAt.Add(-24 * time.Hour), To: e.Until().Add(24 * time.Hour), Limit: agendaMonth})
	if err != nil {
		return nil, fmt.Errorf("read agenda: %w", err)
	}
	type found struct {
		store.AgendaItem
		models.Clash
	}
	var all []found
	for _, item := range around.Items {
		if c, ok := e.Clashes(tags, item.Event, item.Object.Hashtags); ok && item.Object.ID != except {
			all = append(all, found{item, c})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return a.Compare(b.Clash) })
	part.Title = page.N("clash.found", len(all))
	if len(all) > clashMost {
		part.More = page.N("clash.more", len(all)-clashMost)
		all = all[:clashMost]
	}
	var actors []string
	for _, one := range all {
		actors = append(actors, one.Actor.ID)
	}
	heard, err := p.o.Store.LastHeard(ctx, actors)
	if err != nil {
		return nil, fmt.Errorf("read hosts: %w", err)
	}
	for _, one := range all {
		part.Rows = append(part.Rows, clashRowOf(page, one.EventItem, one.Clash, heard[one.Actor.ID]))
	}
	return part, nil
}

func clashRowOf(page *render.Page, item store.EventItem, c models.Clash, heard time.Time) clashRow {
	row := clashRow{eventRow: eventRowOf(page, item, ""), When: page.Sentence(page.DateShort(item.Event.LocalStart())), Close: c.Weight() > 0}
	if c.Km != nil {
		row.Away = distanceSaid(page, *c.Km)
	}
	why := "clash.close"
	switch {
	case c.Overlap:
		why = "clash.overlap"
	case c.Evening:
		why = "clash.evening"
	}
	parts := []string{page.T(why)}
	if len(c.Themes) > 0 {
		var themes []string
		for _, t := range c.Themes {
			themes = append(themes, themeLabel(page, strings.ToLower(t), models.IsCategory(t)))
		}
		parts = append(parts, page.T("clash.theme", "Themes", strings.Join(themes, ", ")))
	}
	if c.Near() {
		parts = append(parts, page.T("clash.near"))
	}
	row.Why = strings.Join(parts, ", ")
	if !item.Actor.Local && !item.Subscribed {
		row.Heard = heardSaid(page, heard)
		if page.Visitor.Can(models.PostAsCollective) { // the collective asks
			row.With = item.Actor.URI
		}
	}
	return row
}

// togetherURL is where a collective is asked to do an event together. It is the one
// place that knows that address.
func togetherURL(eventID, actor string) string {
	return "/events/" + eventID + "/together?" + url.Values{"with": {actor}}.Encode()
}

// wantsTogether gives whom the editor's form asks to do the event together; "" for
// nobody. An event that is not saved yet is kept as a draft first.
func wantsTogether(r *http.Request) string {
	with := r.PostForm.Get("with")
	if !models.IsWebURL(with) || !auth.Who(r).SignedIn() {
		return ""
	}
	return with
}
