package vocab

import (
	"time"

	"knoop/models"
)

// ReadOrganizers reads whom an event's document names as its organizers, the author
// among them: embedded items, each with the consent as its context. One without is
// a claim too, that nobody will confirm. from is the event or the collection itself.
func ReadOrganizers(from *Document) []models.Organizer {
	list := from
	if from.Type() != "Collection" && from.Type() != "OrderedCollection" {
		if list = from.Doc("organizers"); list == nil {
			return nil
		}
	}
	var out []models.Organizer
	for _, name := range []string{"items", "orderedItems"} {
		for _, item := range list.Docs(name) {
			who := models.Organizer{URI: item.ID(), Name: line(item.Str("name"), maxName), Stamp: address(item.Ref("context"))}
			if isID(who.URI) && address(who.URI) != "" && len(out) < 2*models.MaxCohosts {
				out = append(out, who)
			}
		}
	}
	return out
}

// ConsentIn looks in a list of upcoming events for one, and gives the consent by
// which it is there; first and next are where the list goes on.
func ConsentIn(d *Document, event string) (stamp, first, next string) {
	for _, name := range []string{"orderedItems", "items"} {
		for _, item := range d.Docs(name) {
			if item.ID() == event && stamp == "" {
				stamp = address(item.Ref("context"))
			}
		}
	}
	return stamp, d.Ref("first"), d.Ref("next")
}

// StampSays is what a stamp must say for a claim to be so.
type StampSays struct {
	ID, By, Subject, Relationship, Object string
}

// Matches says whether a stamp that was read says just this, and holds now: it has
// begun, an hour of slack apart, and not ended. Its proof is apart.
func (s Stamp) Matches(c StampSays, now time.Time) bool {
	return s.ID == c.ID && s.AttributedTo == c.By && s.Subject == c.Subject && s.Relationship == c.Relationship && s.Object == c.Object &&
		!s.Starts.IsZero() && !s.Starts.After(now.Add(time.Hour)) && (s.Ends.IsZero() || now.Before(s.Ends))
}
