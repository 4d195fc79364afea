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

// planned is a form that can be published.
func plannedForm(more ...string) url.Values {
	form := url.Values{
		"title": {"Open Coffee"}, "date": {"2026-03-12"}, "time": {"09:30"}, "end_time": {"11:00"}, "zone": {"Europe/Amsterdam"},
		"venue": {"new"}, "place": {"Het Klosje"}, "locality": {"Amsterdam"}, "country": {"nl"}, "step_free": {"yes"}, "step_note": {"ook het toilet"},
		"text": {"Kom **langs** #koffie"}, "tags": {"zzp"}, "capacity": {"12"}, "contact": {"Gladys, 06 1"}, "language": {"nl"}, "category": {"NETWORKING"}, "do": {"publish"},
	}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// sends posts a form and gives the id of the event it leads to.
func (d *desk) sends(t *testing.T, path string, form url.Values) string {
	t.Helper()
	res := d.do(t, http.MethodPost, path, form)
	id, ok := strings.CutPrefix(res.Header.Get("Location"), "/events/")
	if res.StatusCode != http.StatusSeeOther || !ok {
		t.Fatalf("%s: status %d to %s: %s", path, res.StatusCode, res.Header.Get("Location"), body(res))
	}
	return strings.TrimSuffix(id, "/edit")
}

func TestEventEditor_publishesWhatWasTyped(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	d.page(t, "/events/new", http.StatusOK, `type="date" id="date"`, `type="time" id="time"`, `value="Europe/Amsterdam"`, `value="`+d.node.Collective+`"`, ">Netwerken</option>")
	id := d.sends(t, "/events/new", plannedForm("as", d.node.Collective, "hosts", d.joost.ID, "ask1", "Wat eet je niet?", "need1", "yes"))
	o, err := d.store.Object(t.Context(), id)
	if err != nil || o.ActorID != d.node.Collective || o.Name != "Open Coffee" || strings.Join(o.Hashtags, " ") != "zzp koffie" {
		t.Fatalf("%+v, %v", o, err)
	}
	e, err := d.store.Event(t.Context(), id)
	if err != nil || e.StartsAt.UTC().Format(time.RFC3339) != "2026-03-12T08:30:00Z" || e.EndsAt.UTC().Format(time.RFC3339) != "2026-03-12T10:00:00Z" ||
		e.Place.Name != "Het Klosje" || e.Place.Country != "NL" || e.StepFree != models.StepFreeYes || e.Capacity != 12 || e.Category != "NETWORKING" || len(e.Questions) != 1 || !e.Questions[0].Needed {
		t.Errorf("%+v, %v", e, err)
	}
	d.page(t, "/events/"+id, http.StatusOK, "Gepubliceerd.", "Drempelvrij, ook het toilet", "Gladys, 06 1", "Zij ontvangen je", "/events/"+id+"/move", "#zzp")
	d.page(t, "/events/"+id+"/edit", http.StatusOK, `value="2026-03-12"`, `value="09:30"`, `value="11:00"`, "Kom **langs** #koffie", `value="zzp"`, `value="Wat eet je niet?"`)
	d.cookie = nil
	d.page(t, "/events/"+id, http.StatusOK, "Het Klosje", "!Joost", "!Gladys", "!/move")
}

func TestEventEditor_saysBesideTheFieldWhatIsWrong(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	for name, c := range map[string]struct {
		form  url.Values
		texts []string
	}{
		"no title":             {plannedForm("title", " "), []string{"#title", "Het Klosje"}},
		"no day":               {plannedForm("date", ""), []string{"#date", "Kies wanneer het begint."}},
		"no time":              {plannedForm("time", ""), []string{"#time"}},
		"an end before start":  {plannedForm("end_date", "2026-03-11"), []string{"#end_time", "Het einde ligt voor het begin"}},
		"no place":             {plannedForm("venue", "", "place", "", "locality", ""), []string{"#venue", "Kies een plek"}},
		"a name for new place": {plannedForm("place", "", "locality", ""), []string{"#place"}},
		"fewer than nothing":   {plannedForm("capacity", "-1"), []string{"#capacity", `value="-1"`}},
		"no number":            {plannedForm("capacity", "veel"), []string{"#capacity", `value="veel"`}},
		"a tag that is none":   {plannedForm("tags", "a-b"), []string{"#tags", `value="a-b"`}},
		"a zone that is none":  {plannedForm("zone", "Mars/Olympus"), []string{"#zone", `value="Mars/Olympus"`}},
		"no address":           {plannedForm("online", "javascript:alert(1)"), []string{"#online"}},
		"an hour left out":     {plannedForm("date", "2026-03-29", "time", "02:30"), []string{"02.30 bestaat die nacht niet"}},
		"an hour twice":        {plannedForm("date", "2026-10-25", "time", "02:30"), []string{"02.30 bestaat die nacht twee keer", `name="hour" value="first"`, `name="hour" value="second"`}},
	} {
		res := d.do(t, http.MethodPost, "/events/new", c.form)
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", name, res.StatusCode)
		}
		contains(t, name, body(res), append(c.texts, `aria-invalid="true"`, "Kom **langs** #koffie", "<title>Fout: ")...)
	}
	if events, err := d.store.Events(t.Context(), store.EventFilter{}); err != nil || len(events) != 0 {
		t.Errorf("%d events, %v", len(events), err)
	}
	id := d.sends(t, "/events/new", plannedForm("date", "2026-10-25", "time", "02:30", "end_time", "04:00", "hour", "second"))
	if e, err := d.store.Event(t.Context(), id); err != nil || e.StartsAt.UTC().Format("15:04") != "01:30" {
		t.Errorf("the second 02:30 is %s, %v", e.StartsAt, err)
	}
	d.page(t, "/events/"+id+"/edit", http.StatusOK, `name="hour" value="second"`)
}

