package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
	"knoop/static"
)

func kadeWest() models.Actor {
	a := storetest.RemoteActor("kade.example", "kade")
	a.Name, a.Kind = "Kade West", models.Group
	return a
}

func TestEvents_sayWhereTheyComeFromAndLeadThere(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	them := storetest.Followed(t, h.store, kadeWest())
	o := storetest.TakenIn(t, h.store, them, "Makersavond", models.Event{StartsAt: now.Add(48 * time.Hour), Place: models.Place{Name: "De Kelder", Locality: "Amsterdam"}}, "makers")
	h.page(t, "/events", http.StatusOK, "1 bijeenkomst", `href="/events/`+o.ID+`">Makersavond</a>`, "Van Kade West op", `<a href="`+o.URL+`">kade.example</a>`)
	h.page(t, "/events/"+o.ID, http.StatusOK, "Makersavond", "De Kelder", "Kade West", `class="btn" href="`+o.URL+`"`, "Laatst gehoord", `<meta name="robots" content="noindex`)
	if err := h.store.WithdrawFollow(t.Context(), storetest.Collective(t, h.store).ID, them.ID); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/events", http.StatusOK, "0 bijeenkomsten", "!Makersavond")
	h.page(t, "/events/"+o.ID, http.StatusNotFound, "!Makersavond")
	anna := storetest.Member(t, h.store, "anna")
	h.signIn(t, anna)
	h.page(t, "/events/"+o.ID, http.StatusOK, "Makersavond") // she may follow them herself
	if err := h.store.EraseObject(t.Context(), o.URI, them.ID); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/events/"+o.ID, http.StatusGone, "!Makersavond")
}

func TestEvents_areNarrowedByTheAddress(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	us, them := storetest.Collective(t, h.store), storetest.Followed(t, h.store, kadeWest())
	lat, lon := 52.30, 4.96
	if _, err := h.store.AddVenue(t.Context(), models.Venue{Place: models.Place{Name: "De Spoel", Postcode: "1106 AA", Latitude: &lat, Longitude: &lon}}); err != nil {
		t.Fatal(err)
	}
	h.event(t, us, "Ontbijt", now.Add(24*time.Hour))
	near := models.Place{Name: "De Kelder", Locality: "Amsterdam", Latitude: &lat, Longitude: &lon}
	storetest.TakenIn(t, h.store, them, "Makersavond", models.Event{StartsAt: now.Add(48 * time.Hour), Place: near, Category: "CRAFTS"}, "makers")
	storetest.TakenIn(t, h.store, them, "Ver weg", models.Event{StartsAt: now.Add(72 * time.Hour)})
	for path, texts := range map[string][]string{
		"/events":                                   {"3 bijeenkomsten", "Ontbijt", "Makersavond", "Ver weg", ">Kade West, kade.example</option>", ">#makers</option>", ">Handwerk</option>", `<option value="De Kelder">`, `<optgroup label="Onze plekken"><option value="De Spoel">De Spoel</option></optgroup>`},
		"/events?by=kade@kade.example":              {"2 bijeenkomsten", "!Ontbijt", `<option value="kade@kade.example" selected>`, `<details class="narrow" open>`, "Wis de filters"},
		"/events?by=mokum":                          {"1 bijeenkomst<", "Ontbijt", "!Makersavond"},
		"/events?by=weg@weg.example":                {"Dat kennen we hier niet", `<option value="weg@weg.example" selected>`},
		"/events?theme=crafts":                      {"1 bijeenkomst<", "Makersavond", "!Ontbijt"},
		"/events?theme=%23makers":                   {"1 bijeenkomst<", "Makersavond"},
		"/events?place=kelder":                      {"1 bijeenkomst<", "Makersavond"},
		"/events?near=De+Spoel&km=5":                {"1 bijeenkomst<", "Makersavond", "(vlakbij)", "Van 2 bijeenkomsten weten we niet waar op de kaart ze zijn"},
		"/events?near=1106&km=7":                    {"1 bijeenkomst<", `<option value="10" selected>`},
		"/events?from=2026-03-04&to=2026-03-04":     {"1 bijeenkomst<", "Makersavond", `value="2026-03-04"`},
		"/events?from=2026-03-05&to=2026-03-03":     {"3 bijeenkomsten"},
		"/events?theme=niets":                       {"0 bijeenkomsten", "Hier past niets bij", `href="/events">Wis de filters`},
		"/events?view=month":                        {"3 bijeenkomsten", "Maart 2026", `<time datetime="2026-03-04">`, "woensdag 4 maart", "month=2026-02", "month=2026-04", `href="/events?from=2026-03-03&amp;to=2026-03-03"`},
		"/events?view=month&month=2026-05":          {"0 bijeenkomsten", "Niets in deze maand", "!Het eerstvolgende"},
		"/events?view=month&month=2026-02&by=mokum": {"Niets in deze maand", "Het eerstvolgende is in", "by=mokum&amp;month=2026-03&amp;view=month"},
	} {
		h.page(t, path, http.StatusOK, texts...)
	}
	for path, status := range map[string]int{"/events?from=gisteren": 422, "/events?view=month&month=2026-13": 422, "/events?before=nu": 422} {
		h.page(t, path, status)
	}
	h.page(t, "/events?lang=en&by=kade@kade.example&view=month", http.StatusOK, "2 events", "March 2026")
}

