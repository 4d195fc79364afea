package recurrence

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"knoop/models"
)

// Limits on a rule.
const (
	MaxCount    = 1000
	maxInterval = 99
	maxText     = 500
	maxParts    = 31
)

// Rule is a checked rule. The zero Rule gives no dates.
type Rule struct {
	text   string
	option rrule.ROption // Until in wall time, unless untilUTC
	// untilUTC says that UNTIL was given in UTC, as RFC 5545 has it for a start
	// with a zone.
	untilUTC bool
}

// String gives the rule as RFC 5545 writes it, without "RRULE:".
func (r Rule) String() string { return r.text }

// IsZero says whether there is no rule.
func (r Rule) IsZero() bool { return r.text == "" }

// Parse reads the value of an RRULE, with or without its name. Whatever is not
// taken is Invalid error.rule_invalid; a rule that gives no date, error.rule_empty.
func Parse(text string) (Rule, error) {
	invalid := models.Fail(models.Invalid, "error.rule_invalid")
	text = strings.ToUpper(strings.TrimSpace(text))
	text = strings.TrimPrefix(text, "RRULE:")
	if text == "" || len(text) > maxText {
		return Rule{}, invalid
	}
	r := Rule{option: rrule.ROption{Interval: 1, Wkst: rrule.MO}}
	seen := map[string]bool{}
	for _, part := range strings.Split(text, ";") {
		name, value, ok := strings.Cut(part, "=")
		if !ok || value == "" || seen[name] || !r.take(name, value) {
			return Rule{}, invalid
		}
		seen[name] = true
	}
	if !seen["FREQ"] || seen["COUNT"] && seen["UNTIL"] || !r.sane() {
		return Rule{}, invalid
	}
	if !r.matches() {
		return Rule{}, models.Fail(models.Invalid, "error.rule_empty")
	}
	r.text = r.write()
	return r, nil
}

// take reads one part.
func (r *Rule) take(name, value string) (ok bool) {
	o := &r.option
	switch name {
	case "FREQ":
		freq, err := rrule.StrToFreq(value)
		o.Freq = freq
		return err == nil && freq <= rrule.DAILY // the library counts from YEARLY down to SECONDLY
	case "INTERVAL":
		o.Interval, ok = number(value, 1, maxInterval)
		return ok
	case "COUNT":
		o.Count, ok = number(value, 1, MaxCount)
		return ok
	case "UNTIL":
		return r.until(value)
	case "WKST":
		days, ok := weekdays(value)
		if !ok || len(days) != 1 || days[0].N() != 0 {
			return false
		}
		o.Wkst = days[0]
		return true
	case "BYDAY":
		o.Byweekday, ok = weekdays(value)
		return ok
	case "BYMONTHDAY":
		o.Bymonthday, ok = numbers(value, -31, 31)
		return ok
	case "BYMONTH":
		o.Bymonth, ok = numbers(value, 1, 12)
		return ok
	case "BYSETPOS":
		o.Bysetpos, ok = numbers(value, -31, 31)
		return ok
	}
	return false
}

func (r *Rule) until(value string) bool {
	for _, layout := range []string{"20060102T150405Z", "20060102T150405", "20060102"} {
		t, err := time.Parse(layout, value)
		if err != nil {
			continue
		}
		if layout == "20060102" { // all of that day
			t = t.Add(24*time.Hour - time.Second)
		}
		r.option.Until, r.untilUTC = t, strings.HasSuffix(layout, "Z")
		return t.Year() >= 1970 && t.Year() <= 9000
	}
	return false
}

// sane says whether the parts go together: those that do not are either
// forbidden by RFC 5545 or may never meet.
func (r Rule) sane() bool {
	o := r.option
	nth := slices.ContainsFunc(o.Byweekday, func(d rrule.Weekday) bool { return d.N() != 0 })
	by := len(o.Byweekday)+len(o.Bymonthday)+len(o.Bymonth) > 0
	switch {
	case len(o.Bysetpos) > 0 && !(len(o.Byweekday) > 0 && o.Freq == rrule.MONTHLY):
		return false
	case nth && len(o.Bysetpos) > 0:
		return false
	case o.Freq == rrule.DAILY:
		return !nth && (o.Interval == 1 || !by)
	case o.Freq == rrule.WEEKLY:
		return !nth && len(o.Bymonthday)+len(o.Bymonth) == 0
	case o.Freq == rrule.MONTHLY:
		return len(o.Bymonth) == 0 || o.Interval == 1
	}
	return !nth || len(o.Bymonth) > 0
}

