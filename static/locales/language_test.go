package locales_test

import (
	"testing"

	"knoop/static/locales"
)

func TestLanguage_isNamedInTheReadersLanguage(t *testing.T) {
	for _, c := range []struct{ lang, tag, want string }{
		{"nl", "nl", "Nederlands"}, {"en", "nl", "Dutch"}, {"nl", "pt-BR", "Portugees (pt-BR)"}, {"nl", "xx", "xx"}, {"en", "", ""},
	} {
		if got := locales.For(c.lang).Language(c.tag); got != c.want {
			t.Errorf("%s in %s is %q, want %q", c.tag, c.lang, got, c.want)
		}
	}
	nl := locales.For("nl")
	for name, want := range map[string]string{
		"Nederlands": "nl", "dutch": "nl", " Turks ": "tr", "NL": "nl", "pt-br": "pt-BR", "zh-hant-tw": "zh-Hant-TW",
		"Portugees (pt-BR)": "pt-BR", "es-419": "es-419", "<b>": "<b>",
	} {
		if got := nl.LanguageTag(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
	for _, tag := range nl.NamedLanguages() {
		if got := nl.LanguageTag(nl.Language(tag)); got != tag {
			t.Errorf("%s is read back as %q", tag, got)
		}
	}
}

func TestAvailability_saysWhatIsKnown(t *testing.T) {
	nl, en := locales.For("nl"), locales.For("en")
	for _, c := range []struct{ got, want string }{
		{nl.Availability("free", "2026-03-16", "twee dagen per week"), "Vrij vanaf 16 maart 2026, twee dagen per week"},
		{en.Availability("full", "2026-03-16", ""), "Fully booked, room again from 16 March 2026"},
		{nl.Availability("some", "", ""), "Een beetje ruimte"},
		{nl.Availability("", "", "vraag maar"), "vraag maar"},
		{nl.Availability("", "", ""), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
