package store

import (
	"context"
	"fmt"
	"slices"

	"knoop/models"
)

// TaskItem is a task with who does it, the first to say so first.
type TaskItem struct {
	Task   models.EventTask
	Claims []ClaimItem
}

// Left is for how many people it is still open.
func (t TaskItem) Left() int { return t.Task.Left(len(t.Claims)) }

// By gives the claim of a guest, if she has one.
func (t TaskItem) By(guest string) (models.TaskClaim, bool) {
	i := slices.IndexFunc(t.Claims, func(c ClaimItem) bool { return guest != "" && c.Claim.Guest == guest })
	if i < 0 {
		return models.TaskClaim{}, false
	}
	return t.Claims[i].Claim, true
}

// ClaimItem is a claim with who made it; Actor is zero for one without an account.
type ClaimItem struct {
	Claim models.TaskClaim
	Actor models.Actor
}

// Name is the first name under which it is shown.
func (c ClaimItem) Name() string {
	if c.Actor.ID != "" {
		return models.FirstName(c.Actor.DisplayName())
	}
	return models.FirstName(c.Claim.Name)
}

// Tasks lists the tasks of an event in the order of their making.
func (s *Store) Tasks(ctx context.Context, eventID string) ([]TaskItem, error) {
	var tasks []models.EventTask
	if err := s.db(ctx).Order("id").Find(&tasks, "event_id = ?", eventID).Error; err != nil {
		return nil, wrap("list tasks", err)
	}
	if len(tasks) == 0 {
		return nil, nil
	}
	items, at := make([]TaskItem, len(tasks)), make(map[string]int, len(tasks))
	for i, t := range tasks {
		items[i].Task, at[t.ID] = t, i
	}
	var claims []models.TaskClaim
	if err := s.db(ctx).Order("id").Find(&claims, "task_id IN (SELECT id FROM event_tasks WHERE event_id = ?)", eventID).Error; err != nil {
		return nil, wrap("list who does what", err)
	}
	var ids []string
	for _, c := range claims {
		if c.ActorID != "" {
			ids = append(ids, c.ActorID)
		}
	}
	actors, err := s.Actors(ctx, ids)
	for _, c := range claims {
		i := at[c.TaskID]
		items[i].Claims = append(items[i].Claims, ClaimItem{c, actors[c.ActorID]})
	}
	return items, err
}

// Task gives one; NotFound when there is none.
func (s *Store) Task(ctx context.Context, id string) (models.EventTask, error) {
	var t models.EventTask
	return t, wrap("load a task", s.db(ctx).Take(&t, "id = ?", id).Error)
}

// AddTask puts a task on an event of ours.
func (s *Store) AddTask(ctx context.Context, eventID string, plan models.TaskPlan) (t models.EventTask, err error) {
	if err := plan.Check(); err != nil {
		return t, err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		if _, _, err := tx.lockSeats(ctx, eventID); err != nil {
			return err
		}
		var n int64
		if err := tx.db(ctx).Model(&models.EventTask{}).Where("event_id = ?", eventID).Count(&n).Error; err != nil {
			return wrap("count tasks", err)
		}
		if n >= models.MaxTasks {
			return models.Fail(models.Conflict, "error.too_many_tasks", "Max", models.MaxTasks)
		}
		now := tx.Now()
		t = models.EventTask{ID: models.NewID(), EventID: eventID, TaskPlan: plan, CreatedAt: now, UpdatedAt: now}
		return wrap("keep a task", tx.db(ctx).Create(&t).Error)
	})
	return t, err
}

// EditTask rewrites a task. Who does it keeps that, however few are wanted now.
func (s *Store) EditTask(ctx context.Context, id string, plan models.TaskPlan) error {
	if err := plan.Check(); err != nil {
		return err
	}
	return s.onTask(ctx, id, func(tx *Store, t models.EventTask, _ models.Event) error {
		t.TaskPlan, t.UpdatedAt = plan, tx.Now()
		return wrap("edit a task", tx.db(ctx).Model(&t).Select("Label", "Note", "Needed", "UpdatedAt").UpdateColumns(&t).Error)
	})
}

// DropTask takes a task away, with who did it.
func (s *Store) DropTask(ctx context.Context, id string) error {
	return s.onTask(ctx, id, func(tx *Store, t models.EventTask, _ models.Event) error {
		if err := tx.db(ctx).Delete(&models.TaskClaim{}, "task_id = ?", t.ID).Error; err != nil {
			return wrap("drop who does a task", err)
		}
		return wrap("drop a task", tx.db(ctx).Delete(&t).Error)
	})
}

// ClaimTask notes that an actor does a task, once however often she says so.
// Conflict error.task_full when others do it already: of two at once on the last
// place, one has it.
func (s *Store) ClaimTask(ctx context.Context, id string, who models.Actor) error {
	return s.claim(ctx, id, models.TaskClaim{Guest: who.ID, ActorID: who.ID})
}

