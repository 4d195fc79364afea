package discovery_test

import (
	"testing"

	"knoop/federation/discovery"
	"knoop/models"
)

func TestParseResource_readsHandlesAddressesAndHosts(t *testing.T) {
	for in, want := range map[string]struct {
		kind  discovery.Kind
		value string
	}{
		"acct:joost@Mokum.example":           {discovery.KindAcct, "joost@mokum.example"},
		"ACCT:joost@mokum.example":           {discovery.KindAcct, "joost@mokum.example"},
		"joost@mokum.example":                {discovery.KindAcct, "joost@mokum.example"},
		"@joost@mokum.example":               {discovery.KindAcct, "joost@mokum.example"},
		"acct:@joost@mokum.example":          {discovery.KindAcct, "joost@mokum.example"},
		"acct:relay@mokum.example:8443":      {discovery.KindAcct, "relay@mokum.example:8443"},
		"https://mokum.example/users/joost":  {discovery.KindURL, "https://mokum.example/users/joost"},
		"https://mokum.example/":             {discovery.KindHost, "https://mokum.example"},
		"https://Mokum.example":              {discovery.KindHost, "https://mokum.example"},
		"https://mokum.example/?author=0":    {discovery.KindURL, "https://mokum.example/?author=0"},
		"https://joost:x@mokum.example/":     {discovery.KindNone, ""},
		"mailto:joost@mokum.example":         {discovery.KindNone, ""},
		"joost":                              {discovery.KindNone, ""},
		"acct:a@b@c":                         {discovery.KindNone, ""},
		"":                                   {discovery.KindNone, ""},
		"acct:joost@mokum.example/../secret": {discovery.KindNone, ""},
	} {
		if kind, value := discovery.ParseResource(in); kind != want.kind || value != want.value {
			t.Errorf("ParseResource(%q) = %q, %q, want %q, %q", in, kind, value, want.kind, want.value)
		}
	}
}

func TestFind_knowsOnlyOurs(t *testing.T) {
	for in, want := range map[string]struct {
		handle   string
		host, ok bool
	}{
		"acct:Joost@mokum.example":                 {"joost", false, true},
		"acct:joost@node.mokum.example":            {"joost", false, true},
		"https://node.mokum.example/users/joost":   {"joost", false, true},
		"https://node.mokum.example/@joost":        {"joost", false, true},
		"https://node.mokum.example/actor":         {models.ApplicationHandle, false, true},
		"https://node.mokum.example/":              {"", true, true},
		"acct:joost@elsewhere.example":             {"", false, false},
		"https://elsewhere.example/users/joost":    {"", false, false},
		"https://elsewhere.example/":               {"", true, false},
		"https://node.mokum.example/events/1":      {"", false, false},
		"https://node.mokum.example.evil/users/jo": {"", false, false},
	} {
		if handle, host, ok := discovery.Find(base, in); ok != want.ok || ok && (handle != want.handle || host != want.host) {
			t.Errorf("Find(%q) = %q, %v, %v, want %+v", in, handle, host, ok, want)
		}
	}
}
