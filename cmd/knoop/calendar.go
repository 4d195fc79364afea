package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"knoop/federation/remote"
	"knoop/models"
	"knoop/models/calendar"
	"knoop/models/store"
	"knoop/static/locales"
)

type calendarCmd struct {
	Import    calendarImportCmd    `cmd:"" help:"Take the events of an iCalendar file over."`
	Subscribe calendarSubscribeCmd `cmd:"" help:"Read a calendar elsewhere, from now on every hour."`
	List      calendarListCmd      `cmd:"" help:"List the calendars that are read."`
	Drop      calendarDropCmd      `cmd:"" help:"Read a calendar no more, and forget its events."`
}

type calendarImportCmd struct {
	File    string `arg:"" type:"existingfile" help:"An .ics file, 5 MB and 5,000 events at most."`
	As      string `required:"" placeholder:"HANDLE" help:"Who takes it over: an orchestrator. The events become the collective's."`
	Publish bool   `help:"Publish right away, which followers hear of; else each becomes a draft."`
	Preview bool   `help:"Say what would be done, and do nothing."`
}

// Help gives an example.
func (calendarImportCmd) Help() string {
	return `Example:

  knoop calendar import agenda.ics --as samira --preview

Events with a fault are listed and left out, and so is what is over. The same file may come again: nothing comes twice.`
}

// calendarReport is what --json prints of a file.
type calendarReport struct {
	Import  string       `json:"import,omitempty"`
	Name    string       `json:"name,omitempty"`
	Dates   int          `json:"dates"`
	New     int          `json:"new"`
	Made    int          `json:"made"`
	Changed int          `json:"changed"`
	Passed  int          `json:"passed"`
	Failed  int          `json:"failed"`
	Faults  []importLine `json:"faults"`
	Remarks []importLine `json:"remarks"`
}

// Run reads the file, says what is the matter with it, and takes the rest over.
func (c calendarImportCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	by, err := a.collector(ctx, c.As)
	if err != nil {
		return err
	}
	f, err := c.read(a)
	if err != nil {
		return err
	}
	verdicts, err := st.JudgeDates(ctx, f.Dates)
	if err != nil {
		return fmt.Errorf("look what is known: %w", err)
	}
	report := calendarReport{Name: f.Name, Dates: len(f.Dates), Faults: calendarLines(f.Faults), Remarks: calendarLines(f.Remarks)}
	for _, v := range verdicts {
		switch v {
		case models.CalendarNew:
			report.New++
		case models.CalendarChanged:
			report.Changed++
		default:
			report.Passed++
		}
	}
	for _, l := range append(append([]importLine{}, report.Faults...), report.Remarks...) {
		a.warn("line %d: %s", l.Line, l.Text)
	}
	if c.Preview || report.New+report.Changed == 0 {
		return a.print(report, fmt.Sprintf("%d new, %d to follow, %d known, %d with a fault; nothing was done", report.New, report.Changed, report.Passed, len(f.Faults)))
	}
	i, err := c.take(ctx, a, by, f)
	if err != nil {
		return err
	}
	a.ring()
	report.Import, report.Made, report.Changed, report.Passed, report.Failed = i.ID, i.Made, i.Changed, i.Passed, i.Failed
	if i.State == models.WaveStopped {
		return refuse("stopped after %d of %d: %s", i.Done, i.Total, locales.For("en").T(i.Fault, "Max", models.MaxDrafts))
	}
	what := "drafts"
	if c.Publish {
		what = "published"
	}
	return a.print(report, fmt.Sprintf("%d made (%s), %d changed, %d known, %d refused, %d with a fault", i.Made, what, i.Changed, i.Passed, i.Failed, len(f.Faults)))
}

// collector gives who takes calendars in: somebody who speaks for the collective.
func (a *app) collector(ctx context.Context, handle string) (models.Actor, error) {
	by, err := a.local(ctx, handle)
	if err != nil {
		return by, err
	}
	role, err := a.store.RoleNow(ctx, by.ID)
	if err != nil {
		return by, fmt.Errorf("read the role of %s: %w", by.Handle, err)
	}
	if !models.Can(role, models.PostAsCollective) {
		return by, refuse("%s may not take calendars in: only orchestrators do", by.Handle)
	}
	return by, nil
}

func (c calendarImportCmd) read(a *app) (f models.CalendarFile, err error) {
	file, err := os.Open(c.File)
	if err != nil {
		return f, refuse("%s cannot be read: %v", c.File, err)
	}
	defer func() { _ = file.Close() }()
	raw, err := io.ReadAll(io.LimitReader(file, models.MaxCalendarBytes+1))
	if err != nil {
		return f, refuse("%s cannot be read: %v", c.File, err)
	}
	return calendar.Read(raw, calendar.Reading{Zone: a.node.Location(), Now: time.Now()})
}

