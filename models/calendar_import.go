package models

import (
	"slices"
	"time"
)

// Limits on calendars that are taken in.
const (
	MaxCalendarBytes  = 5 << 20
	MaxCalendarEvents = 5000               // components in a file
	MaxCalendarDates  = 1000               // dates taken from it, and 100 of one rule
	CalendarWindow    = 366 * day          // how far ahead
	CalendarBatch     = 20                 // dates in a transaction
	MaxSubscriptions  = 50                 // of a node
	CalendarEvery     = time.Hour          // how often an address is asked at the most
	CalendarPatience  = 7 * 24 * time.Hour // how far a failing one is put off at the most
)

// CalendarFile is what was read from an iCalendar file: dates by start, single and
// of rules alike, and what is the matter with the rest. A fault's Line is that of
// the event's first line.
type CalendarFile struct {
	Name     string          `json:"name,omitempty"` // of the calendar, as it says
	Dates    []CalendarDate  `json:"dates"`
	Faults   []CalendarFault `json:"faults,omitempty"`
	Remarks  []CalendarFault `json:"remarks,omitempty"`  // what was mended, or is to be known
	Repeated int             `json:"repeated,omitempty"` // events that stood in it once more
	Past     int             `json:"past,omitempty"`     // dates that are over
}

// CalendarDate is one event on one date, checked: texts are plain.
type CalendarDate struct {
	Line        int        `json:"line"`
	UID         string     `json:"uid"`
	Original    string     `json:"original,omitempty"` // of a date of a rule: its start by it, "20261201T083000Z"
	Title       string     `json:"title"`
	Description string     `json:"description,omitempty"`
	Location    string     `json:"location,omitempty"`
	URL         string     `json:"url,omitempty"`
	StartsAt    time.Time  `json:"startsAt"` // UTC
	EndsAt      *time.Time `json:"endsAt,omitempty"`
	Timezone    string     `json:"timezone"` // IANA name
	Cancelled   bool       `json:"cancelled,omitempty"`
	Categories  []string   `json:"categories,omitempty"`
}

// CalendarFault is a sentence (Key, and Args by turns name and value) about a
// line; 0 is the whole file. Title names the event there, if it has a name.
type CalendarFault struct {
	Line  int      `json:"line"`
	Title string   `json:"title,omitempty"`
	Key   string   `json:"key"`
	Args  []string `json:"args,omitempty"`
}

// CalendarImport is a file whose dates become events of the collective. Until it
// is done what was read is kept with it.
type CalendarImport struct {
	ID        string `gorm:"primaryKey"`
	Name      string // of the file
	MadeBy    string // actor
	State     WaveState
	Publish   bool   // right away; else each becomes a draft
	File      []byte // JSON of CalendarFile; nil once done
	Total     int
	Done      int // looked at
	Made      int
	Changed   int // of an earlier import, still a draft
	Passed    int // known and left alone
	Failed    int // refused
	Fault     string
	CreatedAt time.Time
	StartedAt *time.Time
	StoppedAt *time.Time
	DoneAt    *time.Time
}

// CanStart says whether its dates may become events, now or again.
func (i CalendarImport) CanStart() bool {
	return i.Total > 0 && slices.Contains([]WaveState{WavePreview, WaveStopped}, i.State)
}

// ImportedDate remembers which event or draft a date of a file became, so that
// the file may come again.
type ImportedDate struct {
	UID      string    `gorm:"primaryKey"` // hash of it
	Original string    `gorm:"primaryKey"`
	ObjectID string    // of the draft, and of the event it becomes
	Print    string    // of what the file said
	SavedAt  time.Time // a draft changed later than this was changed by hand
}

// CalendarVerdict is what would become of a date.
type CalendarVerdict string

// The verdicts.
const (
	CalendarNew     CalendarVerdict = "new"
	CalendarSame    CalendarVerdict = "same"    // is here, and says the same
	CalendarChanged CalendarVerdict = "changed" // its draft follows
	CalendarKept    CalendarVerdict = "kept"    // says something else, and is published or was changed here
	CalendarOff     CalendarVerdict = "off"     // called off there, and not here
)

// Subscription is a calendar elsewhere that is read from its address.
type Subscription struct {
	ID          string `gorm:"primaryKey"`
	Name        string // as the calendar says, or its host
	Host        string
	Address     []byte   // sealed: it may be as good as a password
	AddressHash string   `gorm:"uniqueIndex:subscription_address"`
	MadeBy      string   // actor
	ETag        string   `gorm:"column:etag"`
	Modified    string   // Last-Modified
	Dates       int      // it gave
	Faults      int      // events that could not be read
	Fault       string   // why the last reading failed: a key; "" when it did not
	FaultArgs   []string `gorm:"serializer:json"`
	Failures    int      // in a row
	CreatedAt   time.Time
	FetchedAt   *time.Time // the last reading that came to an end
	NextAt      time.Time  `gorm:"index:subscription_next,where:stopped_at IS NULL"`
	StoppedAt   *time.Time
}

// SubscribedDate is one date of a subscription.
type SubscribedDate struct {
	ID             string `gorm:"primaryKey"`
	SubscriptionID string `gorm:"index:subscribed_calendar"`
	UID            string
	Original       string
	Title          string
	Description    string
	Location       string
	URL            string
	StartsAt       time.Time `gorm:"index:subscribed_start"`
	EndsAt         *time.Time
	Timezone       string
	Cancelled      bool
	Categories     []string `gorm:"serializer:json"`
}

// Later gives when a subscription that failed so many times is asked again: after
// an hour, two, four, a week at the most.
func Later(failures int) time.Duration {
	return min(CalendarEvery<<min(max(failures-1, 0), 10), CalendarPatience)
}
