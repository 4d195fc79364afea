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

// gathering publishes an event of the collective that takes answers.
func (d *desk) gathering(t *testing.T, seats int, change func(*models.Event)) models.Object {
	t.Helper()
	e := models.Event{StartsAt: d.store.Now().Add(72 * time.Hour), Capacity: seats, TakesRSVP: true, WaitingList: true}
	if change != nil {
		change(&e)
	}
	o, err := d.store.PublishEvent(t.Context(), store.NewEvent{ActorID: d.node.Collective, Title: "Open Coffee", Event: e})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (d *desk) answer(t *testing.T, o models.Object, says string, more ...string) *http.Response {
	t.Helper()
	form := url.Values{"answer": {says}}
	for _, m := range more {
		form.Set(m, "1")
	}
	return d.do(t, http.MethodPost, "/events/"+o.ID+"/rsvp", form)
}

func TestRsvp_isGivenOnThePageAndChangedThere(t *testing.T) {
	d := newDesk(t)
	o := d.gathering(t, 1, nil)
	path := "/events/" + o.ID
	d.page(t, path, http.StatusOK, "Kom je ook?", "0 mensen komen, nog 1 plek vrij", "Log in om te antwoorden", "/login?next=%2Fevents%2F"+o.ID)
	if got := body(d.get(t, path)); strings.Contains(got, `action="`+path+`/rsvp"`) {
		t.Error("a stranger has the form")
	}
	anna := storetest.Member(t, d.store, "anna")
	d.signIn(t, anna)
	d.page(t, path, http.StatusOK, "Ik kom</button>", "Misschien</button>", "Ik kan niet</button>", "Laat anderen zien dat ik kom")
	if res := d.answer(t, o, "yes", "shown"); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != path+"#rsvp" {
		t.Fatalf("%d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	d.page(t, path, http.StatusOK, "Je komt. Tot dan.", "1 persoon komt", ` checked aria-describedby="shown-hint"`)
	d.signIn(t, d.joost)
	d.page(t, path, http.StatusOK, "Alle plekken zijn bezet. Zeg je ja, dan kom je op de wachtlijst", "Bekijk wie er komt")
	d.answer(t, o, "yes")
	d.page(t, path, http.StatusOK, "Je staat op de wachtlijst, op plaats 1.", "1 persoon wacht op een plek")
	d.page(t, path+"/answers", http.StatusOK, "Wie komt er naar Open Coffee", ">anna</h3>", "1. Joost</h3>", "anna is er")
	d.signIn(t, anna)
	d.answer(t, o, "no")
	d.page(t, path, http.StatusOK, "Je komt niet.")
	if a, _, err := d.store.AnswerOf(t.Context(), o.ID, d.joost.ID); err != nil || a.State != models.AttendanceComing {
		t.Errorf("who waited is %q, %v", a.State, err)
	}
	if res := d.answer(t, o, "perhaps"); res.StatusCode != http.StatusUnprocessableEntity && res.StatusCode != http.StatusBadRequest {
		t.Errorf("an answer that is none: %d", res.StatusCode)
	}
}

func TestRsvp_saysWhyNot(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	full := d.gathering(t, 1, func(e *models.Event) { e.WaitingList = false })
	anna := storetest.Member(t, d.store, "anna")
	if _, err := d.store.Respond(t.Context(), store.Answer{EventID: full.ID, Actor: anna, Word: models.Word{Door: models.DoorPage, Says: models.RSVPYes}}); err != nil {
		t.Fatal(err)
	}
	res := d.answer(t, full, "yes")
	if res.StatusCode != http.StatusConflict {
		t.Errorf("full: %d", res.StatusCode)
	}
	contains(t, "full", body(res), "Je antwoord is niet genoteerd.", "De bijeenkomst zit vol, en er is geen wachtlijst.")
	off := d.gathering(t, 0, nil)
	if _, err := d.store.CancelEvent(t.Context(), off.ID); err != nil {
		t.Fatal(err)
	}
	d.page(t, "/events/"+off.ID, http.StatusOK, "Deze bijeenkomst gaat niet door.")
	closed := d.gathering(t, 0, func(e *models.Event) { e.TakesRSVP = false })
	if got := body(d.get(t, "/events/"+closed.ID)); strings.Contains(got, "Kom je ook?") {
		t.Error("an event without answers asks for them")
	}
	if res := d.do(t, http.MethodPost, "/events/none/rsvp", url.Values{"answer": {"yes"}}); res.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown event: %d", res.StatusCode)
	}
}

func TestAnswers_areForWhoOrganises(t *testing.T) {
	d := newDesk(t)
	o, other := d.gathering(t, 0, nil), d.gathering(t, 0, nil)
	anna := storetest.Member(t, d.store, "anna")
	path := "/events/" + o.ID + "/answers"
	r, err := d.store.Respond(t.Context(), store.Answer{EventID: o.ID, Actor: anna, Word: models.Word{Door: models.DoorPage, Says: models.RSVPYes}})
	if err != nil {
		t.Fatal(err)
	}
	there := url.Values{"guest": {r.Attendance.ID}, "do": {"there"}}
	d.signIn(t, anna)
	if res := d.get(t, path); res.StatusCode != http.StatusForbidden {
		t.Errorf("a member sees the list: %d", res.StatusCode)
	}
	if res := d.do(t, http.MethodPost, path, there); res.StatusCode != http.StatusForbidden {
		t.Errorf("a member checks in: %d", res.StatusCode)
	}
	own, err := d.store.PublishEvent(t.Context(), store.NewEvent{ActorID: anna.ID, Title: "Wandelen", Event: models.Event{StartsAt: d.store.Now().Add(time.Hour), TakesRSVP: true}})
	if err != nil {
		t.Fatal(err)
	}
	d.page(t, "/events/"+own.ID+"/answers", http.StatusOK, "Er heeft nog niemand geantwoord")
	d.signIn(t, d.joost)
	if res := d.do(t, http.MethodPost, path, there); res.StatusCode != http.StatusSeeOther {
		t.Errorf("check in: %d", res.StatusCode)
	}
	d.page(t, path, http.StatusOK, "Binnen om ", "Toch niet")
	if res := d.do(t, http.MethodPost, "/events/"+other.ID+"/answers", there); res.StatusCode != http.StatusNotFound {
		t.Errorf("by the list of another event: %d", res.StatusCode)
	}
	there.Set("do", "missed")
	d.do(t, http.MethodPost, path, there)
	d.page(t, path, http.StatusOK, "Kwam niet opdagen")
	d.signIn(t, anna)
	if got := body(d.get(t, "/events/"+o.ID)); strings.Contains(got, "Kwam niet opdagen") {
		t.Error("a no-show leaves the organisers' room")
	}
}
