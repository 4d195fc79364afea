package recurrence

import (
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"knoop/models"
)

// Choice is a rule as a form asks for it.
type Choice struct {
	Every string         // "week", "month" (the nth weekday) or "monthday"
	Steps int            // every so many weeks or months
	Days  []time.Weekday // week: on which; month: of which kind; empty: that of the start
	Nth   int            // month: 1 to 4, or -1 for the last; 0: that of the start
	Count int            // 0: no end by number
	Until string         // "2027-03-05", the last day; "": no end by date
}

// Rule gives the rule of a choice for a series that starts at this wall time.
func (c Choice) Rule(start time.Time) (Rule, error) {
	parts := []string{}
	if c.Steps > 1 {
		parts = append(parts, "INTERVAL="+strconv.Itoa(c.Steps))
	}
	picked := c.Days
	if len(picked) == 0 {
		picked = []time.Weekday{start.Weekday()}
	}
	names := joined(picked, func(d time.Weekday) string { return days[d%7].String() })
	switch c.Every {
	case "week":
		parts = append(parts, "FREQ=WEEKLY", "BYDAY="+names)
	case "month":
		nth := c.Nth
		if nth == 0 {
			if nth = (start.Day()-1)/7 + 1; nth == 5 {
				nth = -1
			}
		}
		parts = append(parts, "FREQ=MONTHLY", "BYDAY="+joined(picked, func(d time.Weekday) string { return strconv.Itoa(nth) + days[d%7].String() }))
	case "monthday":
		parts = append(parts, "FREQ=MONTHLY", "BYMONTHDAY="+strconv.Itoa(start.Day()))
	default:
		return Rule{}, models.Fail(models.Invalid, "error.rule_invalid")
	}
	if c.Count != 0 {
		parts = append(parts, "COUNT="+strconv.Itoa(c.Count))
	}
	if c.Until != "" {
		parts = append(parts, "UNTIL="+strings.ReplaceAll(c.Until, "-", ""))
	}
	return Parse(strings.Join(parts, ";"))
}

// Choice gives the choice that makes this rule; false for one that a form cannot
// show.
func (r Rule) Choice() (Choice, bool) {
	o := r.option
	c := Choice{Steps: o.Interval, Count: o.Count}
	if !o.Until.IsZero() {
		c.Until = o.Until.Format(time.DateOnly)
	}
	if len(o.Bymonth)+len(o.Bysetpos) > 0 || o.Wkst != rrule.MO {
		return c, false
	}
	for _, d := range o.Byweekday {
		if c.Nth != 0 && c.Nth != d.N() {
			return c, false
		}
		c.Nth = d.N()
		c.Days = append(c.Days, time.Weekday((d.Day()+1)%7))
	}
	switch {
	case o.Freq == rrule.WEEKLY:
		c.Every = "week"
	case o.Freq == rrule.MONTHLY && len(o.Bymonthday) == 0 && len(c.Days) > 0 && c.Nth != 0:
		c.Every = "month"
	case o.Freq == rrule.MONTHLY && len(o.Bymonthday) <= 1 && len(c.Days) == 0:
		c.Every = "monthday"
	default:
		return c, false
	}
	return c, true
}
