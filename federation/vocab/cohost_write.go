package vocab

import (
	"time"

	"knoop/federation/vocab/streams"
	"knoop/models"
)

// CoorganiseFeature is that a node organises events with others, with consent by
// stamps (PROTOCOL 4).
var CoorganiseFeature = Feature{Href: "https://w3id.org/knoop/1#coorganise", Name: "coorganise"}

// Offer asks a collective to organise an event of the actor with it. It is between
// the two.
func Offer(e Envelope, event, collective string, ends time.Time) ([]byte, error) {
	t := streams.NewActivityStreamsOffer()
	more := t.GetUnknownProperties()
	more["target"] = collective
	setEnds(more, ends)
	return e.about(t, event)
}

// AcceptOffer answers an Offer by its id and names the consent that came of it.
func AcceptOffer(e Envelope, offer, result string) ([]byte, error) {
	t := streams.NewActivityStreamsAccept()
	t.GetUnknownProperties()["result"] = result
	return e.about(t, offer)
}

// RejectOffer refuses an Offer by its id. reason is plain text or "".
func RejectOffer(e Envelope, offer, reason string) ([]byte, error) {
	t := streams.NewActivityStreamsReject()
	if reason != "" {
		t.GetUnknownProperties()["content"] = reason
	}
	return e.about(t, offer)
}

// OrganizersID gives the address of who organises an event.
func OrganizersID(event string) string { return event + "/organizers" }

// organizers writes who organises an event: its author, and with their consent as
// context those beside it (FEP-8a8e). nil when there is the author alone.
func organizers(o models.Object, author models.Actor, beside []models.Organizer) map[string]interface{} {
	if len(beside) == 0 {
		return nil
	}
	items := []interface{}{map[string]interface{}{"id": author.URI, "type": string(author.Kind), "name": author.DisplayName()}}
	for _, who := range beside {
		items = append(items, map[string]interface{}{"id": who.URI, "type": "Group", "name": who.Name, "context": who.Stamp})
	}
	return map[string]interface{}{"id": OrganizersID(o.URI), "type": "Collection", "totalItems": len(items), "items": items}
}

// Organizers writes who organises an event as a document of its own.
func (w *Writer) Organizers(o models.Object, author models.Actor, beside []models.Organizer) ([]byte, error) {
	t := streams.NewActivityStreamsCollection()
	setID(t, OrganizersID(o.URI))
	list := organizers(o, author, beside)
	if list == nil {
		list = map[string]interface{}{"totalItems": 1, "items": []interface{}{map[string]interface{}{"id": author.URI, "type": string(author.Kind), "name": author.DisplayName()}}}
	}
	more := t.GetUnknownProperties()
	more["totalItems"], more["items"] = list["totalItems"], list["items"]
	return finish(t)
}

// Carried writes an event of another as the list of who helps organise it has it:
// a claim, with the consent as its context, and no copy.
func (w *Writer) Carried(o models.Object, e models.Event, author, stamp string) ([]byte, error) {
	t := streams.NewActivityStreamsEvent()
	setID(t, o.URI)
	more := t.GetUnknownProperties()
	more["name"], more["attributedTo"], more["context"] = o.Name, author, stamp
	more["startTime"] = models.Second(e.StartsAt).In(e.Location()).Format(time.RFC3339)
	return finish(t)
}

// together says who organises the event beside its author: "Samen met ZO! en Kade".
func (w *Writer) together(e models.Event) []string {
	if len(e.Organizers) == 0 {
		return nil
	}
	names := make([]string, len(e.Organizers))
	for i, who := range e.Organizers {
		names[i] = who.Name
	}
	return []string{w.say.T("federation.event_together", "Names", w.say.List(names))}
}
