package models

import (
	"crypto/subtle"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// Bounds of answering without an account (PROTOCOL 5).
const (
	GuestLinkLife  = 48 * time.Hour
	MaxGuestLinks  = 3        // a day, to one mail address or one handle
	GuestKept      = 30 * day // after the event: then who came by mail or by hand is forgotten
	MaxAskedAnswer = 500      // runes
	MaxRemark      = 500      // runes
)

// GuestLink is a one-time link by which somebody without an account here answers
// an event: mailed to her address, or told to her actor. It gives no seat; what
// she then says does. Only its token's hash is kept.
type GuestLink struct {
	ID          string     `gorm:"primaryKey"`
	EventID     string     `gorm:"index:guest_link_event"` // row of the event's object
	Door        Door       // DoorMail or DoorHandle
	ActorID     string     `gorm:"index:guest_link_actor,priority:1,where:actor_id <> ''"`
	Address     []byte     // sealed; forgotten when it is used
	AddressHash string     `gorm:"index:guest_link_address,priority:1,where:address_hash <> ''"` // keyed fingerprint
	Name        string     // as she gave it, or ""; forgotten when it is used
	Language    string     // hers
	TokenHash   string     `gorm:"uniqueIndex:guest_link_token"`
	CreatedAt   time.Time  `gorm:"index:guest_link_actor,priority:2;index:guest_link_address,priority:2"`
	UsedAt      *time.Time // what was answered by it
}

// Check says whether it can still be used: Gone when it was, or is too old.
func (l GuestLink) Check(now time.Time) error {
	switch {
	case l.UsedAt != nil:
		return Fail(Gone, "error.guest_link_used")
	case now.After(l.CreatedAt.Add(GuestLinkLife)):
		return Fail(Gone, "error.guest_link_expired")
	}
	return nil
}

// Token gives the token of the link's address: 256 bits that follow from the
// node's secret alone, so that what tells her of it need not keep it.
func (l GuestLink) Token(s Secret) string { return s.MAC("guest link", l.ID) }

// AnswerURL gives the address of a one-time link.
func AnswerURL(origin, token string) string { return origin + "/answer/" + token }

// ComingURL gives the address of the page on which a guest changes her answer.
func ComingURL(origin, pass string) string { return origin + "/coming/" + pass }

// Pass gives the secret of the page on which a guest changes her answer, as often
// as she likes until the event is over: her row, and 256 bits that prove it.
func (a Attendance) Pass(s Secret) string { return a.ID + "." + s.MAC("guest pass", a.ID) }

// PassOf gives the row that a pass is for; ok is false when it is none of ours.
func PassOf(s Secret, pass string) (id string, ok bool) {
	id, _, _ = strings.Cut(pass, ".")
	return id, subtle.ConstantTimeCompare([]byte(pass), []byte(Attendance{ID: id}.Pass(s))) == 1
}

// ByHand says whether an organiser wrote her down: nothing is known of her but a
// name.
func (a Attendance) ByHand() bool { return a.Door == DoorHand }

// ByMail says whether she is known by a mail address alone.
func (a Attendance) ByMail() bool { return a.ActorID == "" && len(a.Address) > 0 }

// AskedAnswer is what somebody answered to a question of the organiser, with the
// question as it was then.
type AskedAnswer struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Check says whether a text can be the answer to the question, of one who says
// this. Only who wants a seat owes an answer.
func (q EventQuestion) Check(text string, says RSVP) error {
	if says == RSVPYes && q.Needed && strings.TrimSpace(text) == "" {
		return Fail(Invalid, "error.asked_needed")
	}
	return checkLength(text, MaxAskedAnswer)
}

// TakeAnswers keeps of a guest's answers those to questions that are asked, each
// once and within bounds.
func (d EventDetails) TakeAnswers(given []AskedAnswer) []AskedAnswer {
	out := []AskedAnswer{}
	for _, q := range d.Questions {
		if text := strings.TrimSpace(answerTo(given, q.Label)); text != "" {
			out = append(out, AskedAnswer{q.Label, cut(text, MaxAskedAnswer)})
		}
	}
	return out
}

// Owes says whether the organiser asks what these answers leave open.
func (d EventDetails) Owes(given []AskedAnswer) bool {
	for _, q := range d.Questions {
		if strings.TrimSpace(answerTo(given, q.Label)) == "" {
			return true
		}
	}
	return false
}

func answerTo(given []AskedAnswer, label string) string {
	for _, a := range given {
		if a.Label == label {
			return a.Text
		}
	}
	return ""
}

func cut(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes])
	}
	return s
}

// rank orders states by what they are worth to the guest.
func (s AttendanceState) rank() int {
	switch s {
	case AttendanceComing:
		return 4
	case AttendanceWaiting:
		return 3
	case AttendanceMaybe:
		return 2
	case AttendanceDeclined:
		return 1
	}
	return 0
}

