package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store"
)

// A post waits half a minute to be taken back. However often the server is
// killed meanwhile, what waited is posted and told once, and what was taken back
// never is.
func TestCrash_postsWhatWaitedOnceAndNothingThatWasTakenBack(t *testing.T) {
	ca := newAuthority(t)
	n := newNode(t, ca, "pen").setUp()
	n.start()
	masto := fedtest.New(t, fedtest.Options{Name: "masto", Authority: ca.Authority, Software: "mastodon"})
	reader := masto.Person("lezer")
	if status, body := reader.Post(t, n.actor+"/inbox", reader.Follow(n.actor)); status != 202 {
		t.Fatalf("the reader cannot follow: %d %s", status, body)
	}
	masto.AwaitCount(t, "Accept", 1)

	// Another process writes, by a clock that is almost half a minute behind: what
	// it holds is due at once, or a moment after.
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 7))
	desk := openDesk(t, n, func() time.Time { return time.Now().Add(time.Duration(r.IntN(400))*time.Millisecond - models.UndoTime) })
	writer, err := desk.ActorByHandle(t.Context(), "samira_pen")
	if err != nil {
		t.Fatal(err)
	}
	wanted, unwanted := map[string]bool{}, map[string]bool{}
	for round := range 15 {
		for i := range 4 {
			p, err := desk.HoldPost(t.Context(), store.NewPost{PersonID: writer.ID, Hat: models.CollectiveHat, Note: store.NewNote{
				Visibility: models.Public, Source: fmt.Sprintf("Bericht %d.%d", round, i), Content: "<p>x</p>",
			}})
			if err != nil {
				t.Fatal(err)
			}
			uri := n.origin + "/notes/" + p.ID
			if i > 0 {
				wanted[uri] = true
				continue
			}
			switch err := desk.TakeBackPost(t.Context(), p.ID, writer.ID); models.KindOf(err) {
			case "":
				if err != nil {
					t.Fatal(err)
				}
				unwanted[uri] = true
				if err := desk.DropPost(t.Context(), p.ID, writer.ID); err != nil {
					t.Fatal(err)
				}
			case models.Conflict: // the server was first, and so it is out
				wanted[uri] = true
			default:
				t.Fatal(err)
			}
		}
		time.Sleep(time.Duration(r.IntN(250)) * time.Millisecond)
		n.kill()
		n.launch()
		if round%4 > 0 { // else it is killed while it starts
			n.awaitReady()
		}
	}
	n.awaitReady()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		waiting, err := desk.PendingPosts(t.Context(), writer.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(waiting) == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d posts are still waiting", len(waiting))
		}
	}
	n.settles()
	n.stop()

	told := map[string]map[string]bool{} // object, ids of its Creates
	for _, d := range masto.Heard() {
		if d.Type != "Create" {
			continue
		}
		if told[d.Object] == nil {
			told[d.Object] = map[string]bool{}
		}
		id, _ := d.Doc["id"].(string)
		told[d.Object][id] = true
	}
	for uri := range wanted {
		o, err := desk.ObjectByURI(t.Context(), uri)
		if err != nil || o.GoneAt != nil {
			t.Errorf("%s was lost: %v", uri, err)
		}
		if len(told[uri]) != 1 {
			t.Errorf("%s was told by %d activities", uri, len(told[uri]))
		}
	}
	for uri := range told {
		if !wanted[uri] {
			t.Errorf("%s was told, and nobody wanted that", uri)
		}
	}
	for uri := range unwanted {
		if _, err := desk.ObjectByURI(t.Context(), uri); models.KindOf(err) != models.NotFound {
			t.Errorf("%s was taken back, and is there: %v", uri, err)
		}
	}
	t.Logf("%d posted, %d taken back", len(wanted), len(unwanted))
	if len(wanted) < 45 || len(unwanted) == 0 {
		t.Error("too little was going on for this to say anything")
	}
}

// openDesk opens a node's database beside its server, as a command does.
func openDesk(t *testing.T, n *node, clock func() time.Time) *store.Store {
	t.Helper()
	ctx := context.Background()
	secret, err := store.LoadSecret(n.data, filepath.Join(n.data, store.SecretFile), false)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(ctx, store.Options{Dir: n.data, Secret: secret, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
