package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"knoop/models"
	"knoop/models/recurrence"
	"knoop/models/store"
	"knoop/static/locales"
)

type seriesCmd struct {
	Add        seriesAddCmd    `cmd:"" help:"Start a series of meetings with an address of its own."`
	List       seriesListCmd   `cmd:"" help:"List the series of this node."`
	Show       seriesShowCmd   `cmd:"" help:"Show a series with its next dates."`
	CancelDate seriesCancelCmd `cmd:"" help:"Call one date of a series off; the others stay."`
	MoveDate   seriesMoveCmd   `cmd:"" help:"Move one date of a series; the others stay."`
}

type seriesAddCmd struct {
	Handle      string `arg:"" help:"Its address: opencoffee."`
	Title       string `required:"" help:"Title."`
	Start       string `required:"" placeholder:"LOCALTIME" help:"First date and hour on the clock there: 2026-12-01T09:30."`
	Rule        string `required:"" placeholder:"RRULE" help:"Rule of RFC 5545: FREQ=MONTHLY;BYDAY=1TU."`
	Minutes     int    `placeholder:"N" help:"How long; 0 for an open end."`
	Timezone    string `placeholder:"ZONE" help:"IANA zone; by default the node's."`
	Holidays    string `enum:"no,nl,nl-5-may" default:"nl" help:"Dutch public holidays to leave out: nl, nl-5-may (5 May in every year), or no."`
	Place       string `placeholder:"NAME" help:"Name of the place."`
	Street      string `help:"Street and number."`
	Postcode    string `help:"Postcode."`
	Locality    string `help:"Town."`
	Online      string `placeholder:"URL" help:"Where to take part online."`
	Capacity    int    `placeholder:"N" help:"Number of places; 0 for no limit."`
	Summary     string `placeholder:"TEXT" help:"One plain line."`
	Description string `placeholder:"MARKDOWN" help:"What it is about."`
}

// Help gives an example.
func (seriesAddCmd) Help() string {
	return `Example:

  knoop series add opencoffee --title "Open Coffee" --start 2026-12-01T09:30 \
    --rule "FREQ=MONTHLY;BYDAY=1TU" --minutes 90 --place "De Spoel" --locality Amsterdam

Its dates become events by themselves, sixty days ahead and two in any case.`
}

// Run starts a series.
func (c seriesAddCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	start, err := time.Parse("2006-01-02T15:04", c.Start)
	if err != nil {
		return models.Fail(models.Invalid, "error.time_invalid", "Time", c.Start)
	}
	in := store.NewSeries{Handle: strings.ToLower(strings.TrimPrefix(c.Handle, "@")), Series: models.Series{
		Rule: c.Rule, Start: start.Format(recurrence.WallLayout), Timezone: c.Timezone, Minutes: c.Minutes,
		Title: c.Title, Summary: c.Summary, Source: c.Description, OnlineURL: c.Online, Capacity: c.Capacity,
		Place: models.Place{Name: c.Place, Street: c.Street, Postcode: c.Postcode, Locality: c.Locality},
	}}
	if c.Holidays != "no" {
		in.Series.Holidays = c.Holidays
	}
	if c.Description != "" {
		written, err := a.render(ctx, c.Description)
		if err != nil {
			return err
		}
		in.Series.Content, in.Series.Mentions, in.Series.Hashtags = written.HTML, written.Mentions, written.Hashtags
	}
	actor, err := st.CreateSeries(ctx, in)
	if err != nil {
		return fmt.Errorf("start series: %w", err)
	}
	a.ring()
	return a.printSeries(ctx, actor)
}

type seriesListCmd struct{}

// Help gives an example.
func (seriesListCmd) Help() string {
	return `Example:

  knoop series list`
}

// shownSeries is a series as it is printed.
type shownSeries struct {
	Handle string      `json:"handle"`
	ID     string      `json:"id"`
	Title  string      `json:"title"`
	Rule   string      `json:"rule"`
	Words  string      `json:"words"`
	Dates  []shownDate `json:"dates,omitempty"`
}

type shownDate struct {
	Start  string `json:"start"`
	Event  string `json:"event"`
	Status string `json:"status"`
}

func seriesShown(item store.SeriesItem) (shownSeries, error) {
	plan, err := store.Schedule(item.Series)
	if err != nil {
		return shownSeries{}, err
	}
	return shownSeries{
		Handle: item.Actor.Handle, ID: item.Actor.URI, Title: item.Series.Title, Rule: item.Series.Rule, Words: plan.Say(locales.For("en")),
	}, nil
}