// matches says whether a rule gives dates at all, by asking for the first one
// day by day: the library would look for it until the year 9999. The weekdays of
// all dates come round in 28 years.
func (r Rule) matches() bool {
	o := r.option
	if len(o.Bymonthday) == 0 && len(o.Bysetpos) == 0 && !slices.ContainsFunc(o.Byweekday, func(d rrule.Weekday) bool { return d.N() != 0 }) {
		return true
	}
	if r.option.Freq == rrule.YEARLY && r.option.Interval > 1 && len(o.Byweekday)+len(o.Bysetpos) > 0 {
		return false // the fifth Monday of February every three years: nobody means it
	}
	for day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2028; day = day.AddDate(0, 0, 1) {
		if r.on(day) {
			return true
		}
	}
	return false
}

// on says whether a day passes all parts but BYSETPOS, of which it holds that
// the place exists in a month of four or five such days.
func (r Rule) on(day time.Time) bool {
	o := r.option
	last := time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if len(o.Bymonth) > 0 && !slices.Contains(o.Bymonth, int(day.Month())) {
		return false
	}
	if len(o.Bymonthday) > 0 && !slices.Contains(o.Bymonthday, day.Day()) && !slices.Contains(o.Bymonthday, day.Day()-last-1) {
		return false
	}
	if len(o.Byweekday) == 0 {
		return true
	}
	return slices.ContainsFunc(o.Byweekday, func(d rrule.Weekday) bool {
		if d.Day() != (int(day.Weekday())+6)%7 {
			return false
		}
		from, back := (day.Day()-1)/7+1, -((last-day.Day())/7 + 1)
		return (d.N() == 0 || d.N() == from || d.N() == back) && (len(o.Bysetpos) == 0 || slices.ContainsFunc(o.Bysetpos, func(p int) bool {
			return p != 0 && p >= -4*len(o.Byweekday) && p <= 4*len(o.Byweekday) && len(o.Bymonthday) == 0
		}))
	})
}

// write gives the rule in one spelling.
func (r Rule) write() string {
	o := r.option
	parts := []string{"FREQ=" + o.Freq.String()}
	if o.Interval > 1 {
		parts = append(parts, "INTERVAL="+strconv.Itoa(o.Interval))
	}
	if o.Wkst != rrule.MO {
		parts = append(parts, "WKST="+o.Wkst.String())
	}
	if len(o.Bymonth) > 0 {
		parts = append(parts, "BYMONTH="+joined(o.Bymonth, strconv.Itoa))
	}
	if len(o.Bymonthday) > 0 {
		parts = append(parts, "BYMONTHDAY="+joined(o.Bymonthday, strconv.Itoa))
	}
	if len(o.Byweekday) > 0 {
		parts = append(parts, "BYDAY="+joined(o.Byweekday, func(d rrule.Weekday) string { return strings.TrimPrefix(d.String(), "+") }))
	}
	if len(o.Bysetpos) > 0 {
		parts = append(parts, "BYSETPOS="+joined(o.Bysetpos, strconv.Itoa))
	}
	if o.Count > 0 {
		parts = append(parts, "COUNT="+strconv.Itoa(o.Count))
	}
	if !o.Until.IsZero() {
		layout := "20060102T150405"
		if r.untilUTC {
			layout += "Z"
		}
		parts = append(parts, "UNTIL="+o.Until.Format(layout))
	}
	return strings.Join(parts, ";")
}

func joined[T any](list []T, say func(T) string) string {
	out := make([]string, len(list))
	for i, one := range list {
		out[i] = say(one)
	}
	return strings.Join(out, ",")
}

func number(s string, least, most int) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= least && n <= most && n != 0
}

func numbers(s string, least, most int) ([]int, bool) {
	var out []int
	for _, one := range strings.Split(s, ",") {
		n, ok := number(one, least, most)
		if !ok || len(out) == maxParts || slices.Contains(out, n) {
			return nil, false
		}
		out = append(out, n)
	}
	return out, true
}

// days are the library's, by time.Weekday.
var days = [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}

func weekdays(s string) ([]rrule.Weekday, bool) {
	var out []rrule.Weekday
	for _, one := range strings.Split(s, ",") {
		if len(one) < 2 || len(out) == maxParts {
			return nil, false
		}
		at := slices.IndexFunc(days[:], func(d rrule.Weekday) bool { return d.String() == one[len(one)-2:] })
		if at < 0 {
			return nil, false
		}
		d := days[at]
		if count := one[:len(one)-2]; count != "" {
			n, ok := number(count, -5, 5)
			if !ok {
				return nil, false
			}
			d = d.Nth(n)
		}
		out = append(out, d)
	}
	return out, true
}
