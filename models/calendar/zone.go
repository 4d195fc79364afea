package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// floor is where a zone begins for us: calendar programs know no earlier one.
var floor = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)

// zones collects, by zone, the stretches between two changes of the clock that
// the events of a feed stand in.
type zones map[string]*zone

type zone struct {
	at   *time.Location
	seen []seen
	last seen // the one noted last
}

// seen is one stretch between two changes of the clock; a zero end is for ever.
type seen struct {
	at         *time.Location
	start, end time.Time
	onward     bool // and all that come after
}

func (s seen) holds(t time.Time) bool {
	return !t.Before(s.start) && (s.end.IsZero() || t.Before(s.end))
}

// see notes that a moment is told in this zone.
func (zs zones) see(t time.Time) {
	if z := zs[t.Location().String()]; z != nil && z.last.holds(t) {
		return
	}
	zs.note(stretchOf(t))
}

// onward notes that this moment, and others without end after it, are told in
// this zone.
func (zs zones) onward(t time.Time) {
	s := stretchOf(t)
	s.onward = true
	zs.note(s)
}

func stretchOf(t time.Time) seen {
	start, end := t.ZoneBounds()
	return seen{at: t.Location(), start: later(start, floor), end: end}
}

func (zs zones) note(s seen) {
	name := s.at.String()
	z := zs[name]
	if z == nil {
		z = &zone{at: s.at}
		zs[name] = z
	}
	if len(z.seen) > 0 && z.last == s {
		return
	}
	z.last = s
	if !slices.Contains(z.seen, s) {
		z.seen = append(z.seen, s)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// components gives a VTIMEZONE for every zone, in the order of their names.
func (zs zones) components() []*ical.Component {
	names := make([]string, 0, len(zs))
	for name := range zs {
		names = append(names, name)
	}
	slices.Sort(names)
	out := make([]*ical.Component, len(names))
	for i, name := range names {
		out[i] = zs[name].component(name)
	}
	return out
}

func (z *zone) component(name string) *ical.Component {
	c := ical.NewComponent(ical.CompTimezone)
	c.Props.SetText(ical.PropTimezoneID, name)
	var begins []time.Time
	var onward time.Time
	for _, s := range z.seen {
		begins = append(begins, s.start)
		if s.onward && (onward.IsZero() || s.start.Before(onward)) {
			onward = s.start
		}
	}
	rules := map[int64]string{}
	if !onward.IsZero() {
		begins, rules = z.from(onward, begins)
	}
	slices.SortFunc(begins, time.Time.Compare)
	for _, begin := range slices.CompactFunc(begins, time.Time.Equal) {
		row := stretch(begin, z.at)
		if rule := rules[begin.Unix()]; rule != "" {
			set(row.Props, ical.PropRecurrenceRule, rule)
		}
		c.Children = append(c.Children, row)
	}
	return c
}

// foreseen is how many years the changes of a clock are looked ahead, to find the
// rule by which they come back.
const foreseen = 12

// from gives all changes from one on, beside those that stand apart: as two rows
// with a rule where the clock is changed twice a year by one, else row by row as
// far as is foreseen.
func (z *zone) from(onward time.Time, begins []time.Time) ([]time.Time, map[int64]string) {
	rules := map[int64]string{}
	all := []time.Time{onward}
	for at, until := onward, later(onward, time.Now()).AddDate(foreseen, 0, 0); ; {
		_, next := at.In(z.at).ZoneBounds()
		if next.IsZero() || next.After(until) {
			break
		}
		if at = next; changes(next, z.at) { // the zone's table ends with a row that changes nothing
			all = append(all, next)
		}
	}
	begins = slices.DeleteFunc(begins, func(t time.Time) bool { return !t.Before(onward) })
	// The first row stands for the moment itself, which may lie before the rule.
	for first := 1; first+1 < len(all); first++ {
		one, ok := z.yearly(every(all[first:], 0))
		other, okToo := z.yearly(every(all[first:], 1))
		if ok && okToo {
			rules[all[first].Unix()], rules[all[first+1].Unix()] = one, other
			return append(begins, all[:first+2]...), rules
		}
	}
	return append(begins, all...), rules
}

func changes(t time.Time, at *time.Location) bool {
	name, offset := t.Add(-time.Second).In(at).Zone()
	nameAfter, offsetAfter := t.In(at).Zone()
	return name != nameAfter || offset != offsetAfter
}

// every gives each second one, from the first or the second.
func every(list []time.Time, from int) (out []time.Time) {
	for i := from; i < len(list); i += 2 {
		out = append(out, list[i])
	}
	return out
}

// yearly gives the rule by which these changes come once a year, on the nth or
// last such day of a month at one hour; false when there is none, or too few are
// known to tell.
func (z *zone) yearly(list []time.Time) (rule string, ok bool) {
	if len(list) < foreseen/2 {
		return "", false
	}
	type kind struct {
		month    time.Month
		day      time.Weekday
		clock    string
		from, to int
	}
	var first kind
	nth, last := 0, true
	for i, change := range list {
		_, from := change.Add(-time.Second).In(z.at).Zone()
		_, to := change.In(z.at).Zone()
		wall := change.UTC().Add(time.Duration(from) * time.Second)
		k := kind{wall.Month(), wall.Weekday(), wall.Format("150405"), from, to}
		n := (wall.Day()-1)/7 + 1
		last = last && wall.AddDate(0, 0, 7).Month() != wall.Month()
		switch {
		case i == 0:
			first, nth = k, n
			continue
		case k != first, wall.Year() != list[0].UTC().Add(time.Duration(from)*time.Second).Year()+i:
			return "", false
		case n != nth:
			nth = 0
		}
	}
	if last {
		nth = -1
	}
	if nth == 0 {
		return "", false
	}
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", first.month, nth, strings.ToUpper(first.day.String()[:2])), true
}

// stretch gives the observance that begins at a moment.
func stretch(begin time.Time, at *time.Location) *ical.Component {
	t := begin.In(at)
	kind := ical.CompTimezoneStandard
	if t.IsDST() {
		kind = ical.CompTimezoneDaylight
	}
	name, to := t.Zone()
	from := to
	if begin.After(floor) {
		_, from = t.Add(-time.Second).Zone()
	}
	c := ical.NewComponent(kind)
	set(c.Props, ical.PropDateTimeStart, begin.UTC().Add(time.Duration(from)*time.Second).Format(localForm))
	set(c.Props, ical.PropTimezoneOffsetFrom, offset(from))
	set(c.Props, ical.PropTimezoneOffsetTo, offset(to))
	c.Props.SetText(ical.PropTimezoneName, name)
	return c
}

// offset writes seconds east of Greenwich as ±hhmm, with seconds where there are.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	s := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if rest := seconds % 60; rest != 0 {
		s += fmt.Sprintf("%02d", rest)
	}
	return s
}

// twice says whether a clock in t's zone shows t's hour twice: it was put back
// by more than has passed since, or will be by more than there is to go.
func twice(t time.Time) bool {
	start, end := t.ZoneBounds()
	return !start.IsZero() && t.Sub(start) < back(start, t.Location()) ||
		!end.IsZero() && end.Sub(t) <= back(end, t.Location())
}

// back gives by how much the clock is put back at a change.
func back(change time.Time, at *time.Location) time.Duration {
	_, before := change.Add(-time.Second).In(at).Zone()
	_, after := change.In(at).Zone()
	return time.Duration(before-after) * time.Second
}
