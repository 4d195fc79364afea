package mail

import (
	"encoding/json"
	"fmt"
	"strings"

	"knoop/models"
	"knoop/models/calendar"
	"knoop/models/store"
	"knoop/static/locales"
)

// attachment is a calendar that goes with a letter.
type attachment struct {
	method string // PUBLISH or CANCEL
	off    bool
	body   []byte
}

// occasionOf reads the event that a mail is about; nil when it is about none.
func occasionOf(m store.OpenMail) (*models.Occasion, error) {
	raw := m.Values["Event"]
	if raw == "" {
		return nil, nil
	}
	var told models.Occasion
	if err := json.Unmarshal([]byte(raw), &told); err != nil {
		return nil, fmt.Errorf("read the event of a mail of kind %s: %w", m.Kind, err)
	}
	return &told, nil
}

// occasion says when and where it is, and attaches it for who means to come.
func (l *Letter) occasion(p *locales.Printer, m store.OpenMail, told models.Occasion, from Sender) error {
	e := told.Event
	off := e.Status == models.EventCancelled
	if moved := m.Values["News"] == string(models.NewsMoved); moved && e.Rescheduled() {
		l.Facts = append(l.Facts, p.T("mail.event_was", "When", when(p, e.Was(), from)))
	}
	l.Facts = append(l.Facts, p.T("mail.event_when", "When", when(p, e, from)))
	if !off {
		where := e.Place.Line()
		if e.Room != "" {
			where = strings.TrimPrefix(where+", "+e.Room, ", ")
		}
		for _, fact := range [][3]string{{"mail.event_where", "Where", where}, {"mail.event_online", "Link", e.OnlineURL}, {"mail.event_contact", "Contact", e.Contact}} {
			if text := clean(fact[2]); text != "" {
				l.Facts = append(l.Facts, p.T(fact[0], fact[1], text))
			}
		}
	}
	if !told.ForCalendars || m.Kind == models.MailGuestLink {
		return nil
	}
	item := calendar.Item{
		UID: told.URI, Title: told.Title, Description: told.URI, URL: told.URI, Organizer: told.Organizer, OrganizerName: told.ByName,
		Created: told.Created, Updated: told.Updated, Event: e,
	}
	if e.Original != nil && e.SuperEvent != "" { // as feeds name a date of a series
		item.UID, item.Original = e.SuperEvent, e.Original
	}
	method := calendar.Publish
	if off {
		method = calendar.Cancel
	}
	body, err := calendar.One(item, method)
	if err != nil {
		return fmt.Errorf("attach a calendar: %w", err)
	}
	l.calendar = &attachment{method, off, body}
	return nil
}

// when gives the time of an event, with its zone where that is not the node's.
func when(p *locales.Printer, e models.Event, from Sender) string {
	said := p.Range(e.LocalStart(), e.LocalEnd())
	if from.Location == nil || e.Location().String() != from.Location.String() {
		said += " (" + strings.ReplaceAll(e.Location().String(), "_", " ") + ")"
	}
	return said
}
