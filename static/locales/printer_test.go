package locales_test

import (
	"testing"

	"knoop/static/locales"
)

func TestPrinter_saysWithValues(t *testing.T) {
	for _, c := range []struct {
		lang, key string
		args      []any
		want      string
	}{
		{"nl", "error.handle_taken", []any{"Handle", "noor"}, "De naam noor is al bezet. Kies een andere."},
		{"en", "error.handle_taken", []any{"Handle", "noor"}, "The name noor is taken. Choose another one."},
		{"de", "error.handle_taken", []any{"Handle", "noor"}, "The name noor is taken. Choose another one."},
		{"nl-BE", "error.title_empty", nil, "Geef het een titel."},
		{"nl", "error.text_too_long", []any{"Max", 500}, "Deze tekst is te lang. Houd het op 500 tekens."},
		{"nl", "error.handle_taken", []any{"Other", "noor"}, "De naam {{.Handle}} is al bezet. Kies een andere."},
		{"nl", "error.handle_taken", []any{"Handle"}, "De naam {{.Handle}} is al bezet. Kies een andere."},
		{"nl", "error.handle_taken", []any{"Handle", "a", "Handle", "{{.Handle}}"}, "De naam {{.Handle}} is al bezet. Kies een andere."},
		{"nl", "nothing.here", nil, "nothing.here"},
	} {
		if got := locales.For(c.lang).T(c.key, c.args...); got != c.want {
			t.Errorf("%s %s %v = %q, want %q", c.lang, c.key, c.args, got, c.want)
		}
	}
}

func TestPrinter_countsInThePluralOfTheLanguage(t *testing.T) {
	for _, c := range []struct {
		lang  string
		count int
		want  string
	}{
		{"nl", 0, "0 plaatsen"},
		{"nl", 1, "1 plaats"},
		{"nl", 2, "2 plaatsen"},
		{"nl", 101, "101 plaatsen"},
		{"nl", 12345, "12.345 plaatsen"},
		{"en", 1, "1 place"},
		{"en", 21, "21 places"},
		{"en", 12345, "12,345 places"},
	} {
		if got := locales.For(c.lang).N("federation.places", c.count); got != c.want {
			t.Errorf("%s %d = %q, want %q", c.lang, c.count, got, c.want)
		}
	}
	if got := locales.For("nl").N("federation.places", 3, "Count", "drie"); got != "drie plaatsen" {
		t.Errorf("a count of one's own = %q", got)
	}
	if got := locales.For("nl").N("time.just_now", 3); got != "zojuist" {
		t.Errorf("a text without forms = %q", got)
	}
}

func TestPrinter_sentenceBeginsWithACapital(t *testing.T) {
	p := locales.For("nl")
	for in, want := range map[string]string{"donderdag 5 maart": "Donderdag 5 maart", "één": "Één", "": "", "3 dagen": "3 dagen"} {
		if got := p.Sentence(in); got != want {
			t.Errorf("Sentence(%q) = %q", in, got)
		}
	}
}

func TestLanguages_givesACopy(t *testing.T) {
	got := locales.Languages()
	if len(got) != 2 || got[0] != "nl" || got[1] != "en" {
		t.Fatalf("Languages = %v", got)
	}
	got[0] = "xx"
	if locales.Languages()[0] != "nl" {
		t.Error("a caller can change the languages")
	}
}

func BenchmarkT_plain(b *testing.B) {
	p := locales.For("nl")
	b.ReportAllocs()
	for b.Loop() {
		_ = p.T("error.not_found")
	}
}

func BenchmarkT_withValue(b *testing.B) {
	p := locales.For("nl")
	b.ReportAllocs()
	for b.Loop() {
		_ = p.T("error.handle_taken", "Handle", "noor")
	}
}

func BenchmarkN(b *testing.B) {
	p := locales.For("nl")
	b.ReportAllocs()
	for b.Loop() {
		_ = p.N("federation.places", 12)
	}
}
