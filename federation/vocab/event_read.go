package vocab

import (
	"strings"
	"sync"
	"time"

	"knoop/models"
)

// readEvent reads what an Event has beyond an object; nil when it does not say
// when it starts, and so cannot stand in any calendar. duration and all else we
// do not know are left alone.
func readEvent(d *Document) *models.Event {
	start := d.Time("startTime")
	if start.IsZero() || start.Year() < 1970 {
		return nil
	}
	e := &models.Event{StartsAt: models.Second(start), Timezone: zone(d.Str("timezone")), Status: statusOf(d), Category: category(d.Str("category"))}
	if end := d.Time("endTime"); end.After(start) {
		if shown, said := d.Bool("displayEndTime"); shown || !said { // FEP-8a8e: false is an open end
			end = models.Second(end)
			e.EndsAt = &end
		}
	}
	e.Place, e.OnlineURL = readLocation(d)
	if website := websiteOf(d); website != "" {
		e.OnlineURL = website
	}
	if was := d.Time("previousStartTime"); was.Year() >= 1970 && !models.Second(was).Equal(e.StartsAt) {
		e.Previous = &models.EventWas{StartsAt: models.Second(was), Place: e.Place, OnlineURL: e.OnlineURL}
	}
	if n, ok := d.Int("maximumAttendeeCapacity"); ok && n > 0 {
		e.Capacity = min(n, 1_000_000)
	}
	switch mode := d.Str("joinMode"); mode {
	case "free", "restricted", "invite", "external", "none":
		e.JoinMode = mode
	}
	e.JoinURL = address(d.Str("externalParticipationUrl"))
	if series := d.Ref("superEvent"); isID(series) && models.IsWebURL(series) {
		e.SuperEvent = series
	}
	e.Original = moment(d, "recurrence-id")
	e.Organizers = ReadOrganizers(d)
	return e
}

// moment reads a time that may be missing, or be nonsense.
func moment(d *Document, name string) *time.Time {
	at := d.Time(name)
	if at.IsZero() || at.Year() < 1970 || at.Year() > 9000 {
		return nil
	}
	at = models.Second(at)
	return &at
}

// zones remembers the names of time zones that exist; there are some hundreds.
var zones sync.Map

// zone gives the IANA name of a zone, "UTC" for anything else: an event that has
// only an offset keeps its moment, and is shown in UTC.
func zone(name string) string {
	if _, ok := zones.Load(name); ok {
		return name
	}
	if name == "" || name == "Local" || len(name) > 64 {
		return "UTC"
	}
	if _, err := time.LoadLocation(name); err != nil {
		return "UTC"
	}
	zones.Store(name, true)
	return name
}

// statusOf reads Mobilizon's status, its ical twin and FEP-8a8e's eventStatus;
// the gloomiest of them holds.
func statusOf(d *Document) models.EventStatus {
	out := models.EventConfirmed
	for _, name := range []string{"status", "ical:status", "eventStatus"} {
		s := d.Str(name)
		switch strings.ToUpper(s[strings.LastIndexByte(s, '/')+1:]) {
		case "CANCELLED", "CANCELED", "EVENTCANCELLED":
			return models.EventCancelled
		case "TENTATIVE", "EVENTTENTATIVE", "EVENTPOSTPONED":
			out = models.EventTentative
		}
	}
	return out
}

// category gives a category in Mobilizon's spelling, MEETING if there is none.
func category(s string) string {
	s = strings.ToUpper(s)
	if s == "" || len(s) > 50 {
		return "MEETING"
	}
	for i := range len(s) {
		if (s[i] < 'A' || s[i] > 'Z') && s[i] != '_' {
			return "MEETING"
		}
	}
	return s
}

// websiteOf finds Mobilizon's online address: a Link attached under the name
// "Website".
func websiteOf(d *Document) string {
	for _, a := range d.Docs("attachment") {
		if a.Type() == "Link" && a.Str("name") == website {
			return address(a.Str("href"))
		}
	}
	return ""
}

const website = "Website"
