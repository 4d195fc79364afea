package inbox_test

import (
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/store"
)

// gathering publishes an event that takes answers; capacity 0 is no limit.
func (w *world) gathering(capacity int, takes bool) models.Object {
	w.t.Helper()
	o, err := w.store.PublishEvent(w.ctx, store.NewEvent{
		ActorID: w.us.ID, Title: "Open Coffee", Language: "nl",
		Event: models.Event{StartsAt: time.Now().Add(72 * time.Hour), Timezone: "Europe/Amsterdam", Capacity: capacity, TakesRSVP: takes, WaitingList: true},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

// state gives where somebody stands with an event; "" when she never answered.
func (w *world) state(o models.Object, a *fedtest.Actor) models.AttendanceState {
	w.t.Helper()
	got, _, err := w.store.AnswerOf(w.ctx, o.ID, w.row(a).ID)
	if err != nil && models.KindOf(err) != models.NotFound {
		w.t.Fatal(err)
	}
	return got.State
}

// join is a Join as Mobilizon writes it: without a date.
func join(a *fedtest.Actor, o models.Object) fedtest.Doc {
	d := a.Activity("Join", o.URI)
	d["participationMessage"] = nil
	delete(d, "published")
	return d
}

func TestRSVP_isHeardThroughEveryDoor(t *testing.T) {
	w := newWorld(t)
	mob, friendica, masto := w.peer(fedtest.Options{Name: "mob", Software: "mobilizon"}), w.peer(fedtest.Options{Name: "friendica", Software: "friendica"}), w.mastodon()
	o := w.gathering(3, true)

	ann := mob.Person("ann")
	w.tell(ann, join(ann, o))
	if got := w.state(o, ann); got != models.AttendanceComing {
		t.Errorf("after Join she is %q", got)
	}
	bob := friendica.Person("bob")
	for _, c := range []struct {
		kind string
		want models.AttendanceState
	}{{"TentativeAccept", models.AttendanceMaybe}, {"Reject", models.AttendanceDeclined}, {"Accept", models.AttendanceComing}} {
		// Friendica embeds the event.
		w.tell(bob, bob.Activity(c.kind, fedtest.Doc{"id": o.URI, "type": "Event", "name": "Open Coffee"}))
		if got := w.state(o, bob); got != c.want {
			t.Errorf("after %s he is %q", c.kind, got)
		}
	}
	cor := masto.Person("cor")
	reply := func(text, to string) {
		d := cor.Note("<p>"+text+"</p>", w.us.URI)
		d["inReplyTo"] = to
		w.tell(cor, cor.Create(d))
	}
	reply("Wat een mooie plek", o.NoteURI)
	if got := w.state(o, cor); got != "" {
		t.Errorf("after talk she is %q", got)
	}
	reply("Kan ik komen?", o.NoteURI)
	if got := w.state(o, cor); got != "" || w.facts(models.AttendanceDoubtedFact) != 1 {
		t.Errorf("after a doubtful word she is %q", got)
	}
	reply("@mokum ik kom graag!", o.NoteURI)
	if got := w.state(o, cor); got != models.AttendanceComing {
		t.Errorf("after a yes in words she is %q", got)
	}
	dee := mob.Person("dee")
	w.tell(dee, join(dee, o))
	if got := w.state(o, dee); got != models.AttendanceWaiting {
		t.Errorf("the fourth is %q", got)
	}
	reply("Afmelden", o.URI)
	if w.state(o, cor) != models.AttendanceDeclined || w.state(o, dee) != models.AttendanceComing || w.facts(models.AttendanceMovedFact) != 1 {
		t.Errorf("after she cancels: %q, and who waited %q", w.state(o, cor), w.state(o, dee))
	}
	w.tell(ann, ann.Activity("Leave", o.URI))
	if got := w.state(o, ann); got != models.AttendanceDeclined {
		t.Errorf("after Leave she is %q", got)
	}
	d := join(dee, o)
	w.tell(dee, d)
	w.tell(dee, dee.Activity("Undo", d))
	if got := w.state(o, dee); got != models.AttendanceDeclined {
		t.Errorf("after Undo of her Join she is %q", got)
	}
	d = join(dee, o)
	w.tell(dee, d)
	w.tell(dee, dee.Activity("Undo", d["id"]))
	if got := w.state(o, dee); got != models.AttendanceDeclined {
		t.Errorf("after Undo by its id she is %q", got)
	}
	w.tell(bob, bob.Activity("Undo", fedtest.Doc{"id": bob.Address("x"), "type": "Accept", "actor": bob.ID, "object": o.URI}))
	if got := w.state(o, bob); got != models.AttendanceDeclined {
		t.Errorf("after Undo of his Accept he is %q", got)
	}
}

func TestRSVP_isSeenOnlyWithPublicInItsJoin(t *testing.T) {
	w := newWorld(t)
	mob := w.peer(fedtest.Options{Name: "mob", Software: "mobilizon"})
	o := w.gathering(0, true)
	ann, bob := mob.Person("ann"), mob.Person("bob")
	w.tell(ann, join(ann, o))
	open := join(bob, o)
	open["to"] = []string{iri.PublicCollection}
	w.tell(bob, open)
	got, err := w.store.Answers(w.ctx, o.ID)
	if err != nil || got.Coming != 2 || len(got.Shown) != 1 || got.Shown[0] != bob.ID {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestRSVP_refusesWhatCannotBe(t *testing.T) {
	w := newWorld(t)
	mob := w.peer(fedtest.Options{Name: "mob", Software: "mobilizon"})
	ann, eve := mob.Person("ann"), mob.Person("eve")
	off := w.gathering(0, false)
	w.tell(ann, join(ann, off))
	if w.facts(models.JoinReceivedFact) != 1 || w.state(off, ann) != "" {
		t.Error("a Join where there is no signing up")
	}
	w.tell(ann, ann.Activity("Accept", off.URI))
	o := w.gathering(0, true)
	if _, err := w.store.CancelEvent(w.ctx, o.ID); err != nil {
		t.Fatal(err)
	}
	w.tell(ann, join(ann, o))
	if w.facts(models.AttendanceRefusedFact) != 1 || w.state(o, ann) != "" {
		t.Error("a Join of what is called off")
	}
	w.tell(ann, ann.Activity("Join", w.base.Event("none")))
	o = w.gathering(0, true)
	w.tell(ann, join(ann, o))
	// Nobody else takes her answer back.
	w.tell(eve, eve.Activity("Undo", fedtest.Doc{"id": eve.Address("x"), "type": "Join", "actor": ann.ID, "object": o.URI}))
	a, _, err := w.store.AnswerOf(w.ctx, o.ID, w.row(ann).ID)
	if err != nil || a.State != models.AttendanceComing {
		t.Errorf("after another's Undo she is %q, %v", a.State, err)
	}
	w.tell(eve, eve.Activity("Undo", a.AnswerURI))
	if got := w.state(o, ann); got != models.AttendanceComing {
		t.Errorf("after another's Undo by its id she is %q", got)
	}
}

// Her seat goes along when she moves, also when nobody here follows her; what she
// wrote with her Join is kept as a remark.
func TestRSVP_goesAlongWithAMove(t *testing.T) {
	w := newWorld(t)
	old, fresh := w.peer(fedtest.Options{Name: "mob", Software: "mobilizon"}).Person("ann"), w.peer(fedtest.Options{Name: "fresh"}).Person("ann2")
	o := w.gathering(1, true)
	d := join(old, o)
	d["participationMessage"] = "Ik neem <b>taart</b> mee"
	w.tell(old, d)
	if a, _, err := w.store.AnswerOf(w.ctx, o.ID, w.row(old).ID); err != nil || a.Remark != "Ik neem <b>taart</b> mee" && a.Remark != "Ik neem taart mee" {
		t.Errorf("%+v, %v", a, err)
	}
	m := old.Activity("Move", old.ID)
	m["target"] = fresh.ID
	w.tell(old, m)
	if got := w.state(o, old); got != models.AttendanceComing {
		t.Errorf("moved without the target's word: %q", got)
	}
	fresh.Set(fedtest.Doc{"alsoKnownAs": []any{old.ID}})
	m = old.Activity("Move", old.ID)
	m["target"] = fresh.ID
	w.tell(old, m)
	tally, err := w.store.Tally(w.ctx, o.ID)
	if got := w.state(o, fresh); got != models.AttendanceComing || err != nil || tally != (models.Tally{Coming: 1}) {
		t.Errorf("after her move she is %q of %+v, %v", got, tally, err)
	}
}
