package models

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// openEnd is how long an event without an end is taken to last.
const openEnd = 6 * time.Hour

// Until gives the end of the event, or for an open end six hours after its start.
func (e Event) Until() time.Time {
	if e.EndsAt != nil {
		return *e.EndsAt
	}
	return e.StartsAt.Add(openEnd)
}

// Since gives a newer version of an event of elsewhere with what it was, if its
// origin moved it and does not say so itself: few servers do. A version that moves
// nothing keeps what the older one said.
func (e Event) Since(old Event) Event {
	if e.Previous != nil {
		return e
	}
	moved := e
	moved.Previous = &EventWas{StartsAt: old.StartsAt, EndsAt: old.EndsAt, Place: old.Place, Room: old.Room, OnlineURL: old.OnlineURL}
	switch {
	case moved.Rescheduled(), !old.Place.IsZero() && !old.Place.Same(e.Place):
		return moved
	default:
		e.Previous = old.Previous
	}
	return e
}

// Point is a place on the earth, in degrees.
type Point struct{ Latitude, Longitude float64 }

// Point gives where the place is on the map; ok is false when nobody said.
func (p Place) Point() (at Point, ok bool) {
	if p.Latitude == nil || p.Longitude == nil {
		return at, false
	}
	return Point{*p.Latitude, *p.Longitude}, true
}

const earth = 6371.0 // km, its mean radius

// Distance gives the kilometres between two points, over a sphere.
func (p Point) Distance(q Point) float64 {
	const radian = math.Pi / 180
	lat, lon := (q.Latitude-p.Latitude)*radian/2, (q.Longitude-p.Longitude)*radian/2
	h := math.Sin(lat)*math.Sin(lat) + math.Cos(p.Latitude*radian)*math.Cos(q.Latitude*radian)*math.Sin(lon)*math.Sin(lon)
	return 2 * earth * math.Asin(math.Sqrt(min(h, 1)))
}

// Within says whether two points are at most so many kilometres apart.
func (p Point) Within(q Point, km float64) bool {
	const degree = 2 * math.Pi * earth / 360 // km of latitude; cheaper than the sphere, and right for most
	return math.Abs(p.Latitude-q.Latitude)*degree <= km && p.Distance(q) <= km
}

// PostcodeArea gives the part of a postcode that names an area: four digits of a
// Dutch one, "1106 AA"; of others what stands before the space. "" for none.
func PostcodeArea(code string) string {
	code = strings.ToUpper(strings.TrimSpace(code))
	if len(code) >= 4 && strings.Trim(code[:4], "0123456789") == "" && (len(code) == 4 || code[4] == ' ' || 'A' <= code[4] && code[4] <= 'Z') {
		return code[:4]
	}
	area, _, _ := strings.Cut(code, " ")
	return area
}

// clashGap is how long before and after an event another still clashes with it,
// and clashNear within how many kilometres of it that counts as nearby.
const (
	clashGap  = 3 * time.Hour
	clashNear = 5.0
	evening   = 17 // the hour from which a start is in the evening
)

// Clash is another event that asks for the same people at the same time.
type Clash struct {
	Overlap bool     // both go on at one moment
	Evening bool     // both begin in the evening of one day
	Themes  []string // tags, or a category, that both have
	Km      *float64 // how far apart; nil when that is not known
}

// Near says whether the two are within five kilometres.
func (c Clash) Near() bool { return c.Km != nil && *c.Km <= clashNear }

// Weight says how much the clash matters: theme and nearness each count.
func (c Clash) Weight() int {
	weight := 0
	if len(c.Themes) > 0 {
		weight++
	}
	if c.Near() {
		weight++
	}
	return weight
}

// Clashes says whether two events, with their tags, are in each other's way: on the
// same evening by the clock of the first, at one moment, or less than three hours
// apart. One that is called off is in nobody's way.
func (e Event) Clashes(tags []string, o Event, theirs []string) (c Clash, ok bool) {
	if e.StartsAt.IsZero() || o.StartsAt.IsZero() || o.Status == EventCancelled || e.Status == EventCancelled {
		return c, false
	}
	start, other := e.LocalStart(), o.StartsAt.In(e.Location())
	c.Overlap = e.StartsAt.Before(o.Until()) && o.StartsAt.Before(e.Until())
	c.Evening = start.Hour() >= evening && other.Hour() >= evening && start.Format(time.DateOnly) == other.Format(time.DateOnly)
	close := e.StartsAt.Before(o.Until().Add(clashGap)) && o.StartsAt.Before(e.Until().Add(clashGap))
	if !c.Overlap && !c.Evening && !close {
		return Clash{}, false
	}
	for _, tag := range tags {
		if slices.Contains(theirs, tag) {
			c.Themes = append(c.Themes, tag)
		}
	}
	if len(c.Themes) == 0 && e.Category == o.Category && e.Category != "" && e.Category != "MEETING" {
		c.Themes = []string{e.Category}
	}
	here, known := e.Place.Point()
	there, too := o.Place.Point()
	if known && too {
		km := here.Distance(there)
		c.Km = &km
	}
	return c, true
}

// Compare puts the clash that matters most first: by weight, then those at one
// moment, then the nearest.
func (c Clash) Compare(o Clash) int {
	far := func(c Clash) float64 {
		if c.Km == nil {
			return math.Inf(1)
		}
		return *c.Km
	}
	overlap := func(c Clash) int {
		if c.Overlap {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(o.Weight(), c.Weight()), cmp.Compare(overlap(o), overlap(c)), cmp.Compare(far(c), far(o)))
}
