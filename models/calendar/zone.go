package calendar

import (
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-ical"
)

// floor is where a zone begins for us: calendar programs know no earlier one.
var floor = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)

// zones collects, by zone, the stretches between two changes of the clock that
// the events of a feed stand in.
type zones map[string]*zone

type zone struct {
	at         *time.Location
	begins     []time.Time // of the stretches needed, the floor for one from before it
	start, end time.Time   // of the stretch seen last; a zero end is for ever
}

// see notes that a moment is told in this zone.
func (zs zones) see(t time.Time) {
	name := t.Location().String()
	z := zs[name]
	if z == nil {
		z = &zone{at: t.Location()}
		zs[name] = z
	}
	if len(z.begins) > 0 && !t.Before(z.start) && (z.end.IsZero() || t.Before(z.end)) {
		return
	}
	z.start, z.end = t.ZoneBounds()
	if begin := later(z.start, floor); !slices.ContainsFunc(z.begins, begin.Equal) {
		z.begins = append(z.begins, begin)
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
	slices.SortFunc(z.begins, time.Time.Compare)
	for _, begin := range z.begins {
		c.Children = append(c.Children, stretch(begin, z.at))
	}
	return c
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
