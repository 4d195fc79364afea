package recurrence

import "time"

// Wall gives a moment as a clock on the wall of this zone shows it, in UTC: a
// time without a zone.
func Wall(t time.Time, zone *time.Location) time.Time {
	_, offset := t.In(zone).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// Place gives the moment at which the clock of a zone shows this wall time. One
// that does not exist, in the hour that spring skips, moves forward by the gap;
// of one that exists twice it is the first (RFC 5545, 3.3.5).
func Place(wall time.Time, zone *time.Location) time.Time {
	before, after := offset(wall.Add(-24*time.Hour), zone), offset(wall.Add(24*time.Hour), zone)
	at := wall.Add(-before)
	if before == after || offset(at, zone) == before {
		return at.In(zone)
	}
	if later := wall.Add(-after); offset(later, zone) == after {
		return later.In(zone)
	}
	return at.In(zone) // in the gap: by the offset before it
}

func offset(t time.Time, zone *time.Location) time.Duration {
	_, seconds := t.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}
