package inbox_test

import (
	"testing"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store"
)

// accepted lets one of ours ask an actor, and the actor say yes.
func (w *world) accepted(ours models.Actor, by *fedtest.Actor) {
	w.t.Helper()
	f, err := w.store.AskFollow(w.ctx, ours.ID, w.row(by).ID)
	if err != nil {
		w.t.Fatal(err)
	}
	w.tell(by, by.Activity("Accept", f.ActivityURI))
	if f, _ := w.follow(ours.ID, w.row(by).ID); f.State != models.FollowAccepted {
		w.t.Errorf("after the Accept of %s: %s", by.ID, f.State)
	}
}

func TestAccept_ofAKnoopCollectiveConnectsTheNodes(t *testing.T) {
	w := newWorld(t)
	kade := w.peer(fedtest.Options{Name: "kade", Software: "knoop", Application: "relay"})
	w.accepted(w.us, kade.Add("kade", "Group"))
	node, err := w.store.Node(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := w.store.ActorByURI(w.ctx, kade.Origin+"/users/relay")
	if err != nil {
		t.Fatal(err)
	}
	if f, ok := w.follow(node.Application, theirs.ID); !ok || f.State != models.FollowAsked {
		t.Errorf("our Application's follow of theirs: %v %+v", ok, f)
	}
	asked := w.facts(models.FollowAskedFact)
	w.accepted(w.us, kade.Add("spoor", "Group"))
	if n := w.facts(models.FollowAskedFact); n != asked+1 {
		t.Errorf("a second collective there: asked %d times, want only the collective", n-asked)
	}
}

func TestAccept_ofOthersConnectsNothing(t *testing.T) {
	w := newWorld(t)
	node, err := w.store.Node(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	kade := w.peer(fedtest.Options{Name: "kade", Software: "knoop", Application: "relay"})
	w.accepted(w.us, kade.Person("joke"))                                                                                      // a person there
	w.accepted(w.us, w.peer(fedtest.Options{Name: "mobi", Software: "mobilizon", Application: "relay"}).Add("groep", "Group")) // other software
	w.accepted(w.us, w.peer(fedtest.Options{Name: "shy", Software: "knoop"}).Add("shy", "Group"))                              // names no Application
	gone := w.peer(fedtest.Options{Name: "gone", Software: "knoop", Application: "relay"})
	gone.Serve(gone.Origin+"/users/relay", fedtest.Answer{Status: 404})
	w.accepted(w.us, gone.Add("gone", "Group"))
	if whom, _, err := w.store.Following(w.ctx, node.Application, true, store.Page{}); err != nil || len(whom) != 0 {
		t.Errorf("our Application follows %v (%v)", whom, err)
	}
	// Nor does an Accept that answers nothing make us fetch anything.
	stranger := w.peer(fedtest.Options{Name: "stranger", Software: "knoop", Application: "relay"})
	group := stranger.Add("vreemd", "Group")
	w.tell(group, group.Activity("Accept", w.base.Activity("unknown")))
	if stranger.Hits("/.well-known/nodeinfo") != 0 {
		t.Error("a stranger's Accept made us ask for its software")
	}
}
