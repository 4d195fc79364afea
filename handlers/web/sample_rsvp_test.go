package web

import (
	"strings"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() { moreSamples = append(moreSamples, rsvpSamples) }

// rsvpSamples are the panel in its states, and the organiser's list.
func rsvpSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	if len(w.events) == 0 {
		return
	}
	item := w.events[0]
	item.Event.TakesRSVP, item.Event.WaitingList, item.Event.Capacity, item.Event.Status = true, true, 20, models.EventConfirmed
	item.Event.StartsAt = sampleNow.AddDate(0, 0, 3)
	item.Event.EndsAt = nil
	me := w.members0()
	show := func(name string, role models.Role, tally models.Tally, mine models.Attendance, change func(*models.Event)) *eventPage {
		event := &eventPage{Page: begin("/events/1")}
		event.Visitor = render.Visitor{}
		if role != "" {
			event.Visitor = render.Visitor{Actor: &me, Role: role}
		}
		it := item
		if change != nil {
			change(&it.Event)
		}
		event.fill(it, w.node, sampleNow)
		event.RSVP = rsvpPanelOf(&event.Page, it.Object, it.Event, tally, mine, 3)
		if event.RSVP.SignIn != "" {
			event.RSVP.Guest = guestDoorsOf(&event.Page, it.Object.ID, name == "stranger")
		}
		out["event_rsvp_"+name] = sample{"event.html", event}
		return event
	}
	full := models.Tally{Coming: 20, Waiting: 5}
	show("stranger", "", models.Tally{Coming: 1}, models.Attendance{}, nil)
	show("poll", "", models.Tally{Coming: 3}, models.Attendance{}, func(e *models.Event) { e.Poll, e.PollLanguage = true, "nl" })
	show("stranger_without_mail", "", models.Tally{Coming: 1}, models.Attendance{}, nil)
	asked := show("asked", models.Member, models.Tally{}, models.Attendance{Asked: []models.AskedAnswer{{Label: "Wat eet je niet?", Text: "Noten"}}}, func(e *models.Event) { e.Questions = sampleQuestions(w) })
	asked.RSVP.Asked.wrong("asked2", models.Fail(models.Invalid, "error.asked_needed"))
	asked.RSVP.Failure = asked.T("rsvp.asked_open")
	show("member", models.Member, models.Tally{Coming: 12, Maybe: 2}, models.Attendance{}, nil)
	show("coming", models.Orchestrator, models.Tally{Coming: 12}, models.Attendance{State: models.AttendanceComing, Shown: true}, nil)
	show("full", models.Member, full, models.Attendance{}, nil)
	show("waiting", models.Member, full, models.Attendance{State: models.AttendanceWaiting}, nil)
	show("cancelled", models.Member, full, models.Attendance{State: models.AttendanceMaybe}, func(e *models.Event) { e.Status = models.EventCancelled })
	show("over", models.Member, full, models.Attendance{State: models.AttendanceDeclined}, func(e *models.Event) { e.StartsAt = sampleNow.AddDate(0, 0, -3) })
	show("members_only", models.Guest, models.Tally{}, models.Attendance{}, func(e *models.Event) { e.Comes = models.GatheringMembers })
	refused := show("refused", models.Member, full, models.Attendance{}, func(e *models.Event) { e.WaitingList = false })
	refused.RSVP.Failure = refused.T("error.event_full")

	name := "Ans"
	if w.name == "hostile" {
		name = evil
	}
	at := sampleNow
	var guests []store.GuestItem
	for i, a := range []models.Attendance{
		{State: models.AttendanceComing, Door: models.DoorPage, CheckedInAt: &at},
		{State: models.AttendanceComing, Door: models.DoorJoin, NoShow: true},
		{State: models.AttendanceComing, Name: name, Door: models.DoorMail},
		{State: models.AttendanceWaiting, Door: models.DoorReply},
		{State: models.AttendanceMaybe, Door: models.DoorFriendica},
		{State: models.AttendanceInvited},
		{State: models.AttendanceDeclined, Door: models.DoorPoll},
	} {
		a.ID = "g" + strings.Repeat("x", i)
		if i == 1 {
			a.Remark, a.Asked = name, []models.AskedAnswer{{Label: name, Text: name}}
		}
		g := store.GuestItem{Attendance: a}
		if i != 2 {
			g.Actor = me
		}
		guests = append(guests, g)
	}
	answers := &answersPage{Page: begin("/events/1/answers")}
	answers.Visitor = render.Visitor{Actor: &me, Role: models.Orchestrator}
	answers.fill(item.Object, item.Event, guests)
	out["event_answers"] = sample{"event_answers.html", answers}
	none := &answersPage{Page: begin("/events/1/answers"), Failure: answers.T("error.guest_not_coming")}
	none.Visitor = answers.Visitor
	none.fill(item.Object, item.Event, nil)
	out["event_answers_none"] = sample{"event_answers.html", none}
}
