package web

import (
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() {
	moreSamples = append(moreSamples, func(w *world, begin func(path string) render.Page, out map[string]sample) {
		data := &dataPage{Page: begin("/settings/data")}
		data.fill()
		out["data"] = sample{"data.html", data}
		for name, fresh := range map[string]bool{"data_delete": true, "data_delete_again": false} {
			page := &dataDeletePage{Page: begin("/settings/data/delete")}
			page.fill(w.members0(), fresh)
			if w.name == "hostile" {
				page.Typed, page.Error = evil, evil
			}
			out[name] = sample{"data_delete.html", page}
		}
		gone := &gonePage{Page: begin("/gone/x")}
		at := sampleNow.Add(-time.Hour)
		list := []store.HostDeletion{
			{Host: "kadewest.example", State: models.DeletionConfirmed, At: &at},
			{Host: "noorderwerf.example", State: models.DeletionConfirmed, At: &at},
			{Host: "mastodon.example", State: models.DeletionTold, At: &at},
			{Host: "stil.example", State: models.DeletionWaiting, Tries: 3},
			{Host: "nieuw.example", State: models.DeletionWaiting},
			{Host: "dicht.example", State: models.DeletionRefused, Status: 403},
			{Host: "oud.example", State: models.DeletionGivenUp},
		}
		switch w.name {
		case "empty":
			list = nil
		case "hostile":
			for i := range list {
				list[i].Host = evil
			}
		}
		gone.fill(w.members0(), models.Departure{CreatedAt: at, ExpiresAt: at.Add(models.DepartureLife)}, list)
		out["gone"] = sample{"gone.html", gone}
	})
}
