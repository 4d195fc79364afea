package handlers

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestFeeds_whatISaidYesToIsMine(t *testing.T) {
	h := newHouse(t, nil)
	ctx := t.Context()
	mokum, anna := storetest.Collective(t, h.store), storetest.Member(t, h.store, "anna")
	visitor := storetest.Remote(t, h.store, "ver.example", "cor")
	end := h.now.Add(50 * time.Hour)
	make := func(title string, capacity int) models.Object {
		return h.event(t, store.NewEvent{ActorID: mokum.ID, Title: title, Event: models.Event{
			StartsAt: end.Add(-2 * time.Hour), EndsAt: &end, Timezone: "Europe/Amsterdam", TakesRSVP: true, WaitingList: true, Capacity: capacity,
			EventDetails: models.EventDetails{Contact: "bel Fatima"},
		}})
	}
	yes, full, no, unasked := make("Ontbijt", 0), make("Diner", 1), make("Borrel", 0), make("Lunch", 0)
	say := func(o models.Object, who models.Actor, says models.RSVP) {
		if _, err := h.store.Respond(ctx, store.Answer{EventID: o.ID, Actor: who, Word: models.Word{Door: models.DoorPage, Says: says}}); err != nil {
			t.Fatal(err)
		}
	}
	say(full, visitor, models.RSVPYes)
	say(yes, visitor, models.RSVPYes)
	say(yes, anna, models.RSVPYes)
	say(full, anna, models.RSVPYes)
	say(no, anna, models.RSVPNo)
	token, err := h.store.MakeCalendar(ctx, anna.ID)
	if err != nil || len(token) != 43 {
		t.Fatal(token, err)
	}
	path := "/calendar/" + token + ".ics"
	w := h.ask("GET", path)
	got := calendarOf(t, w)
	if len(got) != 2 || got[no.URI] != nil || got[unasked.URI] != nil {
		t.Errorf("%d events", len(got))
	}
	if e := got[yes.URI]; e == nil || said(e, "STATUS") != "CONFIRMED" || !strings.Contains(said(e, "DESCRIPTION"), "bel Fatima") {
		t.Errorf("%v", got[yes.URI])
	}
	if e := got[full.URI]; e == nil || said(e, "STATUS") != "TENTATIVE" || said(e, "SUMMARY") != "Wachtlijst: Diner" {
		t.Errorf("%v", got[full.URI])
	}
	if c := w.Header().Get("Cache-Control"); !strings.Contains(c, "private") || !strings.Contains(w.Header().Get("X-Robots-Tag"), "noindex") || w.Header().Get("ETag") == "" {
		t.Errorf("%v", w.Header())
	}
	if w := h.ask("GET", path, "If-None-Match", `W/`+w.Header().Get("ETag")); w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("asked again: %d", w.Code)
	}
	if strings.Contains(h.log.String(), token) {
		t.Error("the log tells the address")
	}
	if hers, err := h.store.MakeCalendar(ctx, visitor.ID); err != nil {
		t.Error(err)
	} else if body := h.ask("GET", "/calendar/"+hers+".ics").Body.String(); !strings.Contains(body, "Ontbijt") || !strings.Contains(body, "Diner") || strings.Contains(body, "Fatima") {
		t.Errorf("a visitor reads\n%s", body)
	}
	if _, err := h.store.CancelEvent(ctx, full.ID); err != nil {
		t.Fatal(err)
	}
	if e := calendarOf(t, h.ask("GET", path))[full.URI]; e == nil || said(e, "STATUS") != "CANCELLED" {
		t.Errorf("cancelled is %v", e)
	}
	renewed, err := h.store.MakeCalendar(ctx, anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	if old, fresh := h.ask("GET", path).Code, h.ask("GET", "/calendar/"+renewed+".ics").Code; old != 404 || fresh != 200 {
		t.Errorf("the old address %d, the new %d", old, fresh)
	}
	if err := h.store.DropCalendar(ctx, anna.ID); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/calendar/" + renewed + ".ics", "/calendar/x.ics", "/calendar/"} {
		if w := h.ask("GET", path); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	last, err := h.store.MakeCalendar(ctx, anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.DeleteMember(ctx, anna.ID); err != nil {
		t.Fatal(err)
	}
	if w := h.ask("GET", "/calendar/"+last+".ics"); w.Code != 404 {
		t.Errorf("of one who left: %d", w.Code)
	}
}
