package web_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestSeries_isMadeInTheBrowserAndShowsItsNextDateFirst(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	joost := h.first(t)
	h.page(t, "/manage/series", http.StatusForbidden)
	first := time.Now().AddDate(0, 0, 3)
	form := url.Values{
		"title": {"Ontbijt <b>"}, "handle": {"ontbijt"}, "date": {first.Format(time.DateOnly)}, "time": {"08:30"}, "end": {"10:00"},
		"every": {"week"}, "steps": {"2"}, "count": {""}, "holidays": {"no"}, "place": {"De Spoel"}, "do": {"look"},
	}
	h.as(t, joost, func() {
		h.page(t, "/manage/series", http.StatusOK, "Er is nog geen reeks.")
		h.page(t, "/manage/series/new", http.StatusOK, `type="date"`, `type="time"`)
		if res := h.do(t, http.MethodPost, "/manage/series/new", form); res.StatusCode != http.StatusOK {
			t.Errorf("a look: %d", res.StatusCode)
		}
		if all, _ := h.store.AllSeries(t.Context()); len(all) != 0 {
			t.Error("a look keeps it")
		}
		form.Set("do", "save")
		bad := url.Values{}
		for k, v := range form {
			bad[k] = v
		}
		bad.Set("date", "")
		if res := h.do(t, http.MethodPost, "/manage/series/new", bad); res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("without a date: %d", res.StatusCode)
		}
		if res := h.do(t, http.MethodPost, "/manage/series/new", form); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/@ontbijt" {
			t.Errorf("saved: %d %s", res.StatusCode, res.Header.Get("Location"))
		}
	})
	h.page(t, "/@ontbijt", http.StatusOK, "De volgende keer", "Om de twee weken op", "Ontbijt &lt;b&gt;", "!Ontbijt <b>", "!/manage/series/ontbijt")
	a, err := h.store.ActorByHandle(t.Context(), "ontbijt")
	if err != nil {
		t.Fatal(err)
	}
	dates, err := h.store.Events(t.Context(), store.EventFilter{Series: a.URI})
	if err != nil || len(dates) < 2 {
		t.Fatalf("%d dates, %v", len(dates), err)
	}
	h.page(t, "/events/"+dates[0].Object.ID, http.StatusOK, `href="/@ontbijt"`, "!#dates")
	second := dates[1].Event.LocalStart()
	h.as(t, joost, func() {
		h.page(t, "/events/"+dates[0].Object.ID, http.StatusOK, "/manage/series/ontbijt#dates")
		h.page(t, "/manage/series/ontbijt", http.StatusOK, "Datums die komen", `value="08:30"`)
		for _, form := range []url.Values{
			{"do": {"cancel"}, "day": {dates[0].Event.LocalStart().Format(time.DateOnly)}},
			{"do": {"move"}, "day": {second.Format(time.DateOnly)}, "to": {second.AddDate(0, 0, 1).Format("2006-01-02") + "T09:00"}},
		} {
			if res := h.do(t, http.MethodPost, "/manage/series/ontbijt/date", form); res.StatusCode != http.StatusSeeOther {
				t.Errorf("%v: %d", form, res.StatusCode)
			}
		}
	})
	h.page(t, "/events/"+dates[0].Object.ID, http.StatusOK, "Gaat niet door")
	if e, _ := h.store.Event(t.Context(), dates[1].Object.ID); !e.LocalStart().Equal(second.AddDate(0, 0, 1).Add(30*time.Minute)) && e.Previous == nil {
		t.Errorf("not moved: %v", e.LocalStart())
	}
	h.page(t, "/@ontbijt", http.StatusOK, "09.00")
}
