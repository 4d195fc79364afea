package models

import "time"

// When people are reminded, by the clock where the event is. Nobody is reminded
// between QuietFrom and QuietUntil.
const (
	RemindAhead  = 24 * time.Hour
	QuietFrom    = 21 // o'clock
	QuietUntil   = 8
	evenBefore   = 20            // the hour to which a reminder goes that would fall in the night
	RemindLeast  = time.Hour     // before the start; later none is sent
	KnowsFor     = 6 * time.Hour // who answered or was given a seat this lately knows
	EveningHour  = 18            // hosts hear on the evening before
	RemindWindow = 38 * time.Hour
)

// Channel is how somebody is reminded.
type Channel string

// The channels.
const (
	ChannelMail    Channel = "mail"
	ChannelMention Channel = "mention" // a private note to her alone
	ChannelNone    Channel = "none"    // she wants none, knows, or cannot be reached
)

// Reminder is that somebody was reminded of an event, or need not be: one row a
// person, written in the transaction that queues the words.
type Reminder struct {
	EventID    string    `gorm:"primaryKey"`
	Whom       string    `gorm:"primaryKey"` // row of the attendance, or HostWhom
	StartsAt   time.Time // for which start
	Channel    Channel
	RemindedAt time.Time
}

// HostWhom names a host in Reminder.
func HostWhom(actorID string) string { return "host " + actorID }

// RemindAt gives when those who come are reminded: a day before the start, and
// when that is in the night, on the evening before it.
func (e Event) RemindAt() time.Time { return notByNight(e.StartsAt.Add(-RemindAhead), e.Location()) }

// EveningAt gives when hosts hear what is still open: at six in the evening of the
// day before.
func (e Event) EveningAt() time.Time {
	y, m, d := e.LocalStart().Date()
	return clockOn(y, m, d-1, EveningHour, e.Location())
}

func notByNight(at time.Time, l *time.Location) time.Time {
	local := at.In(l)
	y, m, d := local.Date()
	switch h := local.Hour(); {
	case h < QuietUntil:
		return clockOn(y, m, d-1, evenBefore, l)
	case h >= QuietFrom:
		return clockOn(y, m, d, evenBefore, l)
	}
	return at
}

// clockOn gives when a clock in l shows this hour; no zone changes its clocks at
// the hours used here in a way that this would miss.
func clockOn(y int, m time.Month, d, hour int, l *time.Location) time.Time {
	return Second(time.Date(y, m, d, hour, 0, 0, 0, l))
}

// quiet says whether it is night where the event is.
func (e Event) quiet(now time.Time) bool {
	h := now.In(e.Location()).Hour()
	return h < QuietUntil || h >= QuietFrom
}

// reminding says whether words that were due at a moment go out now: from then on
// until an hour before the start, but not by night.
func (e Event) reminding(due, now time.Time) bool {
	return e.Status != EventCancelled && !now.Before(due) && now.Before(e.StartsAt.Add(-RemindLeast)) && !e.quiet(now)
}

// Reminding says whether those who come are reminded now.
func (e Event) Reminding(now time.Time) bool { return e.TakesRSVP && e.reminding(e.RemindAt(), now) }

// EveningDue says whether hosts hear now what is still open.
func (e Event) EveningDue(now time.Time) bool { return e.reminding(e.EveningAt(), now) }

// Holds says whether a reminder that was given goes for where the event is now. One
// that was given long before the moment that a moved event has is given again.
func (r Reminder) Holds(e Event, due time.Time) bool {
	return r.StartsAt.Equal(e.StartsAt) || due.Sub(r.RemindedAt) < KnowsFor
}

// Reminded says how somebody who comes is reminded. wish is what she chose of mail:
// ChannelMail, ChannelNone, or "" when we have no address of hers.
func (a Attendance) Reminded(who Actor, wish Channel, now time.Time) Channel {
	switch {
	case a.State != AttendanceComing, a.Unreminded, now.Sub(a.UpdatedAt) < KnowsFor, a.CheckedInAt != nil:
		return ChannelNone
	case wish != "":
		return wish
	case who.ID != "" && !who.Local && who.GoneAt == nil:
		return ChannelMention
	}
	return ChannelNone
}

// OpenPoint is something that is not settled on the evening before.
type OpenPoint string

// The open points, in the order in which they are said.
const (
	OpenNobody  OpenPoint = "nobody"  // comes
	OpenPlace   OpenPoint = "place"   // neither a place nor an address online
	OpenContact OpenPoint = "contact" // nobody to call
	OpenTasks   OpenPoint = "tasks"   // that nobody claimed
	OpenAsked   OpenPoint = "asked"   // who comes owes an answer to a question
	OpenWaiting OpenPoint = "waiting" // people wait though there is room
)

// OpenPoints lists all there are.
func OpenPoints() []OpenPoint {
	return []OpenPoint{OpenNobody, OpenPlace, OpenContact, OpenTasks, OpenAsked, OpenWaiting}
}

// Evening is how an event stands on the evening before.
type Evening struct {
	Tally Tally
	Open  []OpenPoint
	Tasks []OpenTask
}

// OpenTask is a task for which people are still wanted.
type OpenTask struct {
	Label string
	Left  int
}

// StillOpen gathers what is not settled; owing is how many guests owe an answer to
// the organiser's questions.
func (e Event) StillOpen(t Tally, tasks []OpenTask, owing int) Evening {
	out := Evening{Tally: t, Tasks: tasks}
	for _, p := range OpenPoints() {
		open := false
		switch p {
		case OpenNobody:
			open = e.TakesRSVP && t.Coming == 0
		case OpenPlace:
			open = e.Place.IsZero() && e.OnlineURL == ""
		case OpenContact:
			open = e.Contact == ""
		case OpenTasks:
			open = len(tasks) > 0
		case OpenAsked:
			open = owing > 0
		case OpenWaiting:
			open = t.Waiting > 0 && t.Left(e) != 0
		}
		if open {
			out.Open = append(out.Open, p)
		}
	}
	return out
}
