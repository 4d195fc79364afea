package recurrence

import (
	"strconv"
	"time"
)

// Sayer says things in one language (static/locales.Printer).
type Sayer interface {
	T(key string, args ...any) string
	Weekday(t time.Time) string
	Date(t time.Time) string
	Time(t time.Time) string
}

// Say gives the rule in words with its hour: "elke eerste dinsdag, 09.30", "om de
// twee weken op vrijdag, 08.00", "vier zaterdagen, 10.00".
func (s Schedule) Say(p Sayer) string {
	return p.T("rule.at", "Rule", s.Rule.say(p, s.Start), "Time", p.Time(s.Start))
}

func (r Rule) say(p Sayer, start time.Time) string {
	c, ok := r.Choice()
	if !ok {
		return r.ends(p, p.T("rule.own_rule"))
	}
	if len(c.Days) == 0 {
		c.Days = []time.Weekday{start.Weekday()}
	}
	on := listed(p, c.Days)
	switch {
	case c.Every == "week" && c.Steps == 1 && c.Count > 1 && len(c.Days) == 1:
		return p.T("rule.so_many", "Count", spelled(p, c.Count), "Days", p.T(plural[c.Days[0]]))
	case c.Every == "week":
		return r.ends(p, every(p, c.Steps, "rule.weekly", "rule.weeks", "Days", on))
	case c.Every == "month":
		return r.ends(p, every(p, c.Steps, "rule.monthly", "rule.months", "Nth", p.T(ordinal[c.Nth]), "Days", on))
	}
	day := start.Day()
	if len(r.option.Bymonthday) == 1 {
		day = r.option.Bymonthday[0]
	}
	if day < 0 {
		return r.ends(p, p.T("rule.own_rule"))
	}
	return r.ends(p, every(p, c.Steps, "rule.on_day", "rule.months_on_day", "Day", day))
}

// ends adds when the rule ends.
func (r Rule) ends(p Sayer, s string) string {
	if r.option.Count > 0 {
		return p.T("rule.times", "Rule", s, "Count", r.option.Count)
	}
	if !r.option.Until.IsZero() {
		return p.T("rule.until", "Rule", s, "Date", p.Date(r.option.Until))
	}
	return s
}

func every(p Sayer, steps int, one, more string, args ...any) string {
	if steps == 1 {
		return p.T(one, args...)
	}
	return p.T(more, append(args, "Steps", spelled(p, steps))...)
}

// listed gives weekdays in a row: "dinsdag en donderdag".
func listed(p Sayer, days []time.Weekday) string {
	s := ""
	for i, d := range days {
		name := p.Weekday(time.Date(2023, 1, 1+int(d), 0, 0, 0, 0, time.UTC)) // 1 January 2023 was a Sunday
		switch {
		case i == 0:
			s = name
		case i == len(days)-1:
			s = p.T("rule.and", "Some", s, "Last", name)
		default:
			s += ", " + name
		}
	}
	return s
}

var (
	plural = map[time.Weekday]string{
		time.Sunday: "rule.sundays", time.Monday: "rule.mondays", time.Tuesday: "rule.tuesdays", time.Wednesday: "rule.wednesdays",
		time.Thursday: "rule.thursdays", time.Friday: "rule.fridays", time.Saturday: "rule.saturdays",
	}
	ordinal = map[int]string{
		1: "rule.first", 2: "rule.second", 3: "rule.third", 4: "rule.fourth", 5: "rule.fifth",
		-1: "rule.last", -2: "rule.last_but_one",
	}
	numbersInWords = map[int]string{
		2: "rule.two", 3: "rule.three", 4: "rule.four", 5: "rule.five", 6: "rule.six",
		7: "rule.seven", 8: "rule.eight", 9: "rule.nine", 10: "rule.ten", 11: "rule.eleven", 12: "rule.twelve",
	}
)

func spelled(p Sayer, n int) string {
	if key, ok := numbersInWords[n]; ok {
		return p.T(key)
	}
	return strconv.Itoa(n)
}
