package main

import (
	"context"
	"fmt"

	"knoop/models"
	"knoop/models/store"
)

type eventEditCmd struct {
	ID    string  `arg:"" help:"Id of the event."`
	Title *string `help:"Title."`
	Start *string `placeholder:"RFC3339" help:"When it starts; the offset must be the zone's at that moment."`
	eventFlags
}

// Help gives an example.
func (eventEditCmd) Help() string {
	return `Example:

  knoop event edit https://mokum.example/events/0198… --start 2026-03-05T09:00:00+01:00

What is not named stays as it is; an empty value takes it away.`
}

// Run changes an event; everyone who was told of it is told again.
func (c eventEditCmd) Run(ctx context.Context, a *app) error {
	object, event, err := a.ourEvent(ctx, c.ID)
	if err != nil {
		return err
	}
	in := store.NewEvent{
		Title: object.Name, Summary: object.Summary, Source: object.Source, Content: object.Content,
		Language: object.Language, Hashtags: object.Hashtags, Mentions: object.Mentions,
		Attachments: object.Attachments, Event: event,
	}
	if err := a.overlay(ctx, &in, c.Title, c.Start, c.eventFlags); err != nil {
		return err
	}
	if object, err = a.store.EditEvent(ctx, object.ID, in); err != nil {
		return fmt.Errorf("edit event: %w", err)
	}
	a.ring()
	return a.printObject(object)
}

type eventCancelCmd struct {
	ID     string `arg:"" help:"Id of the event."`
	Reason string `placeholder:"TEXT" help:"Why, for those who counted on it."`
}

// Help gives an example.
func (eventCancelCmd) Help() string {
	return `Example:

  knoop event cancel https://mokum.example/events/0198… --reason "The room is flooded."`
}

// Run calls an event off.
func (c eventCancelCmd) Run(ctx context.Context, a *app) error {
	object, event, err := a.ourEvent(ctx, c.ID)
	if err != nil {
		return err
	}
	if event.Status == models.EventCancelled {
		return refuse("this event was cancelled before: there is nothing left to do")
	}
	if object, err = a.store.CancelEventBecause(ctx, object.ID, c.Reason); err != nil {
		return fmt.Errorf("cancel event: %w", err)
	}
	a.ring()
	return a.printObject(object)
}

// ourEvent opens the store and finds an event that can be changed here.
func (a *app) ourEvent(ctx context.Context, id string) (models.Object, models.Event, error) {
	st, err := a.open(ctx)
	if err != nil {
		return models.Object{}, models.Event{}, err
	}
	object, err := a.object(ctx, id)
	if err != nil {
		return models.Object{}, models.Event{}, err
	}
	if err := models.CanEdit("", object); err != nil {
		return models.Object{}, models.Event{}, err
	}
	if object.Type != models.EventObj {
		return models.Object{}, models.Event{}, refuse("%s is not an event: change a note with knoop edit", object.URI)
	}
	event, err := st.Event(ctx, object.ID)
	if err != nil {
		return models.Object{}, models.Event{}, fmt.Errorf("read event: %w", err)
	}
	return object, event, nil
}
