package outbox_test

import (
	"testing"

	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/store"
)

func TestNote_goesOnceToEachSharedInboxAndToEachInboxWithoutOne(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	for _, name := range []string{"a", "b", "c"} {
		n.follower("masto", name, true)
	}
	n.follower("gts", "d", false)
	n.follower("gts", "e", false)
	w.await(t, "", "Accept", 5)
	o := n.note("hallo")
	n.quiet()
	masto, gts := w.await(t, "masto", "Create", 1), w.await(t, "gts", "Create", 2)
	if len(masto) != 1 || masto[0].path != "/inbox" || len(gts) != 2 {
		t.Fatalf("%d and %d letters", len(masto), len(gts))
	}
	create := masto[0]
	if create.id != n.base.CreateOf(o.ID, models.FormNone) || create.object != o.URI || create.sort != "Note" {
		t.Errorf("Create %s of %s %s", create.id, create.sort, create.object)
	}
	if gts[0].id != create.id || gts[1].id != create.id {
		t.Error("hosts got different activities")
	}
}

func TestNote_reachesMentionedAndAnsweredButNotOurOwnHost(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	asker := n.meet("asker", "ann", true)
	named := n.meet("named", "bob", true)
	question, _, err := n.store.KeepObject(t.Context(), store.IncomingObject{Object: models.Object{
		URI: asker.URI + "/notes/1", Type: models.Note, ActorID: asker.ID, Content: "<p>?</p>", Visibility: models.Public,
		To: []string{iri.PublicCollection}, Published: n.store.Now(), Updated: n.store.Now(),
	}})
	if err != nil {
		t.Fatal(err)
	}
	samira, err := n.store.ActorByHandle(t.Context(), "samira")
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.store.PublishNote(t.Context(), store.NewNote{
		ActorID: n.collective.ID, Visibility: models.Public, Source: "ja", Content: "<p>ja</p>", Language: "nl", InReplyTo: question.URI,
		Mentions: []models.Mention{{URI: named.URI, Name: "@bob"}, {URI: samira.URI, Name: "@samira"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.await(t, "asker", "Create", 1)
	w.await(t, "named", "Create", 1)
	n.quiet()
	if all := w.got("", ""); len(all) != 2 {
		t.Errorf("%d letters were taken", len(all))
	}
	if q := n.queue(); q.Refused+q.Dead+q.Delayed != 0 {
		t.Errorf("letters that should not have been: %+v", q)
	}
}

func TestNote_forFollowersIsNotShownToWhoeverItAnswers(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	asker := n.meet("asker", "ann", true)
	n.follower("fan", "a", true)
	blocker := n.meet("blocker", "b", true)
	w.await(t, "fan", "Accept", 1)
	if err := n.store.ReceiveBlock(t.Context(), models.Block{ActorID: blocker.ID, TargetID: n.collective.ID, ActivityURI: blocker.URI + "/blocks/1"}); err != nil {
		t.Fatal(err)
	}
	question, _, err := n.store.KeepObject(t.Context(), store.IncomingObject{Object: models.Object{
		URI: asker.URI + "/notes/1", Type: models.Note, ActorID: asker.ID, Content: "<p>?</p>", Visibility: models.Public,
		To: []string{iri.PublicCollection}, Published: n.store.Now(), Updated: n.store.Now(),
	}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.store.PublishNote(t.Context(), store.NewNote{
		ActorID: n.collective.ID, Visibility: models.FollowersOnly, Source: "onder ons", Content: "<p>onder ons</p>", Language: "nl",
		InReplyTo: question.URI, Mentions: []models.Mention{{URI: blocker.URI, Name: "@b"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	create := w.await(t, "fan", "Create", 1)[0]
	n.quiet()
	if all := w.got("", "Create"); len(all) != 1 {
		t.Errorf("%d hosts got it", len(all))
	}
	if to, _ := create.doc["to"].([]any); len(to) == 0 || to[0] != n.collective.Followers {
		t.Errorf("it is for %v", create.doc["to"])
	}
}

func TestNote_ofABlockedHostsFollowersStaysHere(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	n.follower("good", "a", true)
	n.follower("bad", "b", true)
	w.await(t, "", "Accept", 2)
	n.block(w.host("bad"))
	n.note("hallo")
	w.await(t, "good", "Create", 1)
	n.quiet()
	if len(w.got("bad", "Create")) != 0 {
		t.Error("a blocked host was told")
	}
}

func TestDelete_reachesEveryoneToldThoughTheyFollowNoMore(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	gone := n.follower("left", "a", true)
	n.follower("stays", "b", true)
	w.await(t, "", "Accept", 2)
	o := n.note("hallo")
	w.await(t, "", "Create", 2)
	if err := n.store.EndFollow(t.Context(), gone.ID, n.collective.ID); err != nil {
		t.Fatal(err)
	}
	n.follower("late", "c", true)
	w.await(t, "late", "Accept", 1)
	n.delete(o)
	w.await(t, "", "Delete", 2)
	n.quiet()
	del := w.await(t, "left", "Delete", 1)[0]
	if del.object != o.URI || del.sort != "Tombstone" {
		t.Errorf("it holds %s %s", del.sort, del.object)
	}
	if len(w.got("late", "")) != 1 {
		t.Error("a host that never heard of the note was told that it is gone")
	}
}

func TestUpdate_reachesToldAndNewFollowers(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	gone := n.follower("left", "a", true)
	w.await(t, "left", "Accept", 1)
	o := n.note("hallo")
	w.await(t, "left", "Create", 1)
	if err := n.store.EndFollow(t.Context(), gone.ID, n.collective.ID); err != nil {
		t.Fatal(err)
	}
	n.follower("late", "c", true)
	w.await(t, "late", "Accept", 1)
	n.edit(o, "dag")
	for _, host := range []string{"left", "late"} {
		if got := w.await(t, host, "Update", 1)[0]; got.object != o.URI {
			t.Errorf("%s was told of %s", host, got.object)
		}
	}
}

func TestActor_editedIsToldToFollowersDeletedToAll(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	joost, err := n.store.AddMember(t.Context(), store.NewMember{Handle: "joost", Name: "Joost", Role: models.Member})
	if err != nil {
		t.Fatal(err)
	}
	fan := n.meet("fan", "a", true)
	n.follow(fan, joost)
	w.await(t, "fan", "Accept", 1)
	named := n.meet("named", "b", true)
	if _, err := n.store.PublishNote(t.Context(), store.NewNote{
		ActorID: joost.ID, Visibility: models.Public, Source: "dag", Content: "<p>dag</p>", Mentions: []models.Mention{{URI: named.URI, Name: "@b"}},
	}); err != nil {
		t.Fatal(err)
	}
	w.await(t, "named", "Create", 1)
	joost.Name = "Joost de Wit"
	if err := n.store.EditActor(t.Context(), joost); err != nil {
		t.Fatal(err)
	}
	update := w.await(t, "fan", "Update", 1)[0]
	if update.object != joost.URI || update.doc["object"].(map[string]any)["name"] != "Joost de Wit" {
		t.Errorf("the Update holds %v", update.doc["object"])
	}
	if err := n.store.DeleteMember(t.Context(), joost.ID); err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"fan", "named"} {
		eventually(t, host+" was not told that the actor is gone", func() bool {
			for _, d := range w.got(host, "Delete") {
				if d.object == joost.URI && d.doc["actor"] == joost.URI {
					return true
				}
			}
			return false
		})
	}
}
