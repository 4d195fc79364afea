package fed_test

import (
	"strings"
	"testing"

	"knoop/models/store/storetest"
)

// asPeers is what peers send as Accept, each after its source (docs/peers.md).
var asPeers = map[string]string{
	"Mastodon":          as2 + ", " + ld,
	"Mastodon, older":   as2 + ", application/ld+json",
	"GoToSocial":        as2 + `,application/ld+json;profile="https://www.w3.org/ns/activitystreams"`,
	"GoToSocial, key":   as2,
	"Mobilizon":         "application/activity+json, application/ld+json",
	"Gancio":            `application/ld+json; profile="https://www.w3.org/ns/activitystreams", application/activity+json`,
	"Lemmy":             as2,
	"WordPress":         as2,
	"Friendica":         ld + ", " + as2,
	"Fedify":            `application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams", application/activity+json; q=0.9`,
	"a reader, in turn": ld + ", " + as2 + `, text/html;q=0.1`,
}

func TestActor_isServedToEveryPeer(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		for path, want := range map[string][]string{
			"/users/mokum": {`"type":"Group"`, `"id":"https://mokum.example/users/mokum"`, `"upcomingEvents":"https://mokum.example/users/mokum/upcoming"`},
			"/users/joost": {`"type":"Person"`, `"id":"https://mokum.example/users/joost"`, `"webfinger":"joost@mokum.example"`},
			"/@joost":      {`"type":"Person"`, `"id":"https://mokum.example/users/joost"`},
			"/actor":       {`"type":"Application"`, `"id":"https://mokum.example/actor"`, `"inbox":"https://mokum.example/actor/inbox"`},
		} {
			for who, accept := range asPeers {
				a := w.get(path, accept)
				a.is(t, 200, got, append(want, `"publicKey":{`, `#main-key`, `"https://www.w3.org/ns/activitystreams"`)...)
				h := a.Header()
				if h.Get("Content-Type") != got || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Cache-Control") != "public, max-age=60" ||
					strings.Join(h.Values("Vary"), ", ") != "Accept" || h.Get("ETag") == "" {
					t.Errorf("%s to %s: %v", path, who, h)
				}
			}
		}
	})
}

func TestActor_isAPageToPeople(t *testing.T) {
	w := newTown(t)
	for path, id := range map[string]string{"/@mokum": "/users/mokum", "/users/mokum": "/users/mokum", "/@joost": "/users/joost", "/users/joost": "/users/joost"} {
		for _, accept := range []string{html, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*", ""} {
			a := w.get(path, accept)
			a.is(t, 200, html, `<link rel="alternate" type="application/activity+json" href="https://mokum.example`+id+`">`)
			if got := a.Header().Get("Link"); got != `<https://mokum.example`+id+`>; rel="alternate"; type="application/activity+json"` {
				t.Errorf("%s: Link is %s", path, got)
			}
			if vary := strings.Join(a.Header().Values("Vary"), ", "); vary != "Accept, Accept-Language, Cookie" {
				t.Errorf("%s: Vary is %s", path, vary)
			}
		}
	}
}

func TestActor_namesOnlyAddressesThatAnswer(t *testing.T) {
	w := newTown(t)
	for _, path := range []string{"/users/mokum", "/users/joost", "/actor"} {
		doc := w.get(path, as2).doc(t)
		asked := 0
		for name, v := range doc {
			address, _ := v.(string)
			if !strings.HasPrefix(address, w.base.Origin+"/") || strings.HasPrefix(name, "@") {
				continue
			}
			asked++
			switch a := w.get(address, as2); {
			case strings.HasSuffix(name, "nbox"):
				a.is(t, 405, told)
			case name == "redirectURI": // a page that wants a round it began
				a.is(t, 404, "")
			case name == "url" && path == "/actor":
				a.is(t, 200, "")
			default:
				a.is(t, 200, got)
			}
		}
		if asked < 6 {
			t.Errorf("%s names only %d addresses: %v", path, asked, doc)
		}
	}
}

func TestActor_namesAPortraitThatAnswers(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		anna := storetest.Member(t, w.store, "anna")
		seen := map[string]string{}
		for _, path := range []string{"/users/mokum", "/users/joost", "/users/anna", "/actor"} {
			icon, _ := w.get(path, as2).doc(t)["icon"].(map[string]any)
			address, _ := icon["url"].(string)
			if icon["type"] != "Image" || icon["mediaType"] != "image/png" || !strings.HasPrefix(address, w.base.Origin+"/portraits/") {
				t.Errorf("%s has the icon %v", path, icon)
				continue
			}
			for _, accept := range []string{"image/*", as2, ""} {
				a := w.get(address, accept)
				a.is(t, 200, "image/png", "\x89PNG\r\n")
				if h := a.Header(); h.Get("Cache-Control") != "public, max-age=86400" || h.Get("Set-Cookie") != "" || h.Get("Vary") != "" {
					t.Errorf("%s: %v", address, h)
				}
				if other := seen[a.Body.String()]; other != "" && other != path {
					t.Errorf("%s and %s look the same", path, other)
				}
				seen[a.Body.String()] = path
			}
		}
		w.get("/portraits/nobody.png", "image/*").is(t, 404, "")
		w.get("/portraits/anna", "image/*").is(t, 404, "")
		if err := w.store.DeleteMember(t.Context(), anna.ID); err != nil {
			t.Fatal(err)
		}
		w.get("/portraits/anna.png", "image/*").is(t, 410, "")
	})
}

func TestActor_goneIsATombstone(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		anna := storetest.Member(t, w.store, "anna")
		note := storetest.Note(t, w.store, anna, "geheim")
		w.get("/users/anna", as2).is(t, 200, got)
		if err := w.store.DeleteMember(t.Context(), anna.ID); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second one from memory
			w.get("/users/anna", as2).is(t, 410, got, `"type":"Tombstone"`, `"formerType":"Person"`, `"id":"https://mokum.example/users/anna"`, `"deleted":"20`, "!publicKey")
			w.get("/@anna", as2).is(t, 410, got, `"type":"Tombstone"`)
		}
		w.get("/@anna", html).is(t, 410, html, "!Tombstone")
		w.get(note.URI, as2).is(t, 410, got, `"formerType":"Note"`, "!geheim")
		for _, path := range []string{"/outbox", "/followers", "/following", "/featured", "/upcoming", "/todos"} {
			w.get("/users/anna"+path, as2).is(t, 410, told, `"error":`)
		}
		w.get("/.well-known/webfinger?resource=acct:anna@mokum.example", "").is(t, 410, told)
	})
}
