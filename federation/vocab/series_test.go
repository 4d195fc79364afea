package vocab_test

import (
	"strings"
	"testing"
	"time"

	"knoop/federation/vocab"
	"knoop/models"
)

func TestSeries_itsDocumentHasTheRuleAndTheContextItsTerms(t *testing.T) {
	amsterdam, _ := time.LoadLocation("Europe/Amsterdam")
	at := time.Date(2026, 12, 1, 9, 30, 0, 0, amsterdam)
	a := models.Actor{
		URI: "https://mokum.example/users/opencoffee", Kind: models.Group, Local: true, Handle: "opencoffee", Inbox: "https://mokum.example/users/opencoffee/inbox",
		Series: &models.SeriesDocument{Organizer: "https://mokum.example/users/mokum", Rule: "FREQ=MONTHLY;BYDAY=1TU", Start: at, Timezone: "Europe/Amsterdam", Except: []time.Time{at.AddDate(0, 1, 4)}},
	}
	raw, err := writer.Actor(a, models.Account{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"organizer":"https://mokum.example/users/mokum"`, `"rrule":"FREQ=MONTHLY;BYDAY=1TU"`, `"dtstart":"2026-12-01T09:30:00+01:00"`, `"timezone":"Europe/Amsterdam"`,
		`"exdate":["2027-01-05T09:30:00+01:00"]`, `"upcomingEvents":"https://mokum.example/users/opencoffee/upcoming"`, `"rrule":"ical:rrule"`,
	} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%s does not hold %s", raw, want)
		}
	}
	if strings.Contains(string(raw), "attributedTo") {
		t.Error("a Group with attributedTo is a community with moderators to Lemmy")
	}
}

func TestSeries_aDateNamesItsSeriesAndIsReadAgain(t *testing.T) {
	start := time.Date(2026, 12, 2, 9, 0, 0, 0, time.UTC)
	original := start.Add(-24*time.Hour - 30*time.Minute)
	o := models.Object{URI: "https://mokum.example/events/5", NoteURI: "https://mokum.example/notes/5", Type: models.EventObj, Local: true, Name: "Open Coffee", Published: start, Updated: start, To: []string{models.PublicCollection}}
	e := models.Event{StartsAt: start, Timezone: "Europe/Amsterdam", SuperEvent: "https://mokum.example/users/opencoffee", Original: &original, EventDetails: models.EventDetails{Previous: &models.EventWas{StartsAt: original}}}
	raw, err := writer.Event(o, e, models.Actor{URI: "https://mokum.example/users/mokum", Handle: "mokum"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"superEvent":"https://mokum.example/users/opencoffee"`, `"recurrence-id":"2026-12-01T09:30:00+01:00"`, `"previousStartTime":"2026-12-01T09:30:00+01:00"`} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%s does not hold %s", raw, want)
		}
	}
	read := func(raw string) models.Event {
		d, err := vocab.Parse([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		in, err := vocab.ReadObject(d)
		if err != nil || in.Event == nil {
			t.Fatalf("%v, %+v", err, in)
		}
		return *in.Event
	}
	if got := read(string(raw)); got.SuperEvent != e.SuperEvent || got.Original == nil || !got.Original.Equal(original) || got.Previous == nil {
		t.Errorf("read as %+v", got)
	}
	embedded := strings.Replace(string(raw), `"superEvent":"https://mokum.example/users/opencoffee"`, `"superEvent":{"type":"EventSeries","id":"https://mokum.example/users/opencoffee"}`, 1)
	if got := read(embedded); got.SuperEvent != e.SuperEvent {
		t.Errorf("an embedded series is read as %q", got.SuperEvent)
	}
	nonsense := strings.Replace(strings.Replace(string(raw), `"superEvent":"https://mokum.example/users/opencoffee"`, `"superEvent":"javascript:alert(1)"`, 1), "2026-12-01T09:30:00+01:00", "gisteren", 2)
	if got := read(nonsense); got.SuperEvent != "" || got.Original != nil {
		t.Errorf("nonsense is read as %+v", got)
	}
}
