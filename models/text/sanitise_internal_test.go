package text

import (
	"strings"
	"testing"
)

// fragments of HTML, the plain and the odd, from which a fuzzer can build more
// telling input than from bytes.
var fragments = []string{
	"<p>", "</p>", "<br>", "<br />", "<br/>", "</a>", "<span>", "</span>", "Hallo ", "é", "👋🏽", "\n", "\t", " ",
	`<a href="https://example.org/@noor" class="u-url mention">`, `<a href="https://example.org" rel="tag nofollow" target="_blank">`,
	`<span class="h-card" translate="no">`, `<span class="invisible">`, `<span class="">`, `<a href="http://a.b/?x=1&amp;y=2">`,
	`<a href="https://a.b/c?d=e,f+g~h" class="x mention  hashtag" rel="tag">`, `<a class="mention">`, `<a href="javascript:alert(1)">`,
	"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&apos;", "&nbsp;", `<a data-user="x9" href="https://a.b/c#d" rel="ugc">`, `<a href="https://a.b/c#d#e?">`, `<a href="https://a.b#">`, "&", "'", `"`, "\u00a0", "\u0085", "\ufffe", "\ufe0f", "\u202e", "«",
	"<div>", "</div>", "<ul>", "</ul>", "<li>", "</li>", "<h1>", "</h1>", "<blockquote>", "</blockquote>", "<pre>", "</pre>",
	"<script>", "</script>", "<!--", "-->", "<b>", "</b>", "<ol start=3>", "</ol>", "<td>", "<textarea>", "<svg/onload=x>", "<",
	">", "<p ", "class=x>", "<P>", "<a href='https://a.b'>", "\r", "\x00", "<title>", "</title>", "<a href=mailto:a@b.c>",
}

func build(picks []byte) string {
	var b strings.Builder
	for _, p := range picks {
		b.WriteString(fragments[int(p)%len(fragments)])
	}
	return b.String()
}

// checkSanitised holds what must be true of anything Sanitise gives.
func checkSanitised(t *testing.T, in string) {
	t.Helper()
	out := Sanitise(in)
	if again := Sanitise(out); again != out {
		t.Errorf("not stable:\n in    %q\n out   %q\n again %q", in, out, again)
	}
	if len(out) > maxHTMLOut {
		t.Errorf("%d bytes of %d remain", len(out), len(in))
	}
	if tags := tagsOf(out); strings.Contains(tags, "<script") || strings.Contains(tags, "javascript:") || strings.Contains(tags, " on") {
		t.Errorf("danger in %q from %q", out, in)
	}
	if plain, ok := plainPath(in); ok && plain != longPath(in) {
		t.Errorf("the plain path differs:\n in    %q\n plain %q\n long  %q", in, plain, longPath(in))
	}
	if !balanced(out) {
		t.Errorf("not closed: %q from %q", out, in)
	}
	Plain(in)
}

// tagsOf keeps what stands between < and >; text may say javascript: as much as
// it likes.
func tagsOf(out string) string {
	var b strings.Builder
	for _, piece := range strings.Split(out, "<")[1:] {
		tag, _, _ := strings.Cut(piece, ">")
		b.WriteString("<" + strings.ToLower(tag))
	}
	return b.String()
}

// balanced reads our own output, in which every < begins a tag.
func balanced(out string) bool {
	var open []string
	for _, piece := range strings.Split(out, "<")[1:] {
		tag, _, ok := strings.Cut(piece, ">")
		if !ok {
			return false
		}
		name, _, _ := strings.Cut(tag, " ")
		switch {
		case name == "br":
		case strings.HasPrefix(name, "/"):
			if len(open) == 0 || open[len(open)-1] != name[1:] {
				return false
			}
			open = open[:len(open)-1]
		default:
			open = append(open, name)
		}
	}
	return len(open) == 0
}

func FuzzSanitise_fragments(f *testing.F) {
	f.Add([]byte{0, 14, 8, 5, 1})
	f.Add([]byte{0, 16, 14, 6, 8, 7, 5, 7, 31, 1, 11})
	f.Add([]byte{39, 41, 43, 8, 45, 40, 49, 51})
	f.Fuzz(func(t *testing.T, picks []byte) {
		if len(picks) < 2000 {
			checkSanitised(t, build(picks))
		}
	})
}

func FuzzSanitise(f *testing.F) {
	for _, s := range fragments {
		f.Add(s)
	}
	for _, c := range attacks {
		f.Add(c.in)
	}
	f.Add(mastodonNote)
	f.Fuzz(func(t *testing.T, in string) {
		if len(in) < 20_000 {
			checkSanitised(t, in)
		}
	})
}

func TestSanitise_theCommonNoteTakesThePlainPath(t *testing.T) {
	for _, in := range []string{
		"<p>Hallo</p>",
		mastodonNote,
		`<p>It's "fine" &amp; done<br />– café ☕️ «x» &nbsp;</p>` + "\n" + `<p><a href="https://a.b/tags/koffie" class="mention hashtag" rel="tag">#<span>koffie</span></a></p>`,
	} {
		out, ok := plainPath(in)
		if !ok {
			t.Errorf("went the long way: %s", in)
		}
		if long := longPath(in); out != long {
			t.Errorf("plain %s\nlong  %s", out, long)
		}
	}
}

func TestSanitise_boundsWhatItReadsAndKeeps(t *testing.T) {
	for name, in := range map[string]string{
		"long text":       "<p>" + strings.Repeat("é ", 300_000),
		"quotes":          strings.Repeat(`"`, 199_000),
		"deep":            strings.Repeat("<blockquote>", 20_000) + "x",
		"deep and closed": strings.Repeat("<ul><li>", 9_000) + strings.Repeat("</ul>", 9_000),
		"end tags":        strings.Repeat("</p></b>", 25_000),
		"many links":      strings.Repeat(`<a href="https://a.b">`, 9_000),
		"attributes":      "<a " + strings.Repeat("x=1 ", 50_000) + ">",
		"classes":         `<span class="` + strings.Repeat("h-x ", 40_000) + `">x</span>`,
		"a long link":     `<a href="https://a.b/` + strings.Repeat("x", 100_000) + `">x</a>`,
		"a cut entity":    strings.Repeat("x", 99_990) + strings.Repeat("&amp;", 100),
	} {
		t.Run(name, func(t *testing.T) { checkSanitised(t, in) })
	}
}

var mastodonNote = `<p><span class="h-card" translate="no"><a href="https://mastodon.example/@noor" class="u-url mention">@<span>noor</span></a></span> ` +
	`Donderdag ontbijten we weer in De Spoel: brood, koffie en een rondje. Kom je ook?</p><p>Alles staat op ` +
	`<a href="https://zuidoost.example/events/018f" target="_blank" rel="nofollow noopener noreferrer" translate="no"><span class="invisible">https://</span><span class="">zuidoost.example/events/018f</span><span class="invisible"></span></a></p>` +
	`<p><a href="https://mastodon.example/tags/ontbijt" class="mention hashtag" rel="tag">#<span>ontbijt</span></a></p>`

func BenchmarkSanitise_commonNote(b *testing.B) {
	b.SetBytes(int64(len(mastodonNote)))
	b.ReportAllocs()
	for b.Loop() {
		_ = Sanitise(mastodonNote)
	}
}

func BenchmarkSanitise_longPath(b *testing.B) {
	b.SetBytes(int64(len(mastodonNote)))
	b.ReportAllocs()
	for b.Loop() {
		_ = longPath(mastodonNote)
	}
}
