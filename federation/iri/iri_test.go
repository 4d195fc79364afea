package iri_test

import (
	"testing"

	"knoop/federation/iri"
)

func TestRead_takesApartWhatTheBuildersMake(t *testing.T) {
	b := iri.Base{Origin: "https://mokum.example", Domain: "mokum.example"}
	for _, c := range []struct {
		uri  string
		kind iri.Kind
		id   string
	}{
		{b.Actor("joost"), iri.KindActor, "joost"},
		{b.Profile("joost"), iri.KindActor, "joost"},
		{b.Application(), iri.KindApplication, "relay"},
		{b.Note("1"), iri.KindNote, "1"},
		{b.Event("1"), iri.KindEvent, "1"},
		{b.CreateOf("1", "note"), iri.KindActivity, "1-note"},
		{iri.Under(b.Actor("joost"), "followers"), iri.KindFollowers, "joost"},
	} {
		kind, id, ok := b.Read(c.uri)
		if !ok || kind != c.kind || id != c.id {
			t.Errorf("Read(%q) = %q, %q, %v", c.uri, kind, id, ok)
		}
	}
	for _, foreign := range []string{"https://mokum.example.evil/users/joost", "http://mokum.example/users/joost", b.Origin + "/users/a/b", b.Origin + "/users/", b.Origin} {
		if _, _, ok := b.Read(foreign); ok {
			t.Errorf("Read(%q) took a foreign address for ours", foreign)
		}
	}
}

func TestOrigin_foldsCaseAndDefaultPortsOnly(t *testing.T) {
	for in, want := range map[string]string{
		"https://A.example/x":      "https://a.example",
		"https://a.example:443/x":  "https://a.example",
		"https://a.example:8443/x": "https://a.example:8443",
		"http://a.example/x":       "http://a.example",
		"https://u@a.example/x":    "",
		"ftp://a.example/x":        "",
		"//a.example/x":            "",
		"https://a.example./x":     "https://a.example",
		"acct:joost@mokum.example": "",
		"https://a.example@evil/":  "",
	} {
		if got := iri.Origin(in); got != want {
			t.Errorf("Origin(%q) = %q, want %q", in, got, want)
		}
	}
}
