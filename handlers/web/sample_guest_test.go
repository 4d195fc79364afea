package web

import (
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() { moreSamples = append(moreSamples, guestSamples) }

func sampleQuestions(w *world) []models.EventQuestion {
	long := "Wil je iets vertellen over waar je aan werkt, hoe lang, en heb je daar een scherm bij nodig?"
	if w.name == "hostile" {
		long = evil
	}
	return []models.EventQuestion{{Label: "Wat eet je niet?"}, {Label: long, Needed: true}}
}

// guestSamples are the pages of who answers without an account, and that on which
// two guests become one.
func guestSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	if len(w.events) == 0 {
		return
	}
	item := w.events[0]
	item.Event.TakesRSVP, item.Event.WaitingList, item.Event.Capacity, item.Event.Status = true, true, 20, models.EventConfirmed
	item.Event.StartsAt, item.Event.EndsAt = sampleNow.AddDate(0, 0, 3), nil
	item.Event.Contact = "Gladys, 06 12 34 56 78"
	item.Event.Questions = sampleQuestions(w)
	stranger := func(path string) render.Page {
		page := begin(path)
		page.Visitor = render.Visitor{}
		return page
	}
	for _, open := range []string{"mail", "handle"} {
		page := &guestDoorsPage{Page: stranger("/events/1/by-" + open)}
		page.fill(item, w.node, true)
		page.Doors.Open = open
		page.Form = page.Doors.Mail
		field, key := "guest_address", "error.mail_address"
		if open == "handle" {
			page.Form, field, key = page.Doors.Handle, "guest_handle", "follow.error_empty"
		}
		page.Form.Get(field).Value = item.Object.Name
		page.Form.wrong(field, models.Fail(models.Invalid, key))
		out["guest_doors_"+open] = sample{"guest_doors.html", page}
	}
	show := func(name string, mine models.Attendance, change func(*store.EventItem)) *guestPage {
		it := item
		if change != nil {
			change(&it)
		}
		page := &guestPage{Page: stranger("/coming/x")}
		page.fill(it, w.node, models.Tally{Coming: 20, Waiting: 4}, mine, 4)
		page.Own = mine.State != ""
		out["guest_"+name] = sample{"guest_answer.html", page}
		return page
	}
	link := show("link", models.Attendance{}, nil)
	link.Whom = link.T("rsvp.as_handle", "Acct", "@"+item.Actor.Acct())
	wrong := show("link_wrong", models.Attendance{}, nil)
	wrong.Asked.wrong("asked2", models.Fail(models.Invalid, "error.asked_needed"))
	refused := show("link_refused", models.Attendance{}, func(i *store.EventItem) { i.Event.WaitingList = false })
	refused.Failure = refused.T("error.event_full")
	show("coming", models.Attendance{State: models.AttendanceComing, Asked: []models.AskedAnswer{{Label: "Wat eet je niet?", Text: item.Object.Name}}}, nil)
	show("waiting", models.Attendance{State: models.AttendanceWaiting}, func(i *store.EventItem) { i.Event.Questions = nil })
	show("declined", models.Attendance{State: models.AttendanceDeclined}, nil)
	show("over", models.Attendance{State: models.AttendanceComing}, func(i *store.EventItem) { i.Event.StartsAt = sampleNow.AddDate(0, 0, -3) })
	show("cancelled", models.Attendance{State: models.AttendanceMaybe}, func(i *store.EventItem) { i.Event.Status = models.EventCancelled })

	merge := &guestMergePage{Page: begin("/events/1/answers/merge")}
	me := w.members0()
	merge.Visitor = render.Visitor{Actor: &me, Role: models.Orchestrator}
	merge.fill(item.Object, item.Event, []store.GuestItem{
		{Attendance: models.Attendance{ID: "g1", State: models.AttendanceComing, Door: models.DoorMail, Name: item.Object.Name}},
		{Attendance: models.Attendance{ID: "g2", State: models.AttendanceWaiting, Door: models.DoorJoin}, Actor: me},
	}, "g1", "g2")
	out["guest_merge"] = sample{"guest_merge.html", merge}
}
