package outbox_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
)

// poll publishes an event with so many seats whose note form is a Question.
func (n *node) poll(seats int) (models.Object, store.NewEvent) {
	n.t.Helper()
	in := n.newEvent("Open Coffee")
	in.Event.TakesRSVP, in.Event.WaitingList, in.Event.Capacity, in.Event.Poll = true, true, seats, true
	o, err := n.store.PublishEvent(n.t.Context(), in)
	if err != nil {
		n.t.Fatal(err)
	}
	return o, in
}

// said gives the object of an activity.
func said(m mail) map[string]any {
	o, _ := m.doc["object"].(map[string]any)
	return o
}

// options writes the tallies of a Question as "7 1 0 of 8".
func options(q map[string]any) string {
	var counts []string
	list, _ := q["oneOf"].([]any)
	for _, option := range list {
		o, _ := option.(map[string]any)
		r, _ := o["replies"].(map[string]any)
		raw, _ := json.Marshal(r["totalItems"])
		counts = append(counts, string(raw))
	}
	raw, _ := json.Marshal(q["votersCount"])
	return strings.Join(counts, " ") + " of " + string(raw)
}

// talliesDue holds that tallies wait to be told, and are not due yet.
func (n *node) talliesDue() {
	n.t.Helper()
	next, err := n.store.RecordTallies(n.t.Context())
	if err != nil || next.IsZero() {
		n.t.Fatalf("no tallies wait: %v, %v", next, err)
	}
}

func TestPoll_noteHostsGetAQuestionAndNobodyTwoPosts(t *testing.T) {
	w, n := eventTown(t)
	relay, other := n.meet("mob", "relay", true), n.meet("masto", "relay", true)
	n.follow(relay, n.app)
	n.follow(other, n.app)
	w.await(t, "", "Accept", 4)
	o, _ := n.poll(2)
	masto, mob := w.await(t, "masto", "Create", 1), w.await(t, "mob", "Create", 1)
	shared := w.await(t, "masto", "Announce", 1)
	n.quiet()
	if sortsOf(masto) != "Create Question" || masto[0].object != o.NoteURI || options(said(masto[0])) != "0 0 0 of 0" {
		t.Errorf("Mastodon got %v", masto[0].doc)
	}
	if sortsOf(mob) != "Create Event" || mob[0].object != o.URI {
		t.Errorf("Mobilizon got %s", sortsOf(mob))
	}
	if shared[0].object != o.NoteURI || len(w.got("mob", "Announce")) != 1 || w.got("mob", "Announce")[0].object != o.URI {
		t.Errorf("the Application shared %s", shared[0].object)
	}
}

// Whoever answers, by whatever door, the counts go out once in a while, with the
// updated that the document had: an Update with a newer one is an edit to Mastodon.
func TestPoll_talliesGoOutGatheredAndAreNoEdit(t *testing.T) {
	w, n := eventTown(t)
	o, in := n.poll(2)
	w.await(t, "", "Create", 2)
	n.quiet()
	ann, cor := n.meet("mob", "ann", true), n.meet("masto", "cor", true)
	n.respond(o, cor, models.DoorPoll, models.RSVPYes)
	n.respond(o, ann, models.DoorJoin, models.RSVPYes)
	n.respond(o, n.meet("masto", "dee", true), models.DoorReply, models.RSVPYes) // waits
	n.respond(o, n.meet("masto", "eef", true), models.DoorPoll, models.RSVPNo)
	n.quiet()
	if got := w.got("", "Update"); len(got) != 0 {
		t.Fatalf("told of every answer: %s", sortsOf(got))
	}
	n.later(models.TallyEvery + time.Second)
	masto, mob := w.await(t, "masto", "Update", 1), w.await(t, "mob", "Update", 1)
	n.quiet()
	if len(masto) != 1 || len(mob) != 1 || sortsOf(masto) != "Update Question" || sortsOf(mob) != "Update Event" {
		t.Fatalf("Mastodon got %s, Mobilizon %s", sortsOf(masto), sortsOf(mob))
	}
	q, e := said(masto[0]), said(mob[0])
	if got := options(q); got != "3 0 1 of 4" || q["updated"] != nil || q["closed"] != nil {
		t.Errorf("the poll says %s: %v", got, q)
	}
	if e["participantCount"] != 2.0 || e["updated"] != nil {
		t.Errorf("the event says %v", e)
	}
	// An edit has a newer updated, and the counts of that moment.
	in.Event.Poll, in.Title = false, "Open Coffee, later"
	if _, err := n.store.EditEvent(t.Context(), o.ID, in); err != nil {
		t.Fatal(err)
	}
	edit := said(w.await(t, "masto", "Update", 2)[1])
	if edit["type"] != "Question" || edit["updated"] == nil || options(edit) != "3 0 1 of 4" {
		t.Errorf("after an edit: %v", edit)
	}
	n.quiet()
	n.respond(o, cor, models.DoorReply, models.RSVPNo) // dee moves up
	n.quiet()
	n.later(models.TallyEvery + time.Second)
	last := said(w.await(t, "masto", "Update", 3)[2])
	if options(last) != "2 0 2 of 4" || last["updated"] != edit["updated"] {
		t.Errorf("after a seat was given up: %s at %v, the edit was at %v", options(last), last["updated"], edit["updated"])
	}
	if _, err := n.store.CancelEvent(t.Context(), o.ID); err != nil {
		t.Fatal(err)
	}
	off := said(w.await(t, "masto", "Update", 4)[3])
	if off["closed"] == nil || off["closed"] != off["updated"] || !strings.Contains(off["content"].(string), "Gaat niet door:") {
		t.Errorf("called off: %v", off)
	}
}

