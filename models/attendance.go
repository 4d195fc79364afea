package models

import "time"

// RSVP is what somebody answers to an event.
type RSVP string

// The answers.
const (
	RSVPYes   RSVP = "yes"
	RSVPMaybe RSVP = "maybe"
	RSVPNo    RSVP = "no"
)

// AttendanceState is where somebody stands with an event.
type AttendanceState string

// The states of an attendance.
const (
	AttendanceInvited  AttendanceState = "invited" // has not answered
	AttendanceComing   AttendanceState = "coming"  // has a seat
	AttendanceWaiting  AttendanceState = "waiting" // wants one, and there is none
	AttendanceMaybe    AttendanceState = "maybe"
	AttendanceDeclined AttendanceState = "declined"
)

// Wants says whether it has a seat or waits for one.
func (s AttendanceState) Wants() bool { return s == AttendanceComing || s == AttendanceWaiting }

// Door is the way by which an answer came (PROTOCOL 5).
type Door string

// The doors.
const (
	DoorJoin      Door = "join"      // Join and Leave: Mobilizon, Knoop
	DoorFriendica Door = "friendica" // Accept, TentativeAccept and Reject of the event
	DoorPoll      Door = "poll"      // a vote
	DoorReply     Door = "reply"     // in words
	DoorPage      Door = "page"      // signed in here
	DoorMail      Door = "mail"      // by a mailed link
	DoorHandle    Door = "handle"    // by a link in a private mention
	DoorHand      Door = "hand"      // written down by an organiser
)

// Doors lists all there are.
func Doors() []Door {
	return []Door{DoorJoin, DoorFriendica, DoorPoll, DoorReply, DoorPage, DoorMail, DoorHandle, DoorHand}
}

// Gathering says who may come to an event.
type Gathering string

// Who may come. An empty one is everyone.
const (
	GatheringEveryone Gathering = "everyone"
	GatheringMembers  Gathering = "members" // of the collective of this node
	GatheringInvited  Gathering = "invited"
)

// Known says whether it is one of the three, or empty.
func (g Gathering) Known() bool {
	return g == "" || g == GatheringEveryone || g == GatheringMembers || g == GatheringInvited
}

// Comer is who wants to come, as MayCome looks at her.
type Comer struct {
	Member  bool // of the collective of this node
	Invited bool
}

// MayCome says whether a guest is among those an event is for; Forbidden with
// the reason when she is not.
func (e Event) MayCome(g Comer) error {
	switch {
	case e.Comes == GatheringMembers && !g.Member && !g.Invited:
		return Fail(Forbidden, "error.event_members")
	case e.Comes == GatheringInvited && !g.Invited:
		return Fail(Forbidden, "error.event_invited")
	}
	return nil
}

// Answerable says whether an answer to the event is heard at this time: Conflict
// with the reason when none is.
func (e Event) Answerable(now time.Time) error {
	switch {
	case !e.TakesRSVP:
		return Fail(Conflict, "error.rsvp_off")
	case e.Status == EventCancelled:
		return Fail(Conflict, "error.event_cancelled")
	case e.Over(now):
		return Fail(Conflict, "error.event_over")
	}
	return nil
}

// SeatFree says whether there is room for one more beside those who come.
func (e Event) SeatFree(coming int) bool { return e.Capacity == 0 || coming < e.Capacity }

// Tally is how many have answered what.
type Tally struct {
	Coming, Waiting, Maybe, Declined, Invited int
}

// Add counts n more in a state.
func (t *Tally) Add(s AttendanceState, n int) {
	switch s {
	case AttendanceComing:
		t.Coming += n
	case AttendanceWaiting:
		t.Waiting += n
	case AttendanceMaybe:
		t.Maybe += n
	case AttendanceDeclined:
		t.Declined += n
	case AttendanceInvited:
		t.Invited += n
	}
}

// Left gives how many seats are free; -1 when there is no limit.
func (t Tally) Left(e Event) int {
	if e.Capacity == 0 {
		return -1
	}
	return max(e.Capacity-t.Coming, 0)
}

// Answers are the tally with what the world may see of who comes.
type Answers struct {
	Tally
	Shown      []string // actor ids of those who come and said that it may be seen
	PollClosed bool     // its poll takes no votes now
}

// Attendance is one person's answer to one event: one row a pair, whichever
// doors she used. It is written at the event's own node alone.
type Attendance struct {
	ID      string `gorm:"primaryKey"`
	EventID string `gorm:"uniqueIndex:attendance_guest,priority:1;index:attendance_turn,priority:1"` // row of the event's object
	// Guest is who: the row of an actor; "mailto:" and the fingerprint of a proved
	// address, for one who is known by that alone; "hand:" and a random id.
	Guest   string          `gorm:"uniqueIndex:attendance_guest,priority:2"`
	ActorID string          `gorm:"index:attendance_actor,where:actor_id <> ''"` // "" for one who is known by mail
	Name    string          // plain: as she gave it, or ""
	State   AttendanceState `gorm:"index:attendance_turn,priority:2"`
	// Turn orders those who want a seat by their first yes; 0 for others. Who
	// gives her seat up gets a new one with her next yes.
	Turn int64 `gorm:"index:attendance_turn,priority:3"`

	Door      Door              // of the last word that counted
	AnswerURI string            // of the activity by which it came; an answer names it
	Answer    []byte            // it, as received; an answer to a Join carries it
	Language  string            // in which she is written to; "" the node's
	Said      map[Door]LastWord `gorm:"serializer:json"`
	Shown     bool              // she agreed that others see that she comes
	Invited   bool              // by an organiser, whatever she answered
	// Unreminded is that she wants no reminder of this one.
	Unreminded bool

	CheckedInAt *time.Time // she was seen there
	NoShow      bool       // she was not, though she had a seat; for organisers alone

	Address []byte        // of one who is known by mail: sealed
	Asked   []AskedAnswer `gorm:"serializer:json"` // to the organiser's questions
	Remark  string        // plain: what she wrote with her Join

	CreatedAt time.Time
	UpdatedAt time.Time
}

