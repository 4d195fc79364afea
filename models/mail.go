package models

import (
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// MailKind says what a mail is about. The words of each are in the catalogues
// (area mail); what else they need is in Mail's data.
type MailKind string

// The kinds of mail, with the data each needs besides what is always there.
const (
	MailSignIn              MailKind = "sign_in"              // Link: a one-time link
	MailInvitation          MailKind = "invitation"           // Link, By; may have Name, Text, Source (of the address), Basis
	MailApplicationReceived MailKind = "application_received" // to the applicant. Link: where she sees how it stands
	MailApplicationWaiting  MailKind = "application_waiting"  // to who decides. Link, By: the applicant
	MailApplicationApproved MailKind = "application_approved" // Link: how she gets in; may have Text
	MailApplicationDeclined MailKind = "application_declined" // Reason
	MailAddressCheck        MailKind = "address_check"        // Link: proves that the address is hers
	MailSignedInElsewhere   MailKind = "signed_in_elsewhere"  // Device, When; Link: her sessions
	MailRoleAsked           MailKind = "role_asked"           // By, Role (a Role), Link
	MailHatChanged          MailKind = "hat_changed"          // Collective, Change (confirmed, refused, ended, unconfirmed), Link
	MailAccountDeleted      MailKind = "account_deleted"      // Link: how far the deletion is
	MailGuestLink           MailKind = "guest_link"           // Link: a one-time link; Event; may have Name
	MailGuestAnswer         MailKind = "guest_answer"         // State (an AttendanceState), Event; Link: where she changes it; may have Name, Place
	MailGuestNews           MailKind = "guest_news"           // News (an EventNews), Event; Link as above; may have Name, Reason
	MailEventNews           MailKind = "event_news"           // to a member who answered. News, Event; Link: the event; may have Reason
	MailEventReminder       MailKind = "event_reminder"       // Title, When, Zone, Link; may have Where, Online, Contact, Tasks
	MailEventEvening        MailKind = "event_evening"        // to hosts. Title, When, Zone, Link, Coming, Waiting; may have Open (points), Tasks, Questions
	MailTest                MailKind = "test"                 // nothing
)

// mailRule is what goes for a kind.
type mailRule struct {
	choice   bool // a member may do without it
	wanted   bool // an answer to what its reader did: goes out also to who wants no mail from us
	needs    []string
	lifetime time.Duration // how long it makes sense to send it
}

const day = 24 * time.Hour

var mailRules = map[MailKind]mailRule{
	MailSignIn:              {wanted: true, needs: []string{"Link"}, lifetime: day},
	MailInvitation:          {needs: []string{"Link", "By"}, lifetime: 3 * day},
	MailApplicationReceived: {wanted: true, needs: []string{"Link"}, lifetime: 3 * day},
	MailApplicationWaiting:  {choice: true, needs: []string{"Link", "By"}, lifetime: 3 * day},
	MailApplicationApproved: {wanted: true, needs: []string{"Link"}, lifetime: 3 * day},
	MailApplicationDeclined: {wanted: true, needs: []string{"Reason"}, lifetime: 3 * day},
	MailAddressCheck:        {wanted: true, needs: []string{"Link"}, lifetime: AddressCheckLife},
	MailSignedInElsewhere:   {wanted: true, needs: []string{"Device", "When", "Link"}, lifetime: day},
	MailRoleAsked:           {choice: true, needs: []string{"By", "Role", "Link"}, lifetime: 3 * day},
	MailHatChanged:          {choice: true, needs: []string{"Collective", "Change", "Link"}, lifetime: 3 * day},
	MailAccountDeleted:      {wanted: true, needs: []string{"Link"}, lifetime: 3 * day},
	MailGuestLink:           {wanted: true, needs: []string{"Link", "Event"}, lifetime: GuestLinkLife},
	MailGuestAnswer:         {wanted: true, needs: []string{"Link", "Event", "State"}, lifetime: 3 * day},
	MailGuestNews:           {wanted: true, needs: []string{"Link", "Event", "News"}, lifetime: 3 * day},
	MailEventNews:           {choice: true, needs: []string{"Link", "Event", "News"}, lifetime: 3 * day},
	MailEventReminder:       {choice: true, needs: []string{"Title", "When", "Zone", "Link"}, lifetime: 20 * time.Hour},
	MailEventEvening:        {choice: true, needs: []string{"Title", "When", "Zone", "Link", "Coming", "Waiting"}, lifetime: 12 * time.Hour},
	MailTest:                {wanted: true, lifetime: day},
}

// MailKinds lists all kinds, in the order of the alphabet.
func MailKinds() []MailKind {
	out := make([]MailKind, 0, len(mailRules))
	for k := range mailRules {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// ChoiceMails lists the kinds that a member may switch off.
func ChoiceMails() []MailKind {
	return slices.DeleteFunc(MailKinds(), func(k MailKind) bool { return !k.Choice() })
}

// Choice says whether a member may switch it off.
func (k MailKind) Choice() bool { return mailRules[k].choice }

// Wanted says whether it answers what its reader did herself, so that it goes
// out also to an address whose owner wants no other mail from us.
func (k MailKind) Wanted() bool { return mailRules[k].wanted }

// Life is how long after its writing it may still be sent.
func (k MailKind) Life() time.Duration { return mailRules[k].lifetime }

// NewMail is a mail as a verb queues it. To or ActorID may be empty: without To
// it goes to the actor's own address, if she has one and wants this kind;
// without ActorID it goes to somebody who is not of this node (yet).
type NewMail struct {
	Kind     MailKind
	To       string            // as ParseMailAddress gives it
	Language string            // of the reader; "" the one she chose, else the node's
	ActorID  string            // whom it is for
	Data     map[string]string // as the kind needs
}

// MaxMailValue bounds each value of a mail's data, in runes; MaxMailEvent that of
// Event, an Occasion as JSON.
const (
	MaxMailValue = 2000
	MaxMailEvent = 20_000
)

// Check says whether the mail can be written: a known kind, the data it needs,
// nothing beyond bounds. What is wrong is a mistake of ours, not of a reader.
func (m NewMail) Check() error {
	rule, known := mailRules[m.Kind]
	switch {
	case !known:
		return fmt.Errorf("no kind of mail is called %q", m.Kind)
	case m.To == "" && m.ActorID == "":
		return errors.New("a mail to nobody")
	}
	for _, name := range rule.needs {
		if m.Data[name] == "" {
			return fmt.Errorf("a mail of kind %s needs %s", m.Kind, name)
		}
	}
	for name, value := range m.Data {
		most := MaxMailValue
		if name == "Event" {
			most = MaxMailEvent
		}
		if utf8.RuneCountInString(value) > most {
			return fmt.Errorf("a mail's %s is longer than %d", name, most)
		}
	}
	return nil
}

// MailState is where a mail stands.
type MailState string

// The states of a mail.
const (
	MailWaiting MailState = "waiting" // to be sent, now or later
	MailSent    MailState = "sent"    // the mail server took it
	MailRefused MailState = "refused" // the mail server said no for good
	MailDead    MailState = "dead"    // given up after many tries, or too old to be of use
)

// Mail is one letter by mail: durable, leased while it is being sent, tried
// until it is taken, refused or given up. Address and data are sealed, and
// forgotten when it is done.
type Mail struct {
	ID          string `gorm:"primaryKey"`
	Kind        MailKind
	Address     []byte // sealed
	AddressHash string `gorm:"index:mail_address"` // keyed fingerprint
	Language    string
	Data        []byte // sealed JSON of names and values
	ActorID     string `gorm:"index:mail_actor,where:actor_id <> ''"`
	State       MailState
	Attempts    int
	DueAt       time.Time `gorm:"index:mail_due,where:state = 'waiting'"`
	LeasedUntil time.Time
	Error       string // why the last try failed; never an address
	CreatedAt   time.Time
	SentAt      *time.Time
	DoneAt      *time.Time // sent, refused or given up
}

// MaxMailAttempts ends a mail; with MailBackoff, after about a day and a half.
const MaxMailAttempts = 12

// MailBackoff gives the wait after the nth failed try (from 1). Mail servers
// that greylist take the second try after a few minutes.
func MailBackoff(n int) time.Duration {
	waits := []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 3 * time.Hour, 4 * time.Hour}
	return waits[min(max(n, 1), len(waits))-1]
}

// Failed gives what becomes of a mail after one more failure that may pass.
func (m Mail) Failed(now time.Time) (state MailState, due time.Time) {
	due = now.Add(MailBackoff(m.Attempts + 1))
	if m.Attempts+1 >= MaxMailAttempts || m.TooOld(due) {
		return MailDead, now
	}
	return MailWaiting, due
}

// TooOld says whether sending it makes no sense any more.
func (m Mail) TooOld(now time.Time) bool { return now.Sub(m.CreatedAt) > m.Kind.Life() }

// MaxTestMails bounds the test mails of an hour.
const MaxTestMails = 10

// MailKept is how long what became of a mail stays listed. That an invitation
// was mailed to an address is kept longer, as a fingerprint: nobody who does not
// answer is written to more than MaxInvitationMails times in that time.
const (
	MailKept           = 30 * day
	InvitationMailKept = 365 * day
	MaxInvitationMails = 3
)
