package models

import "time"

// TallyEvery is how long changed tallies of an event are gathered before other
// servers hear of them: one Update at most in that time, however many answer.
const TallyEvery = time.Minute

// FixPoll settles, when an event is published, whether its note form has a poll:
// only where answers are taken. Its options stay in the language of this moment,
// for Mastodon throws all votes away when an option gets another name.
func (e *Event) FixPoll(lang string) {
	e.Poll, e.PollLanguage = e.Poll && e.TakesRSVP, ""
	if e.Poll {
		e.PollLanguage = lang
	}
}

// Votable says whether a vote in the poll of the event is heard at this time: as
// any answer, and until it starts. Conflict with the reason when none is.
func (e Event) Votable(now time.Time) error {
	if !e.Poll {
		return Fail(Conflict, "error.poll_off")
	}
	if err := e.Answerable(now); err != nil {
		return err
	}
	if now.After(e.StartsAt) {
		return Fail(Conflict, "error.poll_closed")
	}
	return nil
}

// PollTally is what the options of a poll count: the answers by all doors, not the
// votes alone. Who waits for a seat said that she comes.
type PollTally struct{ Yes, Maybe, No int }

// Poll gives the tally as a poll shows it.
func (t Tally) Poll() PollTally {
	return PollTally{Yes: t.Coming + t.Waiting, Maybe: t.Maybe, No: t.Declined}
}

// Voters is how many answered.
func (t PollTally) Voters() int { return t.Yes + t.Maybe + t.No }

// DueTally says when other servers are to hear how many come to an event, as its
// tallies have changed.
type DueTally struct {
	EventID string    `gorm:"primaryKey"` // row of the event's object
	DueAt   time.Time `gorm:"index:due_tally_at"`
}