func TestEvents_turnPagesAndKeepTheFilter(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	them := storetest.Followed(t, h.store, kadeWest())
	for i := range 70 {
		storetest.TakenIn(t, h.store, them, fmt.Sprintf("Avond %02d.", i), models.Event{StartsAt: now.Add(time.Duration(i+1) * time.Hour)}, "zorg")
	}
	next := regexp.MustCompile(`<a href="([^"]+)" rel="next">Verder vooruit`)
	seen, path := 0, "/events?theme=zorg"
	for turn := range 3 {
		page := body(h.get(t, path))
		contains(t, path, page, "70 bijeenkomsten", `<option value="zorg" selected>`)
		seen += strings.Count(page, ">Avond ")
		m := next.FindStringSubmatch(page)
		if (m == nil) != (turn == 2) {
			t.Fatalf("page %d leads to %v", turn, m)
		}
		if m == nil {
			break
		}
		if path = strings.ReplaceAll(m[1], "&amp;", "&"); !strings.Contains(path, "theme=zorg") {
			t.Fatalf("the filter is lost in %s", path)
		}
	}
	if seen != 70 {
		t.Errorf("%d events on all pages", seen)
	}
}

func TestEvents_ofSeveralDaysStandOnEachInTheMonth(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	them := storetest.Followed(t, h.store, kadeWest())
	start := time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC)
	end := start.Add(74 * time.Hour)
	storetest.TakenIn(t, h.store, them, "Lang feest", models.Event{StartsAt: start, EndsAt: &end})
	night := time.Date(2026, 3, 14, 20, 0, 0, 0, time.UTC)
	late := night.Add(6 * time.Hour)
	storetest.TakenIn(t, h.store, them, "Nacht", models.Event{StartsAt: night, EndsAt: &late})
	for i := range 5 {
		storetest.TakenIn(t, h.store, them, fmt.Sprintf("Vol %d", i), models.Event{StartsAt: time.Date(2026, 3, 20, 9+i, 0, 0, 0, time.UTC)})
	}
	march, april := body(h.get(t, "/events?view=month&month=2026-03")), body(h.get(t, "/events?view=month&month=2026-04"))
	if n := strings.Count(march, "Lang feest"); n != 2 {
		t.Errorf("on %d days of March", n)
	}
	if n := strings.Count(april, "Lang feest"); n != 2 || !strings.Contains(april, "gaat door") {
		t.Errorf("on %d days of April", n)
	}
	if n := strings.Count(march, "Nacht"); n != 1 {
		t.Errorf("a night is on %d days", n)
	}
	contains(t, "a full day", march, "Vol 0", "Vol 1", "!Vol 2", "nog 3", "zondag 1 maart")
}

