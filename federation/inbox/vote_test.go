package inbox_test

import (
	"encoding/json"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store"
)

// poll publishes an event whose note form asks who comes, in Dutch.
func (w *world) poll(capacity int) models.Object {
	w.t.Helper()
	o, err := w.store.PublishEvent(w.ctx, store.NewEvent{
		ActorID: w.us.ID, Title: "Open Coffee", Language: "nl",
		Event: models.Event{StartsAt: w.store.Now().Add(72 * time.Hour), Timezone: "Europe/Amsterdam", Capacity: capacity, TakesRSVP: true, WaitingList: true, Poll: true},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

// vote is a vote as Mastodon writes it, after its vote_serializer.rb: none was
// captured.
func (w *world) vote(a *fedtest.Actor, o models.Object, option string) fedtest.Doc {
	id := a.ID + "#votes/" + models.NewID()
	return fedtest.Doc{
		"@context": fedtest.Context, "id": id + "/activity", "type": "Create", "actor": a.ID, "to": w.us.URI,
		"object": fedtest.Doc{"id": id, "type": "Note", "name": option, "attributedTo": a.ID, "inReplyTo": o.NoteURI, "to": w.us.URI},
	}
}

// unkept fails when anything but the event is held as an answer to it.
func (w *world) unkept(o models.Object) {
	w.t.Helper()
	for _, uri := range []string{o.URI, o.NoteURI} {
		replies, err := w.store.Replies(w.ctx, uri, 10)
		if err != nil || len(replies) != 0 {
			w.t.Errorf("%d replies to %s are kept, %v", len(replies), uri, err)
		}
	}
}

func TestVote_isAnAnswerAndNoReply(t *testing.T) {
	w := newWorld(t)
	lena := w.mastodon().Person("lena")
	o := w.poll(3)
	for option, want := range map[string]models.AttendanceState{"misschien": models.AttendanceMaybe, "kan niet": models.AttendanceDeclined, "ik kom": models.AttendanceComing} {
		who := lena.Peer.Person("who" + string(want))
		w.tell(who, w.vote(who, o, option))
		if got := w.state(o, who); got != want {
			t.Errorf("after %q she is %q", option, got)
		}
	}
	// Two votes, which Mastodon does not let her give: the last one counts.
	w.tell(lena, w.vote(lena, o, "ik kom"))
	second := w.vote(lena, o, "kan niet")
	w.tell(lena, second)
	w.tell(lena, second) // and again
	if got := w.state(o, lena); got != models.AttendanceDeclined {
		t.Errorf("after two votes she is %q", got)
	}
	a, _, err := w.store.AnswerOf(w.ctx, o.ID, w.row(lena).ID)
	if err != nil || a.Door != models.DoorPoll || a.AnswerURI != second["object"].(fedtest.Doc)["id"] || a.Language != "nl" {
		t.Errorf("kept as %+v, %v", a, err)
	}
	w.unkept(o)
}

// The shapes that GoToSocial, Misskey and Pleroma give a vote, after their sources
// (federation/vocab/poll_test.go names them).
func TestVote_isReadFromEverySoftware(t *testing.T) {
	w := newWorld(t)
	o := w.poll(9)
	shapes := map[string]func(a *fedtest.Actor) fedtest.Doc{
		"gotosocial": func(a *fedtest.Actor) fedtest.Doc {
			return fedtest.Doc{
				"@context": fedtest.Context, "actor": a.ID, "id": a.ID + "/activity#vote0/" + o.NoteURI, "published": time.Now().UTC().Format(time.RFC3339), "to": w.us.URI, "type": "Create",
				"object": fedtest.Doc{"attributedTo": a.ID, "id": a.ID + "#01M80SX4GJ/votes/0", "inReplyTo": o.NoteURI, "name": "ik kom", "to": w.us.URI, "type": "Note"},
			}
		},
		"misskey": func(a *fedtest.Actor) fedtest.Doc {
			return fedtest.Doc{
				"@context": fedtest.Context, "id": a.ID + "#votes/9y/activity", "actor": a.ID, "type": "Create", "to": []any{w.us.URI}, "published": time.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
				"object": fedtest.Doc{"id": a.ID + "#votes/9y", "type": "Note", "attributedTo": a.ID, "to": []any{w.us.URI}, "inReplyTo": o.NoteURI, "name": "ik kom"},
			}
		},
		"pleroma": func(a *fedtest.Actor) fedtest.Doc {
			return fedtest.Doc{
				"@context": fedtest.Context, "id": a.Address("activities"), "actor": a.ID, "type": "Create", "to": []any{}, "cc": []any{w.us.URI}, "published": time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"), "context": o.NoteURI,
				"object": fedtest.Doc{"id": a.Address("objects"), "type": "Note", "actor": a.ID, "attributedTo": a.ID, "to": []any{}, "cc": []any{w.us.URI}, "inReplyTo": o.NoteURI, "name": "ik kom", "content": "", "attachment": []any{}, "tag": []any{}, "context": o.NoteURI},
			}
		},
	}
	for software, shape := range shapes {
		style := fedtest.Mastodon
		if software == "gotosocial" {
			style = fedtest.GoToSocial
		}
		who := w.peer(fedtest.Options{Name: software, Software: software, Style: style}).Person("bo")
		w.tell(who, shape(who))
		if got := w.state(o, who); got != models.AttendanceComing {
			t.Errorf("after a vote from %s she is %q", software, got)
		}
	}
	w.unkept(o)
}

// GoToSocial makes a new poll of one that ends at another time, and sends the vote
// in that under the id of the first: seen on a running 0.20.
func TestVote_afterAMoveCountsFromGoToSocialToo(t *testing.T) {
	w := newWorld(t)
	o := w.poll(9)
	bea := w.peer(fedtest.Options{Name: "gotosocial", Software: "gotosocial", Style: fedtest.GoToSocial}).Person("bea")
	vote := func(poll, option string) fedtest.Doc {
		return fedtest.Doc{
			"@context": fedtest.Context, "actor": bea.ID, "id": bea.ID + "/activity#vote0/" + o.NoteURI, "published": time.Now().UTC().Format(time.RFC3339), "to": w.us.URI, "type": "Create",
			"object": fedtest.Doc{"attributedTo": bea.ID, "id": bea.ID + "#" + poll + "/votes/0", "inReplyTo": o.NoteURI, "name": option, "to": w.us.URI, "type": "Note"},
		}
	}
	w.tell(bea, vote("01M8GKXFRG", "ik kom"))
	e, err := w.store.Event(w.ctx, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.MoveEvent(w.ctx, o.ID, models.EventMove{StartsAt: e.StartsAt.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if got := w.state(o, bea); got != models.AttendanceComing {
		t.Errorf("the move made her %q", got)
	}
	w.tell(bea, vote("01M8GM2NS0", "kan niet"))
	w.tell(bea, vote("01M8GKXFRG", "ik kom")) // delivered once more
	if got := w.state(o, bea); got != models.AttendanceDeclined {
		t.Errorf("after her vote in the new poll she is %q", got)
	}
}

func TestVote_thatCannotCountIsAnsweredOrDropped(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	lena, eve := masto.Person("lena"), masto.Person("eve")
	o, plain := w.poll(3), w.gathering(3, true)
	w.tell(lena, w.vote(lena, o, "taart"))
	if w.facts(models.AttendanceDoubtedFact) != 1 || w.state(o, lena) != "" {
		t.Error("an unknown option is asked about")
	}
	two := w.vote(lena, o, "ik kom")
	two["object"] = []any{two["object"], fedtest.Doc{"id": lena.ID + "#votes/9", "type": "Note", "name": "kan niet", "attributedTo": lena.ID, "inReplyTo": o.NoteURI, "to": w.us.URI}}
	w.tell(lena, two)
	if w.state(o, lena) != "" {
		t.Errorf("two options at once made her %q", w.state(o, lena))
	}
	w.tell(lena, w.vote(lena, plain, "ik kom"))
	if w.state(plain, lena) != "" || w.facts(models.AttendanceRefusedFact) != 0 {
		t.Error("a vote where there is no poll")
	}
	// In another's name: the signer speaks for herself alone.
	forged := w.vote(lena, o, "ik kom")
	forged["actor"], forged["id"] = eve.ID, eve.ID+"#votes/1/activity"
	w.tell(eve, forged)
	elsewhere := w.vote(lena, o, "ik kom")
	elsewhere["actor"], elsewhere["id"] = eve.ID, eve.ID+"#votes/2/activity"
	elsewhere["object"].(fedtest.Doc)["attributedTo"] = eve.ID
	elsewhere["object"].(fedtest.Doc)["id"] = "https://other.example/votes/1"
	w.tell(eve, elsewhere)
	r, body := eve.Request(t, w.base.SharedInbox(), w.vote(lena, o, "ik kom")) // the actor is another than the signer
	if err := w.receive(r, body); err == nil {
		w.settle()
	}
	if w.state(o, lena) != "" || w.state(o, eve) != "" {
		t.Errorf("forged votes made them %q and %q", w.state(o, lena), w.state(o, eve))
	}
	if _, err := w.store.CancelEvent(w.ctx, o.ID); err != nil {
		t.Fatal(err)
	}
	w.tell(lena, w.vote(lena, o, "ik kom"))
	if w.facts(models.AttendanceRefusedFact) != 1 || w.state(o, lena) != "" {
		t.Error("a vote for what is called off")
	}
	gone := w.poll(3)
	if _, err := w.store.DeleteObject(w.ctx, gone.ID); err != nil {
		t.Fatal(err)
	}
	w.tell(lena, w.vote(lena, gone, "ik kom"))
	for _, o := range []models.Object{o, plain, gone} {
		w.unkept(o)
	}
	// A reply with a text is a reply, whatever its title.
	reply := lena.Note("<p>Ik kom graag</p>", w.us.URI)
	reply["inReplyTo"], reply["name"] = plain.NoteURI, "ik kom"
	w.tell(lena, lena.Create(reply))
	if got := w.state(plain, lena); got != models.AttendanceComing {
		t.Errorf("after a reply with a title she is %q", got)
	}
}

// A Knoop node gets the Event. When it meets the poll all the same, it holds the
// thing once, under the Event.
func TestAnnounce_ofAPollBringsItsEvent(t *testing.T) {
	w := newWorld(t)
	peer := w.peer(fedtest.Options{Name: "kade", Software: "knoop"})
	kade := peer.Add("kade", "Group")
	w.followed(kade)
	event, question := peer.Origin+"/events/5", peer.Origin+"/notes/5"
	common := func(id, kind string) fedtest.Doc {
		return fedtest.Doc{"@context": fedtest.Context, "id": id, "type": kind, "attributedTo": kade.ID, "content": "<p>Koffie</p>", "to": []any{fedtest.Public}, "cc": []any{kade.Followers()}, "published": "2026-03-01T10:00:00Z", "url": event}
	}
	asEvent, asQuestion := common(event, "Event"), common(question, "Question")
	asEvent["name"], asEvent["startTime"], asEvent["noteForm"], asEvent["timezone"] = "Open Coffee", "2027-03-05T08:30:00+01:00", question, "Europe/Amsterdam"
	asQuestion["eventForm"], asQuestion["oneOf"] = event, []any{fedtest.Doc{"type": "Note", "name": "ik kom"}}
	peer.Keep(event, asEvent)
	peer.Keep(question, asQuestion)
	once := func(after string) models.Object {
		t.Helper()
		stats, err := w.store.Stats(w.ctx)
		if err != nil || stats.Events != 1 || stats.Notes != 0 {
			t.Fatalf("after %s: %d events and %d notes, %v", after, stats.Events, stats.Notes, err)
		}
		held, err := w.store.ObjectByURI(w.ctx, question)
		if err != nil || held.URI != event || held.NoteURI != question {
			t.Fatalf("after %s: held as %s, %v", after, held.URI, err)
		}
		return held
	}
	w.tell(kade, kade.Activity("Announce", question))
	once("an Announce of the poll")
	create := kade.Create(asQuestion)
	create["id"] = peer.Origin + "/activities/5-note"
	w.tell(kade, create)
	once("its Create")
	asEvent["name"], asEvent["updated"], asQuestion["updated"] = "Open Koffie", "2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z"
	peer.Keep(event, asEvent)
	w.tell(kade, kade.Activity("Update", asQuestion))
	if got := once("an Update of the poll"); got.Name != "Open Koffie" {
		t.Errorf("the event is still called %s", got.Name)
	}
	w.tell(kade, kade.Activity("Delete", fedtest.Doc{"id": question, "type": "Tombstone"}))
	held, err := w.store.ObjectByURI(w.ctx, event)
	if err != nil || held.GoneAt == nil {
		raw, _ := json.Marshal(held)
		t.Errorf("after the Delete of the poll: %s, %v", raw, err)
	}
}
