package main

import (
	"context"
	"fmt"
	"strings"

	"knoop/models"
)

type eventTasksCmd struct {
	ID string `arg:"" help:"Id of the event."`
}

// Help gives an example.
func (eventTasksCmd) Help() string {
	return `Example:

  knoop event tasks https://mokum.example/events/0198…

A line for each task: how many do it, how many are wanted, what it is and who.`
}

// Run lists the tasks of an event.
func (c eventTasksCmd) Run(ctx context.Context, a *app) error {
	object, _, err := a.ourEvent(ctx, c.ID)
	if err != nil {
		return err
	}
	items, err := a.store.Tasks(ctx, object.ID)
	if err != nil {
		return fmt.Errorf("list tasks: %w", err)
	}
	rows, lines := make([]map[string]any, len(items)), make([]string, len(items))
	for i, t := range items {
		names := make([]string, len(t.Claims))
		for j, claim := range t.Claims {
			if names[j] = claim.Claim.Name; claim.Actor.ID != "" {
				names[j] = claim.Actor.Acct()
			}
		}
		plan := t.Task.TaskPlan
		rows[i] = map[string]any{"id": t.Task.ID, "label": plan.Label, "note": plan.Note, "needed": plan.Needed, "who": names}
		lines[i] = strings.TrimRight(fmt.Sprintf("%d of %d %s: %s", len(names), plan.Needed, plan.Label, strings.Join(names, ", ")), ": ")
	}
	if len(lines) == 0 {
		lines = []string{"no tasks"}
	}
	return a.print(rows, lines...)
}

type eventTaskCmd struct {
	ID     string `arg:"" help:"Id of the event."`
	Label  string `arg:"" help:"What has to be done."`
	Needed int    `default:"1" placeholder:"N" help:"How many people for it."`
	Note   string `placeholder:"TEXT" help:"What they should know."`
}

// Help gives an example.
func (eventTaskCmd) Help() string {
	return `Example:

  knoop event task https://mokum.example/events/0198… "Koffie zetten" --needed 2

Members and those who answered can claim it on the page of the event. The last
line is the id of the task.`
}

// Run puts a task on an event.
func (c eventTaskCmd) Run(ctx context.Context, a *app) error {
	object, _, err := a.ourEvent(ctx, c.ID)
	if err != nil {
		return err
	}
	t, err := a.store.AddTask(ctx, object.ID, models.TaskPlan{Label: strings.TrimSpace(c.Label), Note: strings.TrimSpace(c.Note), Needed: c.Needed})
	if err != nil {
		return fmt.Errorf("add task: %w", err)
	}
	return a.print(map[string]any{"id": t.ID, "event": object.URI, "label": t.TaskPlan.Label, "needed": t.TaskPlan.Needed}, t.ID)
}

type eventRemindCmd struct {
	DryRun bool `help:"Say how many would hear, and tell nobody."`
}

// Help gives an example.
func (eventRemindCmd) Help() string {
	return `Example:

  knoop event remind --dry-run

A server does this by itself every minute: it reminds those who come to an event
a day ahead, not by night, and tells hosts at six in the evening of the day before
what is still open. Everyone hears it once.`
}

// Run reminds whoever is due.
func (c eventRemindCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	step, said := st.StepReminders, "%d reminded"
	if c.DryRun {
		step, said = st.DueReminders, "%d would be reminded"
	}
	n, err := step(ctx)
	if err != nil {
		return fmt.Errorf("remind: %w", err)
	}
	if !c.DryRun {
		a.ring()
	}
	return a.print(map[string]any{"reminded": n, "dry_run": c.DryRun}, fmt.Sprintf(said, n))
}
