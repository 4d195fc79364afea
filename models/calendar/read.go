package calendar

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"

	"knoop/models"
	"knoop/models/recurrence"
)

// Reading says how a file is read.
type Reading struct {
	Zone *time.Location // of times that name none
	Now  time.Time      // what is over by then is left out
}

const (
	maxRules       = 500 // events with a rule
	maxRuleDates   = 100 // dates of one
	maxListed      = 400 // of EXDATE or RDATE of one event
	maxDescription = 10000
	maxFaults      = 500
	maxZoneNames   = 300 // that are looked up
	maxUID         = 500 // octets
)

// Read reads an iCalendar file, whatever it holds. An error is about all of it:
// nothing is taken then. What is wrong with one event is a fault of that event,
// and the others are read.
//
// Rules are followed from now on for models.CalendarWindow. Times without a zone
// are of o.Zone; a time in the hour that the clock skips goes on by it, of one
// that the clock shows twice it is the first, and a remark says so.
func Read(raw []byte, o Reading) (models.CalendarFile, error) {
	s, err := scan(raw)
	if err != nil {
		return models.CalendarFile{}, err
	}
	r := &reader{Reading: o, scanned: s, zoneNames: map[string]*time.Location{}}
	if r.Zone == nil {
		r.Zone = time.UTC
	}
	if l, ok := r.zoneOf(s.zone); ok && s.zone != "" {
		r.Zone = l
	}
	r.file.Name = line(s.name, models.MaxTitle)
	r.fold(r.components())
	r.dates()
	return r.file, nil
}

type reader struct {
	Reading
	*scanned
	file      models.CalendarFile
	zoneNames map[string]*time.Location // nil: there is none
	masters   []*component
	overrides map[string][]*component // by UID
}

// component is one VEVENT, understood.
type component struct {
	date     models.CalendarDate // without its times
	start    when
	length   time.Duration // 0: open end
	rule     string
	except   []when
	extra    []when
	original *when // RECURRENCE-ID
	sequence int
	stamp    string // LAST-MODIFIED or DTSTAMP, in UTC
}

// when is a moment as a file tells it.
type when struct {
	wall time.Time // on a clock of its zone
	zone *time.Location
	day  bool // the whole of it
}

func (w when) at() time.Time { return recurrence.Place(w.wall, w.zone) }

