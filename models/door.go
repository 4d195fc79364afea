package models

import "time"

// How long the code at the door works.
const (
	DoorBefore = 2 * time.Hour  // before the start
	DoorAfter  = 12 * time.Hour // after the end, or the start of one with an open end
	MaxAtDoor  = 200            // names that wait for a host of one event
)

// AtDoor says whether people can say that they are there: Conflict with the reason
// when it is too early, too late, or called off.
func (e Event) AtDoor(now time.Time) error {
	until := e.StartsAt
	if e.EndsAt != nil {
		until = *e.EndsAt
	}
	switch {
	case e.Status == EventCancelled:
		return Fail(Conflict, "error.event_cancelled")
	case now.Before(e.StartsAt.Add(-DoorBefore)):
		return Fail(Conflict, "error.door_early")
	case now.After(until.Add(DoorAfter)):
		return Fail(Conflict, "error.door_late")
	}
	return nil
}

// DoorWord is that somebody says she is at an event, until a host says that it is
// so: one without an account, or one for whom there was no seat.
type DoorWord struct {
	ID        string `gorm:"primaryKey"`
	EventID   string `gorm:"index:door_word_event"`
	ActorID   string // "" for one without an account
	Name      string // as she gave it
	CreatedAt time.Time
}

// CanSettle says whether it may be said of all at once who did not come.
func (e Event) CanSettle(now time.Time) error {
	switch {
	case e.Status == EventCancelled:
		return Fail(Conflict, "error.event_cancelled")
	case !e.Over(now):
		return Fail(Conflict, "error.not_over")
	}
	return nil
}
