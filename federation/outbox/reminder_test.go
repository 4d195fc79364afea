package outbox_test

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store/storetest"
)

// A guest from elsewhere is reminded by one private word, by whichever door she
// came; it names what she does, and whom to call if she is a member here.
func TestReminder_isOnePrivateWord(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	in := n.newEvent("Open Coffee")
	day := n.store.Now().AddDate(0, 0, 3)
	in.Event.TakesRSVP, in.Event.Timezone, in.Event.Contact = true, "UTC", "06 1234"
	in.Event.StartsAt, in.Event.EndsAt = time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, time.UTC), nil
	o, err := n.store.PublishEvent(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	cor, ann, dee := n.meet("masto", "cor", true), n.meet("mob", "ann", true), n.meet("friendica", "dee", true)
	storetest.MemberElsewhere(t, n.store, dee, models.Member)
	n.start()
	n.respond(o, cor, models.DoorReply, models.RSVPYes)
	n.respond(o, ann, models.DoorJoin, models.RSVPYes)
	n.respond(o, dee, models.DoorFriendica, models.RSVPYes)
	w.await(t, "masto", "Create", 1)
	w.await(t, "mob", "Accept", 1)
	said := len(w.await(t, "friendica", "Create", 1))
	task, err := n.store.AddTask(t.Context(), o.ID, models.TaskPlan{Label: "Koffie & thee", Needed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.store.ClaimTask(t.Context(), task.ID, cor); err != nil {
		t.Fatal(err)
	}
	n.later(in.Event.StartsAt.Add(-23 * time.Hour).Sub(n.store.Now()))
	for range 3 {
		if _, err := n.store.StepReminders(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for guest, m := range map[string]mail{cor.URI: w.await(t, "masto", "Create", 2)[1], ann.URI: w.await(t, "mob", "Create", 1)[0], dee.URI: w.await(t, "friendica", "Create", said+1)[said]} {
		got := textOf(m)
		if !strings.Contains(got, "A reminder: you are coming to Open Coffee, ") || !strings.Contains(got, "Reply ‘cancel’") || !strings.HasSuffix(got, ` ["`+guest+`"]`) {
			t.Errorf("%s got %s", guest, got)
		}
		if strings.Contains(got, "What you said you would do: Koffie &amp; thee.") != (guest == cor.URI) {
			t.Errorf("the task in what %s got: %s", guest, got)
		}
		if strings.Contains(got, "06 1234") != (guest == dee.URI) {
			t.Errorf("the contact data in what %s got: %s", guest, got)
		}
		note, _ := m.doc["object"].(map[string]any)
		if cc, _ := note["cc"].([]any); len(cc) > 0 || note["url"] != o.URI {
			t.Errorf("%s got a note for more than her, or of no event: %v", guest, note)
		}
	}
	n.quiet()
	if got := len(w.got("masto", "Create")); got != 2 {
		t.Errorf("cor got %d notes", got)
	}
}
