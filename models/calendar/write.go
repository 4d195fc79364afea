package calendar

import (
	"bytes"
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
	// Tentative says that whose calendar it is has no seat, or is not sure.
	Tentative bool
	// Original is the start by the rule of the series whose UID this is: of one
	// date. Rule, in its stead, makes it the series itself.
	Original *time.Time
	Rule     string      // RFC 5545, 3.3.10, its UNTIL in UTC
	Except   []time.Time // dates of Rule that are not held
	Extra    []time.Time // dates beside Rule
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

// Methods (RFC 5546, 1.4): what a feed does, and what takes one event away again.
// None is a REQUEST: that would put buttons under a mail whose answers come to no
// door of ours.
const (
	Publish = "PUBLISH"
	Cancel  = "CANCEL"
)

// Write writes a feed.
func Write(w io.Writer, f Feed) error {
	events := make([]Encoded, len(f.Items))
	for i, item := range f.Items {
		var err error
		if events[i], err = Encode(item); err != nil {
			return err
		}
	}
	return WriteEncoded(w, f, events)
}

// WriteEncoded writes a feed of these events; f.Items stands aside.
func WriteEncoded(w io.Writer, f Feed, events []Encoded) error {
	return write(w, f, Publish, events)
}

// One gives one event as a file to send by mail: Publish, or Cancel for one that
// is called off (its Event.Status says so too).
func One(item Item, method string) ([]byte, error) {
	e, err := Encode(item)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := write(&b, Feed{}, method, []Encoded{e}); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func write(w io.Writer, f Feed, method string, events []Encoded) error {
	c := ical.NewCalendar()
	c.Props.SetText(ical.PropProductID, producer)
	set(c.Props, ical.PropVersion, "2.0")
	set(c.Props, ical.PropMethod, method)
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
	if f.Zone != nil && f.Zone != time.UTC {
		setX(c.Props, "X-WR-TIMEZONE", f.Zone.String())
	}
	zs := zones{}
	for _, e := range events {
		e.zones(zs)
	}
	if len(zs) == 0 { // a calendar holds one component at the least
		zone := f.Zone
		if zone == nil {
			zone = time.UTC
		}
		zs.see(floor.In(zone))
	}
	c.Children = zs.components()
	var head bytes.Buffer
	if err := ical.NewEncoder(&folder{w: &head}).Encode(c); err != nil {
		return fmt.Errorf("write a calendar: %w", err)
	}
	const end = "END:VCALENDAR\r\n" // which the events stand before
	parts := make([][]byte, 0, len(events)+2)
	parts = append(parts, head.Bytes()[:head.Len()-len(end)])
	for _, e := range events {
		parts = append(parts, e.text)
	}
	for _, part := range append(parts, []byte(end)) {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("write a calendar: %w", err)
		}
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
	if item.Original != nil {
		setTime(p, ical.PropRecurrenceID, item.Original.In(e.Location()), zs)
	}
	if item.Rule != "" {
		item.repeat(p, zs)
	} else {
		setTime(p, ical.PropDateTimeStart, e.LocalStart(), zs)
	}
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
	if item.Tentative && e.Status != models.EventCancelled {
		e.Status = models.EventTentative
	}
	set(p, ical.PropStatus, status(e.Status))
	return c
}

// repeat writes the rule of a series. Its start is always told by the hour of its
// zone: that is what comes back.
func (item Item) repeat(p ical.Props, zs zones) {
	start := item.Event.LocalStart()
	zs.onward(start)
	setLocal(p, ical.PropDateTimeStart, start)
	set(p, ical.PropRecurrenceRule, item.Rule)
	for name, list := range map[string][]time.Time{ical.PropExceptionDates: item.Except, ical.PropRecurrenceDates: item.Extra} {
		if len(list) == 0 {
			continue
		}
		walls := make([]string, len(list))
		for i, t := range list {
			walls[i] = t.In(start.Location()).Format(localForm)
		}
		prop := ical.NewProp(name)
		zoned(prop, start.Location())
		prop.Value = strings.Join(walls, ",")
		if start.Location() == time.UTC {
			prop.Value = strings.Join(walls, "Z,") + "Z"
		}
		p.Set(prop)
	}
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
	if t.Location() != time.UTC && twice(t) {
		t = t.UTC()
	}
	if t.Location() != time.UTC {
		zs.see(t)
	}
	setLocal(p, name, t)
}

func setLocal(p ical.Props, name string, t time.Time) {
	prop := ical.NewProp(name)
	prop.Value = t.Format(localForm)
	if t.Location() == time.UTC {
		prop.Value = t.Format(utcForm)
	}
	zoned(prop, t.Location())
	p.Set(prop)
}

func zoned(prop *ical.Prop, at *time.Location) {
	if at != time.UTC {
		prop.Params.Set(ical.ParamTimezoneID, at.String())
	}
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
