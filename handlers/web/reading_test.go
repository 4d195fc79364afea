package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestHome_showsWhatTheStoreHolds(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	us := storetest.Collective(t, h.store)
	h.page(t, "/", http.StatusOK, "Nog niets gepland", "Mokum is een collectief van zelfstandigen", `lang="nl"`)

	o := h.event(t, us, "Ontbijt in De Spoel", now.Add(72*time.Hour))
	storetest.Note(t, h.store, us, "De sleutel ligt bij Gladys.")
	anna := storetest.Member(t, h.store, "anna")
	if _, err := h.store.AddMember(t.Context(), store.NewMember{Handle: "stil", Name: "Stille Willie", Role: models.Member}); err != nil {
		t.Fatal(err)
	}
	if err := h.store.EditCard(t.Context(), us.ID, models.Card{Claim: "Vakmensen op fietsafstand", ForWhom: "Elk vak"}, "blauw", "l-noorderwerf"); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/", http.StatusOK, "Vakmensen op fietsafstand", `href="/events/`+o.ID+`"`, "maart, 10.00 uur", "De sleutel ligt bij Gladys.",
		"Elk vak", `href="/@`+anna.Handle+`"`, "!Stille Willie", `data-accent="blauw"`, "#l-noorderwerf", "@mokum<wbr>@mokum.example")
	h.page(t, "/?lang=en", http.StatusOK, "Coming up", "March, 10:00", `lang="en"`)
	h.page(t, "/", http.StatusOK, "Coming up") // remembered
}

func TestHome_putsOurOwnDateOnTheButton(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	us := storetest.Collective(t, h.store)
	them := storetest.Followed(t, h.store, storetest.RemoteActor("elders.example", "zij"))
	event := models.Event{StartsAt: now.Add(24 * time.Hour), Timezone: "Europe/Amsterdam", Status: models.EventConfirmed}
	_, added, err := h.store.KeepObject(t.Context(), store.IncomingObject{Object: models.Object{
		URI: "https://elders.example/e/1", Type: models.EventObj, ActorID: them.ID, Name: "Hun avond", Visibility: models.Public, Published: now, Updated: now,
	}, Event: &event})
	if err != nil || !added {
		t.Fatal(added, err)
	}
	h.page(t, "/", http.StatusOK, "Hun avond", `!class="knoop" href`)
	off := h.event(t, us, "Afgelast", now.Add(36*time.Hour))
	if _, err := h.store.CancelEvent(t.Context(), off.ID); err != nil {
		t.Fatal(err)
	}
	ours := h.event(t, us, "Onze ochtend", now.Add(48*time.Hour))
	h.page(t, "/", http.StatusOK, "Hun avond", `class="knoop" href="/events/`+ours.ID+`"`)
}

func TestProfile_isGoneWhenItsPersonIs(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	storetest.Note(t, h.store, anna, "Hallo buren.")
	res := h.get(t, "/@anna")
	if link := res.Header.Get("Link"); link != `<https://mokum.example/users/anna>; rel="alternate"; type="application/activity+json"` {
		t.Errorf("Link is %s", link)
	}
	contains(t, "/@anna", body(res), "Hallo buren.", "Lid van Mokum", "!volgers", "@anna<wbr>@mokum.example")
	h.page(t, "/@niemand", http.StatusNotFound)
	if err := h.store.DeleteMember(t.Context(), anna.ID); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/@anna", http.StatusGone, "Dit is weg", "!Hallo buren.")
}

func TestProfile_leadsToOlderNotes(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	first := storetest.Note(t, h.store, anna, "De allereerste.")
	for range 10 {
		storetest.Note(t, h.store, anna, "Nog een.")
	}
	page := body(h.get(t, "/@anna"))
	if strings.Contains(page, first.ID) {
		t.Error("the eleventh note is on the first page")
	}
	_, rest, found := strings.Cut(page, `href="?before=`)
	if !found {
		t.Fatal("there is no way to older notes")
	}
	id, _, _ := strings.Cut(rest, `"`)
	h.page(t, "/@anna?before="+id, http.StatusOK, "De allereerste.", "!Nog een.", `!rel="next"`)
}

func TestProfile_eventsTakeNoRoomAmongTheNotes(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	for i := range 50 {
		h.event(t, anna, fmt.Sprintf("Ontbijt %d", i), now.AddDate(0, 0, -i-2))
		if i%4 == 0 { // thirteen of them
			storetest.Note(t, h.store, anna, fmt.Sprintf("bericht nummer %d.", i))
		}
	}
	h.page(t, "/@anna", http.StatusOK, "bericht nummer 48.", "bericht nummer 12.", "!bericht nummer 8.", `rel="next"`)
	storetest.Member(t, h.store, "bram")
	h.page(t, "/@bram", http.StatusOK, `!rel="next"`)
}

