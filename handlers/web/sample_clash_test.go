package web

import (
	"net/url"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// clashSamples are what the editor says of other events, and an event of elsewhere.
func clashSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	kade := models.Actor{ID: "kade", Handle: "kadewest", Domain: "kadewest.example", Host: "kadewest.example", Name: w.word("Kade West"), Kind: models.Group, URI: "https://kadewest.example/users/kadewest"}
	e := w.sampleEvent()
	item := store.EventItem{
		Object: models.Object{ID: "9", Type: models.EventObj, URI: "https://kadewest.example/events/9", URL: "https://kadewest.example/@k/9", Name: w.word("Makersavond"), Content: "<p>Kom langs.</p>", Language: "nl", Visibility: models.Public, Hashtags: []string{"makers"}},
		Event:  e, Actor: kade,
	}
	if w.name == "empty" {
		item.Object.URL, item.Object.Content, item.Object.Hashtags = "", "", nil
		item.Event = models.Event{StartsAt: e.StartsAt, Timezone: e.Timezone}
	}
	near, far := 3.9, 0.05
	rows := func(page *render.Page) *clashPart {
		part := &clashPart{Printer: page.Printer, Asked: true, Title: page.N("clash.found", 9), More: page.N("clash.more", 4)}
		for _, c := range []models.Clash{{Overlap: true, Themes: []string{w.word("makers")}, Km: &near}, {Evening: true, Km: &far}, {Themes: []string{"LEARNING"}}} {
			part.Rows = append(part.Rows, clashRowOf(page, item, c, sampleNow.Add(-3*time.Hour)))
		}
		own := item
		own.Actor = w.us
		part.Rows = append(part.Rows, clashRowOf(page, own, models.Clash{}, time.Time{}))
		return part
	}
	alone := &clashPage{Page: begin("/events/clash")}
	alone.Visitor.Role = models.Orchestrator
	alone.Clash = rows(&alone.Page)
	alone.fill(url.Values{"date": {"2026-03-12"}, "place": {w.word("De Spoel")}})
	out["event_clash"] = sample{"event_clash.html", alone}
	none := &clashPage{Page: begin("/events/clash")}
	none.Clash = &clashPart{Printer: none.Printer, Asked: w.name == "sample"}
	none.fill(nil)
	out["event_clash_none"] = sample{"event_clash.html", none}
	edit := &eventEditPage{Page: begin("/events/1/edit"), ID: "1", Draft: true}
	edit.begin(w.samplePicks())
	edit.Visitor.Role = models.Orchestrator
	edit.Clash = rows(&edit.Page)
	out["event_edit_clash"] = sample{"event_edit.html", edit}

	there := &eventPage{Page: begin("/events/9")}
	heard := sampleNow.Add(-3 * time.Hour)
	if w.name == "empty" {
		heard = time.Time{}
	}
	there.elsewhere(item, w.node, sampleNow, heard)
	out["event_elsewhere"] = sample{"event_elsewhere.html", there}
	item.Event.Status = models.EventCancelled
	off := &eventPage{Page: begin("/events/9")}
	off.elsewhere(item, w.node, sampleNow, heard)
	out["event_elsewhere_off"] = sample{"event_elsewhere.html", off}
}
