package remote_test

import (
	"testing"
	"time"

	"knoop/federation/fedtest"
)

const hats = "https://w3id.org/knoop/1#hats"

func TestCan_isReadFromTheActorOrItsApplication(t *testing.T) {
	w := newWorld(t)
	own := w.peer(t, fedtest.Options{Name: "own", Software: "knoop"})
	zo := own.Add("zo", "Group")
	zo.Set(fedtest.Doc{"generator": fedtest.Doc{"type": "Application", "implements": []any{fedtest.Doc{"type": "Link", "href": hats}}}})
	node := w.peer(t, fedtest.Options{Name: "node", Software: "knoop", Application: "relay"})
	node.Add("relay", "Application").Set(fedtest.Doc{"implements": []string{"https://w3id.org/knoop/1#ties", hats}})
	masto := w.mastodon(t)
	for _, c := range []struct {
		of   *fedtest.Actor
		want bool
	}{{zo, true}, {node.Add("zo", "Group"), true}, {masto.Person("noor"), false}} {
		a, err := w.remote.FetchActor(w.ctx, c.of.ID)
		if err != nil {
			t.Fatal(err)
		}
		if can, err := w.remote.Can(w.ctx, a, "hats"); err != nil || can != c.want {
			t.Errorf("%s: %v, %v", a.Host, can, err)
		}
	}
}

func TestCan_ofAServerThatIsSilentIsUnknown(t *testing.T) {
	w := newWorld(t)
	p := w.peer(t, fedtest.Options{Name: "silent", Software: "knoop", Application: "relay"})
	a, err := w.remote.FetchActor(w.ctx, p.Add("zo", "Group").ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.remote.Software(w.ctx, p.Host); err != nil {
		t.Fatal(err)
	}
	p.Fail(503)
	w.clock = w.clock.Add(time.Hour)
	if can, err := w.remote.Can(w.ctx, a, "hats"); err == nil {
		t.Errorf("%v without an answer", can)
	}
}
