package main

import (
	"context"
	"fmt"

	"knoop/models/calendar"
	"knoop/models/store"
)

// neighbourCalendar is what a community centre without a fediverse says of its
// weeks; %s is a Saturday.
const neighbourCalendar = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Buurthuis Holendrecht//NL
X-WR-CALNAME:Buurthuis Holendrecht
BEGIN:VEVENT
UID:repaircafe@buurthuisholendrecht.example
SUMMARY:Repaircafé
LOCATION:Buurthuis Holendrecht, Holendrechtplein 38, Amsterdam
DTSTART;TZID=Europe/Amsterdam:%[1]sT130000
DTEND;TZID=Europe/Amsterdam:%[1]sT160000
RRULE:FREQ=WEEKLY;INTERVAL=2
END:VEVENT
BEGIN:VEVENT
UID:spreekuur@buurthuisholendrecht.example
SUMMARY:Spreekuur belastingen voor ondernemers
LOCATION:Buurthuis Holendrecht, Holendrechtplein 38, Amsterdam
DTSTART;TZID=Europe/Amsterdam:%[1]sT100000
DTEND;TZID=Europe/Amsterdam:%[1]sT113000
RRULE:FREQ=MONTHLY;BYDAY=1SA
END:VEVENT
END:VCALENDAR
`

// calendars is how the collective took the calendar of a neighbour in. There is no
// network in a demo: it was read once, and is not asked again.
func (p *past) calendars() []act {
	if len(p.Venues) == 0 {
		return nil
	}
	return []act{{p.now.AddDate(0, 0, -3), func(ctx context.Context) error {
		saturday := p.now.AddDate(0, 0, -7-int(p.now.Weekday()+1)%7)
		text := fmt.Sprintf(neighbourCalendar, saturday.Format("20060102"))
		n, err := p.st.Node(ctx)
		if err != nil {
			return fmt.Errorf("read node: %w", err)
		}
		f, err := calendar.Read([]byte(text), calendar.Reading{Zone: n.Location(), Now: p.now})
		if err != nil {
			return fmt.Errorf("read a calendar: %w", err)
		}
		one, err := p.st.Subscribe(ctx, n.Collective, "https://buurthuisholendrecht.example/agenda.ics")
		if err != nil {
			return fmt.Errorf("subscribe to a calendar: %w", err)
		}
		if err := p.st.SubscriptionRead(ctx, one.ID, store.CalendarReading{File: &f}); err != nil {
			return fmt.Errorf("keep a calendar: %w", err)
		}
		return p.st.StopSubscription(ctx, one.ID, true)
	}}}
}
