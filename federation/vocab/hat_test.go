package vocab_test

import (
	"strings"
	"testing"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
)

const kadeWest = "https://kade.example/users/kadewest"

func hatted() (models.Object, models.Actor) {
	joost := mokum()
	joost.URI, joost.Kind, joost.Handle = base.Actor("joost"), models.Person, "joost"
	return models.Object{
		ID: "7", URI: base.Note("7"), Type: models.Note, Local: true, Content: "<p>We schilderen <b>zaterdag</b>.</p>", Language: "nl", URL: base.Note("7"),
		Visibility: models.Public, To: []string{pub}, CC: []string{iri.Under(joost.URI, "followers")}, Published: noon, Updated: noon,
		Hat: kadeWest, HatName: "Kade & West",
	}, joost
}

func TestNote_namesItsHatForUsAndForOthers(t *testing.T) {
	o, joost := hatted()
	raw, err := writer.Note(o, joost)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"@context":["https://www.w3.org/ns/activitystreams",{"gts":"https://gotosocial.org/ns#","kn":"https://w3id.org/knoop/1#","sensitive":"as:sensitive","hat":{"@id":"kn:hat","@type":"@id"},"interactionPolicy":{"@id":"gts:interactionPolicy","@type":"@id"},"canLike":{"@id":"gts:canLike","@type":"@id"},"canReply":{"@id":"gts:canReply","@type":"@id"},"canAnnounce":{"@id":"gts:canAnnounce","@type":"@id"},"canQuote":{"@id":"gts:canQuote","@type":"@id"},"automaticApproval":{"@id":"gts:automaticApproval","@type":"@id"}}]`
	line := `<p>Namens <a href=\"https://kade.example/users/kadewest\" rel=\"nofollow noopener noreferrer\">Kade &amp; West</a></p><p>We schilderen <b>zaterdag</b>.</p>`
	for _, part := range []string{want, `"content":"` + line + `"`, `"contentMap":{"nl":"` + line + `"}`, `"hat":"https://kade.example/users/kadewest"`, `"attributedTo":"` + joost.URI + `"`} {
		if !strings.Contains(string(raw), part) {
			t.Errorf("without %s:\n%s", part, raw)
		}
	}
	d, err := vocab.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	in, err := vocab.ReadObject(d)
	if err != nil || in.Object.Hat != kadeWest || !strings.HasPrefix(in.Object.Content, "<p>We schilderen") {
		t.Errorf("read back: hat %q, %q, %v", in.Object.Hat, in.Object.Content, err)
	}
	o.Hat = ""
	if raw, err = writer.Note(o, joost); err != nil || strings.Contains(string(raw), "hat") || strings.Contains(string(raw), "amens") {
		t.Errorf("without a hat: %s, %v", raw, err)
	}
	o.Hat, o.HatName = kadeWest, ""
	if raw, err = writer.Note(o, joost); err != nil || !strings.Contains(string(raw), ">kade.example</a></p>") {
		t.Errorf("a hat without a name: %s, %v", raw, err)
	}
}

func TestReadObject_takesOnlyAHatLineOffTheText(t *testing.T) {
	link := `<a href="` + kadeWest + `" rel="nofollow">Kade West</a>`
	for content, want := range map[string]string{
		"<p>Namens " + link + "</p><p>x</p>":                                  "<p>x</p>",
		"<p>On behalf of " + link + "</p> <p>x</p>":                           "<p>x</p>",
		"<p>x</p><p>Namens " + link + "</p>":                                  "",
		"<p>Namens " + link + "</p>":                                          "",
		"<p>" + strings.Repeat("Lees bij ", 10) + link + "</p><p>x</p>":       "",
		"<p>Namens " + link + " en " + link + "</p><p>x</p>":                  "",
		`<p>Namens <a href="https://werf.example/">Kade West</a></p><p>x</p>`: "",
		"<p>x</p>": "",
	} {
		raw := `{"id":"https://b.example/1","type":"Note","attributedTo":"https://b.example/ann","to":"` + pub + `","hat":"` + kadeWest + `","content":` + quoted(content) + `}`
		d, err := vocab.Parse([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		in, err := vocab.ReadObject(d)
		if err != nil {
			t.Fatal(err)
		}
		o := in.Object
		if want != "" && o.Content != want {
			t.Errorf("%s became %s", content, o.Content)
		}
		if want == "" && strings.Count(o.Content, "<p>") != strings.Count(content, "<p>") {
			t.Errorf("%s lost something: %s", content, o.Content)
		}
	}
}

func TestReadObject_takesNoHatThatIsNoAddress(t *testing.T) {
	for _, hat := range []string{`"javascript:alert(1)"`, `7`, `{"name":"x"}`, `""`, `"` + strings.Repeat("x", 5000) + `"`} {
		raw := `{"id":"https://b.example/1","type":"Note","attributedTo":"https://b.example/ann","content":"x","hat":` + hat + `}`
		d, err := vocab.Parse([]byte(raw))
		if err != nil {
			continue
		}
		if in, err := vocab.ReadObject(d); err == nil && in.Object.Hat != "" {
			t.Errorf("%s was taken as %q", hat, in.Object.Hat)
		}
	}
}

func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }
