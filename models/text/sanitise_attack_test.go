package text

import (
	"strings"
	"testing"
)

// attacks and what must remain of them.
var attacks = []struct{ name, in, want string }{
	{"script", `<script>alert(1)</script>x`, `x`},
	{"script, broken", `<scr<script>ipt>alert(1)</script>`, `ipt&gt;alert(1)`},
	{"script, nested", `<scr<script>x</script>ipt>alert(1)</script>`, `xipt&gt;alert(1)`},
	{"script, self-closing", `<script/>alert(1)</script>x`, `x`},
	{"script, unclosed", `a<script>alert(1)`, `a`},
	{"style", `<style>*{display:none}</style>x`, `x`},
	{"event handler", `<p onclick="alert(1)">x</p>`, `<p>x</p>`},
	{"event handler, slash", `<p/onclick=alert(1)>x`, `<p>x</p>`},
	{"image", `<img src=x onerror=alert(1)>x`, `x`},
	{"svg", `<svg><script>alert(1)</script><a xlink:href="javascript:alert(1)">x</a></svg>`, `x`},
	{"math", `<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>`, ``},
	{"iframe", `<iframe src="https://a.b"><p>x</p></iframe>y`, `y`},
	{"iframe srcdoc", `<iframe srcdoc="<script>alert(1)</script>"></iframe>`, ``},
	{"form", `<form action="https://a.b"><input name=p><button>x</button></form>`, `<p>x</p>`},
	{"textarea", `<textarea></p><script>alert(1)</script></textarea>x`, `x`},
	{"title", `<title><p>a</title>x`, `x`},
	{"plaintext", `x<plaintext><p>y`, `x`},
	{"comment", `a<!-- <script>alert(1)</script> -->b`, `ab`},
	{"conditional comment", `<!--[if IE]><script>alert(1)</script><![endif]-->x`, `x`},
	{"cdata", `<![CDATA[<script>alert(1)</script>]]>x`, `alert(1)]]&gt;x`},
	{"style attribute", `<p style="position:fixed;top:0">x</p>`, `<p>x</p>`},
	{"id", `<p id="login">x</p>`, `<p>x</p>`},
	{"foreign class", `<span class="btn mention knoop">x</span>`, `<span class="mention">x</span>`},
	{"javascript", `<a href="javascript:alert(1)">x</a>`, `x`},
	{"javascript, entity", `<a href="&#106;avascript&colon;alert(1)">x</a>`, `x`},
	{"javascript, tab", "<a href=\"java\tscript:alert(1)\">x</a>", `x`},
	{"javascript, newline", "<a href=\"\njavascript:alert(1)\">x</a>", `x`},
	{"javascript, upper case", `<a href="JaVaScRiPt:alert(1)">x</a>`, `x`},
	{"javascript, first of two", `<a href="javascript:alert(1)" href="https://a.b">x</a>`, `x`},
	{"javascript, control", "<a href=\"\x01javascript:alert(1)\">x</a>", `x`},
	{"data", `<a href="data:text/html,<script>alert(1)</script>">x</a>`, `x`},
	{"vbscript", `<a href="vbscript:x">x</a>`, `x`},
	{"file", `<a href="file:///etc/passwd">x</a>`, `x`},
	{"relative", `<a href="/logout">x</a>`, `x`},
	{"no scheme", `<a href="//evil.example">x</a>`, `x`},
	{"no host", `<a href="https:///x">x</a>`, `x`},
	{"opaque", `<a href="https:evil.example">x</a>`, `x`},
	{"quotes in a link", `<a href='https://a.b/"onclick="alert(1)'>x</a>`, `<a href="https://a.b/%22onclick=%22alert%281%29" rel="nofollow noopener noreferrer">x</a>`},
	{"angle in a link", `<a href="https://a.b/?q=<script>">x</a>`, `<a href="https://a.b/?q=%3Cscript%3E" rel="nofollow noopener noreferrer">x</a>`},
	{"target and rel", `<a href="https://a.b" target="_top" rel="opener me">x</a>`, `<a href="https://a.b" rel="nofollow noopener noreferrer">x</a>`},
	{"a hashtag stays one", `<a href="https://a.b" rel="tag">x</a>`, `<a href="https://a.b" rel="tag nofollow noopener noreferrer">x</a>`},
	{"mailto", `<a href="mailto:a@b.nl">x</a>`, `<a href="mailto:a@b.nl" rel="nofollow noopener noreferrer">x</a>`},
	{"another script's host", `<a href="https://café.example/ü">x</a>`, `<a href="https://xn--caf-dma.example/%C3%BC" rel="nofollow noopener noreferrer">x</a>`},
	{"link in a link", `<a href="https://a.b">x<a href="https://c.d">y</a></a>`, `<a href="https://a.b" rel="nofollow noopener noreferrer">x</a><a href="https://c.d" rel="nofollow noopener noreferrer">y</a>`},
	{"out of our list", `</li></ul></main><h1>Owned</h1>`, `<p><strong>Owned</strong></p>`},
	{"unclosed", `<ul><li>a<li>b<blockquote><b>c`, `<ul><li>a</li><li>b<blockquote><b>c</b></blockquote></li></ul>`},
	{"crossed", `<b><i>x</b>y</i>`, `<b><i>x</i></b>y`},
	{"paragraph in a paragraph", `<p>a<p>b`, `<p>a</p><p>b</p>`},
	{"list in a paragraph", `<p>a<ul><li>b</ul>c</p>`, `<p>a</p><ul><li>b</li></ul>c`},
	{"item without a list", `<li>a</li><li>b</li>`, `<p>a</p><p>b</p>`},
	{"headings", `<h1>A</h1><h6>B <em>c</em></h6>`, `<p><strong>A</strong></p><p><strong>B <em>c</em></strong></p>`},
	{"divisions", `<div>a</div><div><p>b</p></div> <div>c<br>d</div>`, `<p>a</p><p>b</p><p>c<br>d</p>`},
	{"table", `<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>`, `<p>a b</p><p>c</p>`},
	{"list numbers", `<ol start="2026" reversed><li value="7">a</li></ol><ol start="1;x">`, `<ol start="2026"><li value="7">a</li></ol><ol></ol>`},
	{"ruby", `<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>`, `<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>`},
	{"control characters", "a\x00b\x08c\u0085d\ufffee", `abcde`},
	{"not UTF-8", "a\xffb", "a\uFFFDb"},
	{"half a tag", `x<p class="`, `x`},
	{"entities", `&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;b&amp;gt;`, `&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;b&amp;gt;`},
	{"nothing", ``, ``},
}

func TestSanitise_leavesNothingThatActs(t *testing.T) {
	for _, c := range attacks {
		t.Run(c.name, func(t *testing.T) {
			if got := Sanitise(c.in); got != c.want {
				t.Errorf("Sanitise(%q)\n got  %q\n want %q", c.in, got, c.want)
			}
			checkSanitised(t, c.in)
		})
	}
}

// The second lock must hold alone: what shape lets through by mistake, the
// policy stops.
func TestPolicy_stopsScriptsByItself(t *testing.T) {
	for _, c := range attacks {
		tags := tagsOf(policy.Sanitize(c.in))
		for _, bad := range []string{"<script", "javascript:", " onclick", " onerror", "<iframe", "<svg", "<img", "style="} {
			if strings.Contains(tags, bad) {
				t.Errorf("%s: %q passed the policy", c.name, bad)
			}
		}
	}
}
