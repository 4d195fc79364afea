package vocab

import (
	"strings"
	"time"

	"github.com/go-fed/activity/streams/vocab"

	"knoop/federation/vocab/streams"
	"knoop/models"
)

// Event writes an event of ours in the one shape that every peer takes
// (docs/peers.md 1; each rule there has a test here).
func (w *Writer) Event(o models.Object, e models.Event, author models.Actor) ([]byte, error) {
	t := streams.NewActivityStreamsEvent()
	w.setCommon(t, o, author, o.URI, w.eventContent(o, e))
	name := streams.NewActivityStreamsNameProperty()
	name.AppendXMLSchemaString(o.Name)
	t.SetActivityStreamsName(name)
	summary := streams.NewActivityStreamsSummaryProperty()
	summary.AppendXMLSchemaString(w.Line(o, e))
	t.SetActivityStreamsSummary(summary)
	start := streams.NewActivityStreamsStartTimeProperty()
	start.Set(models.Second(e.StartsAt).In(e.Location()))
	t.SetActivityStreamsStartTime(start)
	if e.EndsAt != nil {
		end := streams.NewActivityStreamsEndTimeProperty()
		end.Set(models.Second(*e.EndsAt).In(e.Location()))
		t.SetActivityStreamsEndTime(end)
	}
	if !e.Place.IsZero() {
		location := streams.NewActivityStreamsLocationProperty()
		location.AppendActivityStreamsPlace(place(withRoom(e)))
		t.SetActivityStreamsLocation(location)
	}
	more := t.GetUnknownProperties()
	more["attachment"] = eventAttachments(o, e)
	more["tag"] = w.tags(o)
	w.setEvent(more, o, e)
	if list := organizers(o, author, e.Organizers); list != nil {
		more["organizers"] = list
	}
	setOccurrence(more, e)
	return finish(t)
}

// setEvent writes what ActivityStreams has no word for: Mobilizon's and
// FEP-8a8e's terms.
func (w *Writer) setEvent(more map[string]interface{}, o models.Object, e models.Event) {
	page := o.URL
	if page == "" {
		page = o.URI
	}
	more["timezone"] = e.Timezone
	more["inLanguage"] = w.language(o)
	more["category"] = category(e.Category)
	w.setAnswers(more, o, e, page)
	more["isOnline"] = e.OnlineURL != "" && e.Place.IsZero()
	more["draft"] = false
	more["commentsEnabled"] = true
	more["repliesModerationOption"] = "allow_all"
	more["anonymousParticipationEnabled"] = false
	status, eventStatus := statusOut(e)
	if e.Rescheduled() {
		more["previousStartTime"] = models.Second(e.Previous.StartsAt).In(e.Location()).Format(time.RFC3339)
	}
	more["status"], more["ical:status"], more["eventStatus"] = status, status, eventStatus
	if e.EndsAt == nil {
		more["displayEndTime"] = false
	}
	if e.Capacity > 0 {
		more["maximumAttendeeCapacity"] = e.Capacity
	}
	if w.eventContent(o, e) == "" {
		// The language, where Mastodon looks for it when there is no contentMap.
		more["nameMap"] = map[string]interface{}{w.language(o): o.Name}
	}
	if o.NoteURI != "" {
		more["noteForm"], more["atomUri"] = o.NoteURI, o.NoteURI
	}
}

// setAnswers says how the event is answered, and how many did. Where nobody can
// sign up by activity joinMode is external and points at the page: "none" would
// make Mobilizon lose the event.
func (w *Writer) setAnswers(more map[string]interface{}, o models.Object, e models.Event, page string) {
	if !e.TakesRSVP {
		more["joinMode"], more["externalParticipationUrl"] = "external", page
		return
	}
	more["joinMode"] = "free"
	switch e.Comes {
	case models.GatheringMembers:
		more["joinMode"] = "restricted"
	case models.GatheringInvited:
		more["joinMode"] = "invite"
	}
	more["participantCount"] = e.Answers.Coming
	if left := e.Answers.Left(e); left >= 0 {
		more["remainingAttendeeCapacity"] = left
	}
	more["attendees"] = attendeesID(o)
}

// attendeesID gives the address of an event's attendees.
func attendeesID(o models.Object) string { return o.URI + "/attendees" }

// Attendees writes who comes to an event: how many, and the addresses of those
// who agreed that it is seen. Who waits is in no document.
func (w *Writer) Attendees(o models.Object, a models.Answers) ([]byte, error) {
	t := streams.NewActivityStreamsOrderedCollection()
	setID(t, attendeesID(o))
	setTotal(t, a.Coming)
	items := a.Shown
	if items == nil {
		items = []string{}
	}
	t.GetUnknownProperties()["orderedItems"] = items
	return finish(t)
}

// statusOut gives Mobilizon's word and FEP-8a8e's.
func statusOut(e models.Event) (status, eventStatus string) {
	switch {
	case e.Status == models.EventCancelled:
		return "CANCELLED", "EventCancelled"
	case e.Status == models.EventTentative:
		return "TENTATIVE", "EventTentative"
	case e.MovedOnline():
		return "CONFIRMED", "EventMovedOnline"
	case e.Rescheduled():
		return "CONFIRMED", "EventRescheduled"
	}
	return "CONFIRMED", "EventScheduled"
}

// eventAttachments puts the banner first and the online address, which
// Mobilizon finds by its exact name, last.
func eventAttachments(o models.Object, e models.Event) []interface{} {
	out := attachments(o, banner)
	if e.OnlineURL != "" {
		out = append(out, link(e.OnlineURL, "text/html", website))
	}
	return out
}

// place writes a Place with a PostalAddress, without which WordPress and
// Mobilizon read no street.
func place(p models.Place) vocab.ActivityStreamsPlace {
	t := streams.NewActivityStreamsPlace()
	name := p.Name
	if name == "" {
		name = p.Line()
	}
	if name == "" {
		name = strings.TrimSpace(p.Region + " " + p.Country)
	}
	if name != "" {
		property := streams.NewActivityStreamsNameProperty()
		property.AppendXMLSchemaString(name)
		t.SetActivityStreamsName(property)
	}
	if p.Latitude != nil && p.Longitude != nil {
		lat := streams.NewActivityStreamsLatitudeProperty()
		lat.Set(*p.Latitude)
		t.SetActivityStreamsLatitude(lat)
		lon := streams.NewActivityStreamsLongitudeProperty()
		lon.Set(*p.Longitude)
		t.SetActivityStreamsLongitude(lon)
	}
	address := map[string]interface{}{
		"streetAddress": p.Street, "postalCode": p.Postcode, "addressLocality": p.Locality,
		"addressRegion": p.Region, "addressCountry": p.Country,
	}
	if p.Street+p.Postcode+p.Locality+p.Region+p.Country != "" {
		address["type"] = "PostalAddress"
		t.GetUnknownProperties()["address"] = address
	}
	return t
}
