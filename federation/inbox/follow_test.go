package inbox_test

import (
	"testing"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store/storetest"
)

func TestFollow_isAnsweredAndItsSoftwareKnown(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	w.tell(anna, anna.Follow(w.us.URI))
	f, ok := w.follow(w.row(anna).ID, w.us.ID)
	if !ok || f.State != models.FollowAccepted {
		t.Fatalf("follow %v %+v", ok, f)
	}
	if n := w.facts(models.FollowAnsweredFact); n != 1 {
		t.Errorf("%d answers", n)
	}
	if h, err := w.store.Host(w.ctx, anna.Peer.Host); err != nil || h.Software != "mastodon" {
		t.Errorf("software %q, %v", h.Software, err)
	}
}

func TestFollow_repeatedDeliveryHasNoSecondEffect(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	follow := anna.Follow(w.us.URI)
	for range 3 {
		w.tell(anna, follow)
	}
	if n := w.facts(models.FollowAnsweredFact); n != 1 {
		t.Errorf("%d answers to one Follow", n)
	}
}

func TestFollow_askedAgainIsAnsweredAgain(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	w.tell(anna, anna.Follow(w.us.URI))
	second := anna.Follow(w.us.URI)
	w.tell(anna, second)
	if n := w.facts(models.FollowAnsweredFact); n != 2 {
		t.Errorf("%d answers to two Follows", n)
	}
	if f, _ := w.follow(w.row(anna).ID, w.us.ID); f.ActivityURI != second["id"] {
		t.Errorf("follow is known as %s", f.ActivityURI)
	}
}

func TestFollow_ofAHostWithoutNodeInfoIsAnsweredToo(t *testing.T) {
	w := newWorld(t)
	anna := w.peer(fedtest.Options{Name: "plain"}).Person("anna")
	w.tell(anna, anna.Follow(w.us.URI))
	if f, ok := w.follow(w.row(anna).ID, w.us.ID); !ok || f.State != models.FollowAccepted {
		t.Errorf("%v %+v", ok, f)
	}
}

func TestFollow_ofNobodyHereIsDropped(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	for _, target := range []string{w.base.Actor("nobody"), anna.ID, "https://other.example/users/x", w.base.Origin} {
		w.tell(anna, anna.Follow(target))
	}
	if n := w.receipts(models.ReceiptDropped); n != 4 {
		t.Errorf("%d of 4 dropped", n)
	}
}

