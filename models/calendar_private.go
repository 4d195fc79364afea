package models

import "time"

// PrivateCalendar is the calendar of what one person said yes to, at an address
// that nobody can guess. Only the hash of its token is kept.
type PrivateCalendar struct {
	ActorID   string `gorm:"primaryKey"`
	TokenHash string `gorm:"uniqueIndex:private_calendar_token"`
	CreatedAt time.Time
}
