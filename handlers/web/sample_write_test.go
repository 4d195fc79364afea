package web

import (
	"time"

	"knoop/federation/remote"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() { moreSamples = append(moreSamples, writeSamples) }

// sampleHats are those of an orchestrator who is a member of two others, one of
// which says nothing of it yet.
func (w *world) sampleHats() []models.Hat {
	name := "Kade West"
	if w.name == "hostile" {
		name = evil
	}
	return []models.Hat{
		{Key: models.NoHat},
		{Key: "zuidoost", CollectiveID: "zuidoost", URI: w.us.URI, Name: w.us.Name, Confirmed: true},
		{Key: models.CollectiveHat, CollectiveID: "zuidoost", URI: w.us.URI, Name: w.us.Name, Confirmed: true},
		{Key: "kade", CollectiveID: "kade", URI: "https://kadewest.example/users/kade", Name: name, Host: "kadewest.example"},
	}
}

func writeSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	hats := w.sampleHats()
	writer := w.members0()
	text, written := "We schilderen **zaterdag** het plein.", remote.Written{HTML: "<p>We schilderen <strong>zaterdag</strong> het plein.</p>"}
	written.Missing = []remote.Missing{{Handle: "noor@mastodon.example"}}
	if w.name == "hostile" {
		text, written.Missing[0].Handle = evil, evil
	}
	start := func(hat int) *writePage {
		page := &writePage{Page: begin("/write"), Action: "/write"}
		page.Visitor = render.Visitor{Actor: &writer, Role: models.Orchestrator, Hats: hats, Hat: hats[hat]}
		return page
	}
	waiting := []store.Post{
		{PendingPost: models.PendingPost{ID: "p1", ReleaseAt: &sampleNow}, Note: store.NewNote{Content: written.HTML}},
		{PendingPost: models.PendingPost{ID: "p2"}},
		{PendingPost: models.PendingPost{ID: "p3", Why: "error.hat_gone"}, Note: store.NewNote{Content: written.HTML}},
	}
	for i, name := range []string{"write_self", "write_member", "write_collective", "write_unconfirmed"} {
		page := start(i)
		page.waiting(waiting, "")
		page.fill(writeForm{Hat: hats[i].Key, Text: text})
		out[name] = sample{"write.html", page}
	}
	wrong := start(0)
	form := writeForm{Hat: models.NoHat, Warning: text, Picture: &models.Attachment{Kind: "image", URL: sampleOrigin + "/media/x.jpg"}}
	form.check(wrong.Printer)
	wrong.fill(form)
	out["write_error"] = sample{"write.html", wrong}
	asked := start(2)
	asked.ask(writeForm{Hat: "kade"}, asked.Visitor, models.Fail(models.Conflict, "error.hat_changed"))
	asked.fill(writeForm{Hat: "kade", Text: text})
	out["write_ask"] = sample{"write.html", asked}
	shown := start(3)
	shown.preview(writeForm{Text: text, Warning: text}, written, writer, hats[3], sampleNow)
	shown.fill(writeForm{Hat: "kade", Text: text})
	out["write_preview"] = sample{"write.html", shown}
	edit := start(0)
	edit.Editing, edit.Action = "1", "/notes/1/edit"
	edit.fill(writeForm{Text: text})
	out["note_edit"] = sample{"write.html", edit}
	far := start(0)
	far.elsewhere(render.Visitor{Actor: &models.Actor{URI: "https://kadewest.example/users/noor", URL: "javascript:alert(1)"}})
	out["write_elsewhere"] = sample{"write.html", far}

	release := sampleNow.Add(24 * time.Second)
	wait := &waitPage{Page: start(1).Page, Missing: "@noor@mastodon.example"}
	wait.fill(store.Post{PendingPost: models.PendingPost{ID: "p1", ReleaseAt: &release}, Note: store.NewNote{Content: written.HTML, Visibility: models.FollowersOnly}}, hats[1], writer, sampleNow)
	out["write_wait"] = sample{"write_wait.html", wait}
	gone := &deletePage{Page: start(0).Page}
	gone.fill(models.Object{ID: "1", Local: true, Content: written.HTML, Hat: "https://kadewest.example/users/kade", HatName: hats[3].Name}, writer)
	out["note_delete"] = sample{"note_delete.html", gone}
}
