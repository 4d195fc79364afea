package web

import "testing"

func TestPastedAcct_readsAProfilePageFromTheAddressBar(t *testing.T) {
	for in, want := range map[string]string{
		"https://mastodon.example/@noor":          "noor@mastodon.example",
		"https://host.example:8443/users/noor":    "noor@host.example:8443",
		"https://host.example/@noor/1234":         "noor@host.example",
		"https://mastodon.example/@ann@b.example": "https://mastodon.example/@ann@b.example",
		"https://mastodon.example/about":          "https://mastodon.example/about",
		"@noor@mastodon.example":                  "@noor@mastodon.example",
		"javascript://x/@noor":                    "javascript://x/@noor",
		"https://u:p@host.example/@noor":          "https://u:p@host.example/@noor",
	} {
		if got := pastedAcct(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