func TestPages_sayInWhichLanguageTheCollectiveWrites(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.page(t, "/?lang=nl", http.StatusOK, "<h1>")
	h.page(t, "/?lang=en", http.StatusOK, `<h1 lang="nl">`)
}

func TestNote_forFollowersIsNotFoundByOthers(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna, bob := storetest.Member(t, h.store, "anna"), storetest.Member(t, h.store, "bob")
	o, err := h.store.PublishNote(t.Context(), store.NewNote{ActorID: anna.ID, Visibility: models.FollowersOnly, Source: "x", Content: "<p>Onder ons.</p>"})
	if err != nil {
		t.Fatal(err)
	}
	h.page(t, "/notes/"+o.ID, http.StatusNotFound, "!Onder ons.")
	h.signIn(t, bob)
	h.page(t, "/notes/"+o.ID, http.StatusNotFound, "!Onder ons.")
	if _, err := h.store.AskFollow(t.Context(), bob.ID, anna.ID); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/notes/"+o.ID, http.StatusOK, "Onder ons.", "alleen voor volgers", "noindex", "!Antwoorden of delen")
	h.signIn(t, anna)
	h.page(t, "/notes/"+o.ID, http.StatusOK, "Onder ons.")
}

func TestNote_leadsAVisitorOn(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	o := storetest.Note(t, h.store, storetest.Member(t, h.store, "anna"), "dag")
	h.page(t, "/notes/"+o.ID, http.StatusOK, "Antwoorden of delen", `<p class="addr">`+o.URI+`</p>`, `href="/follow?handle=anna"`)
}

