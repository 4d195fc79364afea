package outbox_test

import (
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
)

// Asked, taken back and asked again while the server was down: what leaves says
// it in that order, each with the moment at which it was said and about the
// question that was meant. Of each side the newest word counts.
func TestMembership_isSaidAsItWasSaid(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	joost, err := n.store.AddMember(t.Context(), store.NewMember{Handle: "joost", Name: "Joost", Role: models.Member, Discoverable: true})
	if err != nil {
		t.Fatal(err)
	}
	zo := n.meet("knoop", "zo", false)
	zo.Kind = models.Group
	if zo, err = n.store.SaveRemoteActor(t.Context(), zo); err != nil {
		t.Fatal(err)
	}
	ask := func() string {
		m, err := n.store.AskMembership(t.Context(), joost.ID, zo.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		return m.OpeningURI
	}
	leave := func() {
		m, err := n.store.MembershipOf(t.Context(), joost.ID, zo.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := n.store.LeaveMembership(t.Context(), joost.ID, m.ID); err != nil {
			t.Fatal(err)
		}
	}
	first := ask()
	leave()
	second := ask()
	said := models.Said{URI: zo.URI + "/a1", Published: n.store.Now()}
	if meant, err := n.store.MembershipAnswered(t.Context(), zo, said, second, true, zo.URI+"/stamps/1", ""); err != nil || !meant {
		t.Fatalf("%v, %v", meant, err)
	}
	leave()
	third := ask()
	n.later(time.Hour)
	n.start()
	w.await(t, "knoop", "Join", 3)
	type word struct{ kind, object string }
	var got []word
	var last, lastID string
	for _, d := range w.got("knoop", "") {
		if d.doc["actor"] != joost.URI || d.doc["type"] == "Update" || d.doc["type"] == "Follow" {
			continue
		}
		kind, _ := d.doc["type"].(string)
		id, _ := d.doc["id"].(string)
		published, _ := d.doc["published"].(string)
		object := d.object
		if kind == "Join" {
			object = id
		}
		got = append(got, word{kind, object})
		if at, err := time.Parse(time.RFC3339, published); err != nil || n.store.Now().Sub(at) < 30*time.Minute {
			t.Errorf("%s is dated %s: when it left, not when it was said", kind, published)
		}
		if published < last || published == last && id < lastID {
			t.Errorf("%s of %s comes after one of %s", kind, published, last)
		}
		last, lastID = published, id
	}
	want := []word{{"Join", first}, {"Undo", first}, {"Join", second}, {"Leave", zo.URI}, {"Join", third}}
	if len(got) != len(want) {
		t.Fatalf("said %v, not %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("said %v, not %v", got[i], want[i])
		}
	}
}
