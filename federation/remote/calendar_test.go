package remote_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/remote"
	"knoop/models"
	"knoop/models/store/storetest"
)

func TestCalendar_isReadAtItsAddress(t *testing.T) {
	w := newWorld(t)
	p := w.mastodon(t)
	start := w.clock.AddDate(0, 0, 7).UTC().Format("20060102T150405Z")
	text := func(title string) []byte {
		return []byte("BEGIN:VCALENDAR\r\nX-WR-CALNAME:De Meent\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:" + title + "\r\nDTSTART:" + start + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	}
	at := func(path string, status int, body []byte) string {
		p.Serve(p.Origin+path, fedtest.Answer{Status: status, Type: "text/calendar", Header: http.Header{"Etag": {`"1"`}}, Body: body})
		return p.Origin + path
	}
	good := at("/secret-4711/agenda.ics", 200, text("Borrel"))
	f, err := w.remote.Calendar(w.ctx, good)
	if err != nil || f.Name != "De Meent" || len(f.Dates) != 1 || f.Dates[0].Title != "Borrel" {
		t.Fatalf("%+v, %v", f, err)
	}
	for address, key := range map[string]string{
		at("/gone", 404, nil):                       "error.calendar_status",
		at("/page", 200, []byte("<html>")):          "error.calendar_none",
		at("/large", 200, make([]byte, 6<<20)):      "error.calendar_unfit",
		"https://10.0.0.1/agenda.ics":               "error.calendar_unreachable",
		"https://weg.localhost:1/agenda.ics":        "error.calendar_unreachable",
		"http://meent.example/agenda.ics":           "error.calendar_address",
		storetest.Origin + "/events.ics":            "error.calendar_address",
		"file:///etc/passwd":                        "error.calendar_address",
		"https://user:password@meent.example/a.ics": "error.calendar_address",
	} {
		f, err := w.remote.Calendar(w.ctx, address)
		if len(f.Dates) != 0 {
			t.Errorf("%s gives %d dates", address, len(f.Dates))
		}
		wantKind(t, err, models.Invalid, key)
	}
	p.Serve(p.Origin+"/inward", fedtest.Answer{Status: http.StatusFound, Header: http.Header{"Location": {"https://10.0.0.1/agenda.ics"}}})
	if _, err := w.remote.Calendar(w.ctx, p.Origin+"/inward"); models.KindOf(err) != models.Invalid {
		t.Errorf("led inward: %v", err)
	}
	for typed, want := range map[string]string{"webcal://a.example/x": "https://a.example/x", " WEBCAL://a.example/x ": "https://a.example/x", "https://a.example/x": "https://a.example/x"} {
		if got := remote.CalendarAddress(typed); got != want {
			t.Errorf("%s is read at %s", typed, got)
		}
	}

	storetest.Collective(t, w.store)
	anna := storetest.Member(t, w.store, "anna")
	if _, err := w.store.Subscribe(w.ctx, anna.ID, good); err != nil {
		t.Fatal(err)
	}
	bad, err := w.store.Subscribe(w.ctx, anna.ID, p.Origin+"/gone")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.remote.ReadCalendars(w.ctx); err != nil {
		t.Fatal(err)
	}
	rows, err := w.store.CalendarEvents(w.ctx, w.clock, time.Time{})
	if err != nil || len(rows) != 1 || rows[0].Title != "Borrel" || rows[0].Calendar != "De Meent" || !strings.HasSuffix(rows[0].Host, ".localhost") {
		t.Errorf("%+v, %v", rows, err)
	}
	all, err := w.store.Subscriptions(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if failed := one.ID == bad.ID; failed != (one.Failures == 1) || failed != (one.Fault == "error.calendar_status") || failed == (one.ETag == `"1"`) {
			t.Errorf("%+v", one)
		}
	}
	hits := p.AllHits()
	if err := w.remote.ReadCalendars(w.ctx); err != nil || p.AllHits() != hits {
		t.Errorf("read again at once (%v)", err)
	}
}
