package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"knoop/models"
	"knoop/models/contacts"
	"knoop/models/store"
	"knoop/static/locales"
)

type inviteImportCmd struct {
	File     string `arg:"" type:"existingfile" help:"CSV or vCard, 5 MB and 10,000 people at most."`
	As       string `required:"" placeholder:"HANDLE" help:"Who invites: an orchestrator."`
	Name     string `help:"Name of the list. Default: that of the file."`
	Text     string `help:"A line for all of them."`
	Source   string `placeholder:"TEXT" help:"Where the addresses come from, for rows that do not say it."`
	Basis    string `placeholder:"WORD" help:"Why you may write, for rows that do not say it: consent, contact or public."`
	Language string `placeholder:"nl|en" help:"Of the mails. Default: the node's."`
	Days     int    `default:"30" help:"For how many days the invitations work."`
	Links    string `placeholder:"FILE" type:"path" help:"Write a CSV with everybody's link, to hand over."`
	DryRun   bool   `help:"Say what would be done, and do nothing."`
}

// Help gives an example.
func (inviteImportCmd) Help() string {
	return `Example:

  knoop invite import beurs.csv --as samira --source "de beurs van 3 maart" --basis contact

Lines with a fault are listed and left out. Ctrl-C stops it; run it again to go on: nobody is invited twice.`
}

// importReport is what --json prints.
type importReport struct {
	Wave    string       `json:"wave,omitempty"`
	Good    int          `json:"good"`
	Invited int          `json:"invited"`
	Passed  int          `json:"passed"`
	Faults  []importLine `json:"faults"`
	Remarks []importLine `json:"remarks"`
}

type importLine struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

// Run reads the file, says what is the matter with it, and invites the others.
func (c inviteImportCmd) Run(ctx context.Context, a *app) error {
	if _, err := a.open(ctx); err != nil {
		return err
	}
	by, err := a.inviter(ctx, c.As)
	if err != nil {
		return err
	}
	if c.Language != "" && !slices.Contains(locales.Languages(), c.Language) {
		return refuse("we have no mails in %q: choose from %s", c.Language, strings.Join(locales.Languages(), ", "))
	}
	f, err := c.read()
	if err != nil {
		return err
	}
	report := importReport{Good: len(f.Rows), Faults: importLines(f.Faults), Remarks: importLines(f.Remarks)}
	for _, l := range append(slices.Clone(report.Faults), report.Remarks...) {
		a.warn("line %d: %s", l.Line, l.Text)
	}
	w, err := c.begin(ctx, a, by, f, &report)
	if err != nil || w.ID == "" {
		return err
	}
	if w, err = c.work(ctx, a, w, f); err != nil {
		return err
	}
	a.ring()
	if c.Links != "" {
		if err := c.writeLinks(ctx, a, w); err != nil {
			return err
		}
	}
	report.Wave, report.Invited, report.Passed = w.ID, w.Made, w.Passed
	how := "hand the links over: --links FILE, or /manage/invitations"
	if w.ByMail {
		how = "the mails are on their way"
	}
	return a.print(report, fmt.Sprintf("%d invited, %d known already, %d with a fault; %s", w.Made, w.Passed, len(f.Faults), how))
}

// begin starts the wave, or takes up the one of the same file that was cut off
// or stopped. No wave when there is nothing to do or nothing is to be done, which
// it says.
func (c inviteImportCmd) begin(ctx context.Context, a *app, by models.Actor, f models.WaveFile, report *importReport) (models.Wave, error) {
	in := store.NewWave{Name: c.list(), MadeBy: by.ID, Text: c.Text, Language: c.Language, Days: c.Days, File: f}
	w, err := a.store.BegunWave(ctx, in)
	known := models.KindOf(err) != models.NotFound
	if err != nil && known {
		return w, fmt.Errorf("look for what was begun: %w", err)
	}
	if c.DryRun || !known {
		verdicts, err := a.store.JudgeWave(ctx, f.Rows)
		if err != nil {
			return w, fmt.Errorf("look who is known: %w", err)
		}
		if report.Passed = len(verdicts); c.DryRun || len(f.Rows) == len(verdicts) {
			return models.Wave{}, a.print(report, fmt.Sprintf("%d to invite, %d known already, %d with a fault; nothing was done", len(f.Rows)-len(verdicts), len(verdicts), len(f.Faults)))
		}
		if w, err = a.store.KeepWave(ctx, in); err != nil {
			return w, fmt.Errorf("keep the file: %w", err)
		}
	}
	if w.State == models.WaveRunning {
		return w, nil
	}
	if err := a.store.StartWave(ctx, w.ID, a.config.mail != nil); err != nil && models.KindOf(err) != models.Conflict { // a server was quicker
		return w, fmt.Errorf("begin: %w", err)
	}
	return w, nil
}

