package vocab

import (
	"time"

	"knoop/models"
)

// setSeries writes what a series says beyond its actor: who organises it, and its
// rule as iCalendar has it. Its dates are the truth; the rule is text to others.
func setSeries(more map[string]interface{}, s models.SeriesDocument) {
	more["organizer"] = s.Organizer
	more["rrule"] = s.Rule
	more["dtstart"] = s.Start.Format(time.RFC3339)
	more["timezone"] = s.Timezone
	if len(s.Except) > 0 {
		list := make([]interface{}, len(s.Except))
		for i, at := range s.Except {
			list[i] = at.Format(time.RFC3339)
		}
		more["exdate"] = list
	}
}

// setOccurrence writes which date of which series an event is.
func setOccurrence(more map[string]interface{}, e models.Event) {
	if e.SuperEvent != "" {
		more["superEvent"] = e.SuperEvent
	}
	if e.Original != nil {
		more["recurrence-id"] = e.Original.In(e.Location()).Format(time.RFC3339)
	}
}
