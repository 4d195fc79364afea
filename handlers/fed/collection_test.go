package fed_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store/storetest"
)

// walk reads a collection to its end and gives its items.
func (w *town) walk(t *testing.T, collection string) (items []any, pages int) {
	t.Helper()
	doc := w.get(collection, as2).doc(t)
	total := doc["totalItems"]
	next, _ := doc["first"].(string)
	for ; next != ""; pages++ {
		if pages == 20 {
			t.Fatalf("%s does not end", collection)
		}
		a := w.get(next, as2)
		a.is(t, 200, got, `"type":"OrderedCollectionPage"`, `"orderedItems":[`)
		page := a.doc(t)
		if page["id"] != next || page["partOf"] != collection || page["totalItems"] != total {
			t.Errorf("page %s of %s: id %v, partOf %v, totalItems %v", next, collection, page["id"], page["partOf"], page["totalItems"])
		}
		items = append(items, page["orderedItems"].([]any)...)
		next, _ = page["next"].(string)
	}
	if float64(len(items)) != total {
		t.Errorf("%s says %v and has %d items", collection, total, len(items))
	}
	return items, pages
}

func TestOutbox_isReadToItsEnd(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		anna := storetest.Member(t, w.store, "anna")
		collection := anna.URI + "/outbox"
		for _, n := range []int{0, 20, 21, 45} {
			for have, _ := w.walk(t, collection); len(have) < n; have = append(have, nil) {
				storetest.Note(t, w.store, anna, fmt.Sprint("nummer ", len(have)))
			}
			items, pages := w.walk(t, collection)
			if want := max(1, (n+19)/20); len(items) != n || pages != want {
				t.Errorf("%d notes: %d items on %d pages", n, len(items), pages)
			}
			seen := map[any]bool{}
			for _, item := range items {
				create := item.(map[string]any)
				if seen[create["id"]] || create["type"] != "Create" || create["actor"] != anna.URI {
					t.Errorf("again, or no Create of hers: %v", create)
				}
				seen[create["id"]] = true
			}
		}
		w.private(t, anna, "onder ons")
		gone := storetest.Note(t, w.store, anna, "voorbij")
		if _, err := w.store.DeleteObject(t.Context(), gone.ID); err != nil {
			t.Fatal(err)
		}
		if items, _ := w.walk(t, collection); len(items) != 45 || strings.Contains(fmt.Sprint(items), "onder ons") {
			t.Errorf("%d items after one for followers and one deleted", len(items))
		}
		w.get(collection+"?page=true&before=nonsense'--", as2).is(t, 200, got)
		w.get(collection+"?page=true&before="+strings.Repeat("a", 200), as2).is(t, 200, got, `?page=true"`)
	})
}

func TestOutbox_holdsCreatesThatAreAtTheirAddress(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		us := storetest.Collective(t, w.store)
		note, event := storetest.Note(t, w.store, us, "dag"), w.event(t, us, "Ontbijt", time.Now().Add(time.Hour))
		check := func(when string) {
			t.Helper()
			items, _ := w.walk(t, us.URI+"/outbox")
			if len(items) != 2 {
				t.Fatalf("%s: %d items", when, len(items))
			}
			for i, want := range []models.Object{event, note} {
				create := items[i].(map[string]any)
				object := create["object"].(map[string]any)
				if object["id"] != want.URI || object["type"] != string(want.Type) || create["id"] != w.base.Origin+"/activities/"+want.ID {
					t.Errorf("%s: %v", when, create)
				}
				a := w.get(create["id"].(string), as2)
				a.is(t, 200, got, `"type":"Create"`)
				same := a.doc(t)
				delete(same, "@context")
				if fmt.Sprint(same) != fmt.Sprint(create) {
					t.Errorf("%s: the outbox has\n%v\nat its address is\n%v", when, create, same)
				}
			}
			w.get("/activities/"+event.ID+"-note", as2).is(t, 200, got, `"type":"Note"`, `"id":"`+event.NoteURI+`"`, `/activities/`+event.ID+`-note"`)
			w.get("/activities/"+note.ID+"-note", as2).is(t, 404, told)
		}
		check("before anyone was told")
		w.fanOut(t)
		check("after")
	})
}