func (c calendarImportCmd) take(ctx context.Context, a *app, by models.Actor, f models.CalendarFile) (models.CalendarImport, error) {
	name := strings.TrimSuffix(filepath.Base(c.File), filepath.Ext(c.File))
	i, err := a.store.KeepImport(ctx, name, by.ID, f)
	if err != nil {
		return i, fmt.Errorf("keep the file: %w", err)
	}
	if err := a.store.StartImport(ctx, i.ID, c.Publish); err != nil {
		return i, fmt.Errorf("begin: %w", err)
	}
	for more := true; more; {
		if ctx.Err() != nil {
			_ = a.store.StopImport(context.WithoutCancel(ctx), i.ID)
			return i, refuse("stopped: run it again to go on, nothing comes twice")
		}
		if more, err = a.store.StepImport(ctx, i.ID, f.Dates, rendered); err != nil {
			return i, fmt.Errorf("make events: %w", err)
		}
	}
	i, err = a.store.Import(ctx, i.ID)
	if err != nil {
		return i, fmt.Errorf("read how far it is: %w", err)
	}
	return i, nil
}

func calendarLines(faults []models.CalendarFault) []importLine {
	lines := []importLine{}
	for _, f := range faults {
		args := make([]any, len(f.Args))
		for i, arg := range f.Args {
			args[i] = arg
		}
		text := locales.For("en").T(f.Key, args...)
		if f.Title != "" {
			text = f.Title + ": " + text
		}
		lines = append(lines, importLine{f.Line, text})
	}
	return lines
}

type calendarSubscribeCmd struct {
	Address string `arg:"" help:"https:// or webcal://, often ending in .ics."`
	As      string `required:"" placeholder:"HANDLE" help:"Who subscribes: an orchestrator."`
}

// Help gives an example.
func (calendarSubscribeCmd) Help() string {
	return `Example:

  knoop calendar subscribe https://meent.example/agenda.ics --as samira`
}

// shownCalendar is what --json prints of a subscription.
type shownCalendar struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Host    string     `json:"host"`
	Dates   int        `json:"dates"`
	Faults  int        `json:"faults"`
	Read    *time.Time `json:"read,omitempty"`
	Next    *time.Time `json:"next,omitempty"`
	Failed  int        `json:"failed,omitempty"`
	Error   string     `json:"error,omitempty"`
	Stopped bool       `json:"stopped"`
}

func calendarShown(one models.Subscription) (shownCalendar, string) {
	shown := shownCalendar{ID: one.ID, Name: one.Name, Host: one.Host, Dates: one.Dates, Faults: one.Faults, Read: one.FetchedAt, Failed: one.Failures, Stopped: one.StoppedAt != nil}
	line := fmt.Sprintf("%s  %s (%s), %d events", one.ID, one.Name, one.Host, one.Dates)
	switch {
	case shown.Stopped:
		line += ", stopped"
	case one.Fault != "":
		args := make([]any, len(one.FaultArgs))
		for i, arg := range one.FaultArgs {
			args[i] = arg
		}
		shown.Error = locales.For("en").T(one.Fault, args...)
		line += ": " + shown.Error
	}
	if !shown.Stopped {
		shown.Next = &one.NextAt
	}
	return shown, line
}

// Run reads the calendar once, and lets it be read from now on.
func (c calendarSubscribeCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	by, err := a.collector(ctx, c.As)
	if err != nil {
		return err
	}
	n, err := a.reach()
	if err != nil {
		return err
	}
	address := remote.CalendarAddress(c.Address)
	f, err := n.remote.Calendar(ctx, address)
	if err != nil {
		return err
	}
	one, err := st.Subscribe(ctx, by.ID, address)
	if err != nil {
		return err
	}
	if err := st.SubscriptionRead(ctx, one.ID, store.CalendarReading{File: &f}); err != nil {
		return fmt.Errorf("keep the events: %w", err)
	}
	for _, l := range calendarLines(f.Faults) {
		a.warn("line %d: %s", l.Line, l.Text)
	}
	all, err := st.Subscriptions(ctx)
	if err != nil {
		return fmt.Errorf("read calendars: %w", err)
	}
	for _, row := range all {
		if row.ID == one.ID {
			shown, line := calendarShown(row)
			return a.print(shown, line)
		}
	}
	return errors.New("the calendar was removed meanwhile")
}

type calendarListCmd struct{}

// Help gives an example.
func (calendarListCmd) Help() string {
	return `Example:

  knoop calendar list`
}

// Run lists the calendars.
func (calendarListCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	all, err := st.Subscriptions(ctx)
	if err != nil {
		return fmt.Errorf("read calendars: %w", err)
	}
	shown, lines := []shownCalendar{}, []string{}
	for _, one := range all {
		s, line := calendarShown(one)
		shown, lines = append(shown, s), append(lines, line)
	}
	return a.print(shown, lines...)
}

type calendarDropCmd struct {
	ID string `arg:"" help:"As calendar list says it."`
}

// Help gives an example.
func (calendarDropCmd) Help() string {
	return `Example:

  knoop calendar drop 0199d0a1-2c00-7c3a-8a0e-9d2b1c6f5e21`
}

// Run forgets a calendar.
func (c calendarDropCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	if err := st.DropSubscription(ctx, c.ID); err != nil {
		return err
	}
	return a.print(map[string]any{"dropped": c.ID}, "dropped")
}
