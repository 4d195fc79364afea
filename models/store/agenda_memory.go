package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"knoop/models"
)

// What the agenda remembers: at most so many events, from so long ago on.
const (
	maxAgenda  = 20_000
	agendaPast = 62 * 24 * time.Hour
	longest    = 31 * 24 * time.Hour // of an event; who goes on longer is shown at its start
	maxFacets  = 60                  // of a kind
)

// agendaMarks are what the agenda must be read anew after.
const agendaMarks = marksAgenda | marksFollows | marksDomains | marksActors

// agenda is what is in it from a moment on, by start. It is never changed, so
// that all who read share it.
type agenda struct {
	from    time.Time
	rows    []*agendaRow
	choices AgendaChoices
}

// agendaRow is an event with what a list says of it. Actors, places and words
// that many events have are kept once.
type agendaRow struct {
	id, uri, url, title, lang string
	local                     bool
	actor                     *models.Actor // id, uri, kind, name, handle, host, address
	begins, ends              int64         // in seconds; an open end after six hours
	start, until              time.Time
	end                       *time.Time
	zone, category, series    string
	status                    models.EventStatus
	held                      *time.Time
	previous                  *models.EventWas
	place                     *agendaPlace
	online                    string
	tags                      []string
	cohosts                   []models.Cohost // whom pages name beside the author
	subscribed                bool            // of a subscribed calendar
}

type agendaPlace struct {
	models.Place
	words  string // to search in
	at     models.Point
	placed bool
}

// agenda gives what is remembered, or reads it: one reader at a time, since it
// costs more than a page.
func (s *Store) agenda(ctx context.Context) (*agenda, error) {
	return remember(s, s.caches.agenda, agendaMarks, "", func() (*agenda, error) {
		if !s.touched(agendaMarks) {
			s.building.Lock()
			defer s.building.Unlock()
			if a, _, ok := s.caches.agenda.get(""); ok {
				return a, nil
			}
		}
		now := s.Now()
		a := &agenda{from: now.Add(-agendaPast)}
		var err error
		if a.rows, err = s.readAgenda(ctx, a.from, time.Time{}, false); err != nil {
			return nil, err
		}
		a.choices = choicesOf(a.rows, now)
		venues, err := s.Venues(ctx, false)
		if err != nil {
			return nil, err
		}
		a.choices.anchor(venues)
		return a, nil
	})
}

// between gives the rows that may go on between two moments.
func (a *agenda) between(from, to time.Time) []*agendaRow {
	begin := func(t time.Time) int {
		i, _ := slices.BinarySearchFunc(a.rows, t, func(row *agendaRow, t time.Time) int { return row.start.Compare(t) })
		return i
	}
	first, last := 0, len(a.rows)
	if !from.IsZero() {
		first = begin(from.Add(-longest))
	}
	if !to.IsZero() {
		last = max(first, begin(to))
	}
	return a.rows[first:last]
}

