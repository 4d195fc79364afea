package text

import (
	"html"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

const linkRel = "nofollow noopener noreferrer"

// renderHeading starts at h2, since the page has its own h1, and ends at h4.
func renderHeading(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	tag := [...]string{"h2", "h3", "h4"}[min(node.(*ast.Heading).Level, 3)-1]
	if entering {
		_, _ = w.WriteString("<" + tag + ">")
	} else {
		_, _ = w.WriteString("</" + tag + ">")
	}
	return ast.WalkContinue, nil
}

// renderImage writes a link: pictures travel as attachments, and peers drop
// img. The description is its text, the address where there is none.
func renderImage(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	image := node.(*ast.Image)
	if !entering {
		_, _ = w.WriteString("</a>")
		return ast.WalkContinue, nil
	}
	href := html.EscapeString(string(image.Destination))
	_, _ = w.WriteString(`<a href="` + href + `" rel="` + linkRel + `">`)
	if !image.HasChildren() {
		_, _ = w.WriteString(href)
	}
	return ast.WalkContinue, nil
}

// shownRunes is how much of an address Mastodon shows before it cuts.
const shownRunes = 30

// renderAutoLink writes a bare address as Mastodon does: scheme and tail stay in
// the text, so that copying gives the whole, but are marked as not to be shown.
func renderAutoLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	link := node.(*ast.AutoLink)
	url, label := string(link.URL(source)), string(link.Label(source))
	if link.AutoLinkType == ast.AutoLinkEmail {
		_, _ = w.WriteString(html.EscapeString(label))
		return ast.WalkContinue, nil
	}
	head, tail := "", ""
	for _, prefix := range []string{"https://www.", "http://www.", "https://", "http://"} {
		if strings.HasPrefix(label, prefix) {
			head, label = prefix, label[len(prefix):]
			break
		}
	}
	class := ""
	if utf8.RuneCountInString(label) > shownRunes {
		cut := cutRunes(label, shownRunes)
		label, tail = label[:cut], label[cut:]
		class = "ellipsis"
	}
	var b strings.Builder
	b.WriteString(`<a href="` + html.EscapeString(url) + `" rel="` + linkRel + `">`)
	b.WriteString(`<span class="invisible">` + head + `</span>`)
	b.WriteString(`<span class="` + class + `">` + html.EscapeString(label) + `</span>`)
	b.WriteString(`<span class="invisible">` + html.EscapeString(tail) + `</span></a>`)
	_, _ = w.WriteString(b.String())
	return ast.WalkContinue, nil
}

// renderBreak writes three stars: peers drop hr.
func renderBreak(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString("<p>* * *</p>")
	}
	return ast.WalkContinue, nil
}

// cutRunes gives the byte offset after n characters.
func cutRunes(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}
