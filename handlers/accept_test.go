package handlers

import "testing"

func TestWantsDocument_takesWhatPeersAndBrowsersSend(t *testing.T) {
	const ld = `application/ld+json; profile="https://www.w3.org/ns/activitystreams"`
	for accept, want := range map[string]bool{
		"application/activity+json":        true,
		ld:                                 true,
		"application/activity+json, " + ld: true,
		ld + ", application/activity+json, text/html;q=0.1":                          true,
		"text/html, application/activity+json":                                       false,
		"application/activity+json, text/html":                                       true,
		"application/activity+json;q=0.5, text/html":                                 false,
		"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8": false,
		"*/*":              false,
		"":                 false,
		"application/json": false,
		"application/ld+json; profile=\"https://example.org/other\"":                    false,
		"application/ld+json; profile=https://www.w3.org/ns/activitystreams":            true,
		"text/html, application/ld+json; profile=https://www.w3.org/ns/activitystreams": false,
		"application/activity+json;q=0, text/html;q=0.1":                                false,
		"garbage;;;,application/activity+json":                                          true,
	} {
		if got := wantsDocument(accept); got != want {
			t.Errorf("wantsDocument(%q) = %v", accept, got)
		}
	}
}
