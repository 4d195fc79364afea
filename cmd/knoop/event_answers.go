package main

import (
	"context"
	"fmt"

	"knoop/models"
)

type eventAnswersCmd struct {
	ID string `arg:"" help:"Id of the event."`
}

// Help gives an example.
func (eventAnswersCmd) Help() string {
	return `Example:

  knoop event answers https://mokum.example/events/0198…

The first line counts; then everyone who answered, who comes and who waits in
the order of their first yes.`
}

// Run shows the list.
func (c eventAnswersCmd) Run(ctx context.Context, a *app) error {
	object, event, err := a.ourEvent(ctx, c.ID)
	if err != nil {
		return err
	}
	tally, err := a.store.Tally(ctx, object.ID)
	if err != nil {
		return fmt.Errorf("count answers: %w", err)
	}
	guests, err := a.store.Guests(ctx, object.ID)
	if err != nil {
		return fmt.Errorf("list answers: %w", err)
	}
	lines := []string{fmt.Sprintf("%d coming, %d waiting, %d maybe, %d declined", tally.Coming, tally.Waiting, tally.Maybe, tally.Declined)}
	rows := make([]map[string]any, 0, len(guests))
	for _, g := range guests {
		who := g.Attendance.Name
		if g.Actor.ID != "" {
			who = g.Actor.Acct()
		}
		row := map[string]any{
			"who": who, "state": g.Attendance.State, "door": g.Attendance.Door,
			"there": g.Attendance.CheckedInAt != nil, "no_show": g.Attendance.NoShow,
		}
		if len(g.Attendance.Asked) > 0 {
			row["asked"] = g.Attendance.Asked
		}
		if g.Attendance.Remark != "" {
			row["remark"] = g.Attendance.Remark
		}
		rows = append(rows, row)
		lines = append(lines, fmt.Sprintf("%s %s %s", g.Attendance.State, who, g.Attendance.Door))
	}
	return a.print(map[string]any{
		"id": object.URI, "capacity": event.Capacity, "rsvp": event.TakesRSVP, "poll": event.Poll,
		"coming": tally.Coming, "waiting": tally.Waiting, "maybe": tally.Maybe, "declined": tally.Declined, "guests": rows,
	}, lines...)
}

type eventInviteCmd struct {
	ID  string `arg:"" help:"Id of the event."`
	Who string `arg:"" name:"acct" help:"Whom: user@host, or the address of the actor."`
}

// Help gives an example.
func (eventInviteCmd) Help() string {
	return `Example:

  knoop event invite https://mokum.example/events/0198… aya@kade.example

She may come from now on; nothing is sent to her.`
}

// Run puts somebody on the list.
func (c eventInviteCmd) Run(ctx context.Context, a *app) error {
	object, _, err := a.ourEvent(ctx, c.ID)
	if err != nil {
		return err
	}
	guest, err := a.target(ctx, c.Who)
	if err != nil {
		return err
	}
	if guest.Kind != models.Person {
		return refuse("%s is no person", guest.Acct())
	}
	attendance, err := a.store.InviteGuest(ctx, object.ID, guest)
	if err != nil {
		return fmt.Errorf("invite %s: %w", guest.Acct(), err)
	}
	return a.print(map[string]any{"id": object.URI, "who": guest.URI, "state": attendance.State}, fmt.Sprintf("%s may come", guest.Acct()))
}
