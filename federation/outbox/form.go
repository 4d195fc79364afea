package outbox

import (
	"context"
	"fmt"
	"slices"

	"knoop/models"
	"knoop/models/store"
)

// eventSoftware shows a calendar and reads an Event as one (docs/decisions.md 7). All
// other software shows the note form better than a bare Event, whose content,
// date and place Mastodon drops (docs/peers.md 2.6).
var eventSoftware = []string{"mobilizon", "gancio", "friendica", "hubzilla", "streams", "knoop"}

// formFor decides in which form software gets an event. This is the only place.
func formFor(software string) models.Form {
	if slices.Contains(eventSoftware, software) {
		return models.FormEvent
	}
	return models.FormNote
}

// forms gives each host its form of one event: the one it got first, for ever,
// since an Update in the other form would be about a thing it never saw.
type forms struct {
	objectURI string
	told      map[string]models.Form
	hosts     map[string]models.Host
	decided   []models.ToldForm // by this fact
}

// formsOf reads what the hosts of the recipients were told of an event, and
// what software they run. What is unknown or old is asked for next time.
func (f *fanout) formsOf(ctx context.Context, objectURI string, to []store.Recipient) (*forms, error) {
	told, err := f.store.ToldForms(ctx, objectURI)
	if err != nil {
		return nil, fmt.Errorf("read told forms: %w", err)
	}
	names := make([]string, len(to))
	for i, r := range to {
		names[i] = r.Host
	}
	names = distinct(names)
	hosts, err := f.store.Hosts(ctx, names)
	if err != nil {
		return nil, fmt.Errorf("read hosts: %w", err)
	}
	for _, name := range names {
		if host, ok := hosts[name]; ok {
			f.software.stale(host)
		} else {
			f.software.stale(models.Host{Name: name})
		}
	}
	if told == nil {
		told = map[string]models.Form{}
	}
	return &forms{objectURI: objectURI, told: told, hosts: hosts}, nil
}

// of gives a host's form, and remembers a first decision.
func (f *forms) of(host string) models.Form {
	if form := f.told[host]; form != models.FormNone {
		return form
	}
	form := formFor(f.hosts[host].Software)
	f.told[host] = form
	f.decided = append(f.decided, models.ToldForm{ObjectURI: f.objectURI, Host: host, Form: form})
	return form
}

// split parts recipients by the form of their host.
func (f *forms) split(to []store.Recipient) map[models.Form][]store.Recipient {
	parts := map[models.Form][]store.Recipient{}
	for _, r := range to {
		form := f.of(r.Host)
		parts[form] = append(parts[form], r)
	}
	return parts
}
