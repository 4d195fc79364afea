package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func titlesOf(page store.AgendaPage) string {
	var out []string
	for _, item := range page.Items {
		out = append(out, item.Object.Name)
	}
	return strings.Join(out, " ")
}

func agendaOf(t *testing.T, s *store.Store, f store.AgendaFilter) store.AgendaPage {
	t.Helper()
	page, err := s.Agenda(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func at(lat, lon float64) models.Place {
	return models.Place{Name: "Zaal", Latitude: &lat, Longitude: &lon}
}

// What is in the agenda follows what we follow, at once: also what was read before.
func TestAgenda_isOursAndOfWhomWeFollow(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		us, now := storetest.Collective(t, s), time.Now()
		has := func(want string) {
			t.Helper()
			if got := titlesOf(agendaOf(t, s, store.AgendaFilter{From: now})); got != want {
				t.Fatalf("the agenda has %q, want %q", got, want)
			}
		}
		has("")
		in := newEvent(us, now.Add(time.Hour))
		in.Title = "ons"
		ours, err := s.PublishEvent(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		kade := storetest.Followed(t, s, storetest.RemoteActor("kade.example", "kade"))
		stranger := storetest.Remote(t, s, "vreemd.example", "wie")
		theirs := storetest.TakenIn(t, s, kade, "hun", models.Event{StartsAt: now.Add(2 * time.Hour)})
		strange := storetest.TakenIn(t, s, stranger, "vreemd", models.Event{StartsAt: now.Add(3 * time.Hour)})
		has("ons hun")
		announce := models.Reaction{ActivityURI: "https://kade.example/announces/1", Kind: models.Announce, ActorID: kade.ID, ObjectURI: strange.URI}
		if _, err := s.React(t.Context(), announce); err != nil {
			t.Fatal(err)
		}
		has("ons hun vreemd")
		for id, want := range map[string]bool{ours.ID: true, theirs.ID: true, strange.ID: true} {
			if in, err := s.InAgenda(t.Context(), id); err != nil || in != want {
				t.Errorf("in the agenda: %v, %v", in, err)
			}
		}
		generation := s.Generation()
		if err := s.Unreact(t.Context(), kade.ID, announce.ActivityURI, "", ""); err != nil {
			t.Fatal(err)
		}
		has("ons hun")
		if s.Generation() == generation {
			t.Error("pages are not told")
		}
		if in, err := s.InAgenda(t.Context(), strange.ID); err != nil || in {
			t.Errorf("in the agenda: %v, %v", in, err)
		}
		if err := s.BlockDomain(t.Context(), "kade.example"); err != nil {
			t.Fatal(err)
		}
		has("ons")
		if err := s.UnblockDomain(t.Context(), "kade.example"); err != nil {
			t.Fatal(err)
		}
		has("ons hun")
		if err := s.WithdrawFollow(t.Context(), us.ID, kade.ID); err != nil {
			t.Fatal(err)
		}
		has("ons")
		if _, err := s.AskFollow(t.Context(), us.ID, kade.ID); err != nil {
			t.Fatal(err)
		}
		has("ons") // until it is accepted
		if _, err := s.CancelEvent(t.Context(), ours.ID); err != nil {
			t.Fatal(err)
		}
		if page := agendaOf(t, s, store.AgendaFilter{From: now}); page.Items[0].Event.State() != models.StateCancelled {
			t.Error("it does not say that ours is off")
		}
		if _, err := s.DeleteObject(t.Context(), ours.ID); err != nil {
			t.Fatal(err)
		}
		has("")
	})
}

func TestAgenda_forgetsWhoIsGoneAndSaysItsNewName(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		kade := storetest.Followed(t, s, storetest.RemoteActor("kade.example", "kade"))
		storetest.TakenIn(t, s, kade, "hun", models.Event{StartsAt: time.Now().Add(time.Hour)})
		now := time.Now()
		if got := agendaOf(t, s, store.AgendaFilter{From: now}); len(got.Items) != 1 || got.Items[0].Actor.Name != "kade" {
			t.Fatalf("%+v", got)
		}
		renamed := storetest.RemoteActor("kade.example", "kade")
		renamed.Name = "Kade West"
		if _, err := s.SaveRemoteActor(t.Context(), renamed); err != nil {
			t.Fatal(err)
		}
		if got := agendaOf(t, s, store.AgendaFilter{From: now}); len(got.Items) != 1 || got.Items[0].Actor.Name != "Kade West" {
			t.Errorf("%+v", got)
		}
		if err := s.EraseActor(t.Context(), kade.URI); err != nil {
			t.Fatal(err)
		}
		if got := agendaOf(t, s, store.AgendaFilter{From: now}); len(got.Items) != 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestAgenda_narrows(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		now := time.Now().Truncate(time.Second)
		kade := storetest.Followed(t, s, storetest.RemoteActor("kade.example", "kade"))
		noor := storetest.Followed(t, s, storetest.RemoteActor("noor.example", "noor"))
		hours := func(n int) time.Time { return now.Add(time.Duration(n) * time.Hour) }
		end := hours(50)
		storetest.TakenIn(t, s, kade, "lang", models.Event{StartsAt: hours(-30), EndsAt: &end, Place: at(52.31, 4.97)}, "zorg")
		storetest.TakenIn(t, s, kade, "gister", models.Event{StartsAt: hours(-31)})
		storetest.TakenIn(t, s, noor, "dichtbij", models.Event{StartsAt: hours(1), Category: "MUSIC", Place: models.Place{Name: "De Kelder", Postcode: "1106 AA", Locality: "Amsterdam"}}, "zorg")
		far := at(52.09, 5.12)
		far.Name, far.Locality = "Stadhuis", "Utrecht"
		storetest.TakenIn(t, s, noor, "ver", models.Event{StartsAt: hours(26), Place: far})
		spoel := models.Point{Latitude: 52.30, Longitude: 4.96}
		for _, c := range []struct {
			name     string
			f        store.AgendaFilter
			want     string
			unplaced int
		}{
			{"all", store.AgendaFilter{From: now}, "lang dichtbij ver", 0},
			{"days", store.AgendaFilter{From: hours(25), To: hours(30)}, "lang ver", 0},
			{"until", store.AgendaFilter{From: now, To: hours(20)}, "lang dichtbij", 0},
			{"origin", store.AgendaFilter{From: now, Origin: noor.ID}, "dichtbij ver", 0},
			{"tag", store.AgendaFilter{From: now, Theme: "#Zorg"}, "lang dichtbij", 0},
			{"category", store.AgendaFilter{From: now, Theme: "music"}, "dichtbij", 0},
			{"town", store.AgendaFilter{From: now, Place: "utrecht"}, "ver", 0},
			{"venue", store.AgendaFilter{From: now, Place: " de  kelder"}, "dichtbij", 0},
			{"postcode", store.AgendaFilter{From: now, Place: "1106"}, "dichtbij", 0},
			{"distance", store.AgendaFilter{From: now, Near: &spoel, Km: 10}, "lang", 1},
			{"more distance", store.AgendaFilter{From: now, Near: &spoel, Km: 40}, "lang ver", 1},
			{"only", store.AgendaFilter{From: now, Only: map[string]bool{}}, "", 0},
			{"past", store.AgendaFilter{From: now, To: now, Backward: true}, "gister", 0},
			{"long ago", store.AgendaFilter{From: now.AddDate(-1, 0, 0)}, "gister lang dichtbij ver", 0},
		} {
			page := agendaOf(t, s, c.f)
			if got := titlesOf(page); got != c.want || page.Unplaced != c.unplaced || page.Total != len(page.Items) {
				t.Errorf("%s: %q of %d, %d not placed; want %q, %d", c.name, got, page.Total, page.Unplaced, c.want, c.unplaced)
			}
		}
		choices, err := s.AgendaChoices(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(choices.Origins) != 2 || choices.Origins[1].Events != 2 || choices.Themes[0] != (store.AgendaTheme{Term: "zorg", Events: 2}) {
			t.Errorf("choices %+v", choices)
		}
		if _, ok := choices.Anchor("de spoel"); ok {
			t.Error("a place that nobody keeps")
		}
		lat, lon := 52.3, 4.96
		if _, err := s.AddVenue(t.Context(), models.Venue{Place: models.Place{Name: "De Spoel", Postcode: "1102 BC", Latitude: &lat, Longitude: &lon}}); err != nil {
			t.Fatal(err)
		}
		if choices, err = s.AgendaChoices(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"de spoel", "1102"} {
			if a, ok := choices.Anchor(key); !ok || a.Point != spoel {
				t.Errorf("%s is at %+v, %v", key, a, ok)
			}
		}
	})
}

func TestAgenda_turnsPagesWithoutLosingOrRepeating(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		now := time.Now().Truncate(time.Second)
		kade := storetest.Followed(t, s, storetest.RemoteActor("kade.example", "kade"))
		var want []string
		for i := range 23 {
			title := fmt.Sprintf("%02d", i)
			storetest.TakenIn(t, s, kade, title, models.Event{StartsAt: now.Add(time.Duration(1+i/3) * time.Hour)}, "zorg")
			want = append(want, title)
		}
		for _, f := range []store.AgendaFilter{{From: now, Limit: 5}, {From: now, Limit: 5, Theme: "zorg"}} {
			var got []string
			for turns := 0; turns < 10; turns++ {
				page := agendaOf(t, s, f)
				if page.Total != len(want) {
					t.Fatalf("page %d counts %d", turns, page.Total)
				}
				got = append(got, strings.Fields(titlesOf(page))...)
				if f.After = page.Next; f.After == "" {
					break
				}
			}
			if strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("pages have %v", got)
			}
		}
	})
}

func TestAnswered_isByEvent(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		in := newEvent(storetest.Collective(t, s), time.Now().Add(time.Hour))
		in.Event.TakesRSVP = true
		o, err := s.PublishEvent(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		anna := storetest.Member(t, s, "anna")
		if _, err := s.Respond(t.Context(), store.Answer{EventID: o.ID, Actor: anna, Word: models.Word{Door: models.DoorPage, Says: models.RSVPYes}}); err != nil {
			t.Fatal(err)
		}
		got, err := s.Answered(t.Context(), anna.ID)
		if err != nil || len(got) != 1 || got[o.ID] != models.AttendanceComing {
			t.Errorf("%v, %v", got, err)
		}
		if got, err := s.Answered(t.Context(), ""); err != nil || len(got) != 0 {
			t.Errorf("of nobody: %v, %v", got, err)
		}
	})
}
