package vocab_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"knoop/federation/vocab"
	"knoop/models"
	"knoop/static/locales"
)

const evilText = `"><script>alert(1)</script>`

// joost is a member with all of his profile public.
func joost() models.Actor {
	p := models.Profile{
		Name: "Joost", Services: []string{"Huisstijlen, groot en klein", "Drukwerk"}, Skills: []string{"InDesign", evilText}, Branches: []string{"Ontwerp"},
		Neighbourhood: "Holendrecht", Postcode: "1106", Languages: []string{"nl", "pt-BR"}, Purpose: "lunchen",
		Work:         []models.WorkItem{{Title: "Vlag voor de markt", Year: 2025}, {Title: "Affiche"}},
		Availability: models.Availability{State: models.AvailabilityFree, From: "2026-03-16", Text: "twee dagen"},
		Links:        []models.ProfileLink{{URL: "https://joost.example/werk?a=1&b=2", Name: "Site"}, {URL: "https://elders.example/@joost"}},
		Photo:        models.Photo{Alt: "Joost lacht", Sizes: []models.PhotoSize{{Side: 400, Name: "a.jpg"}}},
		Indexable:    true,
	}.Show(models.ForEveryone)
	a := mokum()
	a.Kind, a.Handle, a.URI = models.Person, "joost", base.Actor("joost")
	a, _ = p.Onto(a, base.Origin)
	return a
}

func TestActor_saysItsProfileInTheNodesLanguage(t *testing.T) {
	for lang, want := range map[string][][2]string{
		"nl": {
			{"Diensten", "Huisstijlen, groot en klein · Drukwerk"},
			{"Site", `<a href="https://joost.example/werk?a=1&amp;b=2" target="_blank" rel="me nofollow noopener"><span class="invisible">https://</span><span class="">joost.example/werk?a=1&amp;b=2</span></a>`},
			{"elders.example", `<a href="https://elders.example/@joost" target="_blank" rel="me nofollow noopener"><span class="invisible">https://</span><span class="">elders.example/@joost</span></a>`},
			{"Beschikbaar", "Vrij vanaf 16 maart 2026, twee dagen"},
			{"Vaardigheden", "InDesign, &#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"},
			{"Branche", "Ontwerp"},
			{"Buurt", "Holendrecht, 1106"},
			{"Talen", "Nederlands, Portugees (pt-BR)"},
			{"Waarvoor", "lunchen"},
			{"Werk", "Vlag voor de markt (2025) · Affiche"},
		},
		"en": {{"Services", "Huisstijlen, groot en klein · Drukwerk"}},
	} {
		m := object(t, must(vocab.NewWriter(base, locales.For(lang)).Actor(joost(), models.Account{})), nil)
		fields := m["attachment"].([]any)
		for i, w := range want {
			f := fields[i].(map[string]any)
			if f["type"] != "PropertyValue" || f["name"] != w[0] || f["value"] != w[1] {
				t.Errorf("%s: line %d is %v, want %v", lang, i, f, w)
			}
		}
		if lang == "nl" && len(fields) != len(want) {
			t.Errorf("%d lines", len(fields))
		}
		icon := m["icon"].(map[string]any)
		if icon["url"] != base.Origin+"/media/a.jpg" || icon["mediaType"] != "image/jpeg" || icon["name"] != "Joost lacht" || icon["summary"] != "Joost lacht" {
			t.Errorf("icon %v", icon)
		}
		if m["indexable"] != true || m["discoverable"] != false {
			t.Errorf("indexable %v, discoverable %v", m["indexable"], m["discoverable"])
		}
	}
}

// What Mastodon asks of a value before it looks whether the page points back.
func TestActor_linksAreOfTheFormThatMastodonVerifies(t *testing.T) {
	for _, f := range object(t, must(writer.Actor(joost(), models.Account{})), nil)["attachment"].([]any)[1:3] {
		z := html.NewTokenizer(strings.NewReader(f.(map[string]any)["value"].(string)))
		text, href, depth := "", "", 0
		for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
			token := z.Token()
			switch tt {
			case html.StartTagToken:
				depth++
				if token.Data == "a" {
					href = token.Attr[0].Val
				}
			case html.EndTagToken:
				depth--
			case html.TextToken:
				if depth == 0 {
					t.Errorf("%q stands beside the link", token.Data)
				}
				text += token.Data
			}
		}
		if href == "" || text != href {
			t.Errorf("text %q, address %q", text, href)
		}
	}
}