// ClaimTaskAs is ClaimTask for who answered an event, by the row of her answer: it
// is for those who have no account. NotFound when the task is of another event;
// Conflict error.guest_not_coming when she does not come.
func (s *Store) ClaimTaskAs(ctx context.Context, id, attendanceID string) error {
	return s.InTx(ctx, func(tx *Store) error {
		a, err := tx.helper(ctx, id, attendanceID)
		if err != nil {
			return err
		}
		if a.State == models.AttendanceDeclined {
			return models.Fail(models.Conflict, "error.guest_not_coming")
		}
		return tx.claim(ctx, id, models.TaskClaim{Guest: a.Guest, ActorID: a.ActorID, Name: a.Name})
	})
}

// helper gives the answer of somebody to the event of a task.
func (s *Store) helper(ctx context.Context, id, attendanceID string) (models.Attendance, error) {
	t, err := s.Task(ctx, id)
	if err != nil {
		return models.Attendance{}, err
	}
	a, err := s.Attendance(ctx, attendanceID)
	if err == nil && a.EventID != t.EventID {
		err = models.Fail(models.NotFound, "error.not_found")
	}
	return a, err
}

// AssignTask notes a name that an organiser gives for a task.
func (s *Store) AssignTask(ctx context.Context, id, name string) error {
	name, err := models.Nickname(name)
	if err != nil {
		return err
	}
	return s.claim(ctx, id, models.TaskClaim{Name: name})
}

func (s *Store) claim(ctx context.Context, id string, c models.TaskClaim) error {
	return s.onTask(ctx, id, func(tx *Store, t models.EventTask, e models.Event) error {
		if err := e.Helps(tx.Now()); err != nil {
			return err
		}
		var claims []models.TaskClaim
		if err := tx.db(ctx).Find(&claims, "task_id = ?", id).Error; err != nil {
			return wrap("read who does a task", err)
		}
		if c.Guest != "" && slices.ContainsFunc(claims, func(o models.TaskClaim) bool { return o.Guest == c.Guest }) {
			return nil
		}
		if t.Left(len(claims)) == 0 {
			return models.Fail(models.Conflict, "error.task_full", "Task", t.TaskPlan.Label)
		}
		c.ID, c.TaskID, c.CreatedAt = models.NewID(), id, tx.Now()
		return wrap("note who does a task", tx.db(ctx).Create(&c).Error)
	})
}

// UnclaimTask takes an actor's word back; a second time changes nothing.
func (s *Store) UnclaimTask(ctx context.Context, id string, who models.Actor) error {
	return s.unclaim(ctx, id, who.ID)
}

// UnclaimTaskAs is UnclaimTask as ClaimTaskAs is ClaimTask.
func (s *Store) UnclaimTaskAs(ctx context.Context, id, attendanceID string) error {
	a, err := s.helper(ctx, id, attendanceID)
	if err != nil {
		return err
	}
	return s.unclaim(ctx, id, a.Guest)
}

func (s *Store) unclaim(ctx context.Context, id, guest string) error {
	return s.onTask(ctx, id, func(tx *Store, _ models.EventTask, _ models.Event) error {
		return wrap("take a task back", tx.db(ctx).Delete(&models.TaskClaim{}, "task_id = ? AND guest = ? AND guest <> ''", id, guest).Error)
	})
}

// DropClaim takes away that somebody does a task of an event, for who organises it.
func (s *Store) DropClaim(ctx context.Context, eventID, claimID string) error {
	return s.InTx(ctx, func(tx *Store) error {
		return wrap("take a task back", tx.db(ctx).Delete(&models.TaskClaim{}, "id = ? AND task_id IN (SELECT id FROM event_tasks WHERE event_id = ?)", claimID, eventID).Error)
	})
}

// onTask changes a task while nobody else does.
func (s *Store) onTask(ctx context.Context, id string, change func(*Store, models.EventTask, models.Event) error) error {
	return s.InTx(ctx, func(tx *Store) error {
		t, err := tx.Task(ctx, id)
		if err != nil {
			return err
		}
		_, e, err := tx.lockSeats(ctx, t.EventID)
		if err != nil {
			return err
		}
		if t, err = tx.Task(ctx, id); err != nil { // it may have gone meanwhile
			return err
		}
		return change(tx, t, e)
	})
}

// tasksOf gives what a guest said she does at an event.
func (s *Store) tasksOf(ctx context.Context, eventID, guest string) ([]string, error) {
	var out []string
	err := s.db(ctx).Model(&models.EventTask{}).Where("event_id = ? AND id IN (SELECT task_id FROM task_claims WHERE guest = ? AND guest <> '')", eventID, guest).
		Order("id").Pluck("label", &out).Error
	return out, wrap("list what a guest does", err)
}

// TaskOf is a task that somebody does, with its event.
type TaskOf struct {
	Task  models.EventTask
	Event models.Object
}

