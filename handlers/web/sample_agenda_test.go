package web

import (
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() { moreSamples = append(moreSamples, agendaSamples) }

// agenda is what the world plans, as the agenda has it.
func (w *world) agenda() []store.AgendaItem {
	var out []store.AgendaItem
	for _, item := range w.events {
		out = append(out, store.AgendaItem{EventItem: item})
	}
	return out
}

func (w *world) agendaChoices() store.AgendaChoices {
	if w.name == "empty" {
		return store.AgendaChoices{}
	}
	kade := models.Actor{ID: "kade", Handle: "kadewest", Domain: "kadewest.example", Host: "kadewest.example", Name: w.word("Kade West"), Kind: models.Group, URI: "https://kadewest.example/users/kadewest"}
	return store.AgendaChoices{
		Origins: []store.AgendaOrigin{{Actor: w.us, Events: 4}, {Actor: kade, Events: 2}},
		Themes:  []store.AgendaTheme{{Term: w.word("ontbijt"), Events: 3}, {Term: "food_drink", Category: true, Events: 1}},
		Places:  []string{w.word("Amsterdam"), w.word("De Spoel")},
		Anchors: []store.AgendaAnchor{{Key: w.word("Buurtkamer De Spoel"), Register: true}, {Key: "1106"}},
	}
}

func agendaSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	ours, choices := w.node.Collective, w.agendaChoices()
	clashSamples(w, begin, out)
	page := func(path string, query agendaQuery, found store.AgendaPage, unknown bool) *eventsPage {
		p := &eventsPage{Page: begin(path), query: query}
		p.Visitor = w.visitor
		p.Form = agendaFormOf(&p.Page, query, choices)
		p.found(found, unknown)
		return p
	}
	answers := map[string]models.AttendanceState{}
	for i, item := range w.events {
		answers[item.Object.ID] = []models.AttendanceState{models.AttendanceComing, models.AttendanceWaiting, models.AttendanceMaybe, models.AttendanceInvited}[i%4]
	}
	km := 3.4
	near := w.agenda()
	for i := range near {
		near[i].Km = &km
	}
	query := agendaQuery{By: w.word("kadewest@kadewest.example"), Theme: w.word("ontbijt"), Place: w.word("Amsterdam"), Near: "1106", Km: 5, From: "2026-03-02", Mine: true}
	narrowed := page("/events", query, store.AgendaPage{Items: near, Total: len(near), Unplaced: 2, Next: "x"}, false)
	narrowed.query.After = "a"
	narrowed.fill(near, sampleNow, ours)
	narrowed.answered(answers)
	narrowed.turn(store.AgendaPage{Next: "x"})
	out["events_narrowed"] = sample{"events.html", narrowed}
	nothing := page("/events", query, store.AgendaPage{}, false)
	nothing.fill(nil, sampleNow, ours)
	out["events_nothing_fits"] = sample{"events.html", nothing}
	unknown := page("/events", query, store.AgendaPage{}, true)
	unknown.fill(nil, sampleNow, ours)
	out["events_unknown"] = sample{"events.html", unknown}

	march := agendaQuery{View: "month", Month: "2026-03", month: time.Date(2026, 3, 1, 0, 0, 0, 0, sampleNow.Location())}
	full := append(w.agenda(), w.agenda()...)
	days := sampleNow.AddDate(0, 0, 5)
	for range 3 {
		item := full
		if len(item) == 0 {
			break
		}
		long := item[0]
		long.Event.EndsAt = &days
		full = append(full, long)
	}
	month := page("/events", march, store.AgendaPage{Items: full, Total: len(full)}, false)
	month.grid(full, time.Time{}, answers)
	out["events_month"] = sample{"events.html", month}
	march.Theme = w.word("ontbijt")
	empty := page("/events", march, store.AgendaPage{}, false)
	empty.grid(nil, sampleNow.AddDate(0, 3, 0), nil)
	out["events_month_empty"] = sample{"events.html", empty}
	later := page("/events", agendaQuery{View: "month", month: march.month}, store.AgendaPage{}, false)
	later.grid(nil, time.Time{}, nil)
	out["events_month_nothing"] = sample{"events.html", later}
}
