package main

import (
	"context"
	"fmt"
	"strings"

	"knoop/models"
)

type eventMoveCmd struct {
	ID     string  `arg:"" help:"Id of the event."`
	Start  *string `placeholder:"RFC3339" help:"When it starts now; the length stays unless --end says otherwise."`
	End    *string `placeholder:"RFC3339" help:"When it ends now; empty for an open end."`
	Place  *string `placeholder:"NAME" help:"Where it is now; empty with --online: online alone."`
	Street *string `help:"Street and number there."`
	Room   *string `help:"Room there."`
	Online *string `placeholder:"URL" help:"Where to take part online."`
	Reason string  `placeholder:"TEXT" help:"Why, for those who knew of it."`
}

// Help gives an example.
func (eventMoveCmd) Help() string {
	return `Example:

  knoop event move https://mokum.example/events/0198… --start 2026-03-12T08:30:00+01:00 --reason "The room is taken."

What is not named stays as it is. Another place begins with a fresh address.`
}

// Run moves an event; everyone who was told of it is told again.
func (c eventMoveCmd) Run(ctx context.Context, a *app) error {
	object, e, err := a.ourEvent(ctx, c.ID)
	if err != nil {
		return err
	}
	m := models.EventMove{
		StartsAt: e.StartsAt, EndsAt: e.EndsAt, Place: e.Place, Room: e.Room, OnlineURL: e.OnlineURL,
		VenueID: e.VenueID, StepFree: e.StepFree, StepNote: e.StepFreeNote, Reason: strings.TrimSpace(c.Reason),
	}
	if c.Start != nil {
		if m.StartsAt, err = models.ParseEventTime(*c.Start, e.Timezone); err != nil {
			return err
		}
		if e.EndsAt != nil {
			end := m.StartsAt.Add(e.EndsAt.Sub(e.StartsAt))
			m.EndsAt = &end
		}
	}
	if c.End != nil {
		m.EndsAt = nil
		if *c.End != "" {
			end, err := models.ParseEventTime(*c.End, e.Timezone)
			if err != nil {
				return err
			}
			m.EndsAt = &end
		}
	}
	if c.Place != nil {
		m.VenueID, m.Room, m.StepFree, m.StepNote, m.Place = "", "", models.StepFreeUnknown, "", models.Place{Name: *c.Place}
		if *c.Place != "" {
			m.Place.Locality, m.Place.Country = e.Place.Locality, e.Place.Country
		}
	}
	for from, to := range map[*string]*string{c.Street: &m.Place.Street, c.Room: &m.Room, c.Online: &m.OnlineURL} {
		if from != nil {
			*to = *from
		}
	}
	if object, err = a.store.MoveEvent(ctx, object.ID, m); err != nil {
		return fmt.Errorf("move event: %w", err)
	}
	a.ring()
	return a.printObject(object)
}

type eventPublishCmd struct {
	ID string `arg:"" help:"Id of the draft, as knoop event add --draft printed it."`
}

// Help gives an example.
func (eventPublishCmd) Help() string {
	return `Example:

  knoop event publish https://mokum.example/events/0198…`
}

// Run publishes a draft as it stands.
func (c eventPublishCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	id := c.ID[strings.LastIndexByte(c.ID, '/')+1:]
	if models.EventURI(a.node.Origin, id) != c.ID && id != c.ID {
		return refuse("%s is not an event of this node", c.ID)
	}
	object, err := st.PublishDraft(ctx, id)
	if err != nil {
		return fmt.Errorf("publish draft: %w", err)
	}
	a.ring()
	return a.printObject(object)
}