// Absorb lets one answer stand for two that turned out to be one person's: the
// better state stays, of two places the earlier, and what only the other knew is
// kept. Who she is, and what others may see of her, stays as it was here, unless
// nothing was known but a name.
func (a *Attendance) Absorb(b Attendance) {
	switch {
	case b.State.rank() > a.State.rank():
		a.State, a.Turn = b.State, b.Turn
	case b.State == a.State && a.State.Wants():
		a.Turn = min(a.Turn, b.Turn)
	}
	a.Invited = a.Invited || b.Invited
	if a.CheckedInAt == nil {
		a.CheckedInAt = b.CheckedInAt
	}
	a.NoShow = a.State == AttendanceComing && a.CheckedInAt == nil && (a.NoShow || b.NoShow)
	if a.State != AttendanceComing {
		a.CheckedInAt = nil
	}
	if a.Name == "" && a.ActorID == "" {
		a.Name = b.Name
	}
	if a.Remark == "" {
		a.Remark = b.Remark
	}
	if a.ActorID == "" && len(a.Address) == 0 { // written down by hand: the other is who she is
		a.Guest, a.ActorID, a.Address, a.Language = b.Guest, b.ActorID, b.Address, b.Language
		a.Door, a.AnswerURI, a.Answer, a.Shown = b.Door, b.AnswerURI, b.Answer, b.Shown
	}
	asked := append([]AskedAnswer{}, a.Asked...)
	for _, one := range b.Asked {
		if answerTo(asked, one.Label) == "" {
			asked = append(asked, one)
		}
	}
	a.Asked = asked
	said := map[Door]LastWord{}
	for _, words := range []map[Door]LastWord{b.Said, a.Said} {
		for door, w := range words {
			if last, ok := said[door]; !ok || !w.At.Before(last.At) {
				said[door] = w
			}
		}
	}
	a.Said = said
}

// Forget empties what says who she was; that somebody came stays.
func (a *Attendance) Forget() {
	if a.ActorID == "" {
		a.Guest, a.Name, a.Address = "forgotten:"+a.ID, "", nil
	}
	a.Asked, a.Remark = nil, ""
}

// GuestMerge notes that an organiser, a proved mail address or an account that
// moved made two guests of an event one. Whoever answers as the one that went
// answers as the one that stayed.
type GuestMerge struct {
	ID        string `gorm:"primaryKey"`
	EventID   string `gorm:"uniqueIndex:guest_merge,priority:1"`
	Guest     string `gorm:"uniqueIndex:guest_merge,priority:2"` // Attendance.Guest of the one that went
	KeptID    string `gorm:"index:guest_merge_kept"`             // row of the one that stayed
	MergedBy  string // actor; "" when it followed from a proof
	CreatedAt time.Time
}

// MaxGuestName bounds the first name of a guest, in runes.
const MaxGuestName = 40

// guestName is what a first name is made of. It goes into a mail to an address that
// a stranger typed: nothing in it may lead anywhere.
var guestName = regexp.MustCompile(`^[\p{L}\p{M}]+\.?([ '’-][\p{L}\p{M}]+\.?)*$`)

// CheckGuestName says whether a first name, which may be missing, can be kept.
func CheckGuestName(name string) error {
	if name != "" && (utf8.RuneCountInString(name) > MaxGuestName || !guestName.MatchString(name)) {
		return Fail(Invalid, "error.guest_name", "Max", MaxGuestName)
	}
	return nil
}

// EventNews is what became of an event, as its guests are told.
type EventNews string

// The news.
const (
	NewsSeat    EventNews = "seat"    // she waited, and has a seat
	NewsMoved   EventNews = "moved"   // another moment or place, said as a move
	NewsDetails EventNews = "details" // the same, as a correction
	NewsOff     EventNews = "off"
	NewsOn      EventNews = "on" // it was off, and is on after all
)

// Differs says whether an edit changed what a guest counts on: when, where, how
// to get in.
func (e Event) Differs(was Event) bool {
	sameEnd := (e.EndsAt == nil) == (was.EndsAt == nil) && (e.EndsAt == nil || Second(*e.EndsAt).Equal(Second(*was.EndsAt)))
	return !Second(e.StartsAt).Equal(Second(was.StartsAt)) || !sameEnd || e.Timezone != was.Timezone || !e.Place.Same(was.Place) || e.Room != was.Room || e.OnlineURL != was.OnlineURL
}

// Occasion is an event as a mail tells of it: as it was when the mail was
// written, since it may have gone on, or be gone, by the time it is sent.
type Occasion struct {
	URI          string    `json:"uri"`
	Title        string    `json:"title"`
	Organizer    string    `json:"organizer"` // actor id
	ByName       string    `json:"byName"`
	Created      time.Time `json:"created"`
	Updated      time.Time `json:"updated"`
	Event        Event     `json:"event"` // without what only organisers see; Contact for those who come
	ForCalendars bool      `json:"forCalendars,omitempty"`
}

// OccasionOf gives it for one who stands so with the event.
func OccasionOf(o Object, e Event, by Actor, state AttendanceState) Occasion {
	e.Questions, e.Hosts, e.Answers = nil, nil, Answers{}
	if state != AttendanceComing {
		e.Contact = ""
	}
	return Occasion{
		URI: o.URI, Title: o.Name, Organizer: by.URI, ByName: by.DisplayName(), Created: o.Published, Updated: o.Updated, Event: e,
		ForCalendars: state == AttendanceComing || state == AttendanceMaybe,
	}
}