// unescaped reads a text (RFC 5545, 3.3.11). The library takes a comma that nobody
// escaped for the end, and many do not escape it.
var unescaped = strings.NewReplacer(`\\`, `\`, `\,`, ",", `\;`, ";", `\n`, "\n", `\N`, "\n")

// fault is an error about one event.
type fault struct {
	key  string
	args []string
}

func (f *fault) Error() string { return f.key }

func faulty(key string, args ...string) error { return &fault{"calendar.fault_" + key, args} }

func (r *reader) fault(line int, title string, err error) {
	var f *fault
	if !errors.As(err, &f) {
		f = &fault{key: "calendar.fault_unreadable"}
	}
	if len(r.file.Faults) < maxFaults {
		r.file.Faults = append(r.file.Faults, models.CalendarFault{Line: line, Title: title, Key: f.key, Args: f.args})
	}
}

func (r *reader) remark(line int, title, key string, args ...string) {
	if len(r.file.Remarks) < maxFaults {
		r.file.Remarks = append(r.file.Remarks, models.CalendarFault{Line: line, Title: title, Key: "calendar.remark_" + key, Args: args})
	}
}

func (r *reader) components() (out []*component) {
	rules := 0
	for _, b := range r.blocks {
		c, title, err := r.component(b)
		if err == nil && c.rule != "" {
			if rules++; rules > maxRules {
				err = faulty("rules", "Max", strconv.Itoa(maxRules))
			}
		}
		if err != nil {
			r.fault(b.line, title, err)
			continue
		}
		out = append(out, c)
	}
	return out
}

// component reads one event. The library may panic on what it does not expect.
func (r *reader) component(b *block) (c *component, title string, err error) {
	defer func() {
		if p := recover(); p != nil {
			c, err = nil, faulty("unreadable")
		}
	}()
	if b.over {
		return nil, "", faulty("long")
	}
	text := "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + b.text.String() + "END:VEVENT\r\nEND:VCALENDAR\r\n"
	decoded, err := ical.NewDecoder(strings.NewReader(text)).Decode()
	if err != nil || len(decoded.Children) != 1 {
		return nil, "", faulty("unreadable")
	}
	p := decoded.Children[0].Props
	say := func(name string) string {
		prop := p.Get(name)
		if prop == nil {
			return ""
		}
		return clean(unescaped.Replace(prop.Value), true)
	}
	title = line(say(ical.PropSummary), models.MaxTitle)
	c = &component{date: models.CalendarDate{
		Line: b.line, UID: line(say(ical.PropUID), maxUID), Title: title, Description: short(say(ical.PropDescription), maxDescription),
		Location: line(say(ical.PropLocation), models.MaxLine), Cancelled: strings.EqualFold(say(ical.PropStatus), "CANCELLED"),
	}}
	if title == "" {
		return nil, "", faulty("title")
	}
	if url := strings.TrimSpace(say(ical.PropURL)); models.IsWebURL(url) {
		c.date.URL = url
	}
	if list := p.Get(ical.PropCategories); list != nil {
		words, _ := list.TextList()
		for _, w := range words[:min(len(words), 20)] {
			if w = line(clean(w, false), 50); w != "" {
				c.date.Categories = append(c.date.Categories, w)
			}
		}
	}
	c.sequence, _ = strconv.Atoi(say(ical.PropSequence))
	if c.stamp = say(ical.PropLastModified); c.stamp == "" {
		c.stamp = say(ical.PropDateTimeStamp)
	}
	if err := r.times(c, p); err != nil {
		return nil, title, err
	}
	if c.date.UID == "" { // RFC 5545 demands one; without it the event is known by what it is
		sum := sha256.Sum256([]byte(title + "\x00" + c.start.wall.String()))
		c.date.UID = "knoop-" + hex.EncodeToString(sum[:16])
		r.remark(b.line, title, "uid")
	}
	return c, title, nil
}

func (r *reader) times(c *component, p ical.Props) error {
	start := p.Get(ical.PropDateTimeStart)
	if start == nil {
		return faulty("start")
	}
	var err error
	if c.start, err = r.when(start, start.Value); err != nil {
		return err
	}
	switch end, length := p.Get(ical.PropDateTimeEnd), p.Get(ical.PropDuration); {
	case end != nil:
		to, err := r.when(end, end.Value)
		if err != nil {
			return err
		}
		if c.length = to.at().Sub(c.start.at()); c.length < 0 {
			return faulty("end")
		}
	case length != nil:
		if c.length, err = length.Duration(); err != nil {
			return faulty("duration")
		}
		if c.length < 0 {
			return faulty("end")
		}
	case c.start.day:
		c.length = 24 * time.Hour
	}
	if rule := p.Get(ical.PropRecurrenceRule); rule != nil {
		c.rule = rule.Value
		if len(p.Values(ical.PropRecurrenceRule)) > 1 {
			return faulty("rule", "Rule", "RRULE, RRULE")
		}
	}
	if c.except, err = r.list(p, ical.PropExceptionDates); err != nil {
		return err
	}
	if c.extra, err = r.list(p, ical.PropRecurrenceDates); err != nil {
		return err
	}
	if original := p.Get(ical.PropRecurrenceID); original != nil {
		w, err := r.when(original, original.Value)
		if err != nil {
			return err
		}
		c.original = &w
		if c.rule != "" {
			return faulty("rule", "Rule", short(c.rule, 100))
		}
		if original.Params.Get("RANGE") != "" {
			r.remark(c.date.Line, c.date.Title, "range")
		}
	}
	return nil
}

func (r *reader) list(p ical.Props, name string) (out []when, err error) {
	for _, prop := range p.Values(name) {
		for one := range strings.SplitSeq(prop.Value, ",") {
			if len(out) == maxListed {
				return nil, faulty("dates", "Max", strconv.Itoa(maxListed))
			}
			one, _, _ = strings.Cut(one, "/") // a period: its start
			w, err := r.when(&prop, one)
			if err != nil {
				return nil, err
			}
			out = append(out, w)
		}
	}
	return out, nil
}

// when reads a date or a moment: in UTC, in the zone that is named, or in that of
// the file.
func (r *reader) when(prop *ical.Prop, value string) (w when, err error) {
	value = strings.TrimSpace(value)
	w.zone = r.Zone
	if name := prop.Params.Get(ical.ParamTimezoneID); name != "" {
		var ok bool
		if w.zone, ok = r.zoneOf(name); !ok {
			return w, faulty("zone", "Zone", short(clean(name, false), 80))
		}
	}
	layout := localForm
	switch {
	case len(value) == len("20060102"):
		layout, w.day = "20060102", true
	case strings.HasSuffix(value, "Z"):
		layout, w.zone = utcForm, time.UTC
	}
	if w.wall, err = time.Parse(layout, value); err != nil || w.wall.Year() < 1900 || w.wall.Year() > 9000 {
		return w, faulty("time", "Time", short(clean(value, false), 40))
	}
	return w, nil
}

func (r *reader) zoneOf(name string) (*time.Location, bool) {
	l, looked := r.zoneNames[name]
	if !looked && len(r.zoneNames) < maxZoneNames {
		var ok bool
		if l, ok = zoneNamed(name, r.zones); !ok {
			l = nil
		}
		r.zoneNames[name] = l
	}
	return l, l != nil
}

// fold keeps of each event the latest word (RFC 5546: the highest SEQUENCE, then
// the latest stamp), and parts those that override a date of a rule from the rest.
func (r *reader) fold(all []*component) {
	type key struct {
		uid string
		at  int64
		own bool
	}
	latest := map[key]*component{}
	var order []key
	for _, c := range all {
		k := key{uid: c.date.UID}
		if c.original != nil {
			k.at, k.own = c.original.at().Unix(), true
		}
		old := latest[k]
		if old == nil {
			order = append(order, k)
		} else if r.file.Repeated++; cmp.Or(cmp.Compare(c.sequence, old.sequence), cmp.Compare(c.stamp, old.stamp)) < 0 {
			continue
		}
		latest[k] = c
	}
	r.overrides = map[string][]*component{}
	for _, k := range order {
		if c := latest[k]; k.own {
			r.overrides[k.uid] = append(r.overrides[k.uid], c)
		} else {
			r.masters = append(r.masters, c)
		}
	}
}

func (r *reader) dates() {
	for _, c := range r.masters {
		own := r.overrides[c.date.UID]
		delete(r.overrides, c.date.UID)
		if c.rule == "" && len(c.extra) == 0 {
			r.add(c, c.start.at(), "", c.start)
			for _, o := range own { // of a rule that is not in the file any more
				r.override(o)
			}
			continue
		}
		if err := r.follow(c, own); err != nil {
			r.fault(c.date.Line, c.date.Title, err)
		}
	}
	for _, c := range r.orphans() {
		r.override(c)
	}
	slices.SortStableFunc(r.file.Dates, func(a, b models.CalendarDate) int {
		return cmp.Or(a.StartsAt.Compare(b.StartsAt), cmp.Compare(a.UID, b.UID), cmp.Compare(a.Original, b.Original))
	})
	if n := len(r.file.Dates); n > models.MaxCalendarDates {
		r.file.Dates = r.file.Dates[:models.MaxCalendarDates]
		r.remark(0, "", "most", "Max", strconv.Itoa(models.MaxCalendarDates), "Left", strconv.Itoa(n-models.MaxCalendarDates))
	}
}

// orphans gives overrides of rules that are not in the file, by line.
func (r *reader) orphans() (out []*component) {
	for _, list := range r.overrides {
		out = append(out, list...)
	}
	slices.SortFunc(out, func(a, b *component) int { return cmp.Compare(a.date.Line, b.date.Line) })
	return out
}

// follow adds the dates of a rule within the window.
func (r *reader) follow(c *component, own []*component) error {
	plan := recurrence.Schedule{Start: c.start.wall, Zone: c.start.zone}
	if c.rule != "" {
		rule, err := recurrence.Parse(c.rule)
		switch upper := strings.ToUpper(c.rule); {
		case err != nil && (strings.Contains(upper, "SECONDLY") || strings.Contains(upper, "MINUTELY") || strings.Contains(upper, "HOURLY")):
			return faulty("rule_fine")
		case err != nil && models.KindOf(err) == models.Invalid:
			return faulty("rule", "Rule", short(clean(c.rule, false), 100))
		case err != nil:
			return err
		}
		plan.Rule = rule
	}
	originals := map[int64]bool{}
	for _, o := range own {
		originals[o.original.at().Unix()] = true
	}
	window := r.Now.Add(models.CalendarWindow)
	from := r.Now.Add(-c.length).Add(-24 * time.Hour)
	left := map[int64]bool{}
	days := map[string]bool{}
	for _, e := range c.except {
		left[e.at().Unix()] = true
		if e.day {
			days[e.wall.Format(time.DateOnly)] = true
		}
	}
	seen, n := map[int64]bool{}, 0
	add := func(at time.Time, told when) {
		key := at.Unix()
		if seen[key] || left[key] || originals[key] || days[recurrence.Wall(at, c.start.zone).Format(time.DateOnly)] || n == maxRuleDates {
			return
		}
		seen[key] = true
		if r.add(c, at, at.UTC().Format(utcForm), told) {
			n++
		}
	}
	add(c.start.at(), c.start) // which is always one of them (RFC 5545, 3.8.5.3)
	for _, e := range c.extra {
		add(e.at(), e)
	}
	all := plan.Near(from).Between(from, window, maxRuleDates+len(left)+len(own)+len(days)+10)
	for _, d := range all {
		add(d.Start, c.start)
	}
	if n == maxRuleDates {
		r.remark(c.date.Line, c.date.Title, "dates", "Max", strconv.Itoa(maxRuleDates))
	}
	for _, o := range own {
		r.override(o)
	}
	return nil
}

func (r *reader) override(c *component) {
	r.add(c, c.start.at(), c.original.at().UTC().Format(utcForm), c.start)
}

// add adds a date unless it is over, or further away than we look. told is how its
// hour was told, be it of another day.
func (r *reader) add(c *component, at time.Time, original string, told when) bool {
	end := at.Add(c.length)
	switch {
	case models.Event{StartsAt: at, EndsAt: ended(end, c.length)}.Over(r.Now):
		r.file.Past++
		return false
	case at.After(r.Now.Add(models.CalendarWindow)) && original != "":
		return false
	}
	d := c.date
	d.Original, d.StartsAt, d.EndsAt = original, models.Second(at), ended(end, c.length)
	zone := c.start.zone
	if zone == time.UTC {
		zone = r.Zone
	}
	d.Timezone = zone.String()
	if !told.day && told.zone != time.UTC {
		wall := recurrence.Wall(at, told.zone)
		switch {
		case wall.Format("1504") != told.wall.Format("1504"):
			r.remark(d.Line, d.Title, "gap", "Time", told.wall.Format("15:04"), "Day", wall.Format(time.DateOnly), "Taken", wall.Format("15:04"))
		case twice(at.In(told.zone)):
			r.remark(d.Line, d.Title, "twice", "Time", wall.Format("15:04"), "Day", wall.Format(time.DateOnly))
		}
	}
	r.file.Dates = append(r.file.Dates, d)
	return true
}

func ended(end time.Time, length time.Duration) *time.Time {
	if length <= 0 {
		return nil
	}
	end = models.Second(end)
	return &end
}

// line gives a text on one line, most characters at most.
func line(s string, most int) string {
	return strings.TrimSpace(short(strings.Join(strings.Fields(s), " "), most))
}

func short(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return fmt.Sprintf("%s…", string([]rune(s)[:most-1]))
}
