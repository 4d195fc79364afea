package inbox_test

import (
	"testing"

	"knoop/federation/fedtest"
	"knoop/models"
)

func TestFeatured_isTheSignersOwnCollection(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	row := w.followed(anna)
	w.followed(mallory)
	note := anna.Note("<p>x</p>")
	add := func(by *fedtest.Actor, kind, target string) {
		a := by.Activity(kind, note["id"])
		a["target"] = target
		w.tell(by, a)
	}
	pins := func() int {
		t.Helper()
		p, err := w.store.Pins(w.ctx, row.ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(p)
	}
	add(mallory, "Add", anna.Featured())
	add(anna, "Add", anna.Followers())
	if n := pins(); n != 0 {
		t.Fatalf("%d pins", n)
	}
	add(anna, "Add", anna.Featured())
	add(mallory, "Remove", anna.Featured())
	if n := pins(); n != 1 {
		t.Fatalf("%d pins", n)
	}
	add(anna, "Remove", anna.Featured())
	if n := pins(); n != 0 {
		t.Errorf("%d pins", n)
	}
}

func TestUnknown_isKeptAndDropped(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	for _, kind := range []string{"EmojiReact", "QuoteRequest", "Leave", "https://example.org/Frobnicate"} {
		w.tell(anna, anna.Activity(kind, w.us.URI))
	}
	if n := w.receipts(models.ReceiptDropped); n != 4 {
		t.Errorf("%d of 4 dropped", n)
	}
}
