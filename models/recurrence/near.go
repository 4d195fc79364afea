package recurrence

import (
	"time"

	"github.com/teambition/rrule-go"
)

// Near gives a schedule that has the same dates from a moment on, and begins not
// long before it: so an old rule need not be followed through all its years. A
// rule that counts its dates, or goes by months or years, stays as it is.
func (s Schedule) Near(from time.Time) Schedule {
	o := s.Rule.option
	days := max(o.Interval, 1)
	switch {
	case s.Rule.IsZero(), o.Count > 0:
		return s
	case o.Freq == rrule.WEEKLY:
		days *= 7
	case o.Freq != rrule.DAILY:
		return s
	}
	gone := int(from.Sub(s.Start)/(24*time.Hour)) - 2 // the zones differ by a day at most
	if steps := gone/days - 1; steps > 0 {
		s.Start = s.Start.AddDate(0, 0, steps*days)
	}
	return s
}
