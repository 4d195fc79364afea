package outbox

import (
	"time"

	"knoop/models"
	"knoop/models/store"
)

// draft gathers what one fact leads to.
type draft struct {
	fact     models.Fact
	now      time.Time
	subject  string // id of the thing the letters are about: orders them, and tells what reached whom
	dispatch store.Dispatch
}

func (f *fanout) draft(fact models.Fact, subject string) *draft {
	return &draft{fact: fact, now: f.now(), subject: subject}
}

// say keeps an activity, to be served at its address.
func (d *draft) say(a models.Activity) models.Activity {
	a.ActorID, a.FactID, a.CreatedAt = or(a.ActorID, d.fact.ActorID), d.fact.ID, d.now
	a.ObjectURI = or(a.ObjectURI, d.subject)
	d.dispatch.Activities = append(d.dispatch.Activities, a)
	return a
}

// send writes a letter to each inbox.
func (d *draft) send(a models.Activity, hurry bool, to ...store.Recipient) {
	for _, r := range to {
		d.dispatch.Letters = append(d.dispatch.Letters, models.Letter{
			ID: models.NewID(), ActivityID: a.ID, ActorID: a.ActorID, ObjectURI: d.subject,
			Inbox: r.Inbox, Host: r.Host, OrderKey: d.subject + " " + r.Host,
			State: models.LetterWaiting, Hurry: hurry, DueAt: d.now, CreatedAt: d.now,
		})
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
