package outbox_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
)

// gathering publishes an event with so many seats that takes answers.
func (n *node) gathering(seats int, list bool) (models.Object, store.NewEvent) {
	n.t.Helper()
	in := n.newEvent("Open Coffee")
	in.Event.TakesRSVP, in.Event.WaitingList, in.Event.Capacity = true, list, seats
	o, err := n.store.PublishEvent(n.t.Context(), in)
	if err != nil {
		n.t.Fatal(err)
	}
	return o, in
}

// respond lets a guest answer as the inbox does.
func (n *node) respond(o models.Object, who models.Actor, door models.Door, says models.RSVP) {
	n.t.Helper()
	w := models.Word{Door: door, Says: says, URI: fmt.Sprintf("%s/says/%d", who.URI, serial.Add(1)), Language: "en"}
	if door == models.DoorJoin && says == models.RSVPYes {
		w.Raw = fmt.Appendf(nil, `{"@context":"https://www.w3.org/ns/activitystreams","id":%q,"type":"Join","actor":%q,"object":%q,"participationMessage":"Hoi"}`, w.URI, who.URI, o.URI)
	}
	if _, err := n.store.Respond(n.t.Context(), store.Answer{EventID: o.ID, Actor: who, Word: w}); err != nil {
		n.t.Fatal(err)
	}
}

// textOf gives what a Create of a private note says, and to whom.
func textOf(m mail) string {
	note, _ := m.doc["object"].(map[string]any)
	content, _ := note["content"].(string)
	to, _ := json.Marshal(note["to"])
	return content + " " + string(to)
}

func TestAttendance_aJoinIsAnsweredWithItselfInside(t *testing.T) {
	w := newTown(t)
	w.runs("mob", "mobilizon")
	w.runs("knoop", "knoop")
	n := newNode(t, w)
	o, in := n.gathering(1, true)
	ann, aya, bob := n.meet("mob", "ann", true), n.meet("knoop", "aya", true), n.meet("mob", "bob", true)
	at := n.store.Now()
	for host, software := range map[string]string{"mob": "mobilizon", "knoop": "knoop"} {
		if err := n.store.SaveSoftware(t.Context(), w.host(host), software, "1", "", at); err != nil {
			t.Fatal(err)
		}
	}
	n.start()
	n.respond(o, ann, models.DoorJoin, models.RSVPYes)
	yes := w.await(t, "mob", "Accept", 1)[0]
	join, _ := yes.doc["object"].(map[string]any)
	if yes.doc["actor"] != n.collective.URI || join["type"] != "Join" || join["actor"] != ann.URI || join["participationMessage"] != "Hoi" {
		t.Errorf("she got %v", yes.doc)
	}
	n.respond(o, aya, models.DoorJoin, models.RSVPYes)
	if wait := w.await(t, "knoop", "TentativeAccept", 1)[0]; wait.sort != "Join" {
		t.Errorf("who waits at a Knoop node got %v", wait.doc)
	}
	n.respond(o, bob, models.DoorJoin, models.RSVPYes)
	if got := textOf(w.await(t, "mob", "Create", 1)[0]); !strings.Contains(got, "You are number 2 on the waiting list") || !strings.Contains(got, `["`+bob.URI+`"]`) {
		t.Errorf("who waits elsewhere got %s", got)
	}
	n.respond(o, ann, models.DoorJoin, models.RSVPNo)
	if got := w.await(t, "knoop", "Accept", 1)[0]; got.sort != "Join" {
		t.Errorf("who moved up got %v", got.doc)
	}
	in.Event.Status = models.EventCancelled
	if _, err := n.store.EditEvent(t.Context(), o.ID, in); err != nil {
		t.Fatal(err)
	}
	w.await(t, "knoop", "Update", 1) // her server follows nobody here
	n.respond(o, ann, models.DoorJoin, models.RSVPYes)
	no := w.await(t, "mob", "Reject", 1)[0]
	if no.doc["content"] != "This event is called off." || no.sort != "Join" {
		t.Errorf("who joins what is called off got %v", no.doc)
	}
	n.quiet()
}

// Who counts on an event is told in her own channel that it moved or is called
// off; who came by a Join sees it in her own calendar.
func TestAttendance_guestsHearThatItMoved(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	o, in := n.gathering(1, true)
	ann, cor, dee := n.meet("mob", "ann", true), n.meet("masto", "cor", true), n.meet("masto", "dee", true)
	n.start()
	n.respond(o, cor, models.DoorReply, models.RSVPYes)
	w.await(t, "masto", "Create", 1)
	n.respond(o, dee, models.DoorReply, models.RSVPYes)
	w.await(t, "masto", "Create", 2)
	n.respond(o, ann, models.DoorJoin, models.RSVPYes)
	w.await(t, "mob", "Create", 1) // a place on the waiting list
	e := in.Event
	_, err := n.store.MoveEvent(t.Context(), o.ID, models.EventMove{StartsAt: e.StartsAt.Add(time.Hour), Place: e.Place, OnlineURL: e.OnlineURL, Reason: "The room is taken."})
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range w.await(t, "masto", "Create", 4)[2:] {
		if got := textOf(m); !strings.Contains(got, "Open Coffee has moved. It is now: ") || !strings.Contains(got, "You are still on the list. Can’t come then? Reply ‘can’t make it’.</p><p>The room is taken.</p>") {
			t.Errorf("guest %d got %s", i, got)
		}
	}
	n.respond(o, dee, models.DoorReply, models.RSVPNo)
	w.await(t, "masto", "Create", 5)
	if _, err := n.store.CancelEventBecause(t.Context(), o.ID, ""); err != nil {
		t.Fatal(err)
	}
	if got := textOf(w.await(t, "masto", "Create", 6)[5]); !strings.Contains(got, "Open Coffee is called off.</p>") || !strings.Contains(got, cor.URI) {
		t.Errorf("who counted on it got %s", got)
	}
	n.quiet()
	if got := len(w.got("mob", "Create")); got != 1 {
		t.Errorf("who joined got %d notes", got)
	}
}