// list gives the name of the list: as it was said, else that of the file.
func (c inviteImportCmd) list() string {
	name := []rune(c.Name)
	if len(name) == 0 {
		name = []rune(strings.TrimSuffix(filepath.Base(c.File), filepath.Ext(c.File)))
	}
	return string(name[:min(len(name), models.MaxWaveName)])
}

// read reads and checks the file.
func (c inviteImportCmd) read() (models.WaveFile, error) {
	file, err := os.Open(c.File)
	if err != nil {
		return models.WaveFile{}, refuse("%s cannot be read: %v", c.File, err)
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, models.MaxWaveBytes+1))
	if err != nil {
		return models.WaveFile{}, refuse("%s cannot be read: %v", c.File, err)
	}
	var basis models.Basis
	if c.Basis != "" {
		if basis, err = models.ParseBasis(c.Basis); err != nil {
			return models.WaveFile{}, fmt.Errorf("read the basis: %w", err)
		}
	}
	f, err := contacts.Read(filepath.Base(c.File), raw, contacts.Defaults{Source: c.Source, Basis: basis})
	if err != nil {
		return f, fmt.Errorf("read %s: %w", c.File, err)
	}
	return f, nil
}

// work writes line after line until the wave is done, or somebody stops it. A
// server that runs on the same data may write some of them.
func (c inviteImportCmd) work(ctx context.Context, a *app, w models.Wave, f models.WaveFile) (models.Wave, error) {
	shown := newProgress(a.stderr)
	bar := shown.row("invitations")
	defer shown.wipe()
	for {
		more, err := a.store.StepWave(ctx, w.ID, f.Rows)
		if err != nil && ctx.Err() == nil {
			return w, fmt.Errorf("invite: %w", err)
		}
		if ctx.Err() != nil {
			return c.stopped(ctx, a, w)
		}
		if w, err = a.store.Wave(ctx, w.ID); err != nil {
			return w, fmt.Errorf("read how far it is: %w", err)
		}
		bar.at(w.Done, w.Total)
		if !more {
			if w.State == models.WaveStopped {
				return w, refuse("it was stopped at %d of %d: run it again to go on", w.Done, w.Total)
			}
			return w, nil
		}
	}
}

// stopped halts the wave that somebody interrupts.
func (c inviteImportCmd) stopped(ctx context.Context, a *app, w models.Wave) (models.Wave, error) {
	ctx = context.WithoutCancel(ctx)
	if err := a.store.StopWave(ctx, w.ID); err != nil && models.KindOf(err) == "" {
		return w, fmt.Errorf("stop: %w", err)
	}
	w, err := a.store.Wave(ctx, w.ID)
	switch {
	case err != nil:
		return w, fmt.Errorf("read how far it is: %w", err)
	case w.State == models.WaveDone:
		return w, nil
	}
	return w, refuse("stopped after %d of %d: run it again to go on, nobody is invited twice", w.Done, w.Total)
}

// writeLinks writes the links of a wave for who hands them over.
func (c inviteImportCmd) writeLinks(ctx context.Context, a *app, w models.Wave) error {
	rows, err := a.store.WaveInvitations(ctx, w.ID, 0, models.MaxWaveRows)
	if err != nil {
		return fmt.Errorf("list the links: %w", err)
	}
	file, err := os.OpenFile(c.Links, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return refuse("%s cannot be written: %v", c.Links, err)
	}
	out := csv.NewWriter(file)
	errs := []error{out.Write([]string{"name", "mail", "link"})}
	for _, i := range rows {
		address, err := a.store.InvitationAddress(i)
		errs = append(errs, err, out.Write([]string{contacts.Cell(i.Name), contacts.Cell(address), a.store.InvitationLink(a.node, i)}))
	}
	out.Flush()
	if err := errors.Join(append(errs, out.Error(), file.Close())...); err != nil {
		return fmt.Errorf("write %s: %w", c.Links, err)
	}
	return nil
}

func importLines(faults []models.WaveFault) []importLine {
	lines := []importLine{}
	for _, f := range faults {
		args := make([]any, len(f.Args))
		for i, arg := range f.Args {
			args[i] = arg
		}
		lines = append(lines, importLine{f.Line, locales.For("en").T(f.Key, args...)})
	}
	return lines
}
