package handlers

import (
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"knoop/models"
	"knoop/models/recurrence"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// expanded gives what a calendar program shows of a series: the dates of its
// rule, without EXDATE, with RDATE, and what an override says instead.
func expanded(t *testing.T, w *httptest.ResponseRecorder, until time.Time) (out []string, uid string) {
	t.Helper()
	c, err := ics.ParseCalendar(strings.NewReader(w.Body.String()))
	if err != nil || w.Code != 200 {
		t.Fatalf("%d %v %s", w.Code, err, w.Body)
	}
	amsterdam, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	read := func(p *ics.IANAProperty) (list []time.Time) {
		if p == nil {
			return nil
		}
		for one := range strings.SplitSeq(p.Value, ",") {
			at, err := time.ParseInLocation("20060102T150405", one, amsterdam)
			if len(p.ICalParameters["TZID"]) == 0 {
				at, err = time.Parse("20060102T150405Z", one)
			} else if p.ICalParameters["TZID"][0] != "Europe/Amsterdam" {
				t.Errorf("%s in the zone %v", one, p.ICalParameters)
			}
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, at)
		}
		return list
	}
	dates, masters, start := map[int64]string{}, 0, time.Time{}
	line := func(at time.Time, title, status string) string {
		return strings.TrimSuffix(at.In(amsterdam).Format("2006-01-02 15:04 ")+title+" "+status, " CONFIRMED")
	}
	for _, e := range c.Events() {
		uid = e.Id()
		rule := e.GetProperty("RRULE")
		if rule == nil {
			continue
		}
		masters++
		parsed, err := recurrence.Parse(rule.Value)
		if err != nil {
			t.Fatalf("%s: %v", rule.Value, err)
		}
		start = read(e.GetProperty("DTSTART"))[0]
		plan := recurrence.Schedule{
			Rule: parsed, Start: recurrence.Wall(start, amsterdam), Zone: amsterdam,
			Except: read(e.GetProperty("EXDATE")), Extra: read(e.GetProperty("RDATE")),
		}
		for _, d := range plan.Between(start.AddDate(-1, 0, 0), until, 1000) {
			dates[d.Start.Unix()] = line(d.Start, said(e, "SUMMARY"), said(e, "STATUS"))
		}
	}
	for _, e := range c.Events() {
		if e.Id() != uid {
			t.Errorf("%s and %s are one series", e.Id(), uid)
		}
		if p := e.GetProperty("RECURRENCE-ID"); p != nil {
			at := read(p)[0].Unix()
			if at >= until.Unix() {
				continue
			}
			if dates[at] == "" && at >= start.Unix() {
				t.Errorf("%s is no date of the rule", p.Value)
			}
			dates[at] = line(read(e.GetProperty("DTSTART"))[0], said(e, "SUMMARY"), said(e, "STATUS"))
		}
	}
	if masters != 1 {
		t.Errorf("%d rules", masters)
	}
	for _, d := range dates {
		out = append(out, d)
	}
	slices.Sort(out)
	return out, uid
}