func TestAttendance_otherDoorsAreAnsweredInWords(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	o, _ := n.gathering(1, false)
	cor, dee, eef := n.meet("masto", "cor", true), n.meet("friendica", "dee", true), n.meet("masto", "eef", true)
	n.respond(o, cor, models.DoorReply, models.RSVPYes)
	first := w.await(t, "masto", "Create", 1)[0]
	note, _ := first.doc["object"].(map[string]any)
	tags, _ := json.Marshal(note["tag"])
	if got := textOf(first); !strings.Contains(got, "You are on the list for Open Coffee") || note["inReplyTo"] == nil || !strings.Contains(string(tags), cor.URI) || note["url"] != o.URI {
		t.Errorf("she got %s, %v", got, note)
	}
	if kept, err := n.store.ObjectByURI(t.Context(), note["id"].(string)); err != nil || kept.Visibility != models.Direct {
		t.Errorf("what she may answer is not there: %+v, %v", kept, err)
	}
	n.respond(o, dee, models.DoorFriendica, models.RSVPYes)
	if got := textOf(w.await(t, "friendica", "Create", 1)[0]); !strings.Contains(got, "did not work. The event is full") {
		t.Errorf("who found it full got %s", got)
	}
	n.respond(o, eef, models.DoorPage, models.RSVPMaybe) // she saw it there
	if err := n.store.AskGuest(t.Context(), store.Answer{EventID: o.ID, Actor: eef, Word: models.Word{Door: models.DoorReply, URI: eef.URI + "/r", Language: "nl"}}); err != nil {
		t.Fatal(err)
	}
	if got := textOf(w.await(t, "masto", "Create", 2)[1]); !strings.Contains(got, "Kom je naar Open Coffee?") {
		t.Errorf("who was not understood got %s", got)
	}
	n.quiet()
	if got := len(w.got("", "Create")); got != 3 {
		t.Errorf("%d notes", got)
	}
}

// Who names her handle gets a link that only she reads; what becomes of her answer
// and of the event comes the same way.
func TestAttendance_aLinkIsToldToTheOneNamed(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	o, in := n.gathering(0, true)
	in.Event.Questions = []models.EventQuestion{{Label: "What do you bring?"}}
	if _, err := n.store.EditEvent(t.Context(), o.ID, in); err != nil {
		t.Fatal(err)
	}
	cor, ann := n.meet("masto", "cor", true), n.meet("mob", "ann", true)
	n.start()
	if err := n.store.AskGuestLink(t.Context(), store.NewGuestLink{EventID: o.ID, Actor: cor, Language: "en"}); err != nil {
		t.Fatal(err)
	}
	m := w.await(t, "masto", "Create", 1)[0]
	text := textOf(m)
	note, _ := m.doc["object"].(map[string]any)
	tags, _ := json.Marshal(note["tag"])
	if !strings.Contains(text, "Are you coming to Open Coffee") || !strings.Contains(text, `["`+cor.URI+`"]`) || note["cc"] != nil && len(note["cc"].([]any)) > 0 || !strings.Contains(string(tags), `"Mention"`) {
		t.Errorf("she got %s, %v", text, note)
	}
	_, token, _ := strings.Cut(text, "/answer/")
	token, _, _ = strings.Cut(token, `"`)
	if got, _ := n.store.Tally(t.Context(), o.ID); got != (models.Tally{}) {
		t.Errorf("asked only: %+v", got)
	}
	if _, err := n.store.AnswerByLink(t.Context(), token, models.Word{Says: models.RSVPYes}); err != nil {
		t.Fatal(err)
	}
	if got := textOf(w.await(t, "masto", "Create", 2)[1]); !strings.Contains(got, "You are on the list for Open Coffee") || !strings.Contains(got, "The organiser has a question") || !strings.Contains(got, "/coming/") {
		t.Errorf("after her answer she got %s", got)
	}
	n.respond(o, ann, models.DoorJoin, models.RSVPYes)
	if got := textOf(w.await(t, "mob", "Create", 1)[0]); !strings.Contains(got, "The organiser has a question for everyone who comes to Open Coffee") || !strings.Contains(got, "/coming/") {
		t.Errorf("who joined is asked %s", got)
	}
	w.await(t, "mob", "Accept", 1)
	steps := []struct {
		says string
		do   func() (models.Object, error)
	}{
		{"Something has changed about Open Coffee.", func() (models.Object, error) {
			in.Event.Room = "2"
			return n.store.EditEvent(t.Context(), o.ID, in)
		}},
		{"Open Coffee is called off.", func() (models.Object, error) { return n.store.CancelEvent(t.Context(), o.ID) }},
		{"Open Coffee is on after all: ", func() (models.Object, error) { return n.store.ReviveEvent(t.Context(), o.ID) }},
	}
	for i, step := range steps {
		if _, err := step.do(); err != nil {
			t.Fatal(err)
		}
		if got := textOf(w.await(t, "masto", "Create", 3+i)[2+i]); !strings.Contains(got, step.says) {
			t.Errorf("step %d: she got %s", i, got)
		}
	}
	n.quiet()
	if got := len(w.got("mob", "Create")); got != 1 {
		t.Errorf("who joined got %d notes", got)
	}
}
