package recurrence

import (
	"slices"
	"time"

	"github.com/teambition/rrule-go"
)

// maxSteps bounds how many dates a rule is followed from its start: daily for
// half a century.
const maxSteps = 20000

// WallLayout is how wall times are kept: as in RFC 5545, readable.
const WallLayout = "2006-01-02T15:04:05"

// Schedule is a rule with all that changes its dates.
type Schedule struct {
	Rule     Rule
	Start    time.Time // wall time in UTC (Wall): the first date, and the hour of all
	Zone     *time.Location
	Except   []time.Time // moments that are left out, by their original start
	Extra    []time.Time // moments beside the rule
	Holidays Holidays
}

// Date is one date of a schedule.
type Date struct {
	Start   time.Time // in the zone; the original start, by which it is known for ever
	Holiday Holiday   // on which it would have fallen: it is left out, and this says why
}

// Held says whether the meeting is on.
func (d Date) Held() bool { return d.Holiday == "" }

// Between gives the dates of [from, to) in their order, limit at most, with those
// that a holiday takes away. Exceptions are not among them.
func (s Schedule) Between(from, to time.Time, limit int) []Date {
	var out []Date
	wallFrom, wallTo := from.UTC().Add(-26*time.Hour), to.UTC().Add(26*time.Hour)
	for _, at := range s.Extra {
		if !at.Before(from) && at.Before(to) && !within(s.Except, at) {
			out = append(out, Date{Start: at.In(s.Zone)})
		}
	}
	next := s.walls(wallTo)
	for kept := 0; kept < limit; {
		wall, ok := next()
		if !ok || !wall.Before(wallTo) {
			break
		}
		if wall.Before(wallFrom) {
			continue
		}
		at := Place(wall, s.Zone)
		if at.Before(from) || !at.Before(to) || within(s.Except, at) || within(s.Extra, at) {
			continue
		}
		out = append(out, Date{Start: at, Holiday: s.Holidays.On(wall)})
		kept++
	}
	slices.SortStableFunc(out, func(a, b Date) int { return a.Start.Compare(b.Start) })
	return out[:min(len(out), limit)]
}

// Next gives the first n dates that are held from a moment on, and the skipped
// ones among them, looking no further than horizon ahead.
func (s Schedule) Next(from time.Time, n int, horizon time.Duration) []Date {
	held := 0
	all := s.Between(from, from.Add(horizon), 4*n+20)
	for i, d := range all {
		if d.Held() {
			if held++; held == n {
				return all[:i+1]
			}
		}
	}
	return all
}

// First gives the first wall time of the rule at or after the start; false when
// there is none.
func (s Schedule) First() (time.Time, bool) { return s.walls(time.Time{})() }

// walls gives the wall times of the rule one by one, until end (zero: on).
func (s Schedule) walls(end time.Time) func() (time.Time, bool) {
	none := func() (time.Time, bool) { return time.Time{}, false }
	if s.Rule.IsZero() || s.Zone == nil {
		return none
	}
	option := s.Rule.option
	option.Dtstart = s.Start
	if s.Rule.untilUTC {
		option.Until = Wall(option.Until, s.Zone)
	}
	if !end.IsZero() && (option.Until.IsZero() || end.Before(option.Until)) {
		option.Until = end
	}
	rule, err := rrule.NewRRule(option)
	if err != nil {
		return none
	}
	next, steps := rule.Iterator(), 0
	return func() (time.Time, bool) {
		if steps++; steps > maxSteps {
			return time.Time{}, false
		}
		return next()
	}
}

func within(list []time.Time, t time.Time) bool {
	return slices.ContainsFunc(list, t.Equal)
}