// TasksBy lists what an actor said she does, at any event of ours.
func (s *Store) TasksBy(ctx context.Context, actorID string) ([]TaskOf, error) {
	var rows []models.EventTask
	err := s.db(ctx).Where("id IN (SELECT task_id FROM task_claims WHERE guest = ? AND guest <> '')", actorID).Order("id").Find(&rows).Error
	if err != nil {
		return nil, wrap("list the tasks of an actor", err)
	}
	out := make([]TaskOf, len(rows))
	for i, t := range rows {
		o, err := s.Object(ctx, t.EventID)
		if err != nil {
			return nil, err
		}
		out[i] = TaskOf{t, o}
	}
	return out, nil
}

// giveBack opens the tasks of one who does not come after all.
func (s *Store) giveBack(ctx context.Context, a models.Attendance) error {
	if a.State != models.AttendanceDeclined {
		return nil
	}
	return wrap("open the tasks of a guest", s.db(ctx).Delete(&models.TaskClaim{},
		"guest = ? AND guest <> '' AND task_id IN (SELECT id FROM event_tasks WHERE event_id = ?)", a.Guest, a.EventID).Error)
}

// moveClaims gives what one guest does to another who turned out to be the same
// person.
func (s *Store) moveClaims(ctx context.Context, from, to models.Attendance) error {
	const hers = "guest = ? AND guest <> '' AND task_id IN (SELECT id FROM event_tasks WHERE event_id = ?)"
	err := s.db(ctx).Delete(&models.TaskClaim{}, hers+" AND task_id IN (SELECT task_id FROM task_claims WHERE guest = ?)", from.Guest, from.EventID, to.Guest).Error
	if err != nil {
		return wrap("join what a guest does", err)
	}
	return wrap("join what a guest does", s.db(ctx).Model(&models.TaskClaim{}).Where(hers, from.Guest, from.EventID).
		UpdateColumns(map[string]any{"guest": to.Guest, "actor_id": to.ActorID}).Error)
}

// openTasks gives the tasks for which people are still wanted.
func openTasks(items []TaskItem) (open []models.OpenTask) {
	for _, t := range items {
		if left := t.Left(); left > 0 {
			open = append(open, models.OpenTask{Label: t.Task.TaskPlan.Label, Left: left})
		}
	}
	return open
}

// forgetMeeting drops what hangs on an event beside its answers.
func (s *Store) forgetMeeting(ctx context.Context, eventID string) error {
	err := s.db(ctx).Delete(&models.TaskClaim{}, "task_id IN (SELECT id FROM event_tasks WHERE event_id = ?)", eventID).Error
	for _, row := range []any{&models.EventTask{}, &models.Reminder{}, &models.DoorWord{}} {
		if err == nil {
			err = s.db(ctx).Delete(row, "event_id = ?", eventID).Error
		}
	}
	return wrap("forget the tasks of an event", err)
}

// forgetHelper drops what a gone actor said she does, and that she is there.
func (s *Store) forgetHelper(ctx context.Context, actorID string) error {
	err := s.db(ctx).Delete(&models.TaskClaim{}, "guest = ? AND guest <> ''", actorID).Error
	if err == nil {
		err = s.db(ctx).Delete(&models.DoorWord{}, "actor_id = ? AND actor_id <> ''", actorID).Error
	}
	if err == nil {
		err = s.db(ctx).Delete(&models.Reminder{}, "whom = ? OR whom IN (SELECT id FROM attendances WHERE actor_id = ? AND actor_id <> '')", models.HostWhom(actorID), actorID).Error
	}
	return wrap("forget what an actor does", err)
}

// planTasks gives a date of a series the tasks of its series.
func (s *Store) planTasks(ctx context.Context, one models.Series, eventID string) error {
	now := s.Now()
	for i, plan := range one.Tasks {
		t := models.EventTask{ID: models.NewID(), EventID: eventID, TaskPlan: plan, CreatedAt: now, UpdatedAt: now}
		if err := s.db(ctx).Create(&t).Error; err != nil {
			return wrap(fmt.Sprintf("copy task %d of a series", i+1), err)
		}
	}
	return nil
}

// planTasksToCome gives the dates to come that have no tasks those of their series,
// once it has other ones than before.
func (s *Store) planTasksToCome(ctx context.Context, one, before models.Series) error {
	if slices.Equal(one.Tasks, before.Tasks) {
		return nil
	}
	dates, err := s.datesToCome(ctx, one.ActorID)
	if err != nil {
		return err
	}
	for _, d := range dates {
		var n int64
		if err := s.db(ctx).Model(&models.EventTask{}).Where("event_id = ?", d.ObjectID).Count(&n).Error; err != nil {
			return wrap("count tasks", err)
		}
		if n > 0 {
			continue
		}
		if err := s.planTasks(ctx, one, d.ObjectID); err != nil {
			return err
		}
	}
	return nil
}
