package web

import (
	"strings"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() { moreSamples = append(moreSamples, weekSamples) }

func weekSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	me, hats := w.members0(), w.sampleHats()
	week := &weekPage{Page: begin("/week")}
	week.Visitor = render.Visitor{Actor: &me, Role: models.Orchestrator, Hats: hats, Hat: hats[1]}
	var belongings []models.Belonging
	since := sampleNow.Add(-400 * 24 * time.Hour)
	states := []models.Membership{
		{State: models.MembershipAccepted, Role: models.Orchestrator, SinceAt: &since},
		{State: models.MembershipAccepted, Role: models.Member, SinceAt: &since},
		{State: models.MembershipAsked, OpenedAt: since, ExpiresAt: sampleNow},
		{State: models.MembershipInvited, OpenedAt: since, ExpiresAt: sampleNow},
		{State: models.MembershipEnded},
	}
	collectives := []models.Actor{w.us}
	for _, f := range w.following {
		collectives = append(collectives, f.Actor)
	}
	for i, m := range states {
		if c := collectives[min(i, len(collectives)-1)]; len(w.members) > 0 {
			m.CollectiveID = c.ID
			belongings = append(belongings, models.Belonging{Membership: m, Person: me, Collective: c})
		}
	}
	from := week.sources(w.node, belongings, w.following, "")
	week.fill()
	week.hats(belongings, w.node.Collective, sampleNow)
	week.events(w.events, sampleNow)
	notes := w.notes
	for len(notes) > 0 && len(notes) < weekNotes {
		notes = append(notes, w.notes[len(notes)%len(w.notes)])
	}
	week.news(notes, from, "")
	week.Waiting = waitingRows(&week.Page, []store.Post{{PendingPost: models.PendingPost{ID: "p2"}, Note: store.NewNote{Content: "<p>" + strings.Repeat("lang ", 40) + "</p>"}}}, "")
	out["week"] = sample{"week.html", week}
}
