// Package calendar writes and reads iCalendar (RFC 5545, 7986): the feeds that
// calendar programs subscribe to, and the files from which an agenda is taken
// in. It is pure: events in, bytes out, and the other way round.
//
// # What it writes
//
// Times with the name of their zone (TZID), and beside them a VTIMEZONE made of
// Go's own rules, with a row for every change of the clock that the events need
// and no more. An hour that the clock shows twice is written in UTC: RFC 5545 takes
// the bare hour for the first of the two, and not every program does. An open end has no DTEND.
//
// UID is the event's id. SEQUENCE grows with every edit (Sequence). A cancelled
// event stays, marked; what was deleted leaves the feed, which takes it out of
// every calendar that subscribes, since of it we keep no date.
//
// go-ical does not fold lines; folder does.
//
// # What it refuses to read
//
// More than MaxBytes, MaxEvents or MaxLine; components nested deeper than four.
// Rules that repeat are expanded by walking the days until Reading.Until, and at
// most MaxRepeats times: an endless rule costs no more than its days, and a rule
// that never comes true costs the same. Rules by the hour or smaller, and those
// by week number, day of the year or Easter, are refused by name. All the rest is
// the matter of one event: it is left out with a sentence, and the others stay.
//
// It is the only importer of go-ical.
package calendar
