package vocab

import (
	"strings"

	"knoop/models"
	"knoop/models/text"
)

// maxTeaser bounds the teaser of an event's line, in runes.
const maxTeaser = 140

// Line gives an event in one plain line: when, in its own zone, where, and a
// teaser. It is the only text of an event that a Mastodon user sees: "donderdag
// 5 maart 2026, 08.30 tot 10.00 (Europe/Amsterdam), De Spoel, Amsterdam — Koffie
// en plannen".
func (w *Writer) Line(o models.Object, e models.Event) string {
	s := w.When(e)
	if word := w.statusWord(e); word != "" {
		s = word + " " + s
	}
	teaser := o.Summary
	if teaser == "" {
		teaser = text.Line(text.Plain(o.Content))
	}
	if teaser = text.Truncate(teaser, maxTeaser); teaser != "" {
		s += " — " + teaser
	}
	return s
}

// When gives an event's time, zone and place.
func (w *Writer) When(e models.Event) string {
	when := w.say.Range(e.LocalStart(), e.LocalEnd())
	where := w.where(e)
	if where == "" {
		return w.say.T("federation.event_range_no_place", "Range", when, "Zone", e.Location().String())
	}
	return w.say.T("federation.event_range", "Range", when, "Zone", e.Location().String(), "Place", where)
}

// where gives the place in short: its name and the town.
func (w *Writer) where(e models.Event) string {
	var parts []string
	for _, s := range []string{e.Place.Name, e.Place.Locality} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 && !e.Place.IsZero() {
		return e.Place.Line()
	}
	if len(parts) == 0 && e.OnlineURL != "" {
		return w.say.T("federation.event_online")
	}
	return strings.Join(parts, ", ")
}

func (w *Writer) statusWord(e models.Event) string {
	if e.Status == models.EventCancelled {
		return w.say.T("federation.event_cancelled")
	}
	if e.Previous != nil {
		return w.say.T("federation.event_moved")
	}
	if e.Status == models.EventTentative {
		return w.say.T("federation.event_tentative")
	}
	return ""
}
