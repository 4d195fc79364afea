package web_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestSeriesForm_saysAllThatIsWrongAtOnce(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.as(t, h.first(t), func() {
		res := h.do(t, http.MethodPost, "/manage/series/new", url.Values{
			"title": {""}, "handle": {""}, "date": {""}, "time": {"08:30"}, "every": {"week"}, "steps": {"1"}, "holidays": {"no"},
			"capacity": {"veel"}, "online": {"geen adres"}, "tasks": {"Koffie: 0"}, "place": {"De Spoel"}, "do": {"save"},
		})
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Fatalf("status %d", res.StatusCode)
		}
		contains(t, "faults", body(res), "Kies een adres voor de reeks, bijvoorbeeld opencoffee.", `href="#title"`, `href="#handle"`, `href="#date"`, `href="#capacity"`, `href="#online"`, `href="#tasks"`, `value="De Spoel"`)
	})
}

func TestSeriesForm_takesSeveralDaysTasksAndAnEnd(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	joost := h.first(t)
	first := h.store.Now().AddDate(0, 0, 3)
	for first.Weekday() != time.Monday {
		first = first.AddDate(0, 0, 1)
	}
	form := url.Values{
		"title": {"Ontbijt"}, "handle": {"ontbijt"}, "date": {first.Format(time.DateOnly)}, "time": {"08:30"}, "every": {"week"}, "days": {"1", "4"}, "steps": {"1"},
		"holidays": {"no"}, "tasks": {"Koffie zetten\r\nStoelen: 3"}, "place": {"De Spoel"}, "do": {"save"},
	}
	h.as(t, joost, func() {
		if res := h.do(t, http.MethodPost, "/manage/series/new", form); res.StatusCode != http.StatusSeeOther {
			t.Fatalf("status %d: %s", res.StatusCode, body(res))
		}
		h.page(t, "/manage/series/ontbijt", http.StatusOK, `name="days" value="1" checked`, `name="days" value="4" checked`, "!"+`name="days" value="2" checked`, "Stoelen: 3", "De reeks stoppen", "!Zoals het nu is ingesteld")
	})
	a, err := h.store.ActorByHandle(t.Context(), "ontbijt")
	if err != nil {
		t.Fatal(err)
	}
	one, err := h.store.Series(t.Context(), a.ID)
	if err != nil || one.Rule != "FREQ=WEEKLY;BYDAY=MO,TH" {
		t.Errorf("%q, %v", one.Rule, err)
	}
	dates, err := h.store.Events(t.Context(), store.EventFilter{Series: a.URI, LocalOnly: true, Limit: 50})
	if err != nil || len(dates) < 4 {
		t.Fatalf("%d dates, %v", len(dates), err)
	}
	if tasks, err := h.store.Tasks(t.Context(), dates[0].Object.ID); err != nil || len(tasks) != 2 || tasks[1].Task.TaskPlan.Needed != 3 {
		t.Errorf("%+v, %v", tasks, err)
	}
	answered := dates[len(dates)-1]
	if _, err := h.store.Respond(t.Context(), store.Answer{EventID: answered.Object.ID, Actor: joost, Word: models.Word{Door: models.DoorPage, Says: models.RSVPYes}}); err != nil {
		t.Fatal(err)
	}
	h.as(t, joost, func() {
		extra := url.Values{"do": {"add"}, "on": {first.AddDate(0, 0, 1).Format(time.DateOnly)}, "at": {"14:00"}}
		if res := h.do(t, http.MethodPost, "/manage/series/ontbijt/date", extra); res.StatusCode != http.StatusSeeOther {
			t.Errorf("one more date: %d: %s", res.StatusCode, body(res))
		}
		if res := h.do(t, http.MethodPost, "/manage/series/ontbijt/date", extra); res.StatusCode != http.StatusConflict {
			t.Errorf("the same again: %d", res.StatusCode)
		}
		h.page(t, "/manage/series/ontbijt", http.StatusOK, "14.00", `value="`+extra.Get("on")+`"`)
	})
	last := dates[1].Event.LocalStart().Format(time.DateOnly)
	h.as(t, joost, func() {
		if res := h.do(t, http.MethodPost, "/manage/series/ontbijt/date", url.Values{"do": {"end"}, "last": {"morgen"}}); res.StatusCode != http.StatusBadRequest && res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("no day: %d", res.StatusCode)
		}
		if res := h.do(t, http.MethodPost, "/manage/series/ontbijt/date", url.Values{"do": {"end"}, "last": {last}}); res.StatusCode != http.StatusSeeOther {
			t.Errorf("status %d: %s", res.StatusCode, body(res))
		}
		h.page(t, "/manage/series/ontbijt", http.StatusOK, "De reeks stopt. Op een of meer datums daarna is al geantwoord", `value="`+last+`"`)
	})
	for i, d := range dates {
		e, err := h.store.Event(t.Context(), d.Object.ID)
		if err != nil {
			t.Fatal(err)
		}
		if off := e.Status == models.EventCancelled; off != (i > 1 && d.Object.ID != answered.Object.ID) {
			t.Errorf("date %d, %s: cancelled %v", i, e.StartsAt, off)
		}
	}
}
