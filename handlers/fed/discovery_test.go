package fed_test

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"

	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestWebFinger_findsWhoIsAskedFor(t *testing.T) {
	s := storetest.New(t)
	node, err := s.SetUp(t.Context(), store.Setup{
		Origin: "https://knoop.mokum.example", HandleDomain: "mokum.example", Language: "nl", Timezone: "Europe/Amsterdam",
		Name: "Mokum", Handle: "mokum", OrchestratorName: "Joost", OrchestratorHandle: "joost",
	})
	if err != nil {
		t.Fatal(err)
	}
	w := townOf(t, s, node, false)
	const self = `"rel":"self","type":"application/activity+json","href":"https://knoop.mokum.example`
	for resource, want := range map[string][]string{
		"acct:mokum@mokum.example":                {`"subject":"acct:mokum@mokum.example"`, self + `/users/mokum"`, "ostatus.org/schema/1.0/subscribe"},
		"acct:mokum@knoop.mokum.example":          {`"subject":"acct:mokum@mokum.example"`, self + `/users/mokum"`},
		"mokum@mokum.example":                     {`"subject":"acct:mokum@mokum.example"`},
		"@mokum@mokum.example":                    {`"subject":"acct:mokum@mokum.example"`},
		"acct:Joost@MOKUM.example":                {`"subject":"acct:joost@mokum.example"`, self + `/users/joost"`},
		"ACCT:JOOST@MOKUM.EXAMPLE":                {`"subject":"acct:joost@mokum.example"`},
		"https://knoop.mokum.example/users/joost": {`"subject":"acct:joost@mokum.example"`},
		"https://knoop.mokum.example/@joost":      {`"subject":"acct:joost@mokum.example"`},
		"https://knoop.mokum.example/actor":       {`"subject":"acct:relay@mokum.example"`, self + `/actor"`, "!subscribe"},
		"acct:relay@mokum.example":                {self + `/actor"`},
		"https://knoop.mokum.example/":            {"activitystreams#Service", `https://knoop.mokum.example/actor"`},
		"https://knoop.mokum.example":             {"activitystreams#Service"},
	} {
		// GoToSocial asks with an Accept that it refuses itself.
		for _, accept := range []string{"application/jrd+json, application/json", "application/jrd+json", as2, html, "", "image/png"} {
			a := w.get("/.well-known/webfinger?resource="+url.QueryEscape(resource), accept)
			a.is(t, 200, "", want...)
			if h := a.Header(); h.Get("Content-Type") != "application/jrd+json; charset=utf-8" || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Cache-Control") != "public, max-age=3600" {
				t.Errorf("%s: %v", resource, h)
			}
		}
	}
	for resource, status := range map[string]int{
		"acct:nobody@mokum.example": 404, "acct:mokum@elsewhere.example": 404, "https://elsewhere.example/users/mokum": 404,
		"https://elsewhere.example/": 404, "https://knoop.mokum.example/users/nobody": 404, "https://knoop.mokum.example/notes/1": 404, "nonsense": 404,
		"acct:": 404, "acct:@": 404, "mailto:mokum@mokum.example": 404, strings.Repeat("a", 5000) + "@mokum.example": 404, "acct:m'okum@mokum.example": 404, "": 400,
	} {
		w.get("/.well-known/webfinger?resource="+url.QueryEscape(resource), as2).is(t, status, told, `"error":`)
	}
	w.get("/.well-known/webfinger", "").is(t, 400, told)
	w.get("/.well-known/webfinger?resource=%zz", "").is(t, 400, told)
}

func TestHostMeta_leadsToWebFinger(t *testing.T) {
	w := newTown(t)
	a := w.get("/.well-known/host-meta", "application/xrd+xml")
	a.is(t, 200, "application/xrd+xml; charset=utf-8", `rel="lrdd"`, `template="https://mokum.example/.well-known/webfinger?resource={uri}"`)
	if err := xml.Unmarshal(a.Body.Bytes(), new(struct{})); err != nil {
		t.Error(err)
	}
}

func TestNodeInfo_saysWhatTheSchemaAsks(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		anna := storetest.Member(t, w.store, "anna")
		note := storetest.Note(t, w.store, anna, "dag")
		if _, err := w.store.PublishNote(t.Context(), store.NewNote{ActorID: anna.ID, Visibility: "public", Source: "ja", InReplyTo: note.URI}); err != nil {
			t.Fatal(err)
		}
		storetest.Note(t, w.store, storetest.Collective(t, w.store), "wij") // wrote, but is no person
		var index struct{ Links []struct{ Rel, Href string } }
		if err := json.Unmarshal(w.get("/.well-known/nodeinfo", "").Body.Bytes(), &index); err != nil {
			t.Fatal(err)
		}
		if len(index.Links) != 3 || index.Links[1].Rel != "https://www.w3.org/ns/activitystreams#Application" || index.Links[1].Href != w.base.Application() {
			t.Fatalf("the links are %v", index.Links)
		}
		for i, version := range map[int]string{0: "2.1", 2: "2.0"} {
			if index.Links[i].Rel != "http://nodeinfo.diaspora.software/ns/schema/"+version {
				t.Errorf("link %d is %s", i, index.Links[i].Rel)
			}
			a := w.get(index.Links[i].Href, "")
			a.is(t, 200, told)
			var n struct {
				Version           *string
				Software          struct{ Name, Version, Repository *string }
				Protocols         []string
				Services          struct{ Inbound, Outbound []string }
				OpenRegistrations *bool
				Usage             struct {
					Users                     struct{ Total, ActiveMonth, ActiveHalfyear *int }
					LocalPosts, LocalComments *int
				}
				Metadata map[string]any
			}
			if err := json.Unmarshal(a.Body.Bytes(), &n); err != nil {
				t.Fatal(err)
			}
			// As the schemas at nodeinfo.diaspora.software require.
			if n.Version == nil || *n.Version != version || n.Software.Name == nil || *n.Software.Name != "knoop" || n.Software.Version == nil || *n.Software.Version != "1.2.3" ||
				len(n.Protocols) != 1 || n.Protocols[0] != "activitypub" || n.Services.Inbound == nil || n.Services.Outbound == nil ||
				n.OpenRegistrations == nil || *n.OpenRegistrations || n.Metadata == nil || version == "2.0" && n.Software.Repository != nil {
				t.Errorf("%s: %s", version, a.Body)
			}
			for what, c := range map[string]struct {
				got  *int
				want int
			}{
				"users": {n.Usage.Users.Total, 2}, "this month": {n.Usage.Users.ActiveMonth, 1}, "this half year": {n.Usage.Users.ActiveHalfyear, 1},
				"posts": {n.Usage.LocalPosts, 3}, "comments": {n.Usage.LocalComments, 1},
			} {
				if c.got == nil || *c.got != c.want {
					t.Errorf("%s %s: %s", version, what, a.Body)
				}
			}
		}
		for _, version := range []string{"3", "3.0", "1.0", "2.10", "2"} {
			w.get("/nodeinfo/"+version, html).is(t, 404, told)
		}
		w.get("/robots.txt", "").is(t, 200, "text/plain", "!nodeinfo", "!Disallow: /\n", "!Disallow: /.well")
	})
}