// What is gathered stands in the database: a process that ends in between loses
// nothing and tells it once.
func TestPoll_talliesOutliveTheProcess(t *testing.T) {
	w, n := eventTown(t)
	o, _ := n.poll(0)
	w.await(t, "", "Create", 2)
	n.quiet()
	n.respond(o, n.meet("masto", "cor", true), models.DoorPoll, models.RSVPYes)
	n.quiet()
	n.talliesDue()
	n.stop()
	n.shift.Add(int64(time.Hour))
	n.start()
	if got := options(said(w.await(t, "masto", "Update", 1)[0])); got != "1 0 0 of 1" {
		t.Errorf("told %s", got)
	}
	n.quiet()
	if got := len(w.got("masto", "Update")); got != 1 {
		t.Errorf("told %d times", got)
	}
}

// A note form without a poll has no counts, so an edit is all it hears of.
func TestPoll_aNoteIsNotTouchedByAnswers(t *testing.T) {
	w, n := eventTown(t)
	o, _ := n.gathering(2, true)
	w.await(t, "", "Create", 2)
	n.respond(o, n.meet("masto", "cor", true), models.DoorReply, models.RSVPYes)
	n.quiet()
	n.later(models.TallyEvery + time.Second)
	w.await(t, "mob", "Update", 1)
	n.quiet()
	if got := w.got("masto", "Update"); len(got) != 0 {
		t.Errorf("Mastodon got %s", sortsOf(got))
	}
}

func TestPoll_whoVotesIsToldHowToChangeIt(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	o, _ := n.poll(1)
	cor, dee, eef := n.meet("masto", "cor", true), n.meet("masto", "dee", true), n.meet("masto", "eef", true)
	told := 0
	vote := func(who models.Actor, says models.RSVP, want ...string) {
		t.Helper()
		n.respond(o, who, models.DoorPoll, says)
		told++
		m := w.await(t, "masto", "Create", told)[told-1]
		tags, _ := json.Marshal(said(m)["tag"])
		for _, part := range append(want, who.URI) {
			if !strings.Contains(textOf(m)+string(tags), part) {
				t.Errorf("%q is not in %s", part, textOf(m))
			}
		}
		if said(m)["inReplyTo"] != nil || !strings.Contains(string(tags), `"Mention"`) || said(m)["url"] != o.URI {
			t.Errorf("got %v", said(m))
		}
	}
	file := `href="` + o.URI + `.ics"`
	vote(cor, models.RSVPYes, "Your vote is noted: you are coming to Open Coffee", "reply ‘cancel’", file)
	vote(dee, models.RSVPYes, "Open Coffee is full. You are number 1 on the waiting list", "reply ‘cancel’")
	vote(eef, models.RSVPMaybe, "maybe you are coming", "‘I’ll be there’ or ‘cancel’", file)
	vote(eef, models.RSVPNo, "you are not coming", "reply ‘I’ll be there’")
	n.respond(o, cor, models.DoorReply, models.RSVPNo)
	both := textOf(w.await(t, "masto", "Create", 6)[4]) + textOf(w.await(t, "masto", "Create", 6)[5])
	if !strings.Contains(both, "There is a place for you") || !strings.Contains(both, file) || !strings.Contains(both, "You are no longer on the list") {
		t.Errorf("then: %s", both)
	}
	in := n.newEvent("Vol")
	in.Event.TakesRSVP, in.Event.Poll, in.Event.Capacity = true, true, 1
	full, err := n.store.PublishEvent(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	n.respond(full, cor, models.DoorPoll, models.RSVPYes)
	w.await(t, "masto", "Create", 7)
	n.respond(full, dee, models.DoorPoll, models.RSVPYes)
	if got := textOf(w.await(t, "masto", "Create", 8)[7]); !strings.Contains(got, "Signing up for Vol did not work. The event is full, and there is no waiting list.") {
		t.Errorf("who found it full got %s", got)
	}
	n.shift.Add(int64(in.Event.StartsAt.Sub(n.store.Now()) + time.Minute))
	n.respond(full, eef, models.DoorPoll, models.RSVPYes)
	if got := textOf(w.await(t, "masto", "Create", 9)[8]); !strings.Contains(got, "The poll closed when the event began.") {
		t.Errorf("who was late got %s", got)
	}
}
