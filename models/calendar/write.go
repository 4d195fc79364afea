package calendar

import (
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/emersion/go-ical"

	"knoop/models"
)

// Feed is a calendar as it goes out.
type Feed struct {
	Name    string
	Source  string         // where the feed is
	Zone    *time.Location // of who gives it
	Refresh time.Duration  // how often to look again; 0: nothing is said
	Cancel  bool           // calls off what was published before (RFC 5546, 4.1.3)
	Items   []Item
}

// Item is one event in a Feed. Texts are plain.
type Item struct {
	UID           string
	Title         string
	Description   string
	URL           string
	Organizer     string // actor id
	OrganizerName string
	Categories    []string
	Created       time.Time
	Updated       time.Time
	Event         models.Event
}

// MediaType is what a calendar is served as.
const MediaType = ical.MIMEType + "; charset=utf-8"

const (
	producer  = "-//Knoop//Knoop//EN"
	localForm = "20060102T150405"
	utcForm   = localForm + "Z"
)

// Sequence counts the revisions of an object (RFC 5545, 3.8.7.4): no two edits
// share a second (models.NextUpdated), so the seconds from the first to the last
// grow with each, here and of what came from elsewhere.
func Sequence(created, updated time.Time) int {
	return max(0, int(updated.Sub(created)/time.Second))
}

// Method is what a program is to do with it: to show it, or to take it off. It is
// never REQUEST: that would put buttons under a mail whose answers come to no door
// of ours.
func (f Feed) Method() string {
	if f.Cancel {
		return "CANCEL"
	}
	return "PUBLISH"
}

// Write writes a feed.
func Write(w io.Writer, f Feed) error {
	c := ical.NewCalendar()
	c.Props.SetText(ical.PropProductID, producer)
	set(c.Props, ical.PropVersion, "2.0")
	set(c.Props, ical.PropMethod, f.Method())
	if name := clean(f.Name, false); name != "" {
		c.Props.SetText(ical.PropName, name)
		setX(c.Props, "X-WR-CALNAME", name)
	}
	if f.Source != "" {
		setURI(c.Props, ical.PropSource, f.Source)
	}
	if f.Refresh > 0 {
		every := "PT" + strconv.Itoa(int(f.Refresh/time.Minute)) + "M"
		refresh := ical.NewProp(ical.PropRefreshInterval)
		refresh.Params.Set(ical.ParamValue, string(ical.ValueDuration))
		refresh.Value = every
		c.Props.Set(refresh)
		set(c.Props, "X-PUBLISHED-TTL", every)
	}
	zs := zones{}
	if f.Zone != nil && f.Zone != time.UTC {
		setX(c.Props, "X-WR-TIMEZONE", f.Zone.String())
	}
	events := make([]*ical.Component, len(f.Items))
	for i, item := range f.Items {
		events[i] = item.component(zs)
	}
	if len(zs) == 0 { // a calendar holds one component at the least
		zone := f.Zone
		if zone == nil {
			zone = time.UTC
		}
		zs.see(floor.In(zone))
	}
	c.Children = append(zs.components(), events...)
	if err := ical.NewEncoder(&folder{w: w}).Encode(c); err != nil {
		return fmt.Errorf("write a calendar: %w", err)
	}
	return nil
}

func (item Item) component(zs zones) *ical.Component {
	e := item.Event
	c := ical.NewComponent(ical.CompEvent)
	p := c.Props
	p.SetText(ical.PropUID, clean(item.UID, false))
	set(p, ical.PropDateTimeStamp, item.Updated.UTC().Format(utcForm))
	set(p, ical.PropCreated, item.Created.UTC().Format(utcForm))
	set(p, ical.PropLastModified, item.Updated.UTC().Format(utcForm))
	set(p, ical.PropSequence, strconv.Itoa(Sequence(item.Created, item.Updated)))
	setTime(p, ical.PropDateTimeStart, e.LocalStart(), zs)
	if e.EndsAt != nil && e.EndsAt.After(e.StartsAt) {
		setTime(p, ical.PropDateTimeEnd, e.LocalEnd(), zs)
	}
	p.SetText(ical.PropSummary, clean(item.Title, false))
	setText(p, ical.PropDescription, clean(item.Description, true))
	where := e.Place.Line()
	if where == "" {
		where = e.OnlineURL
	}
	setText(p, ical.PropLocation, clean(where, false))
	if e.Place.Latitude != nil && e.Place.Longitude != nil {
		set(p, ical.PropGeo, fmt.Sprintf("%.6f;%.6f", *e.Place.Latitude, *e.Place.Longitude))
	}
	var words []string
	for _, word := range item.Categories {
		if word = clean(word, false); word != "" {
			words = append(words, word)
		}
	}
	if len(words) > 0 {
		list := ical.NewProp(ical.PropCategories)
		list.SetTextList(words)
		p.Set(list)
	}
	if item.URL != "" {
		setURI(p, ical.PropURL, item.URL)
	}
	if u, err := url.Parse(item.Organizer); err == nil && item.Organizer != "" {
		by := ical.NewProp(ical.PropOrganizer)
		if name := strings.ReplaceAll(clean(item.OrganizerName, false), `"`, "'"); name != "" {
			by.Params.Set(ical.ParamCommonName, name)
		}
		by.Value = u.String()
		p.Set(by)
	}
	set(p, ical.PropStatus, status(e.Status))
	return c
}

func status(s models.EventStatus) string {
	switch s {
	case models.EventCancelled:
		return "CANCELLED"
	case models.EventTentative:
		return "TENTATIVE"
	}
	return "CONFIRMED"
}

// setTime writes a moment in its zone, with the zone's name.
func setTime(p ical.Props, name string, t time.Time, zs zones) {
	prop := ical.NewProp(name)
	if t.Location() == time.UTC || twice(t) {
		prop.Value = t.UTC().Format(utcForm)
	} else {
		zs.see(t)
		prop.Params.Set(ical.ParamTimezoneID, t.Location().String())
		prop.Value = t.Format(localForm)
	}
	p.Set(prop)
}

func set(p ical.Props, name, value string) {
	prop := ical.NewProp(name)
	prop.Value = value
	p.Set(prop)
}

// setX writes a text that RFC 5545 does not know; programs expect it bare.
func setX(p ical.Props, name, value string) {
	prop := ical.NewProp(name)
	prop.SetText(value)
	prop.Params.Del(ical.ParamValue)
	p.Set(prop)
}

func setText(p ical.Props, name, value string) {
	if value != "" {
		p.SetText(name, value)
	}
}

// setURI leaves out what is no address: an event of elsewhere says what it says.
func setURI(p ical.Props, name, value string) {
	if u, err := url.Parse(value); err == nil && u.IsAbs() {
		p.SetURI(name, u)
	}
}

// clean leaves text that can stand in a calendar: no control characters, and of
// line breaks at most \n.
func clean(s string, lines bool) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines:
			return r
		case r == '\n', r == '\t', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd")))
}
