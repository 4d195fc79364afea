package models

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// WaveState is where a wave stands.
type WaveState string

// The states of a wave.
const (
	WavePreview WaveState = "preview" // looked at; nothing has happened yet
	WaveRunning WaveState = "running" // its lines become invitations
	WaveStopped WaveState = "stopped" // by somebody; can go on
	WaveDone    WaveState = "done"
)

// Limits on a wave.
const (
	MaxWaveBytes = 5 << 20
	MaxWaveRows  = 10_000
	MaxWaveName  = 80
	WaveKept     = 7 * day // how long a file waits for somebody to go on with it
	WaveBatch    = 100     // lines in a transaction
)

// Wave is a file of people who are invited together. Until it is done the file's
// rows are kept with it, sealed; afterwards they are in the invitations alone.
type Wave struct {
	ID        string `gorm:"primaryKey"`
	Name      string // "Kamer van Koophandel Zuidoost"
	MadeBy    string // actor
	State     WaveState
	ByMail    bool   // else the links are handed over
	Text      string // a line of who invites, for all
	Language  string
	Role      Role
	Days      int    // how long the invitations stand
	File      []byte // sealed JSON of WaveFile; nil once done
	Total     int    // good rows
	Done      int    // of them looked at
	Made      int    // invitations
	Passed    int    // already invited, member, or wants no mail
	CreatedAt time.Time
	StartedAt *time.Time
	StoppedAt *time.Time
	DoneAt    *time.Time
}

// Check says whether a wave may be kept.
func (w Wave) Check() error {
	switch {
	case strings.TrimSpace(w.Name) == "":
		return Fail(Invalid, "error.name_empty")
	case utf8.RuneCountInString(w.Name) > MaxWaveName:
		return Fail(Invalid, "error.name_too_long", "Max", MaxWaveName)
	case utf8.RuneCountInString(w.Text) > MaxInvitationText:
		return Fail(Invalid, "error.text_too_long", "Max", MaxInvitationText)
	case w.Days < 1 || time.Duration(w.Days)*day > MaxInvitationLife:
		return Fail(Invalid, "error.invitation_life", "Max", int(MaxInvitationLife/day))
	case w.Role != Member:
		return Fail(Invalid, "error.invitation_role")
	}
	return nil
}

// CanStart says whether its lines may become invitations, now or again.
func (w Wave) CanStart() bool {
	return w.Total > 0 && slices.Contains([]WaveState{WavePreview, WaveStopped}, w.State)
}

// WaveFile is what was read from a file.
type WaveFile struct {
	Name     string      `json:"name"`    // of the file
	Format   string      `json:"format"`  // "csv", "vcard"
	Charset  string      `json:"charset"` // "UTF-8", "UTF-16", "Windows-1252"
	Rows     []WaveRow   `json:"rows"`
	Faults   []WaveFault `json:"faults,omitempty"`
	Remarks  []WaveFault `json:"remarks,omitempty"`  // what was mended, or is to be known
	Repeated int         `json:"repeated,omitempty"` // lines that name an address once more
}

// WaveRow is one person in a file, checked.
type WaveRow struct {
	Line          int    `json:"line"`
	Name          string `json:"name,omitempty"`
	Mail          string `json:"mail"`
	Branch        string `json:"branch,omitempty"`
	Neighbourhood string `json:"neighbourhood,omitempty"`
	Source        string `json:"source"`
	Basis         Basis  `json:"basis"`
}

// WaveFault is what is the matter with a line; Key names a sentence, Args its
// values as alternating name and value. Line 0 is the whole file.
type WaveFault struct {
	Line int      `json:"line"`
	Key  string   `json:"key"`
	Args []string `json:"args,omitempty"`
}

// WaveVerdict is what becomes of a good row.
type WaveVerdict string

// The verdicts.
const (
	WaveNew      WaveVerdict = "new"
	WaveInvited  WaveVerdict = "invited" // has an invitation that stands
	WaveMember   WaveVerdict = "member"
	WaveEnough   WaveVerdict = "enough" // had MaxInvitationMails mails and did not come
	WaveOptedOut WaveVerdict = "opted_out"
)
