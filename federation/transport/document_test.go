package transport_test

import (
	"io"
	"net/http"
	"testing"

	"knoop/federation/transport"
)

var documentTypes = map[string]bool{
	`application/activity+json`:                                                                  true,
	`application/activity+json; charset=utf-8`:                                                   true,
	`Application/Activity+JSON;charset=UTF-8`:                                                    true,
	`application/ld+json; profile="https://www.w3.org/ns/activitystreams"`:                       true,
	`application/ld+json; charset=utf-8; profile="https://www.w3.org/ns/activitystreams"`:        true,
	`application/ld+json;profile="https://example.org/ns https://www.w3.org/ns/activitystreams"`: true,
	`application/ld+json; profile=https://www.w3.org/ns/activitystreams`:                         true,
	`application/ld+json`: false,
	`application/ld+json; profile="https://example.org/ns"`:                                      false,
	`application/ld+json; profile="https://evil.example/?https://www.w3.org/ns/activitystreams"`: false,
	`application/json`:                          false,
	`application/activity+jsonx`:                false,
	`text/html`:                                 false,
	`text/plain; a="application/activity+json"`: false,
	`image/png`:                                 false,
	``:                                          false,
}

func TestGetDocument_takesActivityPubTypesOnly(t *testing.T) {
	var contentType string
	s := peer(t, func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Accept"); got != `application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"` {
			t.Errorf("Accept is %q", got)
		}
		if err := signedBy(r, nil); err != nil {
			t.Error(err)
		}
		w.Header()["Content-Type"] = nil
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		_, _ = io.WriteString(w, `{"type":"Person"}`)
	})
	c, key := clientFor(t, s), testKey()
	for value, ok := range documentTypes {
		contentType = value
		got, err := c.GetDocument(t.Context(), s.URL+"/users/a", &key)
		if ok {
			if err != nil || string(got.Body) != `{"type":"Person"}` {
				t.Errorf("%s: %v", value, err)
			}
			continue
		}
		if e := asError(t, err, false); e.Status != 200 || e.Host == "" {
			t.Errorf("%s: %+v", value, e)
		}
	}
}

func TestGetDocument_takes200Only(t *testing.T) {
	s := peer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", transport.ActivityJSON)
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, `{}`)
	})
	_, err := clientFor(t, s).GetDocument(t.Context(), s.URL, nil)
	asError(t, err, false)
}

func TestGetJSON_takesWhatWasAskedOrPlainJSON(t *testing.T) {
	var contentType, accept string
	s := peer(t, func(w http.ResponseWriter, r *http.Request) {
		accept = r.Header.Get("Accept")
		if r.Header.Get("Signature") != "" {
			t.Error("signed")
		}
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, `{}`)
	})
	c := clientFor(t, s)
	types := []string{"application/jrd+json", "application/json"}
	for value, ok := range map[string]bool{
		"application/jrd+json": true, "application/jrd+json; charset=utf-8": true, "application/json": true,
		"text/html": false, "application/activity+json": false, "nonsense/": false,
	} {
		contentType = value
		if _, err := c.GetJSON(t.Context(), s.URL, types...); (err == nil) != ok {
			t.Errorf("%s: %v", value, err)
		}
	}
	if accept != "application/jrd+json, application/json" {
		t.Errorf("Accept is %q", accept)
	}
	contentType = "application/json"
	if _, err := c.GetJSON(t.Context(), s.URL); err != nil || accept != "application/json" {
		t.Errorf("%v, Accept %q", err, accept)
	}
	contentType = `application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.1#"`
	if _, err := c.GetJSON(t.Context(), s.URL); err != nil {
		t.Error(err)
	}
}