// readAgenda reads the agenda by start, from and to included and not; backward the
// latest first, a page of them.
func (s *Store) readAgenda(ctx context.Context, from, to time.Time, backward bool) ([]*agendaRow, error) {
	n, err := s.Node(ctx)
	if err != nil {
		return nil, err
	}
	const columns = `objects.id, objects.uri, objects.url, objects.name, objects.language, objects.local, objects.actor_id, objects.hashtags,
		events.starts_at, events.ends_at, events.timezone, events.place_name, events.place_street, events.place_postcode, events.place_locality,
		events.place_region, events.place_country, events.place_latitude, events.place_longitude, events.online_url, events.status, events.category,
		events.held_at, events.previous, events.super_event`
	query := "SELECT " + columns + " FROM events CROSS JOIN objects WHERE objects.id = events.object_id AND objects.gone_at IS NULL AND objects.visibility = 'public'"
	var args []any
	if !from.IsZero() {
		query, args = query+" AND events.starts_at >= ?", append(args, from)
	}
	if !to.IsZero() {
		query, args = query+" AND events.starts_at < ?", append(args, to)
	}
	query, args = query+" AND "+ofAgenda, append(args, n.Collective, n.Collective, n.Collective)
	order, limit := " ORDER BY events.starts_at, events.object_id LIMIT ?", maxAgenda
	if backward {
		order, limit = " ORDER BY events.starts_at DESC, events.object_id DESC LIMIT ?", maxEventLimit
	}
	rows, err := s.db(ctx).Raw(query+order, append(args, limit)...).Rows()
	if err != nil {
		return nil, wrap("read the agenda", err)
	}
	defer rows.Close()
	read := agendaReader{words: map[string]string{}, places: map[placeKey]*agendaPlace{}, actors: map[string]*models.Actor{}}
	for rows.Next() {
		if err := read.row(rows); err != nil {
			return nil, wrap("read the agenda", err)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, wrap("read the agenda", err)
	}
	if err := s.organisers(ctx, &read); err != nil {
		return nil, err
	}
	return read.out, s.subscribedDates(ctx, &read, from, to, backward)
}

// subscribedDates puts the dates of subscribed calendars among the events.
func (s *Store) subscribedDates(ctx context.Context, r *agendaReader, from, to time.Time, backward bool) error {
	dates, err := s.CalendarEvents(ctx, from, to)
	if err != nil || len(dates) == 0 {
		return err
	}
	for _, d := range dates {
		key := "calendar:" + d.SubscriptionID
		if r.actors[key] == nil {
			r.actors[key] = &models.Actor{ID: key, Kind: models.Group, Name: d.Calendar, Handle: d.SubscriptionID, Domain: d.Host, Host: d.Host}
		}
		row := &agendaRow{
			id: d.ID, url: d.URL, title: d.Title, actor: r.actors[key], start: d.StartsAt.UTC(), end: d.EndsAt, zone: r.word(d.Timezone),
			place: r.place(models.Place{Name: d.Location}, sql.NullFloat64{}, sql.NullFloat64{}), tags: d.Categories, subscribed: true,
		}
		if d.Cancelled {
			row.status = models.EventCancelled
		}
		row.until = models.Event{StartsAt: row.start, EndsAt: row.end}.Until()
		row.begins, row.ends = row.start.Unix(), row.until.Unix()
		r.out = append(r.out, row)
	}
	slices.SortFunc(r.out, func(a, b *agendaRow) int {
		if backward {
			a, b = b, a
		}
		return cmp.Or(a.start.Compare(b.start), strings.Compare(a.id, b.id))
	})
	return nil
}

// agendaReader reads rows and keeps alike things once.
type agendaReader struct {
	out    []*agendaRow
	words  map[string]string
	places map[placeKey]*agendaPlace
	actors map[string]*models.Actor
}

type placeKey struct {
	words, street, country string
	latitude, longitude    sql.NullFloat64
}

func (r *agendaReader) word(s string) string {
	known, ok := r.words[s]
	if !ok {
		r.words[s], known = s, s
	}
	return known
}

func (r *agendaReader) row(rows *sql.Rows) error {
	var (
		row                  agendaRow
		p                    models.Place
		actor                string
		tags, previous       []byte
		ends, held           sql.NullTime
		latitude, longitude  sql.NullFloat64
		zone, category, lang string
		status               string
	)
	err := rows.Scan(&row.id, &row.uri, &row.url, &row.title, &lang, &row.local, &actor, &tags, &row.start, &ends, &zone,
		&p.Name, &p.Street, &p.Postcode, &p.Locality, &p.Region, &p.Country, &latitude, &longitude, &row.online, &status, &category,
		&held, &previous, &row.series)
	if err != nil {
		return err
	}
	row.start = row.start.UTC()
	if ends.Valid {
		end := ends.Time.UTC()
		row.end = &end
	}
	if held.Valid {
		row.held = &held.Time
	}
	row.until = models.Event{StartsAt: row.start, EndsAt: row.end}.Until()
	row.begins, row.ends = row.start.Unix(), row.until.Unix()
	row.zone, row.category, row.lang, row.status = r.word(zone), r.word(category), r.word(lang), models.EventStatus(r.word(status))
	if len(tags) > 2 {
		if err := json.Unmarshal(tags, &row.tags); err != nil {
			return err
		}
		for i, tag := range row.tags {
			row.tags[i] = r.word(tag)
		}
	}
	if len(previous) > 4 { // not null
		if err := json.Unmarshal(previous, &row.previous); err != nil {
			return err
		}
	}
	row.place = r.place(p, latitude, longitude)
	if r.actors[actor] == nil {
		r.actors[actor] = &models.Actor{ID: actor}
	}
	row.actor = r.actors[actor]
	r.out = append(r.out, &row)
	return nil
}

func (r *agendaReader) place(p models.Place, latitude, longitude sql.NullFloat64) *agendaPlace {
	words := models.Fold(strings.Join([]string{p.Name, p.Locality, p.Postcode, p.Region}, " \n "))
	key := placeKey{words, p.Street, p.Country, latitude, longitude}
	if known := r.places[key]; known != nil {
		return known
	}
	if latitude.Valid && longitude.Valid {
		p.Latitude, p.Longitude = &latitude.Float64, &longitude.Float64
	}
	place := &agendaPlace{Place: p, words: words}
	place.at, place.placed = p.Point()
	r.places[key] = place
	return place
}

// organisers fills in who organises, and takes out what is of actors that are gone
// and of blocked hosts.
func (s *Store) organisers(ctx context.Context, r *agendaReader) error {
	ids := make([]string, 0, len(r.actors))
	for id := range r.actors {
		ids = append(ids, id)
	}
	var found []models.Actor
	err := s.db(ctx).Select("id", "uri", "kind", "local", "handle", "domain", "host", "name", "url").Where(s.among("id", ids)).Where("gone_at IS NULL").Find(&found).Error
	if err != nil {
		return wrap("read who organises", err)
	}
	there := make(map[string]bool, len(found))
	for _, a := range found {
		blocked := false
		if !a.Local {
			if blocked, err = s.DomainBlocked(ctx, a.Host); err != nil {
				return err
			}
		}
		*r.actors[a.ID], there[a.ID] = a, !blocked
	}
	r.out = slices.DeleteFunc(r.out, func(row *agendaRow) bool { return !there[row.actor.ID] })
	beside, err := s.besides(ctx, nil)
	if err != nil {
		return err
	}
	for _, row := range r.out {
		row.cohosts = beside[row.id]
	}
	return nil
}

func (row *agendaRow) cursor() string { return cursorOf(row.start, row.id) }

// cursorOf gives the place of an event in the list; a later one is greater.
func cursorOf(start time.Time, id string) string {
	return start.UTC().Format("20060102T150405") + "-" + id
}

// item gives the row as other lists have it.
func (row *agendaRow) item() EventItem {
	return EventItem{
		Object: models.Object{
			ID: row.id, URI: row.uri, URL: row.url, Type: models.EventObj, Local: row.local, ActorID: row.actor.ID, Name: row.title, Language: row.lang,
			Visibility: models.Public, Hashtags: row.tags,
		},
		Event: models.Event{
			ObjectID: row.id, StartsAt: row.start, EndsAt: row.end, Timezone: row.zone, Place: row.place.Place, OnlineURL: row.online, Status: row.status,
			Category: row.category, EventDetails: models.EventDetails{HeldAt: row.held, Previous: row.previous}, SuperEvent: row.series,
		},
		Actor: *row.actor, Cohosts: row.cohosts, Subscribed: row.subscribed,
	}
}

// choicesOf counts what is to come.
func choicesOf(rows []*agendaRow, now time.Time) AgendaChoices {
	var c AgendaChoices
	origins, themes, places := map[*models.Actor]int{}, map[AgendaTheme]int{}, map[string]int{}
	areas := map[string][]models.Point{}
	for _, row := range rows {
		if !row.until.After(now) {
			continue
		}
		origins[row.actor]++
		for _, tag := range row.tags {
			themes[AgendaTheme{Term: tag}]++
		}
		if row.category != "" && row.category != "MEETING" && models.IsCategory(row.category) {
			themes[AgendaTheme{Term: strings.ToLower(row.category), Category: true}]++
		}
		for _, name := range []string{row.place.Name, row.place.Locality} {
			if name != "" {
				places[name]++
			}
		}
		if area := models.PostcodeArea(row.place.Postcode); area != "" && row.place.placed {
			areas[area] = append(areas[area], row.place.at)
		}
	}
	for a, n := range origins {
		c.Origins = append(c.Origins, AgendaOrigin{*a, n})
	}
	slices.SortFunc(c.Origins, func(a, b AgendaOrigin) int {
		if a.Actor.Local != b.Actor.Local {
			if a.Actor.Local {
				return -1
			}
			return 1
		}
		return cmp.Or(strings.Compare(strings.ToLower(a.Actor.DisplayName()), strings.ToLower(b.Actor.DisplayName())), strings.Compare(a.Actor.ID, b.Actor.ID))
	})
	for theme, n := range themes {
		theme.Events = n
		c.Themes = append(c.Themes, theme)
	}
	slices.SortFunc(c.Themes, func(a, b AgendaTheme) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), strings.Compare(a.Term, b.Term))
	})
	c.Themes = c.Themes[:min(len(c.Themes), maxFacets)]
	for name := range places {
		c.Places = append(c.Places, name)
	}
	slices.SortFunc(c.Places, func(a, b string) int { return cmp.Or(cmp.Compare(places[b], places[a]), strings.Compare(a, b)) })
	c.Places = c.Places[:min(len(c.Places), maxFacets)]
	c.areas(areas)
	return c
}