// LastWord is when and by which activity somebody spoke last through a door.
type LastWord struct {
	At  time.Time `json:"at"`
	URI string    `json:"uri,omitempty"`
}

// Word is one answer as it came.
type Word struct {
	Door      Door
	Says      RSVP
	URI       string        // of the activity; "" for one given on a page
	Published time.Time     // zero: now
	Raw       []byte        // of a Join
	Language  string        // in which to answer; "" as before
	Shown     *bool         // whether others may see that she comes; nil: as before
	Name      string        // as she gave it; "" as before
	Remark    string        // the same
	Asked     []AskedAnswer // to the organiser's questions; nil: as before
	Remind    *bool         // whether to remind her; nil: as before
}

// Hear says whether a word counts, and notes it. The last to arrive counts,
// whatever its door; but of one door a word that is older than what was said
// there last, or the same again, does not, nor one from more than an hour ahead.
func (a *Attendance) Hear(w Word, now time.Time) bool {
	at := Second(w.Published)
	if w.Published.IsZero() {
		at = Second(now)
	}
	if at.After(now.Add(clockSlack)) {
		return false
	}
	last, spoken := a.Said[w.Door]
	switch {
	case !spoken:
	case w.URI != "" && w.URI == last.URI:
		return false
	case at.Before(last.At):
		return false
	}
	said := make(map[Door]LastWord, len(a.Said)+1) // the row may be shared
	for d, l := range a.Said {
		said[d] = l
	}
	said[w.Door] = LastWord{at, w.URI}
	a.Said = said
	a.Door, a.AnswerURI, a.Answer = w.Door, w.URI, w.Raw
	if w.Language != "" {
		a.Language = w.Language
	}
	if w.Shown != nil {
		a.Shown = *w.Shown
	}
	if w.Name != "" {
		a.Name = w.Name
	}
	if w.Remark != "" {
		a.Remark = cut(w.Remark, MaxRemark)
	}
	if w.Asked != nil {
		a.Asked = w.Asked
	}
	if w.Remind != nil {
		a.Unreminded = !*w.Remind
	}
	return true
}

// Answered moves it to where an answer leads: a yes to a seat when there is one,
// else to the end of those who wait, in the turn that it is given. Who has a seat
// or waits keeps that by another yes.
func (a *Attendance) Answered(says RSVP, seat bool, turn int64) {
	switch {
	case says == RSVPYes && a.State.Wants():
		return
	case says == RSVPYes && seat:
		a.State, a.Turn = AttendanceComing, turn
	case says == RSVPYes:
		a.State, a.Turn = AttendanceWaiting, turn
	case says == RSVPMaybe:
		a.State, a.Turn = AttendanceMaybe, 0
	default:
		a.State, a.Turn = AttendanceDeclined, 0
	}
	if a.State != AttendanceComing {
		a.CheckedInAt, a.NoShow = nil, false
	}
}

// MoveUp gives one who waits a seat.
func (a *Attendance) MoveUp() { a.State = AttendanceComing }

// CheckIn notes that she is there, or that this was a mistake.
func (a *Attendance) CheckIn(there bool, now time.Time) {
	a.CheckedInAt = nil
	if there {
		at := Second(now)
		a.CheckedInAt, a.NoShow = &at, false
	}
}

// Missed notes that she did not come, or that this was a mistake.
func (a *Attendance) Missed(missed bool) {
	if a.NoShow = missed; missed {
		a.CheckedInAt = nil
	}
}

// AttendanceWord is what is to be said to a guest, as it was at that moment; it
// goes with the fact, since the row may have gone on by the time it is told.
type AttendanceWord struct {
	EventID  string          `json:"event"`
	ActorID  string          `json:"actor,omitempty"`
	State    AttendanceState `json:"state,omitempty"`
	Place    int             `json:"place,omitempty"` // of one who waits: 1 is next
	Door     Door            `json:"door"`
	Answer   string          `json:"answer,omitempty"`   // id of what is answered
	Received []byte          `json:"received,omitempty"` // it, as received
	Language string          `json:"language,omitempty"`
	Reason   string          `json:"reason,omitempty"` // key of a sentence: why not
	News     EventNews       `json:"news,omitempty"`   // of a change of the event
	LinkID   string          `json:"link,omitempty"`   // of the GuestLink that she is to get
	// Of a reminder: what she said she does, and the contact data if it is for her.
	Tasks   []string `json:"tasks,omitempty"`
	Contact string   `json:"contact,omitempty"`
}

// Word gives what is to be said of an attendance as it stands.
func (a Attendance) Word(place int) AttendanceWord {
	return AttendanceWord{
		EventID: a.EventID, ActorID: a.ActorID, State: a.State, Place: place,
		Door: a.Door, Answer: a.AnswerURI, Received: a.Answer, Language: a.Language,
	}
}
