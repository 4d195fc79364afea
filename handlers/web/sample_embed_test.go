package web

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() {
	moreSamples = append(moreSamples, func(w *world, begin func(string) render.Page, out map[string]sample) {
		framed := &embedAgendaPage{eventsPage: eventsPage{Page: begin("/embed/agenda")}, More: "/events"}
		framed.embed(w.agenda(), sampleNow, w.node.Collective, models.Actor{})
		out["embed_agenda"] = sample{"embed_agenda.html", framed}
		one := &embedAgendaPage{eventsPage: eventsPage{Page: begin("/embed/agenda")}, More: "/@" + w.us.Handle}
		if w.name == "hostile" {
			one.More = "/events"
		}
		one.embed(nil, sampleNow, w.node.Collective, w.us)
		out["embed_agenda_empty"] = sample{"embed_agenda.html", one}
		code := &embedPage{Page: begin("/embed")}
		code.fill(sampleOrigin)
		out["embed"] = sample{"embed.html", code}
	})
}

// dataOf gives the schema.org block of a page as a browser would hand it on.
func dataOf(t *testing.T, page []byte) (data map[string]any) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "script" {
			blocks = append(blocks, n.FirstChild.Data)
		}
	}
	if len(blocks) != 1 {
		t.Fatalf("%d scripts: %q", len(blocks), blocks)
	}
	if err := json.Unmarshal([]byte(blocks[0]), &data); err != nil {
		t.Fatalf("%v in %s", err, blocks[0])
	}
	return data
}

func TestEvent_saysItInTheWordsOfSchemaOrg(t *testing.T) {
	end := time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC)
	lat, lon := 52.3, 4.95
	w := sampleWorld()
	rd := w.renderer()
	for name, c := range map[string]struct {
		change func(*models.Object, *models.Event)
		want   map[string]any
	}{
		"in a place": {func(*models.Object, *models.Event) {}, map[string]any{
			"@type": "Event", "startDate": "2026-04-01T08:30:00+02:00", "endDate": "2026-04-01T10:00:00+02:00",
			"eventStatus": "https://schema.org/EventScheduled", "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
		}},
		"in winter, open end": {func(_ *models.Object, e *models.Event) {
			e.StartsAt, e.EndsAt = time.Date(2026, 12, 1, 7, 30, 0, 0, time.UTC), nil
		}, map[string]any{
			"startDate": "2026-12-01T08:30:00+01:00", "endDate": nil,
		}},
		"cancelled, both": {func(_ *models.Object, e *models.Event) {
			e.Status, e.OnlineURL = models.EventCancelled, "https://meet.example/x"
		}, map[string]any{
			"eventStatus": "https://schema.org/EventCancelled", "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
		}},
		"online": {func(_ *models.Object, e *models.Event) {
			e.Place, e.OnlineURL = models.Place{}, "https://meet.example/x"
		}, map[string]any{
			"eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
		}},
		"hostile": {func(o *models.Object, e *models.Event) {
			o.Name = "</script><script>alert(1)</script><!--" + evil
			e.Place.Name, e.OnlineURL = o.Name, "javascript:alert(1)"
		}, map[string]any{"name": "</script><script>alert(1)</script><!--" + strings.ReplaceAll(evil, "\x00", "\x00")}},
	} {
		t.Run(name, func(t *testing.T) {
			o := models.Object{ID: "1", URI: sampleOrigin + "/events/1", Type: models.EventObj, Local: true, Name: "Ontbijt", Language: "nl", Attachments: []models.Attachment{
				{Kind: "image", URL: sampleOrigin + "/media/" + strings.Repeat("0a", 32) + ".jpg", Alt: "Een tafel", Width: 1200, Height: 600},
			}}
			e := models.Event{StartsAt: end.Add(-90 * time.Minute), EndsAt: &end, Timezone: "Europe/Amsterdam", Status: models.EventConfirmed, Place: models.Place{
				Name: "De Spoel", Street: "Gravenpad 8", Postcode: "1106 AA", Locality: "Amsterdam", Country: "NL", Latitude: &lat, Longitude: &lon,
			}}
			c.change(&o, &e)
			page := &eventPage{Page: rd.Page(w.request("GET", "/events/1", "nl"), "")}
			page.fill(store.EventItem{Object: o, Event: e, Actor: w.us}, w.node, sampleNow)
			var b bytes.Buffer
			if err := rd.Write(&b, "event.html", page); err != nil {
				t.Fatal(err)
			}
			data := dataOf(t, b.Bytes())
			for key, want := range c.want {
				if data[key] != want {
					t.Errorf("%s is %v, not %v", key, data[key], want)
				}
			}
			if organizer := data["organizer"].(map[string]any); organizer["@type"] != "Organization" || organizer["name"] != w.us.Name {
				t.Errorf("organised by %v", organizer)
			}
			for _, head := range []string{
				`<meta property="og:image" content="` + o.Attachments[0].URL + `">`, `<meta property="og:locale" content="nl_NL">`,
				`<meta name="twitter:card" content="summary_large_image">`, `<link rel="alternate" type="text/calendar" href="/events/1.ics"`,
			} {
				if !strings.Contains(b.String(), head) {
					t.Errorf("no %s", head)
				}
			}
			if name == "in a place" && !strings.Contains(b.String(), `<meta property="og:description" content="Woensdag 1 april 2026, 08.30 tot 10.00, De Spoel, Amsterdam">`) {
				t.Errorf("a preview says not when and where: %s", b.String()[:2500])
			}
		})
	}
}
