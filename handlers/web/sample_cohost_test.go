package web

import (
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() { moreSamples = append(moreSamples, cohostSamples) }

// cohosts are one event of ours and one of another, with others in every state.
func (w *world) cohosts() (ours, theirs []store.CohostItem) {
	ago := func(days int) *time.Time { at := sampleNow.AddDate(0, 0, -days); return &at }
	group := func(name, host string) models.Actor {
		return models.Actor{ID: host, URI: "https://" + host + "/users/zo", URL: "https://" + host + "/@zo", Handle: "zo", Host: host, Kind: models.Group, Name: w.word(name)}
	}
	e := w.sampleEvent()
	add := func(to *[]store.CohostItem, local bool, collective models.Actor, c models.Cohost) {
		host, o := w.us, models.Object{ID: "1", Local: local, Type: models.EventObj, URI: "https://kade.example/events/1", Name: w.word("Kwartaalzaterdag"), Content: "<p>Kom langs.</p>", Language: "nl", Visibility: models.Public}
		if !local {
			host = group("Kadewest", "kade.example")
		}
		c.ID, c.EventID, c.CollectiveURI, c.UpdatedAt, c.ExpiresAt = "c"+collective.Host+string(c.State), "1", collective.URI, sampleNow, sampleNow.AddDate(0, 0, 20)
		if c.OpenedAt.IsZero() {
			c.OpenedAt = *ago(1)
		}
		*to = append(*to, store.CohostItem{Cohost: c, Collective: collective, Object: o, Event: e, Host: host})
	}
	agreed := models.Cohost{State: models.CohostAccepted, Listed: true, StampURI: "https://x.example/stamps/1", ClaimSeenAt: ago(0), StampSeenAt: ago(0), CheckedAt: ago(0), SinceAt: ago(4)}
	add(&ours, true, group("Noorderwerf", "noord.example"), agreed)
	seen := agreed
	seen.StampSeenAt = ago(10)
	add(&ours, true, group("Westwind", "west.example"), seen)
	denied := agreed
	denied.DeniedAt, denied.Denied = ago(0), "stamp"
	add(&ours, true, group("Oost", "oost.example"), denied)
	add(&ours, true, group("Zuid", "zuid.example"), models.Cohost{State: models.CohostOffered, OpenedAt: *ago(4)})
	add(&ours, true, group("Midden", "midden.example"), models.Cohost{State: models.CohostRefused, Reason: w.word("Dan zijn we zelf op pad."), EndedAt: ago(2)})
	add(&ours, true, group("Haven", "haven.example"), models.Cohost{State: models.CohostWished})
	add(&ours, true, group("Plein", "plein.example"), models.Cohost{State: models.CohostEnded, EndedAt: ago(3)})

	known := models.KnownOf(w.word("Zomerzaterdag"), e)
	known.StartsAt, known.Place = known.StartsAt.AddDate(0, 0, -7), w.word("De Spoel")
	mine := agreed
	mine.Known, mine.SilentSince = known, ago(3)
	us := w.us
	us.Local = true
	add(&theirs, false, us, mine)
	claimed := agreed
	claimed.State = models.CohostClaimed
	add(&theirs, false, group("Noorderwerf", "noord.example"), claimed)
	unsaid := claimed
	unsaid.StampURI, unsaid.StampSeenAt, unsaid.DeniedAt, unsaid.Denied = "", nil, ago(0), "stamp"
	add(&theirs, false, group("Westwind", "west.example"), unsaid)
	add(&theirs, false, us, models.Cohost{State: models.CohostOffered, Known: models.KnownOf("x", e)})
	add(&theirs, false, us, models.Cohost{State: models.CohostExpired, EndedAt: ago(2)})
	return ours, theirs
}

func cohostSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	ours, theirs := w.cohosts()
	event := &eventPage{Page: begin("/events/1")}
	event.fill(store.EventItem{Object: ours[0].Object, Event: ours[0].Event, Actor: w.us}, w.node, sampleNow)
	event.Together = togetherIn(&event.Page, ours[:3])
	event.Together.Manage = "/events/1/together"
	out["event_together"] = sample{"event.html", event}

	held := &heldPage{eventPage: eventPage{Page: begin("/events/1")}}
	held.fill(store.EventItem{Object: theirs[0].Object, Event: theirs[0].Event, Actor: theirs[0].Host}, w.node, theirs[:3])
	held.Together.Manage = "/manage/events"
	out["event_held"] = sample{"event_held.html", held}
	plain := &heldPage{eventPage: eventPage{Page: begin("/events/1")}}
	plain.fill(store.EventItem{Object: theirs[1].Object, Event: theirs[1].Event, Actor: theirs[1].Host}, w.node, theirs[1:3])
	out["event_held_plain"] = sample{"event_held.html", plain}

	known := []models.Actor{ours[0].Collective, {ID: "k", URI: "https://nieuw.example/users/n", Handle: "nieuw", Host: "nieuw.example", Kind: models.Group, Name: w.word("Nieuwland")}}
	ask := &togetherPage{Page: begin("/events/1/together"), ID: "1", Name: ours[0].Object.Name}
	ask.fill(ours[0].Event, ours, known)
	out["together"] = sample{"event_together.html", ask}
	draft := &togetherPage{Page: begin("/events/1/together"), ID: "1", Name: ours[0].Object.Name, Draft: true, Acct: w.word("zo@kade.example")}
	draft.fill(models.Event{}, nil, nil)
	draft.Error = draft.T("cohosts.error_unable", "Host", "kade.example")
	out["together_error"] = sample{"event_together.html", draft}
	closed := &togetherPage{Page: begin("/events/1/together"), ID: "1", Name: ours[0].Object.Name, Closed: draft.T("error.cohost_over")}
	closed.fill(ours[0].Event, ours[:1], nil)
	closed.Failure = closed.T("error.cohost_answered")
	out["together_closed"] = sample{"event_together.html", closed}

	offers := &eventOffersPage{Page: begin("/manage/events")}
	offers.fill(append(append([]store.CohostItem{}, ours...), theirs...))
	out["event_offers"] = sample{"event_offers.html", offers}
	none := &eventOffersPage{Page: begin("/manage/events")}
	none.fill(nil)
	none.Failure = none.T("error.cohost_answered")
	out["event_offers_none"] = sample{"event_offers.html", none}
}
