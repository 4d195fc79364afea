package models

import (
	"strings"
	"time"
)

// Which of two moments an hour that comes twice means.
const (
	HourUnsaid = ""
	HourFirst  = "first"  // before the clocks go back
	HourSecond = "second" // after it
)

// TypedWhen is when an event is, as it was typed in four fields: days as
// 2006-01-02, times as 15:04. Either hour may be one that comes twice.
type TypedWhen struct {
	Date, Clock       string
	EndDate, EndClock string
	Hour, EndHour     string // HourFirst or HourSecond
}

// LocalMoment gives the moment at which a clock in a zone shows this day and time.
// An hour that the clocks leave out is Invalid error.hour_skipped; one that comes
// twice is Invalid error.hour_twice until hour says which.
func LocalMoment(date, clock, zone, hour string) (time.Time, error) {
	l, err := time.LoadLocation(zone)
	if err != nil || zone == "" || zone == "Local" {
		return time.Time{}, Fail(Invalid, "error.zone_invalid", "Zone", zone)
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return time.Time{}, Fail(Invalid, "error.date_invalid", "Date", date)
	}
	wall, err := readClock(date, clock)
	if err != nil {
		return time.Time{}, err
	}
	moments := momentsOf(wall, l)
	switch shown := strings.ReplaceAll(wall.Format("15:04"), ":", "."); {
	case len(moments) == 0:
		return time.Time{}, Fail(Invalid, "error.hour_skipped", "Time", shown)
	case len(moments) == 1:
		return moments[0], nil
	case hour == HourFirst:
		return moments[0], nil
	case hour == HourSecond:
		return moments[1], nil
	default:
		return time.Time{}, Fail(Invalid, "error.hour_twice", "Time", shown)
	}
}

// readClock reads 8:30, 08:30, 08.30 or 08:30:00 on a day; the result stands in
// UTC.
func readClock(date, clock string) (time.Time, error) {
	plain := strings.ReplaceAll(clock, ".", ":")
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(time.DateOnly+" "+layout, date+" "+plain); err == nil {
			return t.Truncate(time.Minute), nil
		}
	}
	return time.Time{}, Fail(Invalid, "error.clock_invalid", "Time", clock)
}

// momentsOf gives the moments at which a clock in l shows what wall shows, in
// order: none, one or two. No zone changes its clocks twice in two days.
func momentsOf(wall time.Time, l *time.Location) []time.Time {
	var out []time.Time
	for _, near := range []time.Duration{-26 * time.Hour, 26 * time.Hour} {
		_, offset := wall.Add(near).In(l).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second)
		y, m, d := at.In(l).Date()
		if h, mm := at.In(l).Hour(), at.In(l).Minute(); y != wall.Year() || m != wall.Month() || d != wall.Day() || h != wall.Hour() || mm != wall.Minute() {
			continue
		}
		if len(out) == 0 || !out[0].Equal(at) {
			out = append(out, at)
		}
	}
	if len(out) == 2 && out[1].Before(out[0]) {
		out[0], out[1] = out[1], out[0]
	}
	return out
}

// HourSaid gives which of two an hour is that comes twice, "" for one that comes
// once: the other way round than LocalMoment.
func HourSaid(at time.Time, l *time.Location) string {
	local := at.In(l)
	wall := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), 0, 0, time.UTC)
	switch moments := momentsOf(wall, l); {
	case len(moments) < 2:
		return HourUnsaid
	case moments[0].Equal(at.Truncate(time.Minute)):
		return HourFirst
	}
	return HourSecond
}
