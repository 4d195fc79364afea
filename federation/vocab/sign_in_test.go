package vocab_test

import (
	"encoding/json"
	"strings"
	"testing"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/static/locales"
)

func TestActor_saysWhereAPersonSignsInAndWhereVisitorsComeBack(t *testing.T) {
	base := iri.Base{Origin: "https://mokum.example", Domain: "mokum.example"}
	w := vocab.NewWriter(base, locales.For("nl"))
	for _, kind := range []models.ActorKind{models.Person, models.Group, models.Application} {
		a := models.Actor{Kind: kind, Local: true, Handle: "anna", Name: "Anna", URI: base.Actor("anna"), Inbox: base.Actor("anna") + "/inbox"}
		raw, err := w.Actor(a, models.Account{})
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Endpoints   map[string]string `json:"endpoints"`
			RedirectURI string            `json:"redirectURI"`
		}
		if err := json.Unmarshal(raw, &doc); err != nil {
			t.Fatal(err)
		}
		authorize, token, back := "", "", ""
		switch kind {
		case models.Person:
			authorize, token = "https://mokum.example/oauth/authorize", "https://mokum.example/oauth/token"
		case models.Application:
			back = "https://mokum.example/login/home/return"
		}
		if doc.Endpoints["oauthAuthorizationEndpoint"] != authorize || doc.Endpoints["oauthTokenEndpoint"] != token || doc.RedirectURI != back {
			t.Errorf("%s: %s", kind, raw)
		}
		if defined := strings.Contains(string(raw), `"redirectURI":{"@id":"https://purl.archive.org/socialweb/oauth#redirectURI","@type":"@id"}`); defined != (back != "") {
			t.Errorf("%s defines redirectURI: %v", kind, defined)
		}
	}
}
