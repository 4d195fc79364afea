package discovery_test

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"knoop/federation/discovery"
	"knoop/federation/iri"
	"knoop/models"
)

var base = iri.Base{Origin: "https://node.mokum.example", Domain: "mokum.example"}

func joost() models.Actor {
	return models.Actor{URI: base.Actor("joost"), Kind: models.Person, Handle: "joost", URL: base.Profile("joost")}
}

func TestWebFinger_namesTheActorOnceUnderTheHandleDomain(t *testing.T) {
	raw, err := discovery.WebFinger(base, joost())
	if err != nil {
		t.Fatal(err)
	}
	f, err := discovery.ReadWebFinger(raw)
	if err != nil {
		t.Fatal(err)
	}
	want := discovery.Finger{
		Subject: "acct:joost@mokum.example", Self: "https://node.mokum.example/users/joost", Page: "https://node.mokum.example/@joost",
		Subscribe: "https://node.mokum.example/interact?uri={uri}",
	}
	if f.Subject != want.Subject || f.Self != want.Self || f.Page != want.Page || f.Subscribe != want.Subscribe {
		t.Errorf("read back %+v, want %+v", f, want)
	}
	for _, verb := range []string{"Follow", "Object"} {
		if f.Intents[verb] != "https://node.mokum.example/interact?uri={object}" {
			t.Errorf("intent %s is %q", verb, f.Intents[verb])
		}
	}
	// Mobilizon compares this very string, old Mastodon took the first self link.
	if n := strings.Count(string(raw), `"rel":"self"`); n != 1 {
		t.Errorf("%d self links, want 1", n)
	}
	if !strings.Contains(string(raw), `{"rel":"self","type":"application/activity+json","href":"https://node.mokum.example/users/joost"}`) {
		t.Errorf("the self link is not as Mobilizon wants it: %s", raw)
	}
}

func TestWebFinger_theApplicationIsNobodysHome(t *testing.T) {
	raw, err := discovery.WebFinger(base, models.Actor{URI: base.Application(), Kind: models.Application, Handle: models.ApplicationHandle})
	if err != nil {
		t.Fatal(err)
	}
	f, err := discovery.ReadWebFinger(raw)
	if err != nil || f.Self != base.Application() || f.Subject != "acct:relay@mokum.example" || f.Subscribe != "" || f.Intents != nil {
		t.Errorf("got %+v, %v", f, err)
	}
}

func TestWebFingerHost_namesTheServersActor(t *testing.T) {
	raw, err := discovery.WebFingerHost(base)
	if err != nil {
		t.Fatal(err)
	}
	f, err := discovery.ReadWebFinger(raw)
	if err != nil || f.Service != base.Application() || f.Subject != base.Origin+"/" || f.Self != "" {
		t.Errorf("got %+v, %v", f, err)
	}
}

func TestHostMeta_pointsAtWebFinger(t *testing.T) {
	var xrd struct {
		Link struct {
			Rel      string `xml:"rel,attr"`
			Template string `xml:"template,attr"`
		} `xml:"Link"`
	}
	if err := xml.Unmarshal(discovery.HostMeta(base), &xrd); err != nil {
		t.Fatal(err)
	}
	const want = "https://node.mokum.example/.well-known/webfinger?resource={uri}"
	if xrd.Link.Rel != "lrdd" || xrd.Link.Template != want {
		t.Errorf("got %+v", xrd.Link)
	}
	raw, err := discovery.HostMetaJSON(base)
	if err != nil || !strings.Contains(string(raw), `"template":"`+want+`"`) {
		t.Errorf("got %s, %v", raw, err)
	}
}

func TestNodeInfoLinks_putTheSchemaFirstForGancioAndTheApplicationSecond(t *testing.T) {
	raw, err := discovery.NodeInfoLinks(base)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Links []struct{ Rel, Href string }
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Links) != 3 || !strings.HasSuffix(doc.Links[0].Rel, "/schema/2.1") || doc.Links[1].Rel != discovery.RelApplication {
		t.Errorf("links are %+v", doc.Links)
	}
	links, err := discovery.ReadNodeInfoLinks(raw)
	if err != nil || links.Schema != "https://node.mokum.example/nodeinfo/2.1" || links.Application != base.Application() {
		t.Errorf("read back %+v, %v", links, err)
	}
}

func TestNodeInfo_holdsWhatTheSchemaDemands(t *testing.T) {
	for _, schema := range []string{"2.0", "2.1"} {
		raw, err := discovery.NodeInfo(schema, "1.2.3", discovery.Stats{Name: "Mokum", Users: 7, ActiveMonth: 3, Posts: 12, Repository: "https://code.example/knoop", Language: "nl"})
		if err != nil {
			t.Fatal(err)
		}
		var doc map[string]any
		if err := json.Unmarshal(raw, &doc); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"version", "software", "protocols", "services", "openRegistrations", "usage", "metadata"} {
			if doc[key] == nil {
				t.Errorf("%s: %s is missing", schema, key)
			}
		}
		if doc["version"] != schema {
			t.Errorf("version is %v, want %s", doc["version"], schema)
		}
		if users := doc["usage"].(map[string]any)["users"].(map[string]any); users["total"] != 7.0 {
			t.Errorf("users are %v", users)
		}
		_, has := doc["software"].(map[string]any)["repository"]
		if has != (schema == "2.1") {
			t.Errorf("%s: repository present is %v", schema, has)
		}
		if software, version, err := discovery.ReadNodeInfo(raw); software != "knoop" || version != "1.2.3" || err != nil {
			t.Errorf("read back %q %q %v", software, version, err)
		}
	}
	if _, err := discovery.NodeInfo("1.0", "1", discovery.Stats{}); err == nil {
		t.Error("an unknown schema was written")
	}
}
