package recurrence

import "time"

// Holidays says which days a series leaves out.
type Holidays string

// The choices. Liberation Day is a day off for most in every fifth year only.
const (
	NoHolidays    Holidays = ""
	DutchHolidays Holidays = "nl"       // 5 May in 2025, 2030, ...
	DutchAndMay5  Holidays = "nl-5-may" // 5 May in every year
)

// Known says whether h is one of the choices.
func (h Holidays) Known() bool { return h == NoHolidays || h == DutchHolidays || h == DutchAndMay5 }

// Holiday names a public holiday; rule.holiday_NAME says it.
type Holiday string

// On gives the Dutch public holiday on the date of a wall time, "" for none.
// Koningsdag, 27 April, moves to the 26th when it would be a Sunday.
func (h Holidays) On(wall time.Time) Holiday {
	if h == NoHolidays {
		return ""
	}
	year, month, day := wall.Date()
	switch {
	case month == time.January && day == 1:
		return "new_year"
	case month == time.April && day == kingsDay(year):
		return "kings_day"
	case month == time.May && day == 5 && (h == DutchAndMay5 || year%5 == 0):
		return "liberation_day"
	case month == time.December && day == 25, month == time.December && day == 26:
		return "christmas"
	}
	switch int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Sub(easter(year)).Hours() / 24) {
	case 0, 1:
		if time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Before(easter(year)) {
			return ""
		}
		return "easter"
	case 39:
		return "ascension"
	case 49, 50:
		return "pentecost"
	}
	return ""
}

func kingsDay(year int) int {
	if time.Date(year, time.April, 27, 0, 0, 0, 0, time.UTC).Weekday() == time.Sunday {
		return 26
	}
	return 27
}

// easter gives Easter Sunday, by the Gregorian computus (Meeus, Astronomical
// Algorithms, chapter 8).
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	n := h + l - 7*m
	return time.Date(year, time.Month((n+90)/25), (n+33*((n+90)/25)+19)%32, 0, 0, 0, 0, time.UTC)
}
