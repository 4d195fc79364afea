package web

import (
	"strings"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() { moreSamples = append(moreSamples, seriesSamples) }

func seriesSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	one := models.Series{
		ActorID: "s", Rule: "FREQ=MONTHLY;BYDAY=1TU", Start: "2026-01-06T09:30:00", Timezone: "Europe/Amsterdam", Minutes: 90, Holidays: "nl", Language: "nl",
		Title: w.word("Open Coffee"), Summary: w.word("Koffie, en wat je deze maand doet"), Content: "<p>Kom binnen.</p>", Source: w.word("Kom binnen."),
		Place: models.Place{Name: w.word("De Spoel"), Locality: "Amsterdam"}, Tasks: []models.TaskPlan{{Label: w.word("Koffie zetten"), Needed: 2}},
		Attachments: []models.Attachment{{Kind: "image", URL: sampleOrigin + "/media/" + strings.Repeat("ab", 32) + ".jpg", Alt: w.word("Een tafel met bekers.")}},
	}
	actor := models.Actor{ID: "s", URI: w.node.Origin + "/users/opencoffee", Kind: models.Group, Local: true, Handle: "opencoffee", Domain: "kadewest.example", Name: one.Title}
	item := store.SeriesItem{Series: one, Actor: actor}
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	for name, visitor := range map[string]render.Visitor{"series": {}, "series_manage": w.visitor} {
		page := &seriesPage{Page: begin("/@opencoffee")}
		page.Visitor = visitor
		must(page.fill(item, w.us, w.events, w.events, sampleNow))
		out[name] = sample{"series.html", page}
	}
	bare := &seriesPage{Page: begin("/@opencoffee")}
	must(bare.fill(item, w.us, nil, nil, sampleNow))
	out["series_bare"] = sample{"series.html", bare}

	for name, all := range map[string][]store.SeriesItem{"series_list": {item, item}, "series_none": nil} {
		page := &seriesListPage{Page: begin("/manage/series")}
		must(page.fill(all))
		out[name] = sample{"series_list.html", page}
	}
	fresh := &seriesEditPage{Page: begin("/manage/series/new")}
	fresh.fill(models.Series{Holidays: "nl"})
	fresh.typed(models.Series{Holidays: "nl"})
	out["series_new_error"] = sample{"series_edit.html", fresh}
	edit := &seriesEditPage{Page: begin("/manage/series/opencoffee"), Handle: "opencoffee"}
	edit.fill(one)
	edit.dates(w.events)
	plan, err := store.Schedule(one)
	must(err)
	plan.Start = plan.Start.Add(24 * time.Hour)
	edit.Rule, edit.Preview = edit.Sentence(plan.Say(edit.Page.Printer)), datesOf(&edit.Page, plan, sampleNow)
	out["series_edit"] = sample{"series_edit.html", edit}
}
