package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// collective keeps a collective elsewhere, with an event and a note.
func (d *desk) collective(t *testing.T, host, name string) models.Actor {
	t.Helper()
	a := storetest.RemoteActor(host, "c")
	a.Kind, a.Name = models.Group, name
	a, err := d.store.SaveRemoteActor(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []store.IncomingObject{
		{Object: models.Object{URI: "https://" + host + "/e", Name: "Borrel bij " + name, Type: models.EventObj, ActorID: a.ID, Visibility: models.Public}, Event: &models.Event{StartsAt: now.Add(48 * time.Hour)}},
		{Object: models.Object{URI: "https://" + host + "/far", Name: "Later bij " + name, Type: models.EventObj, ActorID: a.ID, Visibility: models.Public}, Event: &models.Event{StartsAt: now.Add(8 * 24 * time.Hour)}},
		{Object: models.Object{URI: "https://" + host + "/n", Content: "<p>Nieuws van " + name + "</p>", Type: models.Note, ActorID: a.ID, Visibility: models.Public}},
	} {
		if _, _, err := d.store.KeepObject(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func (d *desk) joined(t *testing.T, person, collective models.Actor) {
	t.Helper()
	m, err := d.store.AskMembership(t.Context(), person.ID, collective.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	said := models.Said{By: models.CollectiveSide, URI: collective.URI + "#accept", Published: now}
	if meant, err := d.store.MembershipAnswered(t.Context(), collective, said, m.OpeningURI, true, "https://"+collective.Host+"/stamps/1", ""); err != nil || !meant {
		t.Fatal(meant, err)
	}
}

func TestWeek_bringsHerCollectivesTogether(t *testing.T) {
	d := newDesk(t)
	anna := storetest.Member(t, d.store, "anna")
	kade, werf := d.collective(t, "kade.example", "Kade West"), d.collective(t, "werf.example", "Noorderwerf")
	d.collective(t, "vreemd.example", "Vreemden")
	d.event(t, storetest.Collective(t, d.store), "Ontbijt", now.Add(24*time.Hour))
	storetest.Note(t, d.store, d.joost, "Van Joost")
	d.joined(t, anna, kade)
	f, err := d.store.AskFollow(t.Context(), anna.ID, werf.ID)
	if err == nil {
		_, err = d.store.FollowAnswered(t.Context(), werf.ID, f.ActivityURI, anna.ID, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	d.signIn(t, anna)
	d.page(t, "/week", http.StatusOK, "Jouw week", "Ontbijt", "Van Mokum", "Borrel bij Kade West", "Borrel bij Noorderwerf", "Nieuws van Kade West", "Nieuws van Noorderwerf", "Van Joost",
		"!Vreemden", "!Later bij", "Plaats als anna", "bevestigd door beide", "niet bevestigd", `href="/week" aria-current="page"`)
	d.page(t, "/week?collective="+kade.ID, http.StatusOK, "Borrel bij Kade West", "Nieuws van Kade West", "!Ontbijt", "!Van Joost", "!Borrel bij Noorderwerf")
	d.page(t, "/week?collective="+werf.ID, http.StatusOK, "Borrel bij Noorderwerf", "!Borrel bij Kade West", "!Van Joost")
	d.page(t, "/week?collective="+d.node.Collective, http.StatusOK, "Ontbijt", "Van Joost", "!Borrel bij Kade West", "!Nieuws van")
	d.page(t, "/week?collective=onzin", http.StatusOK, "Ontbijt", "Borrel bij Kade West")
	d.wear(t, kade.ID)
	d.page(t, "/week", http.StatusOK, "Je plaatst dit als anna, namens Kade West.", "Plaats namens Kade West")
}

func TestWeek_pagesItsNews(t *testing.T) {
	d := newDesk(t)
	for i := range 25 {
		storetest.Note(t, d.store, d.joost, "Bericht-"+string(rune('a'+i)))
	}
	d.signIn(t, d.joost)
	page := body(d.get(t, "/week"))
	contains(t, "the first page", page, "Bericht-y", "Bericht-p", "!Bericht-o")
	_, older, _ := strings.Cut(page, `href="/week?before=`)
	older, _, _ = strings.Cut(older, `"`)
	d.page(t, "/week?before="+older, http.StatusOK, "Bericht-o", "Bericht-f", "!Bericht-p", "!Bericht-e")
}

func TestWeek_isNotForStrangersAndTellsWhatWaits(t *testing.T) {
	d := newDesk(t)
	d.page(t, "/", http.StatusOK, "!/week")
	d.signIn(t, d.joost)
	id := d.posts(t, url.Values{"hat": {"self"}, "do": {"post"}, "text": {"Wacht even"}})
	d.page(t, "/week", http.StatusOK, "Nog niet geplaatst", "/write/"+id, "gaat zo de deur uit")
	d.page(t, "/", http.StatusOK, `<li><a href="/week">Jouw week</a></li>`)
}
