package main

import (
	"context"
	"fmt"
	"strings"

	"knoop/cmd/knoop/demodata"
	"knoop/models"
)

// tasks is how the tasks of an event came, and who took them on.
func (p *past) tasks(ctx context.Context, object models.Object, tasks []demodata.Task) error {
	for _, one := range tasks {
		t, err := p.st.AddTask(ctx, object.ID, models.TaskPlan{Label: one.Label, Note: one.Note, Needed: one.Needed})
		if err != nil {
			return fmt.Errorf("add task: %w", err)
		}
		for handle := range strings.FieldsSeq(one.By) {
			if err := p.st.ClaimTask(ctx, t.ID, p.people.Actors[handle]); err != nil {
				return fmt.Errorf("let @%s take %q on: %w", handle, one.Label, err)
			}
		}
	}
	return nil
}
