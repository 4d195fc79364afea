package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"knoop/models/text"
)

func TestPlain_readsAsABrowserShows(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"paragraphs", "<p>a</p><p>b</p>", "a\n\nb"},
		{"newlines between", "<p>a</p>\n<p>b\n c</p>\n", "a\n\nb c"},
		{"breaks", "<p>a<br>b<br><br>c</p>", "a\nb\n\nc"},
		{"a list", "<p>a</p><ul><li>b</li><li>c</li></ul><p>d</p>", "a\n\nb\nc\n\nd"},
		{"inline", "a <b>b</b><i>c</i> d", "a bc d"},
		{"entities", "&lt;b&gt; &amp;amp; &eacute;&nbsp;x", "<b> &amp; é\u00a0x"},
		{"hidden parts of an address", `<a href="https://a.b/c"><span class="invisible">https://</span><span>a.b</span><span class="invisible">/c</span></a>`, "https://a.b/c"},
		{"scripts", "a<script>b</script><style>c</style>d<title>e</title>", "ad"},
		{"code", "<pre>a\n  b\n</pre>c", "a\n  b\n\nc"},
		{"a table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
		{"a comment", "a<!-- b -->c", "ac"},
		{"no HTML", "a < b & c", "a < b & c"},
		{"nothing", " <p> </p> ", ""},
	} {
		if got := text.Plain(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLine_isOneHarmlessLine(t *testing.T) {
	for in, want := range map[string]string{
		" a\n\tb \r\n c ":           "a b c",
		"a\u2028b\u00a0c":           "a b c",
		"noor\u202Egnp.exe":         "noorgnp.exe",
		"\u2066a\u2069\u200b\ufeff": "a",
		"a\x00b\x1b[31mc":           "ab[31mc",
		"a\xffb":                    "ab",
		"👩🏽\u200d🚀":                 "👩🏽\u200d🚀", // joined emoji stay
		"":                          "",
	} {
		if got := text.Line(in); got != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTruncate_cutsWhereOneWould(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"kort", 10, "kort"},
		{"precies", 7, "precies"},
		{"précies", 7, "précies"},
		{"ontbijt", 4, "ont…"},
		{"Donderdag ontbijten we weer", 22, "Donderdag ontbijten…"},
		{"Donderdag, en dan", 11, "Donderdag…"},
		{"cafe\u0301s open", 5, "caf…"},
		{"x", 0, ""},
		{"xy", 1, "…"},
		{"", 5, ""},
	} {
		got := text.Truncate(c.in, c.n)
		if got != c.want {
			t.Errorf("Truncate(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
		if utf8.RuneCountInString(got) > c.n {
			t.Errorf("Truncate(%q, %d) has %d characters", c.in, c.n, utf8.RuneCountInString(got))
		}
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("<p>a<br>b</p>", 5)
	f.Add("<pre>\n<li>x", 1)
	f.Fuzz(func(t *testing.T, in string, n int) {
		plain := text.Plain(in)
		if plain != strings.TrimSpace(plain) || !utf8.ValidString(plain) {
			t.Errorf("Plain(%q) = %q", in, plain)
		}
		line := text.Line(plain)
		if strings.ContainsAny(line, "\n\r\t\u202e") || text.Line(line) != line {
			t.Errorf("Line(%q) = %q", plain, line)
		}
		if n > 0 && utf8.RuneCountInString(text.Truncate(line, n)) > n {
			t.Errorf("Truncate(%q, %d)", line, n)
		}
	})
}
