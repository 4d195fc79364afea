package models

import (
	"math/rand/v2"
	"time"
)

// Activity is something a local actor said, as it is served and sent.
type Activity struct {
	ID        string `gorm:"primaryKey"`
	URI       string `gorm:"uniqueIndex:activity_uri"` // .../activities/ID
	Type      string
	ActorID   string
	ObjectURI string
	FactID    string
	Form      Form // of an event: for which software it was written
	Public    bool // may be served to strangers
	Raw       []byte
	CreatedAt time.Time
}

// Form is the shape in which one server gets an event. One server gets one
// form, and keeps it.
type Form string

// The two forms of an event.
const (
	FormNone  Form = ""
	FormEvent Form = "event"
	FormNote  Form = "note"
)

// ToldForm remembers the form in which a host first got an object.
type ToldForm struct {
	ObjectURI string `gorm:"primaryKey"`
	Host      string `gorm:"primaryKey"`
	Form      Form
}

// LetterState is where a letter stands.
type LetterState string

// The states of a letter.
const (
	LetterWaiting   LetterState = "waiting"   // to be delivered, now or later
	LetterDelivered LetterState = "delivered" // 2xx
	LetterRefused   LetterState = "refused"   // a final 4xx
	LetterDead      LetterState = "dead"      // given up; can be retried by hand
)

// Letter is one activity to one inbox: durable, leased while it is being
// delivered, tried until it is told, refused or given up.
type Letter struct {
	ID         string `gorm:"primaryKey;index:letter_due,priority:2;index:letter_order,priority:2;index:letter_host,priority:3"` // order of writing
	ActivityID string
	ActorID    string // who signs
	ObjectURI  string `gorm:"index:letter_object"` // what it is about: "what reached whom"
	Inbox      string
	Host       string `gorm:"index:letter_host,priority:1,where:state <> 'delivered'"`
	// OrderKey keeps letters about one thing to one host in their order: an
	// Update never overtakes its Create.
	OrderKey string `gorm:"index:letter_order,priority:1,where:state = 'waiting'"`
	State    LetterState
	// Held says that the host is failing: the letter stands out of the common
	// line, so that any number of them costs healthy hosts nothing, and goes as
	// a probe or when the host is back.
	Held        bool
	Hurry       bool // an answer someone waits for: first retries come soon
	Attempts    int
	DueAt       time.Time `gorm:"index:letter_due,priority:1,where:state = 'waiting' AND held = false;index:letter_host,priority:2"`
	LeasedUntil time.Time
	Status      int    // last HTTP status, 0 for none
	Error       string // why the last try failed, short
	CreatedAt   time.Time
	DoneAt      *time.Time
}

// MaxAttempts ends a letter: with Backoff, after about two and a half days.
const MaxAttempts = 17

// Backoff gives the wait after the nth failed try (from 1): n⁴ + 15 s with up
// to a tenth of jitter, as Mastodon does. In a hurry (an Accept for a peer
// that is just restarting) the first five come after 2, 4, 8, 15 and 30 s.
func Backoff(n int, hurry bool) time.Duration {
	if hurry {
		soon := []time.Duration{2, 4, 8, 15, 30}
		if n <= len(soon) {
			return soon[n-1] * time.Second
		}
		n -= len(soon)
	}
	base := time.Duration(n*n*n*n+15) * time.Second
	return base + time.Duration(rand.Int64N(int64(base)/10+1))
}

// Host is what we know of another server: its software and how it is doing.
type Host struct {
	Name        string `gorm:"primaryKey"` // host[:port], lower case
	Software    string // NodeInfo's software.name, lower case; "" unknown
	Version     string
	Application string     // URI of its Application actor, if NodeInfo names one
	CheckedAt   *time.Time // when NodeInfo was last asked
	HeardAt     *time.Time // when something of it last arrived, to the minute

	FailingSince *time.Time `gorm:"index:host_failing,where:failing_since IS NOT NULL"` // first failure after the last success
	FailingDays  int        // on how many different days
	LastFailure  *time.Time
	Failures     int        // since the last success
	ClosedUntil  *time.Time // circuit: no try before
	LastSuccess  *time.Time
}

// DeadAfterDays is on how many different days a host must have failed before
// we stop trying; any valid delivery from it opens it again.
const DeadAfterDays = 7

// Dead says whether we have given the host up.
func (h Host) Dead() bool { return h.FailingDays >= DeadAfterDays }

// Failed gives the host after one more failure: its circuit closes for 30 to
// 60 s in the first hour, then for up to an hour.
func (h Host) Failed(now time.Time, retryAfter time.Duration) Host {
	if h.FailingSince == nil {
		h.FailingSince, h.FailingDays = &now, 1
	} else if h.LastFailure != nil && h.LastFailure.UTC().Format(time.DateOnly) != now.UTC().Format(time.DateOnly) {
		h.FailingDays++
	}
	h.LastFailure = &now
	h.Failures++
	wait := 30*time.Second + time.Duration(rand.Int64N(int64(30*time.Second)))
	if d := now.Sub(*h.FailingSince); d > time.Hour {
		wait = min(d/4, time.Hour)
	}
	if h.Failures < 3 && now.Sub(*h.FailingSince) < time.Minute {
		wait = 0 // one or two failures may be a restart: the letters' own back-off is enough
	}
	if wait = max(wait, min(retryAfter, 24*time.Hour)); wait > 0 {
		until := now.Add(wait)
		h.ClosedUntil = &until
	}
	return h
}

// Succeeded gives the host after a success, or a valid delivery from it.
func (h Host) Succeeded(now time.Time) Host {
	h.FailingSince, h.LastFailure, h.ClosedUntil = nil, nil, nil
	h.FailingDays, h.Failures = 0, 0
	h.LastSuccess = &now
	return h
}

// Failing says whether the host has failed since its last success.
func (h Host) Failing() bool { return h.FailingSince != nil }
