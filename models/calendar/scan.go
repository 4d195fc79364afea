package calendar

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"knoop/models"
)

// Bounds on what is handed to the library, whose decoder knows none.
const (
	maxLine   = 64 << 10  // of one unfolded line that we read
	maxHeader = 1 << 10   // of its name and parameters
	maxBlock  = 256 << 10 // of one event
	maxDepth  = 6         // components within each other
	maxZones  = 200
)

// wanted are the properties of an event that we read.
var wanted = map[string]bool{
	"UID": true, "SUMMARY": true, "DESCRIPTION": true, "LOCATION": true, "URL": true, "STATUS": true, "SEQUENCE": true, "DTSTAMP": true,
	"LAST-MODIFIED": true, "DTSTART": true, "DTEND": true, "DURATION": true, "RRULE": true, "RDATE": true, "EXDATE": true,
	"RECURRENCE-ID": true, "CATEGORIES": true,
}

// long are those whose parameters may be left out when they are too long.
var long = map[string]bool{"SUMMARY": true, "DESCRIPTION": true, "LOCATION": true, "URL": true, "CATEGORIES": true, "UID": true, "STATUS": true}

// block is one event as it stands in a file.
type block struct {
	line int // of its first line
	text bytes.Buffer
	over bool // a line, or all of it, is too long
}

// scanned is what a file holds, before the library looks at any of it.
type scanned struct {
	name   string            // X-WR-CALNAME or NAME
	zone   string            // X-WR-TIMEZONE
	zones  map[string]string // X-LIC-LOCATION by TZID
	blocks []*block
}

// scan parts a file into its events: in time and memory that grow with its length
// and no faster, whatever it holds. An error is about the whole file.
func scan(raw []byte) (*scanned, error) {
	if len(raw) > models.MaxCalendarBytes {
		return nil, models.Fail(models.Invalid, "error.calendar_large", "Max", models.MaxCalendarBytes>>20)
	}
	raw, err := decoded(raw)
	if err != nil {
		return nil, err
	}
	s := &scanned{zones: map[string]string{}}
	var open []string
	var event *block
	var tzid string
	began := false
	for lines := (lines{rest: raw}); ; {
		line, number, ok := lines.next()
		if !ok {
			break
		}
		name, value, header := split(line)
		switch name {
		case "":
			continue
		case "BEGIN":
			kind := strings.ToUpper(string(value))
			if len(open) == 0 && kind != "VCALENDAR" {
				return nil, models.Fail(models.Invalid, "error.calendar_none")
			}
			if len(open) == maxDepth {
				return nil, models.Fail(models.Invalid, "error.calendar_deep", "Line", number)
			}
			began = true
			open = append(open, kind)
			if kind == "VEVENT" && len(open) == 2 {
				if len(s.blocks) == models.MaxCalendarEvents {
					return nil, models.Fail(models.Invalid, "error.calendar_events", "Max", models.MaxCalendarEvents)
				}
				event = &block{line: number}
				s.blocks = append(s.blocks, event)
			}
			tzid = ""
			continue
		case "END":
			if len(open) == 0 || open[len(open)-1] != strings.ToUpper(string(value)) {
				return nil, models.Fail(models.Invalid, "error.calendar_torn", "Line", number)
			}
			if open = open[:len(open)-1]; len(open) < 2 {
				event = nil
			}
			continue
		}
		switch {
		case len(open) == 0:
			if began {
				continue // between two calendars, or after the last
			}
			return nil, models.Fail(models.Invalid, "error.calendar_none")
		case len(open) == 1 && len(value) < maxHeader:
			s.property(name, string(value))
		case len(open) == 2 && open[1] == "VTIMEZONE" && len(value) < maxHeader && len(s.zones) < maxZones:
			switch {
			case name == "TZID":
				tzid = string(value)
			case name == "X-LIC-LOCATION" && tzid != "":
				s.zones[tzid] = string(value)
			}
		case event != nil && len(open) == 2 && wanted[name]:
			event.take(name, line, value, header)
		}
	}
	switch {
	case !began:
		return nil, models.Fail(models.Invalid, "error.calendar_none")
	case len(open) > 0:
		return nil, models.Fail(models.Invalid, "error.calendar_cut")
	}
	return s, nil
}

func (s *scanned) property(name, value string) {
	switch {
	case name == "X-WR-CALNAME", name == "NAME" && s.name == "":
		s.name = clean(unescaped.Replace(value), false)
	case name == "X-WR-TIMEZONE":
		s.zone = value
	}
}

func (b *block) take(name string, line, value []byte, header int) {
	switch {
	case len(line) > maxLine, b.text.Len()+len(line) > maxBlock, header > maxHeader && !long[name]:
		b.over = true
	case header > maxHeader:
		b.text.WriteString(name + ":")
		b.text.Write(value)
		b.text.WriteString("\r\n")
	default:
		b.text.Write(line)
		b.text.WriteString("\r\n")
	}
}

// split gives the name and the value of a line, and how long its name and
// parameters are; "" for a line that is none.
func split(line []byte) (name string, value []byte, header int) {
	at := bytes.IndexAny(line, ";:")
	if at <= 0 || at > 64 {
		return "", nil, 0
	}
	name = strings.ToUpper(string(line[:at]))
	quoted := false
	for i := at; i < len(line); i++ {
		switch line[i] {
		case '"':
			quoted = !quoted
		case ':':
			if !quoted {
				return name, line[i+1:], i
			}
		}
	}
	return "", nil, 0
}

// lines gives unfolded lines (RFC 5545, 3.1), with the number of the first of
// what each was made of.
type lines struct {
	rest []byte
	at   int
}

func (l *lines) next() (line []byte, number int, ok bool) {
	if len(l.rest) == 0 {
		return nil, 0, false
	}
	line, number = l.physical(), l.at
	folded := false
	for len(l.rest) > 0 && (l.rest[0] == ' ' || l.rest[0] == '\t') {
		if !folded {
			line, folded = bytes.Clone(line), true
		}
		line = append(line, l.physical()[1:]...)
	}
	return line, number, true
}

func (l *lines) physical() []byte {
	l.at++
	end := bytes.IndexByte(l.rest, '\n')
	if end < 0 {
		line := l.rest
		l.rest = nil
		return bytes.TrimRight(line, "\r")
	}
	line := l.rest[:end]
	l.rest = l.rest[end+1:]
	return bytes.TrimRight(line, "\r")
}

// decoded gives a file as UTF-8: UTF-16 with its mark is turned into it, any other
// writing is refused, since names would be read wrongly.
func decoded(raw []byte) ([]byte, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if len(raw) >= 2 && (raw[0] == 0xff && raw[1] == 0xfe || raw[0] == 0xfe && raw[1] == 0xff) {
		units := make([]uint16, 0, len(raw)/2)
		for i := 2; i+1 < len(raw); i += 2 {
			low, high := raw[i], raw[i+1]
			if raw[0] == 0xfe {
				low, high = high, low
			}
			units = append(units, uint16(low)|uint16(high)<<8)
		}
		raw = []byte(string(utf16.Decode(units)))
	}
	if !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0 {
		return nil, models.Fail(models.Invalid, "error.calendar_charset")
	}
	return raw, nil
}