func TestFollows_haveHonestTotals(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		us := storetest.Collective(t, w.store)
		storetest.Followers(t, w.store, us, 23, 5)
		items, pages := w.walk(t, us.URI+"/followers")
		if len(items) != 23 || pages != 2 || !strings.HasPrefix(items[0].(string), "https://h4.example/users/") {
			t.Errorf("%d followers on %d pages: %v", len(items), pages, items)
		}
		if items, _ := w.walk(t, us.URI+"/following"); len(items) != 0 {
			t.Errorf("follows %v", items)
		}
		us.HideFollows = true
		if err := w.store.EditActor(t.Context(), us); err != nil {
			t.Fatal(err)
		}
		w.get(us.URI+"/followers", as2).is(t, 200, got, `"totalItems":23`, `!"first"`, "!orderedItems", "!h4.example")
		w.get(us.URI+"/following", as2).is(t, 200, got, `"totalItems":0`, `!"first"`)
		w.get(us.URI+"/followers?page=true", as2).is(t, 404, told, "!h4.example")
	})
}

func TestFeatured_isOfIds(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		us := storetest.Collective(t, w.store)
		note := storetest.Note(t, w.store, us, "welkom")
		w.get(us.URI+"/featured", as2).is(t, 200, got, `"type":"OrderedCollection"`, `"totalItems":0`, `"orderedItems":[]`)
		if err := w.store.Pin(t.Context(), us.ID, note.URI); err != nil {
			t.Fatal(err)
		}
		w.get(us.URI+"/featured", as2).is(t, 200, got, `"totalItems":1`, `"orderedItems":["`+note.URI+`"]`)
	})
}

func TestUpcoming_isWhatIsStillToCome(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		us := storetest.Collective(t, w.store)
		now := time.Now()
		w.event(t, us, "later", now.Add(72*time.Hour))
		w.event(t, us, "gisteren", now.Add(-24*time.Hour))
		w.event(t, us, "net voorbij", now.Add(-2*time.Hour))
		w.event(t, us, "nu bezig", now.Add(-30*time.Minute))
		w.event(t, us, "morgen", now.Add(24*time.Hour))
		w.event(t, storetest.Member(t, w.store, "anna"), "van anna", now.Add(time.Hour))
		for _, name := range []string{"/upcoming", "/events"} {
			doc := w.get(us.URI+name, as2).doc(t)
			var names []string
			for _, item := range doc["orderedItems"].([]any) {
				names = append(names, item.(map[string]any)["name"].(string))
			}
			if strings.Join(names, ", ") != "nu bezig, morgen, later" || doc["totalItems"] != 3.0 || doc["id"] != us.URI+name {
				t.Errorf("%s: %v of %v", name, names, doc["totalItems"])
			}
		}
	})
}

func TestEmpty_isWhatMobilizonReadsOn(t *testing.T) {
	w := newTown(t)
	for _, name := range []string{"members", "resources", "todos", "posts", "discussions"} {
		id := "https://mokum.example/users/mokum/" + name
		w.get(id, as2).is(t, 200, got, `"type":"OrderedCollection"`, `"totalItems":0`, `"id":"`+id+`"`)
	}
	w.get("/users/nobody/todos", as2).is(t, 404, told)
	w.get("/users/mokum/secrets", as2).is(t, 404, told)
	for _, name := range []string{"outbox", "followers", "following", "featured"} {
		w.get("/actor/"+name, as2).is(t, 200, got, `"id":"https://mokum.example/actor/`+name+`"`, `"totalItems":0`)
	}
}
