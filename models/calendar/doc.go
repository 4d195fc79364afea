// Package calendar writes iCalendar (RFC 5545, 7986): the feeds that calendar
// programs subscribe to. It is pure: events in, bytes out.
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
// It is the only importer of go-ical.
package calendar
