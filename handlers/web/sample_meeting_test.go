package web

import (
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() { moreSamples = append(moreSamples, meetingSamples) }

// meetingSamples are the tasks of an event, its door, and the choice of a reminder,
// in their states.
func meetingSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	if len(w.events) == 0 {
		return
	}
	item := w.events[0]
	item.Event.TakesRSVP, item.Event.Capacity, item.Event.Status = true, 20, models.EventConfirmed
	item.Event.StartsAt, item.Event.EndsAt = sampleNow.Add(24*time.Hour), nil
	me := w.members0()
	name := "Ans"
	if w.name == "hostile" {
		name = evil
	}
	task := func(id, label, note string, needed int, claims ...models.TaskClaim) store.TaskItem {
		t := store.TaskItem{Task: models.EventTask{ID: id, EventID: item.Object.ID, TaskPlan: models.TaskPlan{Label: label, Note: note, Needed: needed}}}
		for _, c := range claims {
			one := store.ClaimItem{Claim: c}
			if c.ActorID != "" {
				one.Actor = me
			}
			t.Claims = append(t.Claims, one)
		}
		return t
	}
	mine, hers := models.TaskClaim{ID: "c1", Guest: me.ID, ActorID: me.ID}, models.TaskClaim{ID: "c2", Name: name}
	items := []store.TaskItem{
		task("t1", "Koffie zetten", "De machine staat al klaar.", 2, mine, hers), task("t2", "Stoelen klaarzetten", "", 3, hers),
		task("t3", "Deur openen", name, 1, hers), task("t4", name, "", 1),
	}
	show := func(sampleName string, role models.Role, change func(*eventPage)) {
		page := &eventPage{Page: begin("/events/1")}
		page.Visitor = render.Visitor{Actor: &me, Role: role}
		page.fill(item, w.node, sampleNow)
		page.RSVP = rsvpPanelOf(&page.Page, item.Object, item.Event, models.Tally{Coming: 3}, models.Attendance{State: models.AttendanceComing}, 0)
		page.RSVP.Remind = &remindChoice{On: true, How: page.T("rsvp.remind_mail")}
		page.Tasks = taskPanelOf(&page.Page, item.Object, item.Event, items)
		if change != nil {
			change(page)
		}
		out["event_tasks_"+sampleName] = sample{"event.html", page}
	}
	show("member", models.Member, nil)
	show("organiser", models.Orchestrator, func(page *eventPage) {
		page.Tasks.Manage = page.Tasks.Path
		page.changes(item.Object.ID, item.Event, sampleNow)
	})
	show("taken", models.Guest, func(page *eventPage) {
		page.RSVP.Remind = &remindChoice{How: page.T("rsvp.remind_mention")}
		page.Tasks.Failure = page.T("error.task_full", "Task", "Deur openen")
	})

	manage := func(sampleName string, rows []store.TaskItem, change func(*tasksPage)) {
		page := &tasksPage{Page: begin("/events/1/tasks")}
		page.Visitor = render.Visitor{Actor: &me, Role: models.Orchestrator}
		page.fill(item.Object, models.TaskPlan{Needed: 1})
		for _, row := range rows {
			page.Rows = append(page.Rows, taskRowOf(&page.Page, row))
		}
		if change != nil {
			change(page)
		}
		out["tasks_"+sampleName] = sample{"event_tasks.html", page}
	}
	manage("list", items, nil)
	manage("none", nil, nil)
	manage("wrong", items, func(page *tasksPage) {
		page.Task = "t1"
		page.Form.wrong("label", models.Fail(models.Invalid, "error.task_empty"))
		page.Form.wrong("needed", models.Fail(models.Invalid, "error.task_needed", "Max", models.MaxNeeded))
	})

	at := sampleNow
	now := item
	now.Event.StartsAt = sampleNow.Add(10 * time.Minute)
	here := func(sampleName string, e models.Event, signedIn bool, a models.Attendance, waiting []store.DoorItem, change func(*doorPage)) {
		page := &doorPage{Page: begin("/events/1/here/0123456789")}
		page.Visitor = render.Visitor{}
		if signedIn {
			page.Visitor = render.Visitor{Actor: &me, Role: models.Member}
		}
		page.fill(now.Object, e, "/events/1/here/0123456789")
		if signedIn && page.Closed == "" {
			page.stands(a, e, waiting)
		}
		if change != nil {
			change(page)
		}
		out["here_"+sampleName] = sample{"event_here.html", page}
	}
	here("stranger", now.Event, false, models.Attendance{}, nil, nil)
	here("unnamed", now.Event, false, models.Attendance{}, nil, func(page *doorPage) {
		page.Form.wrong("name", models.Fail(models.Invalid, "error.name_empty"))
	})
	here("member", now.Event, true, models.Attendance{State: models.AttendanceComing}, nil, nil)
	here("walk_in", now.Event, true, models.Attendance{}, nil, nil)
	here("in", now.Event, true, models.Attendance{State: models.AttendanceComing, CheckedInAt: &at}, nil, nil)
	here("waits", now.Event, true, models.Attendance{}, []store.DoorItem{{Actor: me}}, nil)
	here("early", item.Event, false, models.Attendance{}, nil, nil)

	poster := &doorPoster{Page: begin("/events/1/door")}
	poster.Visitor = render.Visitor{Actor: &me, Role: models.Orchestrator}
	if err := poster.fill(now.Object, now.Event, sampleOrigin+"/events/0198c2b4-7f10-7c3a-8a0e-9d2b1c6f5e21/here/0123456789"); err != nil {
		panic(err)
	}
	out["door_poster"] = sample{"event_door.html", poster}

	over := item.Event
	over.StartsAt = sampleNow.Add(-7 * time.Hour)
	guests := []store.GuestItem{
		{Attendance: models.Attendance{ID: "g1", State: models.AttendanceComing, CheckedInAt: &at}, Actor: me},
		{Attendance: models.Attendance{ID: "g2", State: models.AttendanceComing, Name: name, Door: models.DoorMail}},
	}
	answers := &answersPage{Page: begin("/events/1/answers")}
	answers.Visitor = render.Visitor{Actor: &me, Role: models.Orchestrator}
	answers.fill(item.Object, over, guests)
	answers.atDoor(over, guests, []store.DoorItem{{Word: models.DoorWord{ID: "w1", Name: name}}, {Word: models.DoorWord{ID: "w2", ActorID: me.ID}, Actor: me}, {Word: models.DoorWord{ID: "w3", Name: "Bo"}}})
	out["event_answers_door"] = sample{"event_answers.html", answers}

	week := &weekPage{Page: begin("/week")}
	week.Visitor = render.Visitor{Actor: &me, Role: models.Orchestrator}
	week.fill()
	week.Asks = append(week.Asks, eveningAsk(week, store.HostedEvent{
		Object: item.Object, Event: item.Event, Evening: models.Event{TakesRSVP: true}.StillOpen(models.Tally{Waiting: 1}, []models.OpenTask{{Label: name, Left: 1}}, 1),
	}))
	out["week_evening"] = sample{"week.html", week}
}
