package models_test

import (
	"strings"
	"testing"

	"knoop/models"
)

func TestParseMembershipText_keepsWhatCanBeSeen(t *testing.T) {
	for given, want := range map[string]string{
		"  Ontwerp \r\n en druk\t":         "Ontwerp \n en druk",
		"om\u202egekeerd\x00\u2066!\u2069": "omgekeerd!",
		"👩\u200d🔧":                         "👩\u200d🔧",
		"\xff\xfe":                         "",
	} {
		if got, err := models.ParseMembershipText(given); err != nil || got != want {
			t.Errorf("%q gives %q, %v; want %q", given, got, err, want)
		}
	}
	if _, err := models.ParseMembershipText(strings.Repeat("é", models.MaxMembershipText)); err != nil {
		t.Errorf("the longest text: %v", err)
	}
	if _, err := models.ParseMembershipText(strings.Repeat("é", models.MaxMembershipText+1)); models.KindOf(err) != models.Invalid {
		t.Errorf("too long: %v", err)
	}
}