func TestFollow_betweenApplicationsOfKnoopIsReturnedOnce(t *testing.T) {
	w := newWorld(t)
	other := w.peer(fedtest.Options{Name: "knoop", Software: "knoop", Application: "relay"})
	theirs := other.Add("app", "Application")
	node, err := w.store.Node(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		w.tell(theirs, theirs.Follow(w.base.Application()))
	}
	if f, ok := w.follow(node.Application, w.row(theirs).ID); !ok || f.State != models.FollowAsked {
		t.Errorf("followed back: %v %+v", ok, f)
	}
	if n := w.facts(models.FollowAskedFact); n != 1 {
		t.Errorf("asked %d times", n)
	}
	// A Mastodon is not followed back, and neither is a person.
	anna := w.mastodon().Add("instance", "Application")
	w.tell(anna, anna.Follow(w.base.Application()))
	person := other.Person("bob")
	w.tell(person, person.Follow(w.base.Application()))
	if n := w.facts(models.FollowAskedFact); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestUndo_endsAFollowInEveryForm(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	row := w.row(anna)
	for name, object := range map[string]func(follow fedtest.Doc) any{
		"embedded":        func(f fedtest.Doc) any { return f },
		"bareID":          func(f fedtest.Doc) any { return f["id"] },
		"ofGancioNoActor": func(f fedtest.Doc) any { return fedtest.Doc{"type": "Follow", "object": f["object"]} },
		"ofGancioAnotherIDs": func(f fedtest.Doc) any {
			return fedtest.Doc{"id": anna.ID + "/f/x", "type": "Follow", "object": f["object"]}
		},
	} {
		t.Run(name, func(t *testing.T) {
			follow := anna.Follow(w.us.URI)
			w.tell(anna, follow)
			if f, _ := w.follow(row.ID, w.us.ID); f.State != models.FollowAccepted {
				t.Fatalf("not following: %+v", f)
			}
			w.tell(anna, anna.Activity("Undo", object(follow)))
			if f, ok := w.follow(row.ID, w.us.ID); ok && f.State == models.FollowAccepted {
				t.Errorf("still following: %+v", f)
			}
		})
	}
}

func TestUndo_ofAnothersFollowHasNoEffect(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	follow := anna.Follow(w.us.URI)
	w.tell(anna, follow)
	w.tell(mallory, mallory.Activity("Undo", follow))
	w.tell(mallory, mallory.Activity("Undo", follow["id"]))
	w.tell(mallory, mallory.Activity("Undo", fedtest.Doc{"id": follow["id"], "type": "Follow", "object": w.us.URI}))
	if f, _ := w.follow(w.row(anna).ID, w.us.ID); f.State != models.FollowAccepted {
		t.Errorf("anna's follow is %s", f.State)
	}
}

func TestAnswer_countsOnlyFromWhomWeAsked(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	row := w.row(anna)
	f, err := w.store.AskFollow(w.ctx, w.us.ID, row.ID)
	if err != nil {
		t.Fatal(err)
	}
	asked := fedtest.Doc{"id": f.ActivityURI, "type": "Follow", "actor": w.us.URI, "object": anna.ID}
	w.tell(mallory, mallory.Activity("Accept", asked))
	w.tell(mallory, mallory.Activity("Accept", f.ActivityURI))
	w.tell(anna, anna.Activity("Accept", w.base.Activity("unknown")))
	if f, _ := w.follow(w.us.ID, row.ID); f.State != models.FollowAsked {
		t.Fatalf("after answers of others: %s", f.State)
	}
	w.tell(anna, anna.Activity("Accept", f.ActivityURI))
	if f, _ := w.follow(w.us.ID, row.ID); f.State != models.FollowAccepted {
		t.Errorf("after the Accept: %s", f.State)
	}
	w.tell(mallory, mallory.Activity("Reject", asked))
	if f, _ := w.follow(w.us.ID, row.ID); f.State != models.FollowAccepted {
		t.Errorf("another's Reject made it %s", f.State)
	}
	w.tell(anna, anna.Activity("Reject", fedtest.Doc{"type": "Follow", "actor": w.us.URI, "object": anna.ID}))
	if f, _ := w.follow(w.us.ID, row.ID); f.State == models.FollowAccepted {
		t.Errorf("after the Reject: %s", f.State)
	}
}

func TestBlock_endsTheFollowAndUndoLiftsIt(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	w.tell(anna, anna.Follow(w.us.URI))
	row := w.followed(anna)
	block := anna.Activity("Block", w.us.URI)
	w.tell(anna, block)
	if f, ok := w.follow(w.us.ID, row.ID); ok && f.State == models.FollowAccepted {
		t.Error("we still follow who blocked us")
	}
	if f, ok := w.follow(row.ID, w.us.ID); ok && f.State == models.FollowAccepted {
		t.Error("who blocked us still follows")
	}
	w.tell(anna, anna.Activity("Undo", block))
	w.tell(anna, anna.Follow(w.us.URI))
	if f, _ := w.follow(row.ID, w.us.ID); f.State != models.FollowAccepted {
		t.Errorf("after the block was lifted: %s", f.State)
	}
}

func TestMove_takesFollowersAlongWhenTheTargetSaysSo(t *testing.T) {
	w := newWorld(t)
	old := w.mastodon().Person("anna")
	fresh := w.peer(fedtest.Options{Name: "fresh"}).Person("anna")
	w.followed(old)
	move := func() fedtest.Doc {
		m := old.Activity("Move", old.ID)
		m["target"] = fresh.ID
		return m
	}
	w.tell(old, move())
	target := w.row(fresh)
	if _, ok := w.follow(w.us.ID, target.ID); ok {
		t.Fatal("moved without the target's word")
	}
	fresh.Set(fedtest.Doc{"alsoKnownAs": []any{old.ID}})
	w.tell(old, move())
	if f, ok := w.follow(w.us.ID, target.ID); !ok || f.State != models.FollowAsked {
		t.Errorf("not asked at the new address: %v %+v", ok, f)
	}
}

func TestMove_ofAnotherActorHasNoEffect(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	mallory.Set(fedtest.Doc{"alsoKnownAs": []any{anna.ID}})
	w.followed(anna)
	m := mallory.Activity("Move", anna.ID)
	m["target"] = mallory.ID
	w.tell(mallory, m)
	if _, ok := w.follow(w.us.ID, w.row(mallory).ID); ok {
		t.Error("mallory moved anna's followers")
	}
}

func TestFlag_isKeptWhenItIsAboutUs(t *testing.T) {
	w := newWorld(t)
	mod := w.mastodon().Add("instance", "Application")
	note := storetest.Note(t, w.store, w.us, "hello")
	flag := mod.Activity("Flag", []any{w.us.URI, note.URI, "https://other.example/1"})
	flag["content"] = "spam"
	w.tell(mod, flag)
	w.tell(mod, mod.Activity("Flag", []any{"https://other.example/1"}))
	stats, err := w.store.Stats(w.ctx)
	if err != nil || stats.Flags != 1 {
		t.Errorf("%d flags, %v", stats.Flags, err)
	}
}
