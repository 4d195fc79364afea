package models_test

import (
	"strings"
	"testing"

	"knoop/models"
)

func TestCheckHandle(t *testing.T) {
	for handle, key := range map[string]string{
		"joost":                 "",
		"mei_lin_2":             "",
		strings.Repeat("a", 30): "",
		strings.Repeat("a", 31): "error.handle_invalid",
		"":                      "error.handle_invalid",
		"Joost":                 "error.handle_invalid",
		"joost.v":               "error.handle_invalid",
		"joost verhagen":        "error.handle_invalid",
		"jöost":                 "error.handle_invalid",
		"relay":                 "error.handle_reserved",
		"events":                "error.handle_reserved",
		"portraits":             "error.handle_reserved",
	} {
		if got := keyOf(models.CheckHandle(handle)); got != key {
			t.Errorf("%q: %q, want %q", handle, got, key)
		}
	}
}

func TestSplitAcct_readsWhatPeopleType(t *testing.T) {
	for in, want := range map[string]string{
		"@noor@mastodon.example":                 "noor@mastodon.example",
		"noor@Mastodon.Example":                  "noor@mastodon.example",
		"acct:noor@mastodon.example":             "noor@mastodon.example",
		" noor@host.example:8443 ":               "noor@host.example:8443",
		"noor":                                   "",
		"@noor":                                  "",
		"a@b@c":                                  "",
		"noor@host/path":                         "",
		"<b>@host":                               "",
		"@" + strings.Repeat("a", 400) + "@host": "",
	} {
		user, domain, ok := models.SplitAcct(in)
		got := ""
		if ok {
			got = user + "@" + domain
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
