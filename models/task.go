package models

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits on the tasks of an event.
const (
	MaxTasks    = 20
	MaxNeeded   = 50  // people for one
	MaxTaskNote = 300 // runes
	MaxNickname = 60  // runes of a name that is typed at the door or on a task
)

// TaskPlan is what is to be done around an event: who brings the coffee, who opens
// the door.
type TaskPlan struct {
	Label  string `json:"label"`
	Note   string `json:"note,omitempty"`
	Needed int    `json:"needed"` // how many people, at least 1
}

// Check says what is wrong with it.
func (t TaskPlan) Check() error {
	switch {
	case strings.TrimSpace(t.Label) == "":
		return Fail(Invalid, "error.task_empty")
	case utf8.RuneCountInString(t.Label) > MaxLine:
		return Fail(Invalid, "error.line_too_long", "Max", MaxLine)
	case utf8.RuneCountInString(t.Note) > MaxTaskNote:
		return Fail(Invalid, "error.task_note_too_long", "Max", MaxTaskNote)
	case t.Needed < 1 || t.Needed > MaxNeeded:
		return Fail(Invalid, "error.task_needed", "Max", MaxNeeded)
	}
	return nil
}

// ReadTasks reads tasks of a text, one a line: "Koffie zetten", or "Stoelen
// klaarzetten: 3" for three people.
func ReadTasks(text string) ([]TaskPlan, error) {
	var out []TaskPlan
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		t := TaskPlan{Label: line, Needed: 1}
		if i := strings.LastIndex(line, ": "); i > 0 { // no space after it: an hour
			if n, err := strconv.Atoi(strings.TrimSpace(line[i+1:])); err == nil {
				t.Label, t.Needed = strings.TrimSpace(line[:i]), n
			}
		}
		if err := t.Check(); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	if len(out) > MaxTasks {
		return nil, Fail(Invalid, "error.too_many_tasks", "Max", MaxTasks)
	}
	return out, nil
}

// TaskLines writes tasks as ReadTasks reads them.
func TaskLines(tasks []TaskPlan) string {
	var b strings.Builder
	for _, t := range tasks {
		b.WriteString(t.Label)
		if t.Needed > 1 {
			b.WriteString(": " + strconv.Itoa(t.Needed))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// EventTask is a task of an event of ours. Members, those who answered and those
// who organise see it, and nobody else; it is told to no other server.
type EventTask struct {
	ID        string   `gorm:"primaryKey"` // in the order of their making
	EventID   string   `gorm:"index:event_task_event"`
	TaskPlan  TaskPlan `gorm:"embedded"`
	CreatedAt time.Time
	UpdatedAt time.Time
}

// TaskClaim is one person's word that she does a task.
type TaskClaim struct {
	ID     string `gorm:"primaryKey"`
	TaskID string `gorm:"index:task_claim_task;uniqueIndex:task_claim_guest,priority:1,where:guest <> ''"`
	// Guest is who, as Attendance.Guest; "" for a name that an organiser wrote.
	Guest     string `gorm:"uniqueIndex:task_claim_guest,priority:2;index:task_claim_of,where:guest <> ''"`
	ActorID   string // "" for one who is known by mail, or by name alone
	Name      string // plain
	CreatedAt time.Time
}

// Left gives for how many people a task is still open.
func (t EventTask) Left(claims int) int { return max(t.TaskPlan.Needed-claims, 0) }

// Nickname is the name that somebody gives at the door or for a task, cleaned;
// Invalid when it is none.
func Nickname(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	switch {
	case s == "":
		return "", Fail(Invalid, "error.name_empty")
	case utf8.RuneCountInString(s) > MaxNickname:
		return "", Fail(Invalid, "error.line_too_long", "Max", MaxNickname)
	}
	return s, nil
}

// FirstName gives the first of a name's words.
func FirstName(name string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	return first
}

// Helps says whether the tasks of an event can be claimed at this time: Conflict
// with the reason when not.
func (e Event) Helps(now time.Time) error {
	switch {
	case e.Status == EventCancelled:
		return Fail(Conflict, "error.event_cancelled")
	case e.Over(now):
		return Fail(Conflict, "error.event_over")
	}
	return nil
}
