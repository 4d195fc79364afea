package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"knoop/handlers/web"
	"knoop/models"
	"knoop/models/store/storetest"
)

const buurt = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Buurthuis\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Repaircafé <b>\r\nDTSTART:20260310T190000Z\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Yoga\r\nDTSTART;TZID=Mars/Olympus:20261201T190000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// calendars are what is at addresses elsewhere.
type calendars struct{ seen []string }

func (c *calendars) Calendar(_ context.Context, address string) (models.CalendarFile, error) {
	c.seen = append(c.seen, address)
	if !strings.HasSuffix(address, "agenda.ics") {
		return models.CalendarFile{}, models.Fail(models.Invalid, "error.calendar_status", "Host", "meent.example", "Status", 404)
	}
	return models.CalendarFile{Name: "De Meent", Dates: []models.CalendarDate{{UID: "1", Title: "Buurtborrel", StartsAt: now.AddDate(0, 0, 2), Timezone: "Europe/Amsterdam"}}}, nil
}

func TestCalendars_aFileIsLookedAtBeforeItIsTaken(t *testing.T) {
	h := newHouse(t)
	h.inviting(t)
	n, err := h.store.Node(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	res := h.send(t, "/manage/calendars/file", "agenda 2027.ics", []byte(buurt), nil)
	at := res.Header.Get("Location")
	if res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(at, "/manage/calendars/") {
		t.Fatal(res.StatusCode, body(res))
	}
	h.page(t, at, http.StatusOK, "agenda 2027", "Repaircafé &lt;b&gt;", "Yoga: We kennen de tijdzone Mars/Olympus niet.", "regel 8", "Neem over")
	if drafts, err := h.store.Drafts(t.Context(), []string{n.Collective}); err != nil || len(drafts) != 0 {
		t.Errorf("a look made %d drafts, %v", len(drafts), err)
	}
	if res := h.do(t, http.MethodPost, at+"/start", url.Values{"how": {"drafts"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatal(res.StatusCode)
	}
	if res := h.get(t, at); res.Header.Get("Refresh") == "" || !strings.Contains(body(res), "Bezig: 0 van 1") {
		t.Error("nothing says that it runs")
	}
	id := strings.TrimPrefix(at, "/manage/calendars/")
	f, err := h.store.ImportFile(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if more, err := h.store.StepImport(t.Context(), id, f.Dates, func(s string) string { return s }); more || err != nil {
		t.Fatal(more, err)
	}
	h.page(t, at, http.StatusOK, "Klaar", "!Neem over")
	h.page(t, "/manage/calendars", http.StatusOK, "agenda 2027", "Klaar")
	if drafts, err := h.store.Drafts(t.Context(), []string{n.Collective}); err != nil || len(drafts) != 1 || drafts[0].Title != "Repaircafé <b>" {
		t.Errorf("%v, %v", drafts, err)
	}
	again := h.send(t, "/manage/calendars/file", "agenda 2027.ics", []byte(buurt), nil).Header.Get("Location")
	h.page(t, again, http.StatusOK, "Er staat niets in dat hier nog niet is.", "Is er al", "!Neem over")
	if res := h.do(t, http.MethodPost, again+"/drop", url.Values{}); res.StatusCode != http.StatusSeeOther {
		t.Error(res.StatusCode)
	}
	h.page(t, again, http.StatusNotFound)

	for content, want := range map[string]string{
		"<html>":                          "Dit is geen agendabestand.",
		strings.Repeat("x", 6<<20):        "Dit bestand is te groot.",
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\n": "Dit bestand houdt halverwege op.",
		"BEGIN:VCALENDAR\nX:\xe9\n":       "De letters in dit bestand zijn niet te lezen.",
	} {
		res := h.send(t, "/manage/calendars/file", "x.ics", []byte(content), nil)
		if got := body(res); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got, want) || !strings.Contains(got, `id="file-error"`) {
			t.Errorf("%s: %d", want, res.StatusCode)
		}
	}
	if res := h.send(t, "/manage/calendars/file", "", nil, nil); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("no file: %d", res.StatusCode)
	}
	h.signIn(t, storetest.Member(t, h.store, "anna"))
	h.page(t, "/manage/calendars", http.StatusForbidden)
}

func TestCalendars_anAddressIsLookedAtBeforeItIsRead(t *testing.T) {
	elsewhere := &calendars{}
	h := newHouse(t, func(o *web.Options) { o.Calendars = elsewhere })
	h.inviting(t)
	say := func(do, name, value string) (*http.Response, string) {
		t.Helper()
		res := h.do(t, http.MethodPost, "/manage/calendars", url.Values{"do": {do}, name: {value}})
		return res, body(res)
	}
	subscriptions := func() []models.Subscription {
		t.Helper()
		rows, err := h.store.Subscriptions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	res, page := say("look", "address", "webcal://meent.example/agenda.ics")
	if res.StatusCode != http.StatusOK || !strings.Contains(page, "Buurtborrel") || len(subscriptions()) != 0 || fmt.Sprint(elsewhere.seen) != "[https://meent.example/agenda.ics]" {
		t.Fatalf("%d %v", res.StatusCode, elsewhere.seen)
	}
	if res, page := say("look", "address", "https://meent.example/weg.ics"); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "antwoord 404") {
		t.Errorf("one that is not there: %d", res.StatusCode)
	}
	if res, _ := say("subscribe", "address", "https://meent.example/agenda.ics"); res.StatusCode != http.StatusSeeOther || len(subscriptions()) != 1 {
		t.Fatal(res.StatusCode)
	}
	if res, page := say("subscribe", "address", "https://meent.example/agenda.ics"); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "Deze agenda lees je al.") {
		t.Errorf("twice: %d", res.StatusCode)
	}
	h.page(t, "/manage/calendars", http.StatusOK, "Uit de agenda De Meent · meent.example", "Buurtborrel", "!agenda.ics")
	id := subscriptions()[0].ID
	if res, _ := say("stop", "id", id); res.StatusCode != http.StatusSeeOther || subscriptions()[0].StoppedAt == nil {
		t.Error(res.StatusCode)
	}
	h.page(t, "/manage/calendars", http.StatusOK, "Gestopt.", "Lees weer")
	if res, _ := say("go", "id", id); res.StatusCode != http.StatusSeeOther || subscriptions()[0].StoppedAt != nil {
		t.Error(res.StatusCode)
	}
	if res, _ := say("drop", "id", id); res.StatusCode != http.StatusSeeOther || len(subscriptions()) != 0 {
		t.Error(res.StatusCode)
	}
	if res, _ := say("drop", "id", id); res.StatusCode != http.StatusNotFound {
		t.Errorf("once more: %d", res.StatusCode)
	}
}

func TestCalendarSettings_theAddressIsShownOnce(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.signIn(t, storetest.Member(t, h.store, "anna"))
	address := regexp.MustCompile(`/calendar/[A-Za-z0-9_-]{43}\.ics`)
	h.page(t, "/settings/calendar", http.StatusOK, "Maak mijn adres", "!/calendar/")
	res := h.do(t, http.MethodPost, "/settings/calendar", url.Values{"do": {"make"}})
	if res.StatusCode != http.StatusOK || !address.MatchString(body(res)) || res.Header.Get("Cache-Control") != "no-store" {
		t.Fatal(res.StatusCode, res.Header)
	}
	h.page(t, "/settings/calendar", http.StatusOK, "Maak een nieuw adres", "Trek het in", "!/calendar/")
	if res := h.do(t, http.MethodPost, "/settings/calendar", url.Values{"do": {"withdraw"}}); res.StatusCode != http.StatusSeeOther {
		t.Error(res.StatusCode)
	}
	h.page(t, "/settings/calendar", http.StatusOK, "Maak mijn adres", "!Trek het in")
	if res := h.do(t, http.MethodPost, "/settings/calendar", url.Values{"do": {"nonsense"}}); res.StatusCode != http.StatusUnprocessableEntity && res.StatusCode != http.StatusBadRequest {
		t.Error(res.StatusCode)
	}
}
