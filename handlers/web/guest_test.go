package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"knoop/handlers/web"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// mailLink asks for a link by mail and gives its path.
func (d *desk) mailLink(t *testing.T, o models.Object, name, address string) string {
	t.Helper()
	res := d.do(t, http.MethodPost, "/events/"+o.ID+"/by-mail", url.Values{"guest_name": {name}, "guest_address": {address}, "guest_language": {"nl"}})
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/events/"+o.ID+"#rsvp" {
		t.Fatalf("%d to %s: %s", res.StatusCode, res.Header.Get("Location"), body(res))
	}
	for _, m := range d.mailed(t) {
		if m.Kind == models.MailGuestLink && m.To == address {
			return strings.TrimPrefix(m.Values["Link"], storetest.Origin)
		}
	}
	t.Fatal("no link was mailed")
	return ""
}

func TestGuest_answersByMailWithoutAnAccount(t *testing.T) {
	d := newDesk(t)
	o := d.gathering(t, 1, func(e *models.Event) {
		e.Questions = []models.EventQuestion{{Label: "Wat eet je niet?"}, {Label: "Wat breng je mee?", Needed: true}}
		e.Contact = "Bel Gladys"
	})
	page := "/events/" + o.ID
	d.page(t, page, http.StatusOK, "Antwoord per mail, zonder account", `action="`+page+`/by-mail"`, "Antwoord met je fediverse-adres", "!Bel Gladys", "!Wat breng je mee?")
	link := d.mailLink(t, o, "Noor", "noor@elders.example")
	d.page(t, page, http.StatusOK, "We hebben een link gemaild.", "0 mensen komen")
	for range 3 { // programs look at links
		d.page(t, link, http.StatusOK, "Dag Noor,", "houden we geen plek voor je vast", "Ik kom</button>", "Wat breng je mee?", "noindex", "!noor@elders", "!Vergeet mij")
	}
	if head := d.do(t, http.MethodHead, link, nil); head.StatusCode != http.StatusOK {
		t.Errorf("HEAD: %d", head.StatusCode)
	}
	d.page(t, page, http.StatusOK, "0 mensen komen")
	said := url.Values{"answer": {"yes"}, "question": {"Wat eet je niet?", "Wat breng je mee?"}, "asked1": {"Noten"}}
	res := d.do(t, http.MethodPost, link, said)
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without what is needed: %d", res.StatusCode)
	}
	contains(t, "without what is needed", body(res), "Beantwoord deze vraag.", `href="#asked2"`, `value="Noten"`, "<title>Fout: ")
	if res := d.do(t, http.MethodPost, link, url.Values{"answer": {"perhaps"}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an answer that is none: %d", res.StatusCode)
	}
	said.Set("asked2", "Taart")
	res = d.do(t, http.MethodPost, link, said)
	own := res.Header.Get("Location")
	if res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(own, "/coming/") {
		t.Fatalf("%d to %s", res.StatusCode, own)
	}
	d.page(t, page, http.StatusOK, "1 persoon komt")
	d.page(t, link, http.StatusGone, "Met deze link is al een antwoord gegeven.")
	d.page(t, own, http.StatusOK, "Je komt. Tot dan.", "Bel Gladys", `value="Taart"`, "Vergeet mij", page+".ics")
	if res := d.do(t, http.MethodPost, own, url.Values{"do": {"asked"}, "question": said["question"], "asked2": {"Soep"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("her answers alone: %d", res.StatusCode)
	}
	d.page(t, own, http.StatusOK, "Je antwoorden zijn bewaard.", `value="Soep"`, "!Noten", "Je komt.")

	second := d.mailLink(t, o, "", "bob@elders.example")
	d.page(t, second, http.StatusOK, "Alle plekken zijn bezet. Zeg je ja, dan kom je op de wachtlijst")
	res = d.do(t, http.MethodPost, second, url.Values{"answer": {"yes"}, "question": said["question"], "asked2": {"Brood"}})
	d.page(t, res.Header.Get("Location"), http.StatusOK, "Je staat op de wachtlijst, op plaats 1.", "!Bel Gladys")
	d.signIn(t, d.joost)
	d.page(t, page+"/answers", http.StatusOK, ">Noor</h3>", "per mail", "Soep", "1. Iemand</h3>", "!elders.example")
	d.cookie = nil
	if res := d.do(t, http.MethodPost, own, url.Values{"do": {"forget"}}); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != page {
		t.Errorf("forget: %d", res.StatusCode)
	}
	d.page(t, own, http.StatusNotFound, "Misschien is het al gewist.")
	d.page(t, page, http.StatusOK, "1 persoon komt", "!wacht op een plek")
	if log := d.log.String(); strings.Contains(log, "elders.example") || strings.Contains(log, strings.TrimPrefix(own, "/coming/")) {
		t.Errorf("the log says too much: %s", log)
	}
}

func TestGuest_isToldWhatIsWrong(t *testing.T) {
	d := newDesk(t)
	o := d.gathering(t, 0, nil)
	mail, handle := "/events/"+o.ID+"/by-mail", "/events/"+o.ID+"/by-handle"
	for _, c := range []struct {
		path   string
		form   url.Values
		status int
		texts  []string
	}{
		{mail, url.Values{"guest_address": {"noor"}, "guest_name": {"Noor"}}, 422, []string{"Schrijf het als naam@voorbeeld.nl", `value="Noor"`, `href="#guest_address"`, "<details class=\"fold\" open>"}},
		{mail, url.Values{"guest_address": {"noor@elders.example"}, "guest_name": {strings.Repeat("n", 200)}}, 422, []string{`href="#guest_name"`}},
		{mail, url.Values{"guest_address": {"noor@elders.example"}, "guest_name": {"Win nu op kwaad.example"}}, 422, []string{"Vul alleen je voornaam in"}},
		{mail, url.Values{"guest_address": {"noor@elders.example"}, "website": {"x"}}, 422, []string{`id="errors"`}},
		{mail, url.Values{"guest_address": {`"><script>`}}, 422, []string{"!<script>"}},
		{handle, url.Values{}, 422, []string{`href="#guest_handle"`}},
		{handle, url.Values{"guest_handle": {"zomaar"}}, 422, []string{`href="#guest_handle"`, `value="zomaar"`}},
		{handle, url.Values{"guest_handle": {"@anna@mokum.example"}}, 422, []string{"mokum.example is deze server. Log in om te antwoorden."}},
		{handle, url.Values{"guest_handle": {"@niemand@elders.example"}}, 422, []string{`href="#guest_handle"`}},
	} {
		res := d.do(t, http.MethodPost, c.path, c.form)
		if res.StatusCode != c.status {
			t.Errorf("%v: %d", c.form, res.StatusCode)
		}
		contains(t, c.form.Encode(), body(res), c.texts...)
	}
	for range models.MaxGuestLinks {
		d.mailLink(t, o, "", "noor@elders.example")
	}
	res := d.do(t, http.MethodPost, mail, url.Values{"guest_address": {"noor@elders.example"}})
	if res.StatusCode != http.StatusTooManyRequests {
		t.Errorf("a fourth link: %d", res.StatusCode)
	}
	contains(t, "a fourth link", body(res), "Daar gingen vandaag al 3 links heen.", `href="#guest_address"`)
	off := d.gathering(t, 0, func(e *models.Event) { e.StartsAt = d.store.Now().Add(-9 * time.Hour) })
	res = d.do(t, http.MethodPost, "/events/"+off.ID+"/by-mail", url.Values{"guest_address": {"bob@elders.example"}})
	contains(t, "past", body(res), "Deze bijeenkomst is voorbij.")
	for _, path := range []string{"/answer/" + strings.Repeat("0", 64), "/coming/x.y"} {
		if res := d.get(t, path); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
		if res := d.do(t, http.MethodPost, path, url.Values{"answer": {"yes"}}); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

func TestGuest_readsWhereThereIsNoMail(t *testing.T) {
	h := newHouse(t, func(o *web.Options) { o.Mail = false })
	n := storetest.Node(t, h.store)
	o, err := h.store.PublishEvent(t.Context(), store.NewEvent{ActorID: n.Collective, Title: "Open Coffee", Event: models.Event{StartsAt: h.store.Now().Add(time.Hour), TakesRSVP: true}})
	if err != nil {
		t.Fatal(err)
	}
	h.page(t, "/events/"+o.ID, http.StatusOK, "Antwoorden per mail kan hier dus niet.", "!/by-mail", "/by-handle", "Log in om te antwoorden")
	if res := h.do(t, http.MethodPost, "/events/"+o.ID+"/by-mail", url.Values{"guest_address": {"noor@elders.example"}}); res.StatusCode != http.StatusConflict {
		t.Errorf("status %d", res.StatusCode)
	}
}

func TestGuest_answersByHandle(t *testing.T) {
	d := newDesk(t)
	o := d.gathering(t, 0, nil)
	noor := storetest.Remote(t, d.store, "elders.example", "noor")
	group := storetest.RemoteActor("elders.example", "groep")
	group.Kind = models.Group
	d.remote.people = map[string]models.Actor{"noor@elders.example": noor, "groep@elders.example": group}
	path := "/events/" + o.ID + "/by-handle"
	res := d.do(t, http.MethodPost, path, url.Values{"guest_handle": {"groep@elders.example"}})
	contains(t, "a group", body(res), "groep@elders.example is geen persoon.")
	if res := d.do(t, http.MethodPost, path, url.Values{"guest_handle": {"https://elders.example/@noor"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d: %s", res.StatusCode, body(res))
	}
	d.page(t, "/events/"+o.ID, http.StatusOK, "We hebben je een privébericht gestuurd.")
	if mails := d.mailed(t); len(mails) != 0 {
		t.Errorf("mailed %+v", mails)
	}
	facts, err := d.store.OpenFacts(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	link := ""
	for _, f := range facts {
		if f.Kind == models.AttendanceLinkFact {
			if link, err = d.store.AnswerURL(t.Context(), f.Subject); err != nil {
				t.Fatal(err)
			}
		}
	}
	link = strings.TrimPrefix(link, storetest.Origin)
	d.page(t, link, http.StatusOK, "Je antwoordt als @noor@elders.example.")
	res = d.do(t, http.MethodPost, link, url.Values{"answer": {"yes"}})
	d.page(t, res.Header.Get("Location"), http.StatusOK, "Je komt. Tot dan.")
	if a, _, err := d.store.AnswerOf(t.Context(), o.ID, noor.ID); err != nil || a.Door != models.DoorHandle || a.State != models.AttendanceComing {
		t.Errorf("%+v, %v", a, err)
	}
	if strings.Contains(d.log.String(), "noor") {
		t.Errorf("the log says who she is: %s", d.log.String())
	}
}

func TestRsvp_asksWhatTheOrganiserAsks(t *testing.T) {
	d := newDesk(t)
	o := d.gathering(t, 0, func(e *models.Event) {
		e.Questions = []models.EventQuestion{{Label: "Wat breng je mee?", Needed: true}}
	})
	anna := storetest.Member(t, d.store, "anna")
	d.signIn(t, anna)
	d.page(t, "/events/"+o.ID, http.StatusOK, "Vragen van de organisator", "Wat breng je mee?")
	form := url.Values{"answer": {"yes"}, "question": {"Wat breng je mee?"}, "asked1": {" "}}
	res := d.do(t, http.MethodPost, "/events/"+o.ID+"/rsvp", form)
	if res.StatusCode != http.StatusUnprocessableEntity && res.StatusCode != http.StatusBadRequest {
		t.Errorf("without what is needed: %d", res.StatusCode)
	}
	contains(t, "without what is needed", body(res), "Beantwoord deze vraag.", `aria-invalid="true"`)
	form.Set("answer", "no")
	if res := d.do(t, http.MethodPost, "/events/"+o.ID+"/rsvp", form); res.StatusCode != http.StatusSeeOther {
		t.Errorf("a no owes nothing: %d", res.StatusCode)
	}
	form.Set("answer", "yes")
	form.Set("asked1", "Taart")
	form.Set("question", "Iets anders?") // it changed while the form was open
	if res := d.do(t, http.MethodPost, "/events/"+o.ID+"/rsvp", form); res.StatusCode == http.StatusSeeOther {
		t.Error("an answer to another question is taken")
	}
	form.Set("question", "Wat breng je mee?")
	if res := d.do(t, http.MethodPost, "/events/"+o.ID+"/rsvp", form); res.StatusCode != http.StatusSeeOther {
		t.Errorf("with it: %d", res.StatusCode)
	}
	d.page(t, "/events/"+o.ID, http.StatusOK, "Je komt.", `value="Taart"`)
	d.signIn(t, storetest.Member(t, d.store, "bram"))
	d.page(t, "/events/"+o.ID, http.StatusOK, "!Taart")
}

func TestAnswers_writeDownAndMergeGuests(t *testing.T) {
	d := newDesk(t)
	o := d.gathering(t, 2, nil)
	list := "/events/" + o.ID + "/answers"
	anna := storetest.Member(t, d.store, "anna")
	first, err := d.store.Respond(t.Context(), store.Answer{EventID: o.ID, Actor: anna, Word: models.Word{Door: models.DoorPage, Says: models.RSVPYes}})
	if err != nil {
		t.Fatal(err)
	}
	d.signIn(t, anna)
	for _, path := range []string{list, list + "/merge"} {
		if res := d.do(t, http.MethodPost, path, url.Values{"do": {"add"}, "name": {"Cor"}}); res.StatusCode != http.StatusForbidden {
			t.Errorf("a member at %s: %d", path, res.StatusCode)
		}
	}
	d.signIn(t, d.joost)
	if res := d.do(t, http.MethodPost, list, url.Values{"do": {"add"}, "name": {"Cor de Vries"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("write down: %d", res.StatusCode)
	}
	d.page(t, list, http.StatusOK, ">Cor</h3>", "aan de deur opgeschreven", "Binnen om ", "!de Vries", "Twee keer dezelfde persoon?")
	res := d.do(t, http.MethodPost, list, url.Values{"do": {"add"}, "name": {"Dee"}})
	if res.StatusCode != http.StatusConflict {
		t.Errorf("one too many: %d", res.StatusCode)
	}
	contains(t, "one too many", body(res), "Alle plekken zijn bezet.")
	if res := d.do(t, http.MethodPost, list, url.Values{"do": {"add"}, "name": {" "}}); res.StatusCode < 400 || res.StatusCode >= 500 {
		t.Errorf("nobody: %d", res.StatusCode)
	}
	guests, err := d.store.Guests(t.Context(), o.ID)
	if err != nil || len(guests) != 2 {
		t.Fatalf("%d guests, %v", len(guests), err)
	}
	hand := guests[1].Attendance.ID
	ask := list + "/merge?one=" + hand + "&two=" + first.Attendance.ID
	d.page(t, ask, http.StatusOK, "Zijn dit dezelfde persoon?", "Cor, aan de deur opgeschreven (Komen)", "Dit kun je niet terugdraaien.")
	if got, _ := d.store.Guests(t.Context(), o.ID); len(got) != 2 {
		t.Error("asking made them one")
	}
	if res := d.get(t, list+"/merge?one="+hand+"&two="+hand); res.StatusCode != http.StatusSeeOther {
		t.Errorf("with herself: %d", res.StatusCode)
	}
	form := url.Values{"one": {hand}, "two": {first.Attendance.ID}, "keep": {first.Attendance.ID}}
	if res := d.do(t, http.MethodPost, list+"/merge", form); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != list {
		t.Fatalf("merge: %d", res.StatusCode)
	}
	d.page(t, list, http.StatusOK, "Ze staan nu als één gast op de lijst.", ">anna</h3>", "!>Cor</h3>", "Binnen om ")
	log, err := d.store.GuestMerges(t.Context(), o.ID)
	if err != nil || len(log) != 1 || log[0].MergedBy != d.joost.ID {
		t.Errorf("%+v, %v", log, err)
	}
}