func TestNote_ofAnEventLeadsToTheEvent(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	o := h.event(t, storetest.Collective(t, h.store), "Ontbijt", now.Add(time.Hour))
	res := h.get(t, "/notes/"+o.ID)
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/events/"+o.ID {
		t.Errorf("status %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	note := storetest.Note(t, h.store, storetest.Collective(t, h.store), "Geen bijeenkomst.")
	h.page(t, "/events/"+note.ID, http.StatusNotFound)
}

func TestEvent_saysWhenItIsCancelledAndWhenItIsGone(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	o := h.event(t, storetest.Collective(t, h.store), "Ontbijt in De Spoel", now.Add(72*time.Hour))
	h.page(t, "/events/"+o.ID, http.StatusOK, "Donderdag 5 maart 2026, 10.00 tot 11.30", "De Spoel", "!Gaat niet door", `rel="alternate"`)
	if _, err := h.store.CancelEvent(t.Context(), o.ID); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/events/"+o.ID, http.StatusOK, "Gaat niet door")
	if _, err := h.store.DeleteObject(t.Context(), o.ID); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/events/"+o.ID, http.StatusGone, "!Ontbijt in De Spoel")
	h.page(t, "/events/onzin", http.StatusNotFound)
}

func TestEvents_keepThePastApart(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	us := storetest.Collective(t, h.store)
	h.event(t, us, "Straks", now.Add(72*time.Hour))
	h.event(t, us, "Nu bezig", now.Add(-time.Hour))
	h.event(t, us, "Vorige maand", now.Add(-20*24*time.Hour))
	h.page(t, "/events", http.StatusOK, "Straks", "Nu bezig", "!Vorige maand", "Maart", "before=2026-03-02T09%3A00%3A00Z")
	h.page(t, "/events?before=2026-03-02T09%3A00%3A00Z", http.StatusOK, "!Straks", "!Nu bezig", "Vorige maand", "Februari", "Wat nog komt")
	h.page(t, "/events?before=gisteren", http.StatusUnprocessableEntity, "gisteren is geen tijd die we begrijpen")
}

func TestEvents_ofATagHaveWhatWasWrittenAboutIt(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	us := storetest.Collective(t, h.store)
	h.event(t, us, "Straks", now.Add(72*time.Hour))
	for tag, content := range map[string]string{"agenda": "<p>Kijk vooruit.</p>", "ontbijt": "<p>Neem brood mee.</p>"} {
		if _, err := h.store.PublishNote(t.Context(), store.NewNote{ActorID: us.ID, Visibility: models.Public, Source: "x", Content: content, Hashtags: []string{tag}}); err != nil {
			t.Fatal(err)
		}
	}
	h.page(t, "/events", http.StatusOK, "Straks", "!Neem brood mee.", "!Berichten")
	h.page(t, "/events?tag=%23Ontbijt", http.StatusOK, "<title>#ontbijt", "Straks", "Berichten", "Neem brood mee.", "!Kijk vooruit.", "!noindex")
	h.page(t, "/events?tag=agenda", http.StatusOK, "Er staat nu niets met #agenda in de agenda.", "Kijk vooruit.", "!Straks", "!Nog niets", "!noindex")
	h.page(t, "/events?tag=niets", http.StatusOK, "Nog niets over #niets", "!Straks", "!Berichten", "noindex")
	h.page(t, "/events?tag=ontbijt&before=2026-03-02T09%3A00%3A00Z", http.StatusOK, "#ontbijt: wat is geweest", "!Berichten")
}

func TestEvents_pageThroughAllOfThePast(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	us := storetest.Collective(t, h.store)
	for i := range 65 {
		// Three at a time, so that a page may end between equals.
		h.event(t, us, "Ronde", now.Add(-time.Duration(i/3+1)*24*time.Hour))
	}
	path, seen, pages := "/events?before=2026-03-02T09:00:00Z", map[string]bool{}, 0
	for path != "" && pages < 10 {
		page := body(h.get(t, path))
		for _, part := range strings.Split(page, `class="p-name u-url" href="/events/`)[1:] {
			id, _, _ := strings.Cut(part, `"`)
			if seen[id] {
				t.Errorf("%s stands on two pages", id)
			}
			seen[id] = true
		}
		path = ""
		if before, _, found := strings.Cut(page, `" rel="prev"`); found {
			path = strings.ReplaceAll(before[strings.LastIndex(before, `href="`)+6:], "&amp;", "&")
		}
		pages++
	}
	if len(seen) != 65 || pages != 3 {
		t.Errorf("%d events on %d pages", len(seen), pages)
	}
}

func TestMembers_listsThoseWhoChose(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	storetest.Member(t, h.store, "anna")
	h.page(t, "/members", http.StatusOK, `href="/@anna"`, `!href="/@joost"`, "1 profiel", "En 1 lid dat hier niet staat.")
}

func TestCollectives_showsTheTie(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	us := storetest.Collective(t, h.store)
	group := func(host string) models.Actor {
		a := storetest.RemoteActor(host, "groep")
		a.Kind, a.Name = models.Group, "Groep van "+host
		a, err := h.store.SaveRemoteActor(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	asked, ours, both := group("gevraagd.example"), group("fan.example"), group("samen.example")
	for _, a := range []models.Actor{asked, both} {
		if _, err := h.store.AskFollow(t.Context(), us.ID, a.ID); err != nil {
			t.Fatal(err)
		}
	}
	f, err := h.store.FollowOf(t.Context(), us.ID, both.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.FollowAnswered(t.Context(), both.ID, f.ActivityURI, us.ID, true); err != nil {
		t.Fatal(err)
	}
	for _, a := range []models.Actor{ours, both} {
		if _, err := h.store.ReceiveFollow(t.Context(), a, us, a.URI+"#f", []byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	storetest.Follower(t, h.store, us, "mastodon.example", "noor")
	h.page(t, "/collectives", http.StatusOK, "gevraagd op maandag 2 maart 2026", "volgt ons, wij volgen hen", "volgt ons, wij hen nog niet",
		"Groep van samen.example", "3 adressen volgen Mokum.", "!noor")
	us.HideFollows = true
	if err := h.store.EditActor(t.Context(), us); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/collectives", http.StatusOK, "!Groep van samen.example", "3 adressen volgen Mokum.")
}

func TestPages_areNotThereBeforeSetUp(t *testing.T) {
	h := newHouse(t)
	h.page(t, "/", http.StatusOK, "Hier komt een collectief", "terminal")
	for _, path := range []string{"/members", "/events", "/collectives", "/about", "/@mokum", "/follow", "/interact?uri=https://a.example", "/events/1", "/notes/1"} {
		h.page(t, path, http.StatusNotFound)
	}
}

func TestInteract_refusesWhatIsNoAddress(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.page(t, "/interact?uri=https://elders.example/notes/1", http.StatusOK, `href="https://elders.example/notes/1"`, "elders.example")
	for _, uri := range []string{"", "javascript:alert(1)", "/notes/1", "https://u:p@elders.example/"} {
		h.page(t, "/interact?uri="+uri, http.StatusUnprocessableEntity, `!href="`+uri+`" rel="noreferrer`)
	}
}

func TestAbout_namesTheVersion(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.page(t, "/about", http.StatusOK, "Versie 1.2.3", "Wat we bewaren")
}

func TestAbout_pointsAtTheApplicationWhosePageItIs(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.page(t, "/about", http.StatusOK, `<link rel="alternate" type="application/activity+json" href="`+storetest.Origin+`/actor">`)
	if link := h.get(t, "/about").Header.Get("Link"); link != `<`+storetest.Origin+`/actor>; rel="alternate"; type="application/activity+json"` {
		t.Errorf("Link is %q", link)
	}
}