// A year of a weekly breakfast, over both changes of the clock: its calendar
// shows what the store made, whatever happened to a date.
func TestFeeds_theCalendarOfASeriesShowsItsDates(t *testing.T) {
	h := newHouse(t, nil)
	ctx := t.Context()
	h.now = time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	storetest.Collective(t, h.store)
	a, err := h.store.CreateSeries(ctx, store.NewSeries{Handle: "ontbijt", Series: models.Series{
		Rule: "FREQ=WEEKLY;BYDAY=TU", Start: "2026-02-03T09:30:00", Timezone: "Europe/Amsterdam", Minutes: 90, Holidays: "nl", Title: "Ontbijt",
	}})
	if err != nil {
		t.Fatal(err)
	}
	amsterdam, _ := time.LoadLocation("Europe/Amsterdam")
	made := func(until time.Time) (out []string) {
		items, err := h.store.Events(ctx, store.EventFilter{Series: a.URI, LocalOnly: true, To: until, Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range items {
			line := i.Event.StartsAt.In(amsterdam).Format("2006-01-02 15:04 ") + i.Object.Name
			if i.Event.Status == models.EventCancelled {
				line = strings.Replace(line, "Ontbijt", "Gaat niet door: Ontbijt", 1) + " CANCELLED"
			}
			out = append(out, line)
		}
		slices.Sort(out)
		return out
	}
	compare := func(step string, since time.Duration) {
		t.Helper()
		until := h.now.Add(50 * 24 * time.Hour) // within which all dates are made
		got, uid := expanded(t, h.ask("GET", "/@ontbijt.ics"), until)
		want := made(until)
		if since > 0 { // what stood in a rule that was is kept for a while
			recent := func(s string) bool { return s < h.now.Add(-since).Format("2006-01-02") }
			got, want = slices.DeleteFunc(got, recent), slices.DeleteFunc(want, recent)
		}
		if uid != a.URI || !slices.Equal(got, want) {
			t.Errorf("%s: the calendar of %s shows\n%s\nand not\n%s", step, uid, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	step := func(days int) {
		h.now = h.now.AddDate(0, 0, days)
		if _, err := h.store.StepAllSeries(ctx); err != nil {
			t.Fatal(err)
		}
	}
	compare("made", 0)
	if err := h.store.CancelDate(ctx, a.ID, "2026-02-10"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.MoveDate(ctx, a.ID, "2026-02-17", time.Date(2026, 2, 18, 14, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	compare("one is off and one moved", 0)
	for range 10 {
		step(30)
	}
	if got := made(h.now); !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "2026-07-07 09:30") }) || len(got) < 40 {
		t.Fatalf("the store made %v", got)
	}
	compare("after both changes of the clock", 0)
	text := h.ask("GET", "/@ontbijt.ics").Body.String()
	if p := os.Getenv("KNOOP_TEST_ICS"); p != "" { // to look at with another program
		_ = os.WriteFile(p, []byte(text), 0o600)
	}
	for _, want := range []string{
		"METHOD:PUBLISH", "RRULE:FREQ=WEEKLY;BYDAY=TU\r\n", "DTSTART;TZID=Europe/Amsterdam:20260203T093000", "RECURRENCE-ID;TZID=Europe/Amsterdam:20260217T093000",
		"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "STATUS:CANCELLED",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	one, err := h.store.Series(ctx, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	one.Rule, one.Start, one.Title = "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", h.now.Format("2006-01-02")+"T10:00:00", "Ontbijt"
	if _, err := h.store.EditSeries(ctx, a.ID, store.NewSeries{Series: one}); err != nil {
		t.Fatal(err)
	}
	compare("with another rule", 80*24*time.Hour)

	// In the whole agenda, and by itself, a date is the same thing.
	for uid := range calendarOf(t, h.ask("GET", "/events.ics")) {
		if uid != a.URI {
			t.Errorf("the agenda knows a date as %s", uid)
		}
	}
	items, err := h.store.Events(ctx, store.EventFilter{Series: a.URI, Backward: true, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	e := calendarOf(t, h.ask("GET", "/events/"+items[0].Object.ID+".ics"))[a.URI]
	if e == nil || said(e, "RECURRENCE-ID") != said(e, "DTSTART") {
		t.Errorf("by itself it is %v", e)
	}
	tag := h.ask("GET", "/@ontbijt.ics").Header().Get("ETag")
	if w := h.ask("GET", "/@ontbijt.ics", "If-None-Match", tag); tag == "" || w.Code != 304 {
		t.Errorf("asked again: %d", w.Code)
	}
}

func TestFeeds_aRuleEndsInUTC(t *testing.T) {
	h := newHouse(t, nil)
	h.now = time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	storetest.Collective(t, h.store)
	if _, err := h.store.CreateSeries(t.Context(), store.NewSeries{Handle: "koffie", Series: models.Series{
		Rule: "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20260707", Start: "2026-02-03T09:30:00", Timezone: "Europe/Amsterdam", Title: "Koffie",
	}}); err != nil {
		t.Fatal(err)
	}
	w := h.ask("GET", "/@koffie.ics")
	if !strings.Contains(w.Body.String(), "UNTIL=20260707T215959Z") {
		t.Errorf("%s", w.Body)
	}
	if got, _ := expanded(t, w, h.now.AddDate(1, 0, 0)); len(got) != 6 {
		t.Errorf("%v", got)
	}
}
