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

func (d *desk) task(t *testing.T, o models.Object, label string, needed int) models.EventTask {
	t.Helper()
	task, err := d.store.AddTask(t.Context(), o.ID, models.TaskPlan{Label: label, Needed: needed})
	if err != nil {
		t.Fatal(err)
	}
	return task
}

func TestTasks_areTakenAndGivenBackOnThePage(t *testing.T) {
	d := newDesk(t)
	o, other := d.gathering(t, 0, nil), d.gathering(t, 0, nil)
	path := "/events/" + o.ID
	coffee := d.task(t, o, "Koffie zetten", 1)
	if got := body(d.get(t, path)); strings.Contains(got, "Koffie zetten") {
		t.Error("a stranger sees the tasks")
	}
	anna := storetest.Member(t, d.store, "anna")
	d.signIn(t, anna)
	d.page(t, path, http.StatusOK, "Wie doet wat?", "Koffie zetten", "0 van 1:", "Nog niemand", "Koffie zetten: dat doe ik")
	claim := path + "/tasks/" + coffee.ID
	if res := d.do(t, http.MethodPost, claim, url.Values{"do": {"claim"}}); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != path+"#tasks" {
		t.Fatalf("%d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	d.page(t, path, http.StatusOK, "1 van 1:", "</span> jij", "Koffie zetten: toch niet")
	d.signIn(t, d.joost)
	d.page(t, path, http.StatusOK, "</span> anna", "Rond</p>", "Taken bewerken")
	res := d.do(t, http.MethodPost, claim, url.Values{"do": {"claim"}})
	if res.StatusCode != http.StatusConflict {
		t.Errorf("what another has: %d", res.StatusCode)
	}
	got := body(res)
	contains(t, "taken", got, "Dat ging niet.", "‘Koffie zetten’ is net door een ander gepakt.")
	if strings.Contains(got, "Je antwoord is niet genoteerd.") {
		t.Error("the answer panel speaks of a task")
	}
	if res := d.do(t, http.MethodPost, "/events/"+other.ID+"/tasks/"+coffee.ID, url.Values{"do": {"claim"}}); res.StatusCode != http.StatusNotFound {
		t.Errorf("by way of another event: %d", res.StatusCode)
	}
	if res := d.do(t, http.MethodPost, claim, url.Values{"do": {"unclaim"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("what she does not do: %d", res.StatusCode)
	}
	d.signIn(t, anna)
	d.do(t, http.MethodPost, claim, url.Values{"do": {"unclaim"}})
	d.page(t, path, http.StatusOK, "0 van 1:")
}

// Guests of this node see the tasks once they said they come.
func TestTasks_areForWhoBelongsOrAnswered(t *testing.T) {
	d := newDesk(t)
	o := d.gathering(t, 0, nil)
	task := d.task(t, o, "Stoelen", 2)
	guest := storetest.Member(t, d.store, "gast")
	if err := d.store.SetRole(t.Context(), guest.ID, models.Guest); err != nil {
		t.Fatal(err)
	}
	d.signIn(t, guest)
	path := "/events/" + o.ID
	if got := body(d.get(t, path)); strings.Contains(got, "Wie doet wat?") {
		t.Error("a guest who did not answer sees the tasks")
	}
	if res := d.do(t, http.MethodPost, path+"/tasks/"+task.ID, url.Values{"do": {"claim"}}); res.StatusCode != http.StatusForbidden {
		t.Errorf("a guest who did not answer: %d", res.StatusCode)
	}
	d.answer(t, o, "yes")
	d.page(t, path, http.StatusOK, "Wie doet wat?")
	if res := d.do(t, http.MethodPost, path+"/tasks/"+task.ID, url.Values{"do": {"claim"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("a guest who comes: %d", res.StatusCode)
	}
	d.answer(t, o, "no")
	if got := body(d.get(t, path)); strings.Contains(got, "Wie doet wat?") {
		t.Error("a guest who does not come sees the tasks")
	}
	if items, err := d.store.Tasks(t.Context(), o.ID); err != nil || len(items[0].Claims) != 0 {
		t.Errorf("she still does it: %+v, %v", items, err)
	}
}

func TestManageTasks_isForWhoOrganises(t *testing.T) {
	d := newDesk(t)
	o := d.gathering(t, 0, nil)
	path := "/events/" + o.ID + "/tasks"
	anna := storetest.Member(t, d.store, "anna")
	d.signIn(t, anna)
	if res := d.get(t, path); res.StatusCode != http.StatusForbidden {
		t.Errorf("a member: %d", res.StatusCode)
	}
	d.signIn(t, d.joost)
	d.page(t, "/events/"+o.ID, http.StatusOK, `href="`+path+`"`)
	d.page(t, path, http.StatusOK, "Er zijn nog geen taken")
	res := d.do(t, http.MethodPost, path, url.Values{"do": {"save"}, "label": {" "}, "needed": {"0"}, "note": {"Sleutel bij de buren"}})
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without words: %d", res.StatusCode)
	}
	contains(t, "wrong", body(res), "Zeg wat er moet gebeuren.", `value="Sleutel bij de buren"`, `aria-invalid="true"`)
	save := func(v url.Values) {
		t.Helper()
		if res := d.do(t, http.MethodPost, path, v); res.StatusCode != http.StatusSeeOther {
			t.Fatalf("%d: %s", res.StatusCode, body(res))
		}
	}
	save(url.Values{"do": {"save"}, "label": {"Koffie  zetten"}, "needed": {"2"}, "note": {""}})
	items, err := d.store.Tasks(t.Context(), o.ID)
	if err != nil || len(items) != 1 {
		t.Fatal(items, err)
	}
	id := items[0].Task.ID
	save(url.Values{"do": {"assign"}, "of": {id}, "name": {"Ans de Vries"}})
	d.page(t, path, http.StatusOK, "Koffie zetten", "1 van 2", "<span>Ans</span>", "Wie doet Koffie zetten?")
	d.page(t, path+"?task="+id, http.StatusOK, "Taak bewerken", `value="Koffie zetten"`)
	save(url.Values{"do": {"save"}, "task": {id}, "label": {"Koffie en thee"}, "needed": {"1"}})
	if items, err = d.store.Tasks(t.Context(), o.ID); err != nil || items[0].Task.TaskPlan != (models.TaskPlan{Label: "Koffie en thee", Needed: 1}) {
		t.Fatal(items, err)
	}
	res = d.do(t, http.MethodPost, path, url.Values{"do": {"assign"}, "of": {id}, "name": {"Bo"}})
	contains(t, "one too many", body(res), "‘Koffie en thee’ is net door een ander gepakt.")
	save(url.Values{"do": {"unassign"}, "claim": {items[0].Claims[0].Claim.ID}})
	save(url.Values{"do": {"drop"}, "of": {id}})
	d.page(t, path, http.StatusOK, "Er zijn nog geen taken")
	other := d.task(t, d.gathering(t, 0, nil), "Elders", 1)
	if res := d.do(t, http.MethodPost, path, url.Values{"do": {"drop"}, "of": {other.ID}}); res.StatusCode != http.StatusNotFound {
		t.Errorf("a task of another event: %d", res.StatusCode)
	}
}

func TestDoor_ticksOffAndAsksTheHost(t *testing.T) {
	d := newDesk(t)
	o := d.gathering(t, 2, func(e *models.Event) { e.StartsAt = d.store.Now().Add(time.Hour) })
	path := "/events/" + o.ID
	link := path + "/here/" + d.store.DoorCode(o.ID)
	anna, third, full := storetest.Member(t, d.store, "anna"), storetest.Member(t, d.store, "third"), storetest.Member(t, d.store, "vol")
	if _, err := d.store.Respond(t.Context(), store.Answer{EventID: o.ID, Actor: anna, Word: models.Word{Door: models.DoorPage, Says: models.RSVPYes}}); err != nil {
		t.Fatal(err)
	}
	if res := d.get(t, path+"/here/0000000000"); res.StatusCode != http.StatusNotFound {
		t.Errorf("a wrong code: %d", res.StatusCode)
	}
	d.page(t, link, http.StatusOK, "Ik sta op de lijst als", "/login?next=")
	if res := d.do(t, http.MethodPost, link, url.Values{"name": {" "}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("no name: %d", res.StatusCode)
	}
	if res := d.do(t, http.MethodPost, link, url.Values{"name": {"Ans <b>"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("a name: %d", res.StatusCode)
	}
	for _, who := range []models.Actor{anna, third} {
		d.signIn(t, who)
		d.page(t, link, http.StatusOK, "Ik ben er</button>")
		if res := d.do(t, http.MethodPost, link, url.Values{}); res.StatusCode != http.StatusSeeOther {
			t.Errorf("%s: %d", who.Handle, res.StatusCode)
		}
		d.page(t, link, http.StatusOK, "Je bent binnen sinds")
	}
	d.signIn(t, full)
	d.do(t, http.MethodPost, link, url.Values{})
	d.page(t, link, http.StatusOK, "De gastvrouw of gastheer ziet dat je er bent")
	if res := d.get(t, path+"/door"); res.StatusCode != http.StatusForbidden {
		t.Errorf("a member has the code of the door: %d", res.StatusCode)
	}
	d.signIn(t, d.joost)
	d.page(t, path+"/door", http.StatusOK, "Ben je er? Zeg het hier", "/here/", "Werkt van")
	if res := d.get(t, path+"/door.png"); res.Header.Get("Content-Type") != "image/png" {
		t.Errorf("the picture is %s", res.Header.Get("Content-Type"))
	}
	d.page(t, path+"/answers", http.StatusOK, "2 van 2 binnen", "Zeggen er te zijn", "Ans &lt;b&gt;", "QR-code voor de deur", "Zet vol erbij")
	waiting, err := d.store.AtDoor(t.Context(), o.ID)
	if err != nil || len(waiting) != 2 {
		t.Fatal(waiting, err)
	}
	for i, do := range []string{"in", "not_in"} {
		if res := d.do(t, http.MethodPost, path+"/answers", url.Values{"word": {waiting[i].Word.ID}, "do": {do}}); res.StatusCode != http.StatusSeeOther {
			t.Errorf("%s: %d", do, res.StatusCode)
		}
	}
	d.page(t, path+"/answers", http.StatusOK, "3 van 3 binnen")
	if res := d.do(t, http.MethodPost, path+"/answers", url.Values{"do": {"settle"}}); res.StatusCode != http.StatusConflict {
		t.Errorf("before it is over: %d", res.StatusCode)
	}
	far := d.gathering(t, 0, nil)
	d.page(t, "/events/"+far.ID+"/here/"+d.store.DoorCode(far.ID), http.StatusOK, "Het is nog te vroeg.")
}

func TestRsvp_aReminderIsAChoice(t *testing.T) {
	d := newDesk(t)
	o := d.gathering(t, 0, nil)
	anna := storetest.Member(t, d.store, "anna")
	d.signIn(t, anna)
	if got := body(d.get(t, "/events/"+o.ID)); strings.Contains(got, "Herinner me de dag ervoor") {
		t.Error("who cannot be reminded is asked")
	}
	bob := storetest.Remote(t, d.store, "b.example", "bob")
	d.signIn(t, bob)
	d.page(t, "/events/"+o.ID, http.StatusOK, "Herinner me de dag ervoor", "Met een privébericht op je eigen server.")
	d.answer(t, o, "yes", "reminding")
	if a, _, err := d.store.AnswerOf(t.Context(), o.ID, bob.ID); err != nil || !a.Unreminded {
		t.Errorf("%+v, %v", a, err)
	}
	d.answer(t, o, "yes", "reminding", "remind")
	if a, _, err := d.store.AnswerOf(t.Context(), o.ID, bob.ID); err != nil || a.Unreminded {
		t.Errorf("%+v, %v", a, err)
	}
	d.answer(t, o, "yes")
	if a, _, err := d.store.AnswerOf(t.Context(), o.ID, bob.ID); err != nil || a.Unreminded {
		t.Errorf("a form that does not ask: %+v, %v", a, err)
	}
}
