package locales_test

import (
	"strings"
	"testing"

	"knoop/static/locales"
)

func TestNegotiate_takesTheNearestWish(t *testing.T) {
	for _, c := range []struct {
		name, query, cookie, member, accept, fallback, want string
	}{
		{"nothing said", "", "", "", "", "", "nl"},
		{"the node's fallback", "", "", "", "", "en", "en"},
		{"a fallback we do not speak", "", "", "", "", "de", "nl"},
		{"the address wins", "en", "nl", "nl", "nl", "nl", "en"},
		{"then the cookie", "", "en", "nl", "nl", "nl", "en"},
		{"then the member", "", "", "en", "nl", "nl", "en"},
		{"then the browser", "", "", "", "en", "nl", "en"},
		{"nonsense is passed over", "../../etc", "\x00", "x", "en", "nl", "en"},
		{"a region", "NL-be", "", "", "", "en", "nl"},
		{"an underscore", "en_GB", "", "", "", "nl", "en"},
		{"a longer language", "enx", "", "", "", "nl", "nl"},
		{"the browser's order", "", "", "", "de,en-GB;q=0.9,nl;q=0.8", "nl", "en"},
		{"the browser's weights", "", "", "", "en;q=0.3, nl-NL;q=0.7", "en", "nl"},
		{"weight nothing", "", "", "", "en;q=0", "nl", "nl"},
		{"a broken weight", "", "", "", "en;q=NaN,en;q=9,en;x=1", "nl", "nl"},
		{"anything", "", "", "", "*", "en", "en"},
		{"a flood", "", "", "", strings.Repeat("de,", 100000) + "en", "nl", "nl"},
	} {
		if got := locales.Negotiate(c.query, c.cookie, c.member, c.accept, c.fallback); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzNegotiate(f *testing.F) {
	f.Add("nl", "en;q=0.5,*;q=0")
	f.Fuzz(func(t *testing.T, query, accept string) {
		if got := locales.Negotiate(query, "", "", accept, "nl"); got != "nl" && got != "en" {
			t.Errorf("Negotiate(%q, %q) = %q", query, accept, got)
		}
	})
}