// Run lists the series.
func (seriesListCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	all, err := st.AllSeries(ctx)
	if err != nil {
		return fmt.Errorf("read series: %w", err)
	}
	shown, lines := []shownSeries{}, []string{}
	for _, item := range all {
		one, err := seriesShown(item)
		if err != nil {
			return err
		}
		shown = append(shown, one)
		lines = append(lines, fmt.Sprintf("@%s  %s, %s", one.Handle, one.Title, one.Words))
	}
	return a.print(shown, lines...)
}

type seriesShowCmd struct {
	Handle string `arg:"" help:"Address of the series."`
}

// Help gives an example.
func (seriesShowCmd) Help() string {
	return `Example:

  knoop series show opencoffee`
}

// Run shows a series.
func (c seriesShowCmd) Run(ctx context.Context, a *app) error {
	actor, err := a.seriesActor(ctx, c.Handle)
	if err != nil {
		return err
	}
	return a.printSeries(ctx, actor)
}

// seriesActor opens the store and finds a series by its handle.
func (a *app) seriesActor(ctx context.Context, handle string) (models.Actor, error) {
	if _, err := a.open(ctx); err != nil {
		return models.Actor{}, err
	}
	actor, err := a.local(ctx, handle)
	if err != nil {
		return actor, err
	}
	if _, err := a.store.Series(ctx, actor.ID); models.KindOf(err) == models.NotFound {
		return actor, refuse("@%s is not a series", actor.Handle)
	} else if err != nil {
		return actor, fmt.Errorf("read series: %w", err)
	}
	return actor, nil
}

func (a *app) printSeries(ctx context.Context, actor models.Actor) error {
	one, err := a.store.Series(ctx, actor.ID)
	if err != nil {
		return fmt.Errorf("read series: %w", err)
	}
	shown, err := seriesShown(store.SeriesItem{Series: one, Actor: actor})
	if err != nil {
		return err
	}
	lines := []string{shown.Title + ", " + shown.Words, shown.ID}
	coming, err := a.store.Events(ctx, store.EventFilter{Series: actor.URI, LocalOnly: true, From: time.Now()})
	if err != nil {
		return fmt.Errorf("read dates: %w", err)
	}
	for _, e := range coming {
		date := shownDate{Start: e.Event.LocalStart().Format(time.RFC3339), Event: e.Object.URI, Status: string(e.Event.Status)}
		shown.Dates = append(shown.Dates, date)
		lines = append(lines, strings.TrimSuffix(date.Start+"  "+date.Event+"  "+strings.TrimPrefix(date.Status, string(models.EventConfirmed)), "  "))
	}
	return a.print(shown, lines...)
}

type seriesCancelCmd struct {
	Handle string `arg:"" help:"Address of the series."`
	Date   string `arg:"" help:"The day, in the zone of the series: 2026-12-01."`
}

// Help gives an example.
func (seriesCancelCmd) Help() string {
	return `Example:

  knoop series cancel-date opencoffee 2026-12-01`
}

// Run calls a date off.
func (c seriesCancelCmd) Run(ctx context.Context, a *app) error {
	actor, err := a.seriesActor(ctx, c.Handle)
	if err != nil {
		return err
	}
	if err := a.store.CancelDate(ctx, actor.ID, c.Date); err != nil {
		return fmt.Errorf("cancel date: %w", err)
	}
	a.ring()
	return a.printSeries(ctx, actor)
}

type seriesMoveCmd struct {
	Handle string `arg:"" help:"Address of the series."`
	Date   string `arg:"" help:"The day, in the zone of the series: 2026-12-01."`
	To     string `arg:"" help:"Where it goes, on the clock there: 2026-12-02T10:00."`
}

// Help gives an example.
func (seriesMoveCmd) Help() string {
	return `Example:

  knoop series move-date opencoffee 2026-12-01 2026-12-02T10:00`
}

// Run moves a date.
func (c seriesMoveCmd) Run(ctx context.Context, a *app) error {
	actor, err := a.seriesActor(ctx, c.Handle)
	if err != nil {
		return err
	}
	one, err := a.store.Series(ctx, actor.ID)
	if err != nil {
		return fmt.Errorf("read series: %w", err)
	}
	wall, err := time.Parse("2006-01-02T15:04", c.To)
	if err != nil {
		return models.Fail(models.Invalid, "error.time_invalid", "Time", c.To)
	}
	zone, err := time.LoadLocation(one.Timezone)
	if err != nil {
		return fmt.Errorf("read zone: %w", err)
	}
	if _, err := a.store.MoveDate(ctx, actor.ID, c.Date, recurrence.Place(wall, zone)); err != nil {
		return fmt.Errorf("move date: %w", err)
	}
	a.ring()
	return a.printSeries(ctx, actor)
}
