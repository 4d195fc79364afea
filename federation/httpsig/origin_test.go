package httpsig_test

import (
	"testing"

	"knoop/federation/httpsig"
)

func TestParseOrigin_readsSchemeAndHostAlone(t *testing.T) {
	for text, want := range map[string]string{
		"https://mokum.example":      "https://mokum.example",
		"https://Mokum.Example/":     "https://mokum.example",
		"https://mokum.example:443":  "https://mokum.example",
		"https://mokum.example:8443": "https://mokum.example:8443",
		"http://localhost:8080":      "http://localhost:8080",
		"http://localhost:80":        "http://localhost",
		"http://[::1]:8080":          "http://[::1]:8080",
		"http://[::1]":               "http://[::1]",
	} {
		o, err := httpsig.ParseOrigin(text)
		if err != nil || o.String() != want {
			t.Errorf("%s: %q, %v", text, o, err)
		}
	}
	for _, text := range []string{"", "mokum.example", "ftp://mokum.example", "https://", "https://a@mokum.example", "https://mokum.example/users", "https://mokum.example?a", "https://mokum.example#a", "https://%"} {
		if o, err := httpsig.ParseOrigin(text); err == nil {
			t.Errorf("%q was read as %s", text, o)
		}
	}
}
