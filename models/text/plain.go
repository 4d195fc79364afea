package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Plain gives the text of HTML: paragraphs apart by a blank line, breaks and
// list items on lines of their own, white space as a browser would show it. It
// does not escape: the result is text, not HTML.
func Plain(markup string) string {
	w := plainWriter{}
	z := html.NewTokenizer(strings.NewReader(bounded(markup, maxHTMLIn)))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(w.out.String())
		case html.TextToken:
			if w.dropping == "" {
				w.text(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			w.start(string(name))
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(string(name))
		}
	}
}

type plainWriter struct {
	out      strings.Builder
	newlines int  // owed before the next character
	space    bool // owed before the next character
	started  bool
	pre      int
	dropping string
}

func (w *plainWriter) start(name string) {
	switch {
	case w.dropping != "":
	case rawElements[name]:
		w.dropping = name
	case name == "br":
		w.newlines, w.space = w.newlines+1, false
	case name == "li" || name == "tr":
		w.newlines = max(w.newlines, 1)
	case name == "td" || name == "th":
		w.space = true
	case name == "pre":
		w.newlines = max(w.newlines, 2)
		w.pre++
	case isBlock(name):
		w.newlines = max(w.newlines, 2)
	}
}

func (w *plainWriter) end(name string) {
	switch {
	case name == w.dropping:
		w.dropping = ""
	case name == "li" || name == "tr":
		w.newlines = max(w.newlines, 1)
	case name == "pre":
		w.newlines = max(w.newlines, 2)
		w.pre = max(w.pre-1, 0)
	case isBlock(name):
		w.newlines = max(w.newlines, 2)
	}
}

func (w *plainWriter) text(s string) {
	for _, r := range s {
		switch {
		case r == '\n' && w.pre > 0:
			w.newlines, w.space = w.newlines+1, false
			continue
		case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f':
			w.space = true
			if w.pre == 0 {
				continue
			}
		case unicode.IsControl(r):
			continue
		}
		if w.started && w.newlines > 0 {
			w.out.WriteString(strings.Repeat("\n", min(w.newlines, 2)))
			w.space = w.space && w.pre > 0
		}
		if w.space && w.started && r != ' ' && r != '\t' && w.newlines == 0 {
			w.out.WriteByte(' ')
		}
		w.newlines, w.space, w.started = 0, false, true
		w.out.WriteRune(r)
	}
}

// Line makes one line of plain text: white space collapsed, control characters
// dropped, and with them those that turn the direction of the text after them
// (U+202A to 202E, U+2066 to 2069) and the invisible U+200B and U+FEFF.
func Line(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069,
			r == 0x200B, r == 0xFEFF, r == utf8.RuneError:
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// Truncate cuts s to at most n characters, the last of which is then "…". It
// cuts at a space where one is near, and never between a letter and its accent.
func Truncate(s string, n int) string {
	if n <= 0 {
		return ""
	}
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	cut := cutRunes(s, n-1)
	for cut > 0 {
		r, _ := utf8.DecodeRuneInString(s[cut:])
		if !unicode.IsMark(r) && r != '\u200d' {
			break
		}
		_, size := utf8.DecodeLastRuneInString(s[:cut])
		cut -= size
	}
	kept := s[:cut]
	if i := strings.LastIndexAny(kept, " \n"); i > len(kept)*3/4 {
		kept = kept[:i]
	}
	return strings.TrimRight(kept, " \n.,;:\u200d") + "…"
}