func TestEventEditor_keepsDraftsToThoseWhoMayPublishThem(t *testing.T) {
	d := newDesk(t)
	anna := storetest.Member(t, d.store, "anna")
	d.signIn(t, d.joost)
	id := d.sends(t, "/events/new", url.Values{"title": {"Iets in de zomer"}, "as": {d.node.Collective}, "date": {"2026-07-01"}, "do": {"draft"}})
	d.page(t, "/events/"+id+"/edit", http.StatusOK, "Dit is een concept.", `value="Iets in de zomer"`, `value="2026-07-01"`)
	d.page(t, "/events/new", http.StatusOK, "Concepten", "Iets in de zomer", "Nog zonder datum")
	d.page(t, "/events/"+id, http.StatusSeeOther)
	d.page(t, "/events/"+id+"/publish", http.StatusOK, "nog niet af", "!value=\"publish\"")
	d.signIn(t, anna)
	for _, path := range []string{"", "/edit", "/publish"} {
		d.page(t, "/events/"+id+path, http.StatusNotFound)
	}
	d.page(t, "/events/new", http.StatusOK, "!Iets in de zomer", `!name="as"`)
	d.cookie = nil
	d.page(t, "/events/"+id, http.StatusNotFound)
	d.page(t, "/events", http.StatusOK, "!Iets in de zomer", "!/events/new")

	d.signIn(t, d.joost)
	d.sends(t, "/events/"+id+"/edit", plannedForm("do", "draft", "as", d.node.Collective))
	d.page(t, "/events/"+id+"/publish", http.StatusOK, "Zo komt het eruit te zien", "Open Coffee", `value="publish"`)
	if got := d.sends(t, "/events/"+id+"/publish", url.Values{"do": {"publish"}}); got != id {
		t.Errorf("published as %s", got)
	}
	d.page(t, "/events/"+id, http.StatusOK, "Open Coffee")
	again := d.sends(t, "/events/new", url.Values{"title": {"Weg ermee"}, "do": {"draft"}})
	if res := d.do(t, http.MethodPost, "/events/"+again+"/publish", url.Values{"do": {"drop"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("drop: status %d", res.StatusCode)
	}
	d.page(t, "/events/"+again+"/edit", http.StatusNotFound)
}

func TestEventEditor_previewsWithoutPublishing(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	res := d.do(t, http.MethodPost, "/events/new", plannedForm("do", "preview"))
	contains(t, "preview", body(res), "Zo komt het eruit te zien", "Kom <strong>langs</strong>", "Drempelvrij", `value="Het Klosje"`)
	if events, err := d.store.Events(t.Context(), store.EventFilter{}); err != nil || len(events) != 0 {
		t.Errorf("%d events, %v", len(events), err)
	}
}

func TestEventChange_movesCancelsRevivesAndHolds(t *testing.T) {
	d := newDesk(t)
	anna := storetest.Member(t, d.store, "anna")
	d.signIn(t, d.joost)
	id := d.sends(t, "/events/new", plannedForm("as", d.node.Collective))
	path := "/events/" + id
	d.page(t, path+"/move", http.StatusOK, `value="2026-03-12"`, `value="Het Klosje"`, "!Titel")
	same := url.Values{"date": {"2026-03-12"}, "time": {"09:30"}, "end_time": {"11:00"}, "zone": {"Europe/Amsterdam"}, "venue": {"new"}, "place": {"Het Klosje"}, "locality": {"Amsterdam"}, "country": {"NL"}}
	if res := d.do(t, http.MethodPost, path+"/move", same); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a move to where it is: status %d", res.StatusCode)
	}
	same.Set("date", "2026-03-19")
	same.Set("place", "De Spoel")
	same.Set("reason", "Het Klosje is dicht.")
	d.sends(t, path+"/move", same)
	d.page(t, path, http.StatusOK, "Verplaatst", "<s><span class=\"vh\">Was: </span>Donderdag 12 maart 2026, 09.30 tot 11.00</s>", "Donderdag 19 maart 2026", "Het Klosje, Amsterdam</s>", "De Spoel", "Het Klosje is dicht.")
	d.page(t, "/events", http.StatusOK, "Verplaatst")
	d.sends(t, path+"/cancel", url.Values{"reason": {"Te weinig mensen."}, "do": {"cancel"}})
	d.page(t, path, http.StatusOK, "Gaat niet door", "Te weinig mensen.", "!<s>")
	if res := d.do(t, http.MethodPost, path+"/cancel", url.Values{"do": {"cancel"}}); res.StatusCode != http.StatusConflict {
		t.Errorf("cancelled twice: status %d", res.StatusCode)
	}
	d.page(t, path+"/cancel", http.StatusOK, "Het gaat toch door")
	d.sends(t, path+"/cancel", url.Values{"do": {"revive"}})
	d.page(t, path, http.StatusOK, "!Gaat niet door", "!Te weinig mensen.")
	if res := d.do(t, http.MethodPost, path+"/hold", url.Values{}); res.StatusCode != http.StatusConflict {
		t.Errorf("held before it began: status %d", res.StatusCode)
	}
	d.signIn(t, anna)
	for _, do := range []string{"edit", "move", "cancel", "hold"} {
		if res := d.do(t, http.MethodPost, path+"/"+do, url.Values{}); res.StatusCode != http.StatusForbidden {
			t.Errorf("anna may %s: status %d", do, res.StatusCode)
		}
	}
	d.now = time.Date(2026, 3, 20, 9, 0, 0, 0, time.UTC)
	d.signIn(t, d.joost)
	d.sends(t, path+"/hold", url.Values{})
	d.page(t, path, http.StatusOK, "Dit is geweest")
}

func TestManagePlaces(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	place := url.Values{"name": {"De Spoel"}, "street": {"Gravenpad 8"}, "locality": {"Amsterdam"}, "country": {"nl"}, "room": {"Bovenzaal"}, "capacity": {"24"}, "step_free": {"yes"}, "contact": {"Ravi, 06 2"}, "coordinates": {"52.31, 4.97"}}
	wrong := url.Values{"name": {"De Spoel"}, "coordinates": {"52,31"}}
	res := d.do(t, http.MethodPost, "/manage/places", wrong)
	contains(t, "wrong coordinates", body(res), `href="#coordinates"`, `value="52,31"`)
	if res := d.do(t, http.MethodPost, "/manage/places", place); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", res.StatusCode, body(res))
	}
	venues, err := d.store.Venues(t.Context(), true)
	if err != nil || len(venues) != 1 || *venues[0].Place.Latitude != 52.31 {
		t.Fatalf("%+v, %v", venues, err)
	}
	v := venues[0]
	d.page(t, "/manage/places", http.StatusOK, "De Spoel", "Gravenpad 8, Amsterdam", "Bovenzaal · Plaats voor 24 mensen · Drempelvrij", "Ravi, 06 2")
	id := d.sends(t, "/events/new", plannedForm("as", d.node.Collective, "venue", v.ID))
	if e, err := d.store.Event(t.Context(), id); err != nil || e.VenueID != v.ID || e.Room != "Bovenzaal" || e.Place.Street != "Gravenpad 8" || e.Place.Latitude == nil {
		t.Errorf("%+v, %v", e, err)
	}
	d.page(t, "/events/"+id, http.StatusOK, "De Spoel</strong>, Bovenzaal", "!Ravi")
	if res := d.do(t, http.MethodPost, "/manage/places/"+v.ID, url.Values{"do": {"retire"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("retire: status %d", res.StatusCode)
	}
	d.page(t, "/events/new", http.StatusOK, "!De Spoel")
	d.page(t, "/manage/places/"+v.ID, http.StatusOK, "Gebruik weer")
	d.sends(t, "/events/new", plannedForm("save_place", "yes", "place", "Het Klosje"))
	if venues, err := d.store.Venues(t.Context(), false); err != nil || len(venues) != 1 || venues[0].Place.Name != "Het Klosje" {
		t.Errorf("a typed place is not kept: %+v, %v", venues, err)
	}
	d.signIn(t, storetest.Member(t, d.store, "anna"))
	d.page(t, "/manage/places", http.StatusForbidden)
	d.page(t, "/events/new", http.StatusOK, "!save_place")
}
