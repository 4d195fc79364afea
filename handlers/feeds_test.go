package handlers

import (
	"encoding/xml"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"knoop/federation/iri"
	"knoop/handlers/feeds"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func (h *house) event(t testing.TB, in store.NewEvent) models.Object {
	t.Helper()
	o, err := h.store.PublishEvent(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func calendarOf(t testing.TB, w *httptest.ResponseRecorder) map[string]*ics.VEvent {
	t.Helper()
	if w.Code != 200 || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	c, err := ics.ParseCalendar(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*ics.VEvent{}
	for _, e := range c.Events() {
		out[e.Id()] = e
	}
	return out
}

func said(e *ics.VEvent, name string) string {
	p := e.GetProperty(ics.ComponentProperty(name))
	if p == nil {
		return ""
	}
	return ics.FromText(p.Value)
}

func TestFeeds_theCalendarFollowsWhatHappens(t *testing.T) {
	h := newHouse(t, nil)
	h.now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	mokum, anna := storetest.Collective(t, h.store), storetest.Member(t, h.store, "anna")
	at := func(days int) models.Event {
		return models.Event{StartsAt: h.now.AddDate(0, 0, days), Timezone: "Europe/Amsterdam"}
	}
	breakfast := h.event(t, store.NewEvent{ActorID: mokum.ID, Title: "Ontbijt", Content: "<p>Neem <b>brood</b> mee</p>", Hashtags: []string{"ontbijt"}, Event: at(30)})
	drink := h.event(t, store.NewEvent{ActorID: anna.ID, Title: "Borrel", Event: at(2)})
	old := h.event(t, store.NewEvent{ActorID: mokum.ID, Title: "Lang geleden", Event: at(-91)})
	recent := h.event(t, store.NewEvent{ActorID: mokum.ID, Title: "Pas geleden", Event: at(-80)})

	all := calendarOf(t, h.ask("GET", "/events.ics"))
	for o, want := range map[*models.Object]bool{&breakfast: true, &drink: true, &recent: true, &old: false} {
		if (all[o.URI] != nil) != want {
			t.Errorf("%s stands in the agenda: %v", o.Name, !want)
		}
	}
	e := all[breakfast.URI]
	for name, want := range map[string]string{
		"SUMMARY": "Ontbijt", "DTSTART": "20260401T110000", "STATUS": "CONFIRMED", "SEQUENCE": "0", "URL": breakfast.URI, "CATEGORIES": "ontbijt",
		"DESCRIPTION": "Neem brood mee\n\n" + breakfast.URI, "ORGANIZER": mokum.URI,
	} {
		if got := said(e, name); got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
	if got := calendarOf(t, h.ask("GET", "/@anna.ics")); len(got) != 1 || got[drink.URI] == nil {
		t.Errorf("anna's feed has %d events", len(got))
	}
	one := h.ask("GET", "/events/"+breakfast.ID+".ics")
	if got := calendarOf(t, one); len(got) != 1 || one.Header().Get("Last-Modified") != "Mon, 02 Mar 2026 09:00:00 GMT" {
		t.Errorf("%d events, %v", len(got), one.Header())
	}
	tag := one.Header().Get("ETag")
	if w := h.ask("GET", "/events/"+breakfast.ID+".ics", "If-None-Match", tag); tag == "" || w.Code != 304 {
		t.Errorf("ETag %q: %d", tag, w.Code)
	}

	h.now = h.now.Add(time.Minute)
	moved := at(30)
	moved.StartsAt = moved.StartsAt.Add(time.Hour)
	if _, err := h.store.EditEvent(t.Context(), breakfast.ID, store.NewEvent{Title: "Ontbijt", Event: moved}); err != nil {
		t.Fatal(err)
	}
	e = calendarOf(t, h.ask("GET", "/events/"+breakfast.ID+".ics", "If-None-Match", tag))[breakfast.URI]
	first := said(e, "SEQUENCE")
	if said(e, "DTSTART") != "20260401T120100" || first == "0" {
		t.Errorf("moved to %s, revision %s", said(e, "DTSTART"), first)
	}
	if _, err := h.store.CancelEvent(t.Context(), breakfast.ID); err != nil {
		t.Fatal(err)
	}
	e = calendarOf(t, h.ask("GET", "/events.ics"))[breakfast.URI]
	if e == nil || said(e, "STATUS") != "CANCELLED" || said(e, "SUMMARY") != "Gaat niet door: Ontbijt" || said(e, "SEQUENCE") <= first {
		t.Errorf("cancelled is %v", e)
	}
	if e = calendarOf(t, h.ask("GET", "/events.ics?lang=en"))[breakfast.URI]; said(e, "SUMMARY") == "Gaat niet door: Ontbijt" {
		t.Error("in English it says so in Dutch")
	}
	if _, err := h.store.DeleteObject(t.Context(), breakfast.ID); err != nil {
		t.Fatal(err)
	}
	if calendarOf(t, h.ask("GET", "/events.ics"))[breakfast.URI] != nil {
		t.Error("deleted, and still in the agenda")
	}
	for path, want := range map[string]int{
		"/events/" + breakfast.ID + ".ics": 410, "/events/nothing.ics": 404, "/@niemand.ics": 404, "/@niemand.atom": 404,
		"/events/" + storetest.Note(t, h.store, anna, "dag").ID + ".ics": 404,
	} {
		if w := h.ask("GET", path); w.Code != want {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// The parts of an Atom feed that RFC 4287 demands.
type readFeed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  struct {
		Name string `xml:"name"`
		URI  string `xml:"uri"`
	} `xml:"author"`
	Links []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []struct {
		ID       string `xml:"id"`
		Title    string `xml:"title"`
		Updated  string `xml:"updated"`
		Category []struct {
			Term string `xml:"term,attr"`
		} `xml:"category"`
		Content struct {
			Type string `xml:"type,attr"`
			Text string `xml:",chardata"`
		} `xml:"content"`
	} `xml:"entry"`
}

func TestFeeds_atomHoldsWhatAReaderNeeds(t *testing.T) {
	h := newHouse(t, nil)
	h.now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	anna := storetest.Member(t, h.store, "anna")
	read := func(path string) (f readFeed) {
		t.Helper()
		w := h.ask("GET", path)
		if err := xml.Unmarshal(w.Body.Bytes(), &f); w.Code != 200 || err != nil || w.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" {
			t.Fatalf("%d %v %v %s", w.Code, err, w.Header(), w.Body)
		}
		if _, err := time.Parse(time.RFC3339, f.Updated); err != nil || f.Title == "" || f.Author.Name == "" {
			t.Errorf("%s lacks something: %+v", path, f)
		}
		rels := map[string]string{}
		for _, l := range f.Links {
			rels[l.Rel] = l.Href
		}
		if f.ID != storetest.Origin+path || rels["self"] != f.ID || !strings.HasPrefix(rels["alternate"], storetest.Origin+"/") {
			t.Errorf("%s is %s with %v", path, f.ID, rels)
		}
		return f
	}
	if f := read("/events.atom"); len(f.Entries) != 0 {
		t.Errorf("%d entries on an empty node", len(f.Entries))
	}
	note := storetest.Note(t, h.store, anna, "Een & ander <b>vet</b>")
	h.now = h.now.Add(time.Minute)
	evil := "</title>]]> & \x01 Ontbijt"
	event := h.event(t, store.NewEvent{ActorID: anna.ID, Title: evil, Hashtags: []string{"ontbijt"}, Event: models.Event{
		StartsAt: time.Date(2026, 4, 1, 7, 30, 0, 0, time.UTC), Timezone: "Europe/Amsterdam", Place: models.Place{Name: `De <Spoel>`},
	}})
	f := read("/@anna.atom")
	if len(f.Entries) != 2 || f.Entries[0].ID != event.URI || f.Entries[1].ID != note.URI || f.Updated != f.Entries[0].Updated {
		t.Fatalf("%+v", f)
	}
	e := f.Entries[0]
	if e.Content.Type != "html" || !strings.Contains(e.Content.Text, "1 april 2026, 09.30") || !strings.Contains(e.Content.Text, "De &lt;Spoel&gt;") ||
		len(e.Category) != 1 || e.Category[0].Term != "ontbijt" || !strings.Contains(e.Title, "</title>]]> & ") {
		t.Errorf("%+v", e)
	}
	if f := read("/events.atom"); len(f.Entries) != 1 || f.Entries[0].ID != event.URI {
		t.Errorf("%+v", f)
	}
}

func BenchmarkFeed1000(b *testing.B) {
	h := newHouse(b, nil)
	mokum := storetest.Collective(b, h.store)
	for i := range 1000 {
		end := h.now.AddDate(0, 0, i).Add(2 * time.Hour)
		h.event(b, store.NewEvent{
			ActorID: mokum.ID, Title: fmt.Sprint("Ontbijt ", i), Content: "<p>" + strings.Repeat("Neem iets mee voor op tafel. ", 10) + "</p>", Hashtags: []string{"ontbijt"},
			Event: models.Event{StartsAt: end.Add(-time.Hour), EndsAt: &end, Timezone: "Europe/Amsterdam", Place: models.Place{Name: "De Spoel", Locality: "Amsterdam"}},
		})
	}
	first, err := h.store.Events(b.Context(), store.EventFilter{Limit: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("after an edit", func(b *testing.B) {
		for b.Loop() {
			h.now = h.now.Add(time.Second)
			if _, err := h.store.EditEvent(b.Context(), first[0].Object.ID, store.NewEvent{Title: h.now.String(), Event: first[0].Event}); err != nil {
				b.Fatal(err)
			}
			if w := h.ask("GET", "/events.ics"); w.Code != 200 || !strings.Contains(w.Body.String(), h.now.String()[:30]) {
				b.Fatal(w.Code)
			}
		}
	})
	node, err := h.store.Node(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	base := iri.Of(node)
	b.Run("by a program that just began", func(b *testing.B) {
		for b.Loop() {
			fresh, w := feeds.New(feeds.Options{Store: h.store, Base: base, Clock: h.clock}), httptest.NewRecorder()
			if err := fresh.Events(w, httptest.NewRequest("GET", "/events.ics", nil)); err != nil || w.Body.Len() < 400_000 {
				b.Fatal(err)
			}
		}
	})
	for name, change := range map[string]bool{"kept": false, "made anew": true} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if change {
					h.now = h.now.Add(cacheLife + time.Second)
				}
				if w := h.ask("GET", "/events.ics"); w.Code != 200 || w.Body.Len() < 400_000 {
					b.Fatal(w.Code, w.Body.Len())
				}
			}
		})
	}
}

func TestEmbed_standsInAnyPageAndSetsNoCookie(t *testing.T) {
	h := newHouse(t, nil)
	anna, mokum := storetest.Member(t, h.store, "anna"), storetest.Collective(t, h.store)
	at := models.Event{StartsAt: h.now.Add(time.Hour), Timezone: "Europe/Amsterdam"}
	h.event(t, store.NewEvent{ActorID: anna.ID, Title: "Borrel", Event: at})
	h.event(t, store.NewEvent{ActorID: mokum.ID, Title: "Ontbijt", Event: at})
	for path, want := range map[string]string{
		"/embed/agenda": "Borrel Ontbijt", "/embed/agenda?by=anna": "Borrel", "/embed/agenda?n=1": "Borrel", "/embed/agenda?n=-3": "Borrel Ontbijt",
		"/embed/agenda?lang=en": "Borrel Ontbijt",
	} {
		w := h.ask("GET", path, "Sec-Fetch-Site", "cross-site", "Accept-Language", "nl")
		body := w.Body.String()
		if w.Code != 200 || w.Header().Get("Set-Cookie") != "" || !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors *") ||
			strings.Contains(body, "<script") || strings.Contains(body, "<form") || !strings.Contains(body, `<base target="_top">`) {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
		for _, title := range []string{"Borrel", "Ontbijt"} {
			if strings.Contains(body, ">"+title+"<") != strings.Contains(want, title) {
				t.Errorf("%s shows %s: %v", path, title, strings.Contains(body, title))
			}
		}
		if english := strings.Contains(body, `<html lang="en"`); english != strings.HasSuffix(path, "en") {
			t.Errorf("%s in English: %v", path, english)
		}
	}
	if w := h.ask("GET", "/embed/agenda?by=niemand"); w.Code != 404 {
		t.Errorf("nobody's agenda: %d", w.Code)
	}
	for _, path := range []string{"/", "/events", "/embed", "/embed/agenda?by=niemand"} {
		if policy := h.ask("GET", path).Header().Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s may be framed: %s", path, policy)
		}
	}
	w := h.ask("GET", "/embed/agenda.js")
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/javascript") || !strings.Contains(w.Body.String(), "/embed/agenda") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if w := h.ask("GET", "/events?lang=en"); w.Header().Get("Set-Cookie") == "" {
		t.Error("a page of ours forgets the language")
	}
}
