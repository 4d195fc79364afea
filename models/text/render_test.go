package text_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"knoop/models/text"
)

// people knows everyone but nobody, and has a page for every tag.
type people struct{}

func (people) Mention(handle string) (uri, url string, ok bool) {
	if strings.HasPrefix(handle, "nobody") {
		return "", "", false
	}
	user, host, remote := strings.Cut(handle, "@")
	if !remote {
		host = "here.example"
	}
	return "https://" + host + "/users/" + user, "https://" + host + "/@" + user, true
}

func (people) Hashtag(tag string) string { return "https://here.example/tags/" + tag }

func mention(host, user string) string {
	return `<span class="h-card"><a href="https://` + host + `/@` + user + `" class="u-url mention">@<span>` + user + `</span></a></span>`
}

func tag(shown, path string) string {
	return `<a href="https://here.example/tags/` + path + `" class="mention hashtag" rel="tag">#<span>` + shown + `</span></a>`
}

func link(href, inner string) string {
	return `<a href="` + href + `" rel="nofollow noopener noreferrer">` + inner + `</a>`
}

func bare(scheme, shown string) string {
	return link(scheme+shown, `<span class="invisible">`+scheme+`</span><span>`+shown+`</span><span class="invisible"></span>`)
}

func TestRender_writesWhatMastodonShows(t *testing.T) {
	noor, anna := mention("here.example", "noor"), mention("b.example", "anna")
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"paragraphs", "Een.\n\nTwee.", "<p>Een.</p><p>Twee.</p>"},
		{"a line break is one", "Een\nTwee", "<p>Een<br>Twee</p>"},
		{"emphasis", "*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>"},
		{"headings", "# A\n\n## B\n\n###### C", "<h2>A</h2><h3>B</h3><h4>C</h4>"},
		{"a list", "- a\n- b", "<ul><li>a</li><li>b</li></ul>"},
		{"a loose list", "1. a\n\n2. b", "<ol><li><p>a</p></li><li><p>b</p></li></ol>"},
		{"a year is no list", "2026. Wat een jaar", `<ol start="2026"><li>Wat een jaar</li></ol>`},
		{"a quotation", "> a\n> b", "<blockquote><p>a<br>b</p></blockquote>"},
		{"code", "```go\nx := <a>\n\n  y\n```", "<pre><code>x := &lt;a&gt;\n\n  y\n</code></pre>"},
		{"leading spaces are no code", "    a", "<p>a</p>"},
		{"nor in a list", "- a\n\n        b\n\n\tc\nd", "<ul><li><p>a</p><p>b</p><p>c<br>d</p></li></ul>"},
		{"an underline is no heading", "a\n---", "<p>a</p><p>* * *</p>"},
		{"a definition is text", "[Ada]: hoi", "<p>[Ada]: hoi</p>"},
		{"HTML is text", "<b>x</b> <script>alert(1)</script>", "<p>&lt;b&gt;x&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>"},
		{"a block of HTML is text", "<div onclick=x>\nhoi\n</div>", "<p>&lt;div onclick=x&gt;<br>hoi<br>&lt;/div&gt;</p>"},
		{"a link", "[x](https://a.example/y)", "<p>" + link("https://a.example/y", "x") + "</p>"},
		{"a bad link", "[x](javascript:alert(1)) [y](/logout)", "<p>x y</p>"},
		{"a bad autolink", "<javascript:alert(1)>", `<p><span class="invisible"></span><span>javascript:alert(1)</span><span class="invisible"></span></p>`},
		{"an image", "![Noor aan tafel](https://a.example/p.jpg)", "<p>" + link("https://a.example/p.jpg", "Noor aan tafel") + "</p>"},
		{"a bare address", "Zie https://a.example/y.", "<p>Zie " + bare("https://", "a.example/y") + ".</p>"},
		{"in brackets", "(https://a.example/y_(z))", "<p>(" + bare("https://", "a.example/y_(z)") + ")</p>"},
		{"with underscores", "https://a.example/a_b_c", "<p>" + bare("https://", "a.example/a_b_c") + "</p>"},
		{"a node at home", "http://zuidoost.localhost:8081/x", "<p>" + bare("http://", "zuidoost.localhost:8081/x") + "</p>"},
		{
			"a long address", "https://www.a.example/een/heel/lang/pad/naar/iets",
			"<p>" + link("https://www.a.example/een/heel/lang/pad/naar/iets",
				`<span class="invisible">https://www.</span><span class="ellipsis">a.example/een/heel/lang/pad/na</span><span class="invisible">ar/iets</span>`) + "</p>",
		},
		{"a mention", "Hoi @anna@b.example.", "<p>Hoi " + anna + ".</p>"},
		{"one of ours", "@Noor, kom je?", "<p>" + strings.Replace(noor, "<span>noor", "<span>Noor", 1) + ", kom je?</p>"},
		{"in brackets and emphasis", "(@noor) *@anna@b.example*", "<p>(" + noor + ") <em>" + anna + "</em></p>"},
		{"with a port", "@anna@b.localhost:8082 x", "<p>" + mention("b.localhost:8082", "anna") + " x</p>"},
		{"before a colon", "@anna@b.example: hoi", "<p>" + anna + ": hoi</p>"},
		{"nobody we know", "@nobody@b.example @nobody", "<p>@nobody@b.example @nobody</p>"},
		{"a mailbox", "noor@b.example, a.noor@b.example", "<p>noor@b.example, a.noor@b.example</p>"},
		{"not in code", "`@noor #x`\n\n```\n@noor #x https://a.example\n```", "<p><code>@noor #x</code></p><pre><code>@noor #x https://a.example\n</code></pre>"},
		{"not in a link", "[@noor #x](https://a.example)", "<p>" + link("https://a.example", "@noor #x") + "</p>"},
		{"not in an address", "https://a.example/@noor#x", "<p>" + bare("https://", "a.example/@noor#x") + "</p>"},
		{"escaped", `\@noor \#x`, "<p>@noor #x</p>"},
		{"a hashtag", "#Koffie en #koffie.", "<p>" + tag("Koffie", "koffie") + " en " + tag("koffie", "koffie") + ".</p>"},
		{"of any script", "#Café #東京 #smörgås_2", "<p>" + tag("Café", "caf%C3%A9") + " " + tag("東京", "%E6%9D%B1%E4%BA%AC") + " " + tag("smörgås_2", "sm%C3%B6rg%C3%A5s_2") + "</p>"},
		{"a number is none", "#1 #2026 #1e", "<p>#1 #2026 " + tag("1e", "1e") + "</p>"},
		{"in a word is none", "a#b C# &#35; x/#y", "<p>a#b C# # x/#y</p>"},
		{"a lone sign", "@ # @@ ## @- #·", "<p>@ # @@ ## @- #·</p>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := text.Render(c.in, people{}).HTML; got != c.want {
				t.Errorf("Render(%q)\n got  %s\n want %s", c.in, got, c.want)
			}
		})
	}
}

