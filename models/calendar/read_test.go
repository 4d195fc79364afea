package calendar_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"knoop/models"
	"knoop/models/calendar"
)

var readAt = time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)

func amsterdam(t testing.TB) *time.Location {
	t.Helper()
	l, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// file makes a calendar of these events, each given by its lines.
func file(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n")
	for _, e := range events {
		b.WriteString("BEGIN:VEVENT\r\n" + strings.ReplaceAll(e, "\n", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	return b.String() + "END:VCALENDAR\r\n"
}

func reading(t testing.TB, text string) models.CalendarFile {
	t.Helper()
	f, err := calendar.Read([]byte(text), calendar.Reading{Zone: amsterdam(t), Now: readAt})
	if err != nil {
		t.Fatalf("%v in\n%.2000s", err, text)
	}
	return f
}

// told gives the dates as lines: "12-01 09:30 Titel", what is the matter, and what
// was remarked.
func told(t testing.TB, f models.CalendarFile) string {
	var out []string
	for _, d := range f.Dates {
		line := d.StartsAt.In(amsterdam(t)).Format("01-02 15:04 ") + d.Title
		if d.Cancelled {
			line += " off"
		}
		out = append(out, line)
	}
	for _, list := range [][]models.CalendarFault{f.Faults, f.Remarks} {
		for _, one := range list {
			out = append(out, strings.TrimPrefix(one.Key, "calendar.")+strings.TrimPrefix(fmt.Sprint(one.Args), "[]"))
		}
	}
	return strings.Join(out, "; ")
}

func TestRead_whatAnEventSays(t *testing.T) {
	f := reading(t, "\ufeffBEGIN:VCALENDAR\nX-WR-CALNAME:Buurt\\, zuid\nBEGIN:VEVENT\nUID:1@x\nSUMMARY:Ont\n bijt\\; met koffie\nDESCRIPTION;ALTREP=\"data:text/html,"+strings.Repeat("a", 3000)+
		"\":Neem mee:\\n- brood\nLOCATION:De Spoel\\, Gravenpad 8, Amsterdam\nURL:https://buurt.example/1\nCATEGORIES:eten,buurt\nSTATUS:CONFIRMED\n"+
		"DTSTART;TZID=\"W. Europe Standard Time\":20261201T093000\nDURATION:PT1H30M\nBEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR")
	if len(f.Dates) != 1 || f.Name != "Buurt, zuid" || len(f.Faults) != 0 {
		t.Fatalf("%+v", f)
	}
	d := f.Dates[0]
	if d.Title != "Ontbijt; met koffie" || d.Description != "Neem mee:\n- brood" || d.Location != "De Spoel, Gravenpad 8, Amsterdam" || d.URL != "https://buurt.example/1" ||
		d.UID != "1@x" || d.Line != 3 || !slices.Equal(d.Categories, []string{"eten", "buurt"}) || d.Timezone != "Europe/Berlin" ||
		!d.StartsAt.Equal(time.Date(2026, 12, 1, 8, 30, 0, 0, time.UTC)) || d.EndsAt.Sub(d.StartsAt) != 90*time.Minute {
		t.Errorf("%+v", d)
	}
}

func TestRead_timesZonesAndRules(t *testing.T) {
	for name, c := range map[string]struct{ lines, want string }{
		"utc":                {"DTSTART:20261201T083000Z", "12-01 09:30 A"},
		"floating":           {"DTSTART:20261201T093000", "12-01 09:30 A"},
		"a whole day":        {"DTSTART;VALUE=DATE:20261201", "12-01 00:00 A"},
		"evolution":          {"DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Amsterdam:20261201T093000", "12-01 09:30 A"},
		"outlook":            {"DTSTART;TZID=\"(UTC+01:00) Amsterdam, Berlin, Bern\":20261201T093000", "12-01 09:30 A"},
		"no such zone":       {"DTSTART;TZID=Mars/Olympus:20261201T093000", "fault_zone[Zone Mars/Olympus]"},
		"ours by accident":   {"DTSTART;TZID=Local:20261201T093000", "fault_zone[Zone Local]"},
		"no start":           {"DTEND:20261201T093000Z", "fault_start"},
		"not a time":         {"DTSTART:morgen", "fault_time[Time morgen]"},
		"31 februari":        {"DTSTART:20270231T093000", "fault_time[Time 20270231T093000]"},
		"end before start":   {"DTSTART:20261201T093000\nDTEND:20261201T083000", "fault_end"},
		"negative":           {"DTSTART:20261201T093000\nDURATION:-PT1H", "fault_end"},
		"over":               {"DTSTART:20261127T093000", ""},
		"a quote too many":   {"DTSTART;TZID=\"x:20261201T093000", ""},
		"does not exist":     {"DTSTART;TZID=Europe/Amsterdam:20270328T023000", "03-28 03:30 A; remark_gap[Time 02:30 Day 2027-03-28 Taken 03:30]"},
		"exists twice":       {"DTSTART;TZID=Europe/Amsterdam:20271031T023000", "10-31 02:30 A; remark_twice[Time 02:30 Day 2027-10-31]"},
		"a rule":             {"DTSTART;TZID=Europe/Amsterdam:20261201T093000\nRRULE:FREQ=WEEKLY;COUNT=3", "12-01 09:30 A; 12-08 09:30 A; 12-15 09:30 A"},
		"over a clock":       {"DTSTART;TZID=Europe/Amsterdam:20270323T093000\nRRULE:FREQ=WEEKLY;COUNT=2", "03-23 09:30 A; 03-30 09:30 A"},
		"exceptions":         {"DTSTART;TZID=Europe/Amsterdam:20261201T093000\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Amsterdam:20261208T093000\nRDATE;TZID=Europe/Amsterdam:20261210T100000", "12-01 09:30 A; 12-10 10:00 A; 12-15 09:30 A"},
		"exception by day":   {"DTSTART;TZID=Europe/Amsterdam:20261201T093000\nRRULE:FREQ=WEEKLY;COUNT=2\nEXDATE;VALUE=DATE:20261208", "12-01 09:30 A"},
		"an old one":         {"DTSTART;TZID=Europe/Amsterdam:19970902T090000\nRRULE:FREQ=WEEKLY;INTERVAL=26;BYDAY=TU", "01-26 09:00 A; 07-27 09:00 A"},
		"start off the rule": {"DTSTART:20261202T093000\nRRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2", "12-02 09:30 A; 12-08 09:30 A; 12-15 09:30 A"},
		"every second":       {"DTSTART:20261201T093000\nRRULE:FREQ=SECONDLY", "fault_rule_fine"},
		"every minute":       {"DTSTART:20261201T093000\nRRULE:FREQ=MINUTELY;INTERVAL=5", "fault_rule_fine"},
		"never":              {"DTSTART:20261201T093000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "fault_rule[Rule FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30]"},
		"by week number":     {"DTSTART:20261201T093000\nRRULE:FREQ=YEARLY;BYWEEKNO=20", "fault_rule[Rule FREQ=YEARLY;BYWEEKNO=20]"},
		"nonsense":           {"DTSTART:20261201T093000\nRRULE:VAAK", "fault_rule[Rule VAAK]"},
	} {
		f := reading(t, file("UID:1\nSUMMARY:A\n"+c.lines))
		got := told(t, f)
		if name == "a quote too many" { // its line is none
			if len(f.Dates) != 0 || len(f.Faults) != 1 {
				t.Errorf("%s: %s", name, got)
			}
			continue
		}
		if got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
		if name == "over" && f.Past != 1 {
			t.Errorf("%d are over", f.Past)
		}
	}
	if f := reading(t, file("UID:1\nSUMMARY:A\nDTSTART:20261201T093000\nRRULE:FREQ=DAILY")); len(f.Dates) != 100 || f.Remarks[0].Key != "calendar.remark_dates" {
		t.Errorf("an endless rule gives %d dates, %v", len(f.Dates), f.Remarks)
	}
}

func TestRead_doublesAndOverrides(t *testing.T) {
	rule := "UID:1\nSUMMARY:A\nDTSTART;TZID=Europe/Amsterdam:20261201T093000\nRRULE:FREQ=WEEKLY;COUNT=3"
	f := reading(t, file(
		"UID:1\nSUMMARY:B\nSEQUENCE:1\nRECURRENCE-ID;TZID=Europe/Amsterdam:20261208T093000\nDTSTART;TZID=Europe/Amsterdam:20261209T110000",
		rule,
		"UID:1\nSUMMARY:old\nRECURRENCE-ID;TZID=Europe/Amsterdam:20261208T093000\nDTSTART;TZID=Europe/Amsterdam:20261209T120000",
		"UID:1\nSUMMARY:A\nSTATUS:CANCELLED\nRECURRENCE-ID:20261215T083000Z\nDTSTART;TZID=Europe/Amsterdam:20261215T093000",
		"UID:2\nSUMMARY:C\nDTSTART:20261203T100000Z", "UID:2\nSUMMARY:C\nDTSTART:20261203T100000Z",
		"UID:3\nSUMMARY:D\nRECURRENCE-ID:20261220T100000Z\nDTSTART:20261220T110000Z",
		"SUMMARY:E\nDTSTART:20261230T110000Z", "UID:4\nDTSTART:20261230T110000Z",
	))
	want := "12-01 09:30 A; 12-03 11:00 C; 12-09 11:00 B; 12-15 09:30 A off; 12-20 12:00 D; 12-30 12:00 E; fault_title; remark_uid"
	if got := told(t, f); got != want || f.Repeated != 2 {
		t.Errorf("%s, not %s; %d once more", got, want, f.Repeated)
	}
	ids := map[string]bool{}
	for _, d := range f.Dates {
		ids[d.UID+" "+d.Original] = true
	}
	if !ids["1 20261201T083000Z"] || !ids["1 20261208T083000Z"] || !ids["2 "] || len(ids) != 6 {
		t.Errorf("%v", ids)
	}
}

// What we write ourselves we read: a person may carry her agenda from node to node.
func TestRead_whatWeWrite(t *testing.T) {
	start := time.Date(2026, 12, 1, 8, 30, 0, 0, time.UTC)
	end := start.Add(time.Hour)
	f := reading(t, written(t, calendar.Feed{Name: "Mokum", Zone: amsterdam(t), Items: []calendar.Item{
		{UID: "https://mokum.example/users/ontbijt", Title: "Ontbijt", Rule: "FREQ=WEEKLY;BYDAY=TU;COUNT=4", Except: []time.Time{start.AddDate(0, 0, 7)}, Event: models.Event{StartsAt: start, EndsAt: &end, Timezone: "Europe/Amsterdam"}},
		{UID: "1", Title: "Borrel, met; alles\\", Event: models.Event{StartsAt: start.AddDate(0, 0, 2), Timezone: "Europe/Amsterdam"}},
	}}))
	if got := told(t, f); got != "12-01 09:30 Ontbijt; 12-03 09:30 Borrel, met; alles\\; 12-15 09:30 Ontbijt; 12-22 09:30 Ontbijt" || f.Name != "Mokum" {
		t.Errorf("%s", got)
	}
}

func TestRead_refusesAWholeFile(t *testing.T) {
	many := strings.Repeat("BEGIN:VEVENT\nUID:1\nEND:VEVENT\n", 10_000)
	for name, c := range map[string]struct{ text, want string }{
		"20 MB":            {strings.Repeat("x", 20<<20), "error.calendar_large"},
		"ten thousand":     {"BEGIN:VCALENDAR\n" + many + "END:VCALENDAR\n", "error.calendar_events"},
		"deep":             {"BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:VEVENT\n", 1000), "error.calendar_deep"},
		"cut off":          {strings.TrimSuffix(file("UID:1\nSUMMARY:A\nDTSTART:20261201T093000"), "END:VCALENDAR\r\n"), "error.calendar_cut"},
		"crossed":          {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT\n", "error.calendar_torn"},
		"a page":           {"<!doctype html><html><head><title>Log in: </title>", "error.calendar_none"},
		"empty":            {"", "error.calendar_none"},
		"contacts":         {"BEGIN:VCARD\nFN:Anna\nEND:VCARD\n", "error.calendar_none"},
		"Windows-1252":     {file("UID:1\nSUMMARY:Caf\xe9\nDTSTART:20261201T093000"), "error.calendar_charset"},
		"a picture":        {"\x89PNG\r\n\x1a\n\x00\x00", "error.calendar_charset"},
		"ends before":      {"END:VCALENDAR\n", "error.calendar_torn"},
		"UTF-16, half one": {"\xff\xfeB", "error.calendar_none"},
	} {
		f, err := calendar.Read([]byte(c.text), calendar.Reading{Zone: amsterdam(t), Now: readAt})
		e, ok := err.(*models.Error)
		if !ok || e.Key != c.want || len(f.Dates) != 0 {
			t.Errorf("%s: %v, not %s; %d dates", name, err, c.want, len(f.Dates))
		}
	}
	var wide bytes.Buffer
	wide.WriteString("\xff\xfe")
	for _, r := range file("UID:1\nSUMMARY:Café\nDTSTART:20261201T093000") {
		wide.Write([]byte{byte(r), byte(r >> 8)})
	}
	if f := reading(t, wide.String()); told(t, f) != "12-01 09:30 Café" {
		t.Errorf("UTF-16 is read as %s", told(t, f))
	}
}

// What is meant to take long takes no longer than its length allows, and what
// stands beside it is read.
func TestRead_staysWithinBounds(t *testing.T) {
	good := "UID:good\nSUMMARY:Goed\nDTSTART:20261201T093000"
	for name, bad := range map[string]string{
		"a line of megabytes":     "UID:1\nSUMMARY:" + strings.Repeat("a", 3<<20) + "\nDTSTART:20261201T093000",
		"folded in crumbs":        "UID:1\nSUMMARY:" + strings.Repeat("\r\n a", 300_000) + "\nDTSTART:20261201T093000",
		"parameters":              "UID:1\nSUMMARY:A\nDTSTART;X=" + strings.Repeat("a", 60_000) + ":20261201T093000",
		"an attachment is left":   "UID:1\nSUMMARY:A\nDTSTART:morgen\nATTACH;ENCODING=BASE64:" + strings.Repeat("QUFB", 500_000),
		"dates that are left out": "UID:1\nSUMMARY:A\nDTSTART:20261201T093000\nRRULE:FREQ=DAILY\nEXDATE:" + strings.TrimSuffix(strings.Repeat("20261201T093000,", 4000), ","),
		"a panic in the library":  "UID:1\nSUMMARY:A\nDTSTART;TZID=Europe/Amsterdam",
	} {
		f := reading(t, file(bad, good))
		if got := told(t, f); !strings.HasPrefix(got, "12-01 09:30 Goed; fault_") || len(f.Faults) != 1 {
			t.Errorf("%s: %s", name, got)
		}
	}
	costly := make([]string, 2000)
	for i := range costly {
		costly[i] = fmt.Sprintf("UID:%d\nSUMMARY:A\nDTSTART:19700101T093000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28;UNTIL=20251231", i)
	}
	f := reading(t, file(append(costly, good)...))
	if len(f.Dates) != 1 || len(f.Faults) != 500 || f.Faults[0].Key != "calendar.fault_rules" {
		t.Errorf("%d dates, %d faults", len(f.Dates), len(f.Faults))
	}
}

func FuzzRead(f *testing.F) {
	f.Add(file("UID:1\nSUMMARY:A\nDTSTART;TZID=Europe/Amsterdam:20261201T093000\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270101T000000Z\nEXDATE:20261225T093000\nDURATION:P1W"))
	f.Add(file("UID:1\nSUMMARY:A\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261201T093000Z\nDTSTART;VALUE=DATE:20261201\nRDATE;VALUE=PERIOD:20261203T100000Z/PT1H"))
	f.Add("BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Custom\nX-LIC-LOCATION:Europe/Amsterdam\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART;TZID=Custom:20261201T093000\nSUMMARY;X=\"a\nEND:VEVENT\nEND:VCALENDAR")
	f.Add("\xff\xfeB\x00E\x00")
	zone := amsterdam(f)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := calendar.Read([]byte(text), calendar.Reading{Zone: zone, Now: readAt})
		if err != nil {
			if models.KindOf(err) != models.Invalid || len(got.Dates) != 0 {
				t.Errorf("%v with %d dates", err, len(got.Dates))
			}
			return
		}
		if len(got.Dates) > models.MaxCalendarDates {
			t.Errorf("%d dates", len(got.Dates))
		}
		seen := map[string]bool{}
		for _, d := range got.Dates {
			key := d.UID + " " + d.Original
			if seen[key] || d.UID == "" || d.Title == "" || !utf8.ValidString(d.Title+d.Description+d.UID) || utf8.RuneCountInString(d.Title) > models.MaxTitle {
				t.Errorf("%+v", d)
			}
			seen[key] = true
			if _, err := time.LoadLocation(d.Timezone); err != nil || d.EndsAt != nil && !d.EndsAt.After(d.StartsAt) || d.StartsAt.Before(readAt.AddDate(-200, 0, 0)) {
				t.Errorf("%+v: %v", d, err)
			}
		}
	})
}