func TestEvents_markWhereTheReaderComes(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	us, anna := storetest.Collective(t, h.store), storetest.Member(t, h.store, "anna")
	yes, no := h.event(t, us, "Ontbijt", now.Add(24*time.Hour)), h.event(t, us, "Avond", now.Add(30*time.Hour))
	for id, says := range map[string]models.RSVP{yes.ID: models.RSVPYes, no.ID: models.RSVPNo} {
		e, err := h.store.Event(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if !e.TakesRSVP {
			e.TakesRSVP = true
			if _, err := h.store.EditEvent(t.Context(), id, store.NewEvent{ActorID: us.ID, Title: map[string]string{yes.ID: "Ontbijt", no.ID: "Avond"}[id], Event: e}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := h.store.Respond(t.Context(), store.Answer{EventID: id, Actor: anna, Word: models.Word{Door: models.DoorPage, Says: says}}); err != nil {
			t.Fatal(err)
		}
	}
	h.page(t, "/events", http.StatusOK, "!Jij komt", `!name="mine"`)
	h.page(t, "/events?mine=1", http.StatusOK, "2 bijeenkomsten")
	h.signIn(t, anna)
	page := body(h.get(t, "/events"))
	contains(t, "/events", page, "Jij komt", `name="mine"`, `class="ev h-event yes"`)
	if n := strings.Count(page, "Jij komt"); n != 1 {
		t.Errorf("she comes %d times", n)
	}
	h.page(t, "/events?mine=1", http.StatusOK, "1 bijeenkomst<", "Ontbijt", "!Avond<")
	h.page(t, "/events?view=month", http.StatusOK, "Jij komt")
}

// A date of a subscribed calendar has no page here: it says where it comes from, and
// leads to its own address, if that is one.
func TestEvents_showsDatesOfSubscribedCalendars(t *testing.T) {
	h := newDesk(t)
	one, err := h.store.Subscribe(t.Context(), h.joost.ID, "https://buurt.example/private-0123/basic.ics")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 12, 18, 0, 0, 0, time.UTC)
	err = h.store.SubscriptionRead(t.Context(), one.ID, store.CalendarReading{File: &models.CalendarFile{Name: "De buurt", Dates: []models.CalendarDate{
		{UID: "1", Title: "Soep", Location: "Buurthuis", URL: "https://buurt.example/soep", StartsAt: at, Timezone: "Europe/Amsterdam"},
		{UID: "2", Title: "Zang", URL: "javascript:alert(1)", StartsAt: at.Add(time.Hour), Timezone: "Europe/Amsterdam", Cancelled: true},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	h.page(t, "/events", http.StatusOK, `href="https://buurt.example/soep">Soep`, `<span class="p-name">Zang`, "De buurt op buurt.example", "Gaat niet door", "Buurthuis", "!javascript", "!private-0123")
	h.page(t, "/events?view=month&month=2026-03", http.StatusOK, "Soep", "Zang", "!javascript", `!href=""`)
	h.page(t, "/events?by=&theme=&place=Buurthuis", http.StatusOK, "Soep", "!Zang")
}

func TestEventClash_namesWhatIsInTheWay(t *testing.T) {
	d := newDesk(t)
	them := storetest.Followed(t, d.store, kadeWest())
	end := time.Date(2026, 3, 12, 21, 0, 0, 0, time.UTC)
	other := storetest.TakenIn(t, d.store, them, "Makersavond", models.Event{StartsAt: end.Add(-3 * time.Hour), EndsAt: &end}, "makers")
	q := url.Values{"date": {"2026-03-12"}, "time": {"19:30"}, "end_time": {"21:30"}, "tags": {"makers zorg"}}
	d.page(t, "/events/clash?"+q.Encode(), http.StatusForbidden)
	d.signIn(t, d.joost)
	d.page(t, "/events/clash?"+q.Encode(), http.StatusOK, "Er is dan nog 1 bijeenkomst", "Makersavond", "/events/"+other.ID, "Tegelijk, zelfde thema: #makers", "Van Kade West op kade.example", "laatst gehoord", "Samen doen?", `value="`+them.URI+`"`)
	d.page(t, "/events/clash?date=2026-03-12", http.StatusOK, "Makersavond")
	d.page(t, "/events/clash?date=2026-03-13&time=19:30", http.StatusOK, "Niets anders rond die tijd", "!Makersavond")
	d.page(t, "/events/clash", http.StatusOK, "Kies eerst een datum.")
	d.page(t, "/events/clash?date=morgen&time=nu&zone=Mars", http.StatusOK, "Kies eerst een datum.")
	d.page(t, "/events/clash?except="+other.ID+"&"+q.Encode(), http.StatusOK, "Niets anders rond die tijd")

	form := plannedForm("time", "19:30", "end_time", "21:30", "do", "preview")
	res := d.do(t, http.MethodPost, "/events/new", form)
	contains(t, "the preview", body(res), "Makersavond", "data-clash=", `src="`+static.URL("js/clash.js")+`"`, "Tegelijk", "Samen doen?")
	if policy := res.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self'") || !strings.Contains(policy, "connect-src 'self'") {
		t.Errorf("the script may not run: %s", policy)
	}
	form.Set("do", "publish") // nothing holds it back
	form.Set("with", them.URI)
	d.sends(t, "/events/new", form)
}
