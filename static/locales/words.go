package locales

import (
	"strings"
	"time"
)

// words are what a language needs to write a date, a time and a number.
type words struct {
	weekdays      [7]string // from Sunday, as in time.Weekday
	weekdaysShort [7]string
	months        [12]string
	monthsShort   [12]string
	clock         string // layout of a time of day
	until         string // between two times
	and           string // between the last two of a list
	thousands     string
}

var wordsOf = map[string]*words{
	"nl": {
		weekdays:      [7]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
		weekdaysShort: [7]string{"zo", "ma", "di", "wo", "do", "vr", "za"},
		months: [12]string{
			"januari", "februari", "maart", "april", "mei", "juni",
			"juli", "augustus", "september", "oktober", "november", "december",
		},
		monthsShort: [12]string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
		clock:       "15.04",
		until:       " tot ",
		and:         " en ",
		thousands:   ".",
	},
	"en": {
		weekdays:      [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		weekdaysShort: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		months: [12]string{
			"January", "February", "March", "April", "May", "June",
			"July", "August", "September", "October", "November", "December",
		},
		monthsShort: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		clock:       "15:04",
		until:       " to ",
		and:         " and ",
		thousands:   ",",
	},
}

// List gives "A, B en C".
func (p *Printer) List(items []string) string {
	if n := len(items) - 1; n > 0 {
		return strings.Join(items[:n], ", ") + p.words.and + items[n]
	}
	return strings.Join(items, "")
}

// Weekday gives "donderdag".
func (p *Printer) Weekday(t time.Time) string { return p.words.weekdays[t.Weekday()] }

// WeekdayShort gives "do".
func (p *Printer) WeekdayShort(t time.Time) string { return p.words.weekdaysShort[t.Weekday()] }

// Month gives "maart".
func (p *Printer) Month(t time.Time) string { return p.words.months[t.Month()-1] }

// MonthShort gives "mrt".
func (p *Printer) MonthShort(t time.Time) string { return p.words.monthsShort[t.Month()-1] }