// areas adds the middle of what is known in each postcode area.
func (c *AgendaChoices) areas(known map[string][]models.Point) {
	for area, points := range known {
		var middle models.Point
		for _, p := range points {
			middle.Latitude += p.Latitude / float64(len(points))
			middle.Longitude += p.Longitude / float64(len(points))
		}
		c.Anchors = append(c.Anchors, AgendaAnchor{Key: area, Point: middle})
	}
	slices.SortFunc(c.Anchors, func(a, b AgendaAnchor) int { return strings.Compare(a.Key, b.Key) })
	c.Anchors = c.Anchors[:min(len(c.Anchors), maxFacets)]
}

// anchor puts the places of the register before the areas, and adds the areas
// that only they are in.
func (c *AgendaChoices) anchor(venues []models.Venue) {
	var register, more []AgendaAnchor
	has := func(list []AgendaAnchor, key string) bool {
		return slices.ContainsFunc(list, func(a AgendaAnchor) bool { return a.Key == key })
	}
	for _, v := range venues {
		at, ok := v.Place.Point()
		if !ok {
			continue
		}
		if !has(register, v.Place.Name) {
			register = append(register, AgendaAnchor{Key: v.Place.Name, Point: at, Register: true})
		}
		if area := models.PostcodeArea(v.Place.Postcode); area != "" && !has(c.Anchors, area) && !has(more, area) {
			more = append(more, AgendaAnchor{Key: area, Point: at})
		}
	}
	c.Anchors = append(append(register, c.Anchors...), more...)
}

// Anchor gives where a place of the register or a postcode area is.
func (c AgendaChoices) Anchor(key string) (AgendaAnchor, bool) {
	key = models.Fold(key)
	for _, a := range c.Anchors {
		if models.Fold(a.Key) == key {
			return a, true
		}
	}
	return AgendaAnchor{}, false
}
