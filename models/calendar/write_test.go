package calendar_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"knoop/models"
	"knoop/models/calendar"
)

func moment(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func written(t testing.TB, f calendar.Feed) string {
	t.Helper()
	var b bytes.Buffer
	if err := calendar.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// parsed reads with a parser that is not ours.
func parsed(t testing.TB, text string) *ics.Calendar {
	t.Helper()
	c, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return c
}

func property(e *ics.VEvent, name string) (value string, params map[string][]string) {
	p := e.GetProperty(ics.ComponentProperty(name))
	if p == nil {
		return "", nil
	}
	return p.Value, p.ICalParameters
}

// observance is one row of a VTIMEZONE.
type observance struct {
	from     string // local
	offsetTo string
}

func observances(c *ics.Calendar, zone string) (rows []observance) {
	for _, part := range c.Components {
		z, ok := part.(*ics.VTimezone)
		if !ok || z.GetProperty("TZID").Value != zone {
			continue
		}
		for _, sub := range z.Components {
			var base *ics.ComponentBase
			switch o := sub.(type) {
			case *ics.Standard:
				base = &o.ComponentBase
			case *ics.Daylight:
				base = &o.ComponentBase
			default:
				continue
			}
			rows = append(rows, observance{base.GetProperty("DTSTART").Value, base.GetProperty("TZOFFSETTO").Value})
		}
	}
	return rows
}

// instant reads a time as a program does that knows no zones of its own: by the
// last row of the VTIMEZONE that had begun.
func instant(t *testing.T, c *ics.Calendar, e *ics.VEvent, name string) time.Time {
	t.Helper()
	value, params := property(e, name)
	if strings.HasSuffix(value, "Z") {
		at, err := time.Parse("20060102T150405Z", value)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	if len(params["TZID"]) != 1 {
		t.Fatalf("%s:%s names no zone", name, value)
	}
	best := observance{}
	for _, row := range observances(c, params["TZID"][0]) {
		if row.from <= value && row.from >= best.from {
			best = row
		}
	}
	if best.from == "" {
		t.Fatalf("no row of %v goes for %s", params, value)
	}
	at, err := time.Parse("20060102T150405-0700", value+best.offsetTo)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func TestWrite_tellsTheSameMomentInEveryZoneAndSeason(t *testing.T) {
	starts := map[string][]string{
		"Europe/Amsterdam": {
			"2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-28T07:30:00Z", "2026-03-30T06:30:00Z",
			"2026-10-24T06:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-26T07:30:00Z", "2041-07-01T10:00:00Z",
		},
		"America/St_Johns": {"2026-01-05T12:00:00Z", "2026-07-05T12:00:00Z"},
		"Asia/Kolkata":     {"2026-01-05T12:00:00Z"},
		"Europe/Dublin":    {"2026-01-05T12:00:00Z", "2026-07-05T12:00:00Z"},
		"Africa/Casablanca": {
			"2026-02-10T12:00:00Z", "2026-03-01T12:00:00Z",
		},
		"Australia/Lord_Howe": {"2026-01-05T12:00:00Z", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z", "2026-07-05T12:00:00Z"},
		"UTC":                 {"2026-01-05T12:00:00Z"},
	}
	f := calendar.Feed{Name: "Mokum"}
	want := map[string]time.Time{}
	for zone, list := range starts {
		for i, s := range list {
			start := moment(t, s)
			end := start.Add(90 * time.Minute)
			id := fmt.Sprintf("%s/%d", zone, i)
			want[id] = start
			f.Items = append(f.Items, calendar.Item{UID: id, Title: id, Event: models.Event{StartsAt: start, EndsAt: &end, Timezone: zone}})
		}
	}
	c := parsed(t, written(t, f))
	if len(c.Events()) != len(f.Items) {
		t.Fatalf("%d events", len(c.Events()))
	}
	for _, e := range c.Events() {
		start := want[e.Id()]
		if got := instant(t, c, e, "DTSTART"); !got.Equal(start) {
			t.Errorf("%s starts at %s by the VTIMEZONE, not %s", e.Id(), got, start)
		}
		if got := instant(t, c, e, "DTEND"); !got.Equal(start.Add(90 * time.Minute)) {
			t.Errorf("%s ends at %s by the VTIMEZONE", e.Id(), got)
		}
		if got, err := e.GetStartAt(); err != nil || !got.Equal(start) {
			t.Errorf("%s starts at %s by the zone's name, not %s (%v)", e.Id(), got, start, err)
		}
	}
	if rows := observances(c, "Europe/Amsterdam"); len(rows) != 4 {
		t.Errorf("Amsterdam needs two winters and two summers: %v", rows)
	}
	if len(observances(c, "UTC")) != 0 {
		t.Error("UTC needs no VTIMEZONE")
	}
}

func TestWrite_keepsTheHourOverBothChanges(t *testing.T) {
	amsterdam, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	f := calendar.Feed{}
	for day := time.Date(2026, 3, 3, 9, 30, 0, 0, amsterdam); day.Year() == 2026; day = day.AddDate(0, 0, 14) {
		f.Items = append(f.Items, calendar.Item{UID: day.Format("0102"), Event: models.Event{StartsAt: day.UTC(), Timezone: "Europe/Amsterdam"}})
	}
	c := parsed(t, written(t, f))
	for _, e := range c.Events() {
		value, params := property(e, "DTSTART")
		if !strings.HasSuffix(value, "T093000") || params["TZID"][0] != "Europe/Amsterdam" {
			t.Errorf("%s %v: the breakfast is at half past nine", value, params)
		}
		if got := instant(t, c, e, "DTSTART").In(amsterdam).Format("15:04"); got != "09:30" {
			t.Errorf("%s by the VTIMEZONE", got)
		}
	}
}

func TestWrite_saysWhatThereIs(t *testing.T) {
	created := moment(t, "2026-03-01T10:00:00Z")
	lat, lon := 52.3, 4.95
	item := calendar.Item{
		UID: "https://mokum.example/events/1", Title: "Ontbijt; met, koffie", Description: "Eerst\nDan \\ dit", URL: "https://mokum.example/events/1",
		Organizer: "https://mokum.example/users/mokum", OrganizerName: `ZZP "Mokum"`, Categories: []string{"ontbijt", "zzp,er"},
		Created: created, Updated: created.Add(90 * time.Second),
		Event: models.Event{
			StartsAt: moment(t, "2026-03-10T07:30:00Z"), Timezone: "Europe/Amsterdam", Status: models.EventCancelled,
			Place: models.Place{Name: "De Spoel", Street: "Gravenpad 8", Postcode: "1106 AA", Locality: "Amsterdam", Latitude: &lat, Longitude: &lon},
		},
	}
	text := written(t, calendar.Feed{Name: "Agenda", Source: "https://mokum.example/events.ics", Refresh: time.Hour, Items: []calendar.Item{item}})
	c := parsed(t, text)
	e := c.Events()[0]
	for name, want := range map[string]string{
		"UID": item.UID, "SUMMARY": item.Title, "DESCRIPTION": item.Description, "URL": item.URL, "STATUS": "CANCELLED", "SEQUENCE": "90",
		"LOCATION": "De Spoel, Gravenpad 8, 1106 AA Amsterdam", "GEO": "52.300000;4.950000", "DTSTART": "20260310T083000", "DTEND": "",
		"DTSTAMP": "20260301T100130Z", "LAST-MODIFIED": "20260301T100130Z", "CREATED": "20260301T100000Z", "ORGANIZER": item.Organizer,
	} {
		got, _ := property(e, name)
		if name != "DTSTART" && ics.FromText(got) != "" {
			got = ics.FromText(got)
		}
		if got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
	for _, line := range []string{
		"METHOD:PUBLISH", "VERSION:2.0", "REFRESH-INTERVAL;VALUE=DURATION:PT60M", "X-PUBLISHED-TTL:PT60M", "X-WR-CALNAME:Agenda", "NAME:Agenda",
		`CATEGORIES:ontbijt,zzp\,er`, `ORGANIZER;CN=ZZP 'Mokum':https://mokum.example/users/mokum`,
	} {
		if !strings.Contains(text, "\r\n"+line+"\r\n") {
			t.Errorf("no line %s in\n%s", line, text)
		}
	}
	if again := written(t, calendar.Feed{Name: "Agenda", Source: "https://mokum.example/events.ics", Refresh: time.Hour, Items: []calendar.Item{item}}); again != text {
		t.Error("the same events are not the same bytes")
	}
}

func TestWrite_foldsAndSurvivesWhatPeopleType(t *testing.T) {
	evil := "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT \x00\x1b\u2028\xff" + strings.Repeat("ééën 🧶 ", 60)
	item := calendar.Item{
		UID: evil, Title: evil, Description: evil, OrganizerName: evil, Organizer: "https://mokum.example/u/x", URL: "no address " + evil, Categories: []string{evil, "", "\x00"},
		Event: models.Event{StartsAt: moment(t, "2026-03-10T07:30:00Z"), Timezone: "Nergens/Niet", Place: models.Place{Name: evil}},
	}
	text := written(t, calendar.Feed{Name: evil, Source: evil, Items: []calendar.Item{item}})
	if !utf8.ValidString(text) {
		t.Error("a character was cut in two")
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n\x00\x1b") {
			t.Errorf("%d octets: %q", len(line), line)
		}
	}
	c := parsed(t, text)
	if len(c.Events()) != 1 {
		t.Fatalf("%d events", len(c.Events()))
	}
	title, _ := property(c.Events()[0], "SUMMARY")
	if title = ics.FromText(title); !strings.HasSuffix(title, strings.TrimSpace(strings.Repeat("ééën 🧶 ", 60))) {
		t.Errorf("the title came out as %q", title)
	}
	if strings.Contains(text, "no address") {
		t.Error("what is no address stands there as one")
	}
}

func TestWrite_anEmptyAgendaIsACalendarToo(t *testing.T) {
	amsterdam, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	for _, zone := range []*time.Location{nil, amsterdam} {
		text := written(t, calendar.Feed{Name: "Niets", Zone: zone})
		if parsed(t, text); !strings.Contains(text, "BEGIN:VTIMEZONE") {
			t.Errorf("no component in\n%s", text)
		}
	}
}

func TestSequence_growsWithEveryEdit(t *testing.T) {
	created := moment(t, "2026-03-01T10:00:00Z")
	last, updated := calendar.Sequence(created, created), created
	if last != 0 {
		t.Errorf("new is %d", last)
	}
	for range 3 {
		updated = models.NextUpdated(updated, created)
		n := calendar.Sequence(created, updated)
		if n <= last {
			t.Errorf("%d after %d", n, last)
		}
		last = n
	}
	if n := calendar.Sequence(created, created.Add(-time.Hour)); n != 0 {
		t.Errorf("updated before it was made: %d", n)
	}
}

func BenchmarkWrite_1000(b *testing.B) {
	f := calendar.Feed{Name: "Mokum"}
	for i := range 1000 {
		start := moment(b, "2026-03-10T07:30:00Z").AddDate(0, 0, i)
		end := start.Add(time.Hour)
		f.Items = append(f.Items, calendar.Item{
			UID: fmt.Sprint("https://mokum.example/events/", i), Title: "Ontbijt in de buurt", Description: strings.Repeat("Neem iets mee. ", 20),
			URL: "https://mokum.example/events/1", Organizer: "https://mokum.example/users/mokum", OrganizerName: "Mokum", Categories: []string{"ontbijt"},
			Event: models.Event{StartsAt: start, EndsAt: &end, Timezone: "Europe/Amsterdam", Place: models.Place{Name: "De Spoel"}},
		})
	}
	for b.Loop() {
		var w bytes.Buffer
		if err := calendar.Write(&w, f); err != nil {
			b.Fatal(err)
		}
	}
}

func TestOne_isOneEventForAMail(t *testing.T) {
	start := moment(t, "2026-10-27T08:30:00Z")
	original := moment(t, "2026-10-20T07:30:00Z")
	item := calendar.Item{
		UID: "https://mokum.example/users/ontbijt", Title: "Ontbijt", Original: &original, Updated: start, Created: start,
		Event: models.Event{StartsAt: start, Timezone: "Europe/Amsterdam", Status: models.EventCancelled},
	}
	for _, method := range []string{calendar.Publish, calendar.Cancel} {
		raw, err := calendar.One(item, method)
		if err != nil {
			t.Fatal(err)
		}
		c := parsed(t, string(raw))
		if len(c.Events()) != 1 || !strings.Contains(string(raw), "METHOD:"+method+"\r\n") || strings.Contains(string(raw), "X-WR-CALNAME") {
			t.Errorf("%s", raw)
		}
		e := c.Events()[0]
		if got := instant(t, c, e, "DTSTART"); !got.Equal(start) {
			t.Errorf("starts at %s", got)
		}
		if got := instant(t, c, e, "RECURRENCE-ID"); !got.Equal(original) {
			t.Errorf("was to start at %s", got)
		}
	}
}

// A rule needs the zone for all the years to come: two rows with rules of their
// own where the clock changes by one, one row where it never changes, and rows one
// by one where nobody can tell.
func TestWrite_aRuleHasAZoneWithoutEnd(t *testing.T) {
	for zone, want := range map[string]struct{ rows, rules int }{
		"Europe/Amsterdam": {3, 2}, "America/New_York": {3, 2}, "Australia/Lord_Howe": {3, 2}, "Asia/Kolkata": {1, 0}, "UTC": {0, 0},
	} {
		text := written(t, calendar.Feed{Items: []calendar.Item{{
			UID: "1", Title: "A", Rule: "FREQ=WEEKLY", Event: models.Event{StartsAt: moment(t, "2026-01-06T08:30:00Z"), Timezone: zone},
			Except: []time.Time{moment(t, "2026-01-13T08:30:00Z")}, Extra: []time.Time{moment(t, "2026-01-14T08:30:00Z"), moment(t, "2026-07-14T08:30:00Z")},
		}}})
		c := parsed(t, text)
		if rows, rules := len(observances(c, zone)), strings.Count(text, "RRULE:FREQ=YEARLY"); zone != "UTC" && rows != want.rows || rules != want.rules {
			t.Errorf("%s: %d rows, %d rules\n%s", zone, rows, rules, text)
		}
		if !strings.Contains(text, "RRULE:FREQ=WEEKLY\r\n") || strings.Count(text, "EXDATE") != 1 || strings.Count(text, "RDATE") != 1 {
			t.Errorf("%s", text)
		}
	}
	casablanca := written(t, calendar.Feed{Items: []calendar.Item{{
		UID: "1", Title: "A", Rule: "FREQ=WEEKLY", Event: models.Event{StartsAt: moment(t, "2026-01-06T08:30:00Z"), Timezone: "Africa/Casablanca"},
	}}})
	if rows := observances(parsed(t, casablanca), "Africa/Casablanca"); len(rows) < 20 || strings.Contains(casablanca, "RRULE:FREQ=YEARLY") {
		t.Errorf("Ramadan moves through the year: %d rows", len(rows))
	}
}
