package recurrence

// Calendar gives the rule as a calendar says it beside a start that has a zone:
// with its UNTIL in UTC (RFC 5545, 3.3.10).
func (s Schedule) Calendar() string {
	r := s.Rule
	if !r.option.Until.IsZero() && !r.untilUTC {
		r.option.Until, r.untilUTC = Place(r.option.Until, s.Zone).UTC(), true
	}
	return r.write()
}
