package inbox_test

import (
	"testing"

	"knoop/federation/fedtest"
	"knoop/models"
)

// Her home vouched for her: what her home says afterwards ends her visit.
func TestVisit_endsWithWhatHerHomeSays(t *testing.T) {
	for name, say := range map[string]func(w *world, noor *fedtest.Actor){
		"her deletion": func(w *world, noor *fedtest.Actor) { w.tell(noor, noor.Activity("Delete", noor.ID)) },
		"her block":    func(w *world, noor *fedtest.Actor) { w.tell(noor, noor.Activity("Block", w.us.URI)) },
		"her move": func(w *world, noor *fedtest.Actor) {
			fresh := w.peer(fedtest.Options{Name: "fresh"}).Person("noor")
			fresh.Set(fedtest.Doc{"alsoKnownAs": []any{noor.ID}})
			move := noor.Activity("Move", noor.ID)
			move["target"] = fresh.ID
			w.tell(noor, move)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			noor := w.peer(fedtest.Options{Name: "kade", Software: "knoop"}).Person("noor")
			row, err := w.remote.FetchActor(w.ctx, noor.ID)
			if err != nil {
				t.Fatal(err)
			}
			token, _, err := w.store.WelcomeVisitor(w.ctx, row.ID, "Firefox", "")
			if err != nil {
				t.Fatal(err)
			}
			w.tell(noor, noor.Activity("Like", w.us.URI+"/nothing")) // anything else leaves her in
			if _, err := w.store.SessionByToken(w.ctx, token); err != nil {
				t.Fatal(err)
			}
			say(w, noor)
			if _, err := w.store.SessionByToken(w.ctx, token); models.KindOf(err) != models.NotFound {
				t.Errorf("she is still in: %v", err)
			}
		})
	}
}