func TestRender_tellsWhomAndWhatATextNames(t *testing.T) {
	got := text.Render("Hoi @anna@B.example en @anna@b.example, @noor, @nobody@b.example\n\nOver #Koffie, #koffie en #Thee.", people{})
	want := text.Rendered{
		HTML:  got.HTML,
		Plain: "Hoi @anna en @anna, @noor, @nobody@b.example\n\nOver #Koffie, #koffie en #Thee.",
		Mentions: []text.Mention{
			{Handle: "anna@b.example", URI: "https://b.example/users/anna", URL: "https://b.example/@anna"},
			{Handle: "noor", URI: "https://here.example/users/noor", URL: "https://here.example/@noor"},
		},
		Hashtags: []string{"koffie", "thee"},
		Excerpt:  "Hoi @anna en @anna, @noor, @nobody@b.example Over #Koffie, #koffie en #Thee.",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestRender_withoutAResolverLinksNobody(t *testing.T) {
	got := text.Render("@noor #Koffie", nil)
	if got.HTML != "<p>@noor #Koffie</p>" || len(got.Mentions) != 0 || !slices.Equal(got.Hashtags, []string{"koffie"}) {
		t.Errorf("%+v", got)
	}
}

// A page address that is none must not become a link, whoever gave it.
type liar struct{}

func (liar) Mention(string) (uri, url string, ok bool) {
	return "https://a.example/u", "javascript:alert(1)", true
}
func (liar) Hashtag(string) string { return `"><script>alert(1)</script>` }

func TestRender_doesNotTrustTheResolver(t *testing.T) {
	got := text.Render("@noor #x", liar{}).HTML
	if want := `<p><span class="h-card">@<span>noor</span></span> #<span>x</span></p>`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestFindMentions_asksForEachOnce(t *testing.T) {
	got := text.FindMentions("@Anna@B.example @Anna@b.EXAMPLE `@code@c.example` [@in@d.example](https://e.example) @Noor @noor x@y.example @a.b@c.example:8443")
	want := []string{"Anna@b.example", "noor", "a.b@c.example:8443"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := text.FindMentions("niemand"); got != nil {
		t.Errorf("got %q", got)
	}
}

func TestRender_boundsWhatATextNames(t *testing.T) {
	var b strings.Builder
	for i := range 500 {
		for _, sign := range []string{" @u", " #t"} {
			b.WriteString(sign + strings.Repeat("x", i%90) + string(rune('a'+i/90)))
		}
	}
	got := text.Render(b.String(), people{})
	if len(got.Mentions) != 100 || len(got.Hashtags) != 100 || len(text.FindMentions(b.String())) != 100 {
		t.Errorf("%d mentions, %d hashtags", len(got.Mentions), len(got.Hashtags))
	}
}

func TestRender_survivesWhatNobodyWrites(t *testing.T) {
	for name, in := range map[string]string{
		"quotes in quotes": strings.Repeat("> ", 5_000) + "x",
		"brackets":         strings.Repeat("[", 30_000),
		"stars":            strings.Repeat("*a_", 5_000),
		"lists in lists":   strings.Repeat("- ", 2_000) + "x",
		"backticks":        strings.Repeat("`", 9_999) + " " + strings.Repeat("`", 9_998),
		"signs":            strings.Repeat("@a#b", 20_000),
		"not UTF-8":        "\xff@\xc3#\x80",
		"zero":             "a\x00b",
		"too long":         strings.Repeat("é", text.MaxMarkdown),
	} {
		t.Run(name, func(t *testing.T) {
			got := text.Render(in, people{})
			if len(got.HTML) > 100_000 {
				t.Errorf("%d bytes", len(got.HTML))
			}
			if strings.ContainsRune(got.HTML, 0) {
				t.Error("a zero byte")
			}
		})
	}
}

func FuzzRender(f *testing.F) {
	f.Add("Hoi @anna@b.example #x\n> [y](javascript:z) <script>alert(1)</script>\n```\n<x>\n```")
	f.Add("![a](https://b.example \"c\") **d** https://e.example/_f_")
	f.Fuzz(func(t *testing.T, in string) {
		if len(in) > 4000 {
			return
		}
		out := text.Render(in, people{}).HTML
		lower := strings.ToLower(out)
		for _, bad := range []string{"<script", `href="javascript:`, "<img", "<iframe", "onclick=\""} {
			if strings.Contains(lower, bad) {
				t.Errorf("%q in %q from %q", bad, out, in)
			}
		}
		// Markdown's own signs may go; what someone wrote may not.
		if !strings.ContainsAny(in, "&<") && !strings.Contains(in, "](") && !strings.Contains(in, "```") && !strings.Contains(in, "~~~") {
			// Without a resolver, since the host of a mention is in its link.
			plain := text.Render(in, nil).Plain
			if got, want := letters(plain), letters(in); got != want {
				t.Errorf("of %q remains %q", in, plain)
			}
		}
		once := text.Sanitise(out)
		if text.Sanitise(once) != once {
			t.Errorf("not stable: %q from %q", once, in)
		}
		for _, handle := range text.FindMentions(in) {
			if strings.ContainsAny(handle, " /<>\"?#") {
				t.Errorf("a handle %q from %q", handle, in)
			}
		}
	})
}

// letters keeps the letters of s: digits may be the number of a list item.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

func BenchmarkRender(b *testing.B) {
	const note = "Donderdag ontbijten we weer in De Spoel: brood, koffie en een rondje.\nKom je ook, @anna@b.example?\n\n- neem een stoel mee\n- zeg het **voort**\n\nhttps://zuidoost.example/events/018f #ontbijt"
	b.ReportAllocs()
	for b.Loop() {
		_ = text.Render(note, people{})
	}
}
