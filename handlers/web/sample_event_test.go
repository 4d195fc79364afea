package web

import (
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() { moreSamples = append(moreSamples, eventSamples) }

// sampleEvent is one with all that an event can say.
func (w *world) sampleEvent() models.Event {
	start := time.Date(2026, 3, 12, 8, 30, 0, 0, time.UTC)
	end := start.Add(90 * time.Minute)
	return models.Event{
		StartsAt: start, EndsAt: &end, Timezone: "Europe/Amsterdam", Place: models.Place{Name: w.word("Koffiehuis Het Klosje"), Street: w.word("Bijlmerplein 9"), Locality: "Amsterdam", Country: "NL"},
		OnlineURL: "https://praten.example/koffie", Capacity: 24, Status: models.EventConfirmed, Category: "NETWORKING",
		EventDetails: models.EventDetails{
			Room: w.word("achterin"), StepFree: models.StepFreeYes, StepFreeNote: w.word("ook het toilet"), Contact: w.word("Gladys, 06 12345678"),
			Hosts: []string{"joost"}, Questions: []models.EventQuestion{{Label: w.word("Wat eet je niet?"), Needed: true}},
		},
	}
}

func (w *world) samplePicks() eventPicks {
	venues := []models.Venue{{ID: "spoel", Place: models.Place{Name: w.word("Buurtkamer De Spoel")}, Room: w.word("Bovenzaal"), Capacity: 24, StepFree: models.StepFreeYes, Contact: w.word("Ravi")}}
	return eventPicks{
		Authors: []option{{Value: "zuidoost", Label: w.word("Zuidoost Zelfstandig"), Checked: true}, {Value: "joost", Label: w.word("Joost Verhagen")}},
		Venues:  venues, Members: []store.Member{{Actor: w.members0(), Role: models.Member}}, Zone: "Europe/Amsterdam", Places: true,
	}
}

func eventSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	e, picks := w.sampleEvent(), w.samplePicks()
	in := store.NewEvent{
		Title: w.word("Open Coffee"), Summary: w.word("Met je laptop of juist zonder."), Source: w.word("Kom **langs**."), Content: "<p>Kom <strong>langs</strong>.</p>", Language: "nl", Event: e,
		Hashtags: []string{"koffie"}, Attachments: []models.Attachment{{Kind: "image", URL: sampleOrigin + "/media/x.jpg", Alt: w.word("Een tafel")}},
	}
	item := store.EventItem{Object: models.Object{ID: "1", Type: models.EventObj, Local: true, Name: in.Title, Content: in.Content + pollShown(w.node, models.Event{Poll: true}), Language: "nl", Attachments: in.Attachments}, Event: e, Actor: w.us}
	shown := func(page render.Page) *eventPreview {
		preview := &eventPreview{Printer: page.Printer, Page: &eventPage{Page: page}}
		preview.Page.fill(item, w.node, sampleNow)
		preview.Page.hosts([]models.Actor{w.members0()})
		preview.Note = noteRowOf(&page, store.NoteItem{Object: models.Object{Type: models.Note, Local: true, Content: in.Content, Language: "nl", Published: sampleNow}, Actor: w.us})
		preview.Note.URL = ""
		return preview
	}

	fresh := &eventEditPage{Page: begin("/events/new"), Draft: true}
	fresh.begin(picks)
	fresh.list([]store.Draft{{EventDraft: models.EventDraft{ID: "d1", Title: in.Title}, New: in}, {EventDraft: models.EventDraft{ID: "d2", Title: in.Title}}})
	out["event_new"] = sample{"event_edit.html", fresh}
	draft := &eventEditPage{Page: begin("/events/1/edit"), ID: "1", Draft: true}
	draft.begin(picks)
	draft.Form.show(in, models.TypedWhen{})
	draft.Preview = shown(draft.Page)
	out["event_preview"] = sample{"event_edit.html", draft}
	edit := &eventEditPage{Page: begin("/events/1/edit"), ID: "1"}
	public := picks
	public.Out = true
	edit.Poll = edit.T("plan.poll_fixed_on")
	edit.begin(public)
	edit.Form.show(in, models.TypedWhen{})
	out["event_edit"] = sample{"event_edit.html", edit}
	wrong := &eventEditPage{Page: begin("/events/new"), Draft: true}
	wrong.begin(picks)
	for name, value := range map[string]string{"date": "2026-10-25", "time": "02:30", "end_time": "01:00", "venue": newVenue, "capacity": "-3", "tags": w.word("a-b")} {
		wrong.Form.set(name, value)
	}
	wrong.Form.event(models.TypedWhen{Date: "2026-10-25", Clock: "02:30", EndDate: "2026-03-29", EndClock: "02:30"}, false)
	out["event_edit_error"] = sample{"event_edit.html", wrong}

	for _, do := range []string{"publish", "cancel", "hold", "move"} {
		page := &eventChangePage{Page: begin("/events/1/" + do), ID: "1", Do: do}
		page.fill(in.Title, e)
		switch do {
		case "publish":
			page.Preview = shown(page.Page)
		case "cancel":
			page.reason()
		case "hold":
			page.Failure = page.T("error.not_begun")
		case "move":
			page.moving(picks, item.Object, e)
		}
		out["event_"+do] = sample{"event_change.html", page}
	}
	off := &eventChangePage{Page: begin("/events/1/cancel"), ID: "1", Do: "cancel"}
	cancelled := e
	cancelled.Status = models.EventCancelled
	off.fill(in.Title, cancelled)
	off.reason()
	out["event_revive"] = sample{"event_change.html", off}

	moved := &eventPage{Page: begin("/events/1")}
	gone := e
	gone.Previous = &models.EventWas{StartsAt: e.StartsAt.AddDate(0, 0, -7), Place: models.Place{Name: w.word("De Spoel")}}
	gone.Reason = w.word("De zaal is bezet.")
	if w.name == "empty" {
		gone.Place = models.Place{}
	}
	item.Event = gone
	moved.fill(item, w.node, sampleNow)
	moved.hosts([]models.Actor{w.members0()})
	moved.Contact = e.Contact
	moved.changes("1", gone, sampleNow)
	out["event_moved"] = sample{"event.html", moved}
	held := &eventPage{Page: begin("/events/1")}
	item.Event.HeldAt = &sampleNow
	held.fill(item, w.node, sampleNow)
	out["event_was_held"] = sample{"event.html", held}

	places := &placesPage{Page: begin("/manage/places")}
	places.begin(models.Venue{})
	retired := picks.Venues[0]
	retired.RetiredAt = &sampleNow
	if w.name != "empty" {
		places.list(append(picks.Venues, retired, models.Venue{ID: "k", Place: models.Place{Name: "Het Klosje"}, StepFree: models.StepFreeNo}))
	}
	out["places"] = sample{"place_manage.html", places}
	place := &placesPage{Page: begin("/manage/places/spoel"), ID: "spoel", Gone: w.name == "empty"}
	place.begin(picks.Venues[0])
	place.Form.wrong("coordinates", models.Fail(models.Invalid, "error.coordinates_invalid"))
	out["place_error"] = sample{"place_manage.html", place}
}
