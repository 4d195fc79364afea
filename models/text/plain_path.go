package text

import (
	"strings"
	"unicode/utf8"
)

// maxPlain is the longest text the plain path takes, in bytes; far below
// maxHTMLOut even when every character of it is escaped.
const maxPlain = 16_000

// plainPath writes the common note in one pass: p, br, a and span, spelled as
// Mastodon does, properly nested. ok is false as soon as it meets anything else,
// and longPath then has the say. It must give what longPath gives, byte for byte.
func plainPath(markup string) (out string, ok bool) {
	if len(markup) > maxPlain || !utf8.ValidString(markup) {
		return "", false
	}
	w := plainTags{rest: markup}
	w.out.Grow(len(markup) + len(markup)/4 + 64)
	for w.rest != "" {
		i := strings.IndexByte(w.rest, '<')
		if i < 0 {
			i = len(w.rest)
		}
		if !w.text(w.rest[:i]) {
			return "", false
		}
		if w.rest = w.rest[i:]; w.rest != "" && !w.tag() {
			return "", false
		}
	}
	return w.out.String(), w.depth == 0
}

// plainTags is a writer with a small stack of the elements that are open: 'p',
// 'a' or 's' for span.
type plainTags struct {
	out   strings.Builder
	rest  string
	open  [8]byte
	depth int
}

func (w *plainTags) tag() bool {
	switch {
	case w.take("<p>"):
		w.out.WriteString("<p>")
		// Only at the top: elsewhere it may end something.
		return w.depth == 0 && w.push('p')
	case w.take("</p>"):
		w.out.WriteString("</p>")
		return w.pop('p')
	case w.take("<br>"), w.take("<br/>"), w.take("<br />"):
		w.out.WriteString("<br>")
		return true
	case w.take("</a>"):
		w.out.WriteString("</a>")
		return w.pop('a')
	case w.take("</span>"):
		w.out.WriteString("</span>")
		return w.pop('s')
	case w.take("<span>"):
		w.out.WriteString("<span>")
		return w.push('s')
	case w.take("<span "):
		a, ok := w.attributes()
		if !ok || a.href != "" || a.rel != "" {
			return false
		}
		w.out.WriteString("<span")
		w.write("class", classes(a.class))
		w.write("translate", a.translate)
		w.out.WriteByte('>')
		return w.push('s')
	case w.take("<a "):
		a, ok := w.attributes()
		if !ok || a.href == "" || strings.IndexByte(string(w.open[:w.depth]), 'a') >= 0 {
			return false
		}
		class := classes(a.class)
		w.out.WriteString("<a")
		w.write("href", a.href)
		w.write("class", class)
		w.write("rel", relOf(a.rel, class, false))
		w.write("translate", a.translate)
		w.out.WriteByte('>')
		return w.push('a')
	}
	return false
}

func (w *plainTags) take(prefix string) bool {
	rest, ok := strings.CutPrefix(w.rest, prefix)
	w.rest = rest
	return ok
}

func (w *plainTags) push(e byte) bool {
	if w.depth == len(w.open) {
		return false
	}
	w.open[w.depth] = e
	w.depth++
	return true
}

func (w *plainTags) pop(e byte) bool {
	if w.depth == 0 || w.open[w.depth-1] != e {
		return false
	}
	w.depth--
	return true
}

// write puts out an attribute whose value needs no escaping.
func (w *plainTags) write(name, value string) {
	if value == "" {
		return
	}
	w.out.WriteByte(' ')
	w.out.WriteString(name)
	w.out.WriteString(`="`)
	w.out.WriteString(value)
	w.out.WriteByte('"')
}

// text copies characters, escaping the two that html.EscapeString escapes and
// that may stand bare, and the entities that all software writes.
func (w *plainTags) text(t string) bool {
	start := 0
	for i := 0; i < len(t); i++ {
		c := t[i]
		if plainText[c] {
			continue
		}
		w.out.WriteString(t[start:i])
		switch c {
		case '"':
			w.out.WriteString("&#34;")
			start = i + 1
		case '\'':
			w.out.WriteString("&#39;")
			start = i + 1
		case '&':
			length := w.entity(t[i:])
			if length == 0 {
				return false
			}
			start = i + length
			i += length - 1
		case 0xC2, 0xEF:
			if isForbiddenAt(t[i:]) {
				return false
			}
			start = i
		default:
			return false
		}
	}
	w.out.WriteString(t[start:])
	return true
}

// isForbiddenAt says whether valid UTF-8 begins with U+0080 to U+009F, or with
// U+FFFE or U+FFFF: those that isForbidden names beyond ASCII.
func isForbiddenAt(t string) bool {
	return t[0] == 0xC2 && t[1] < 0xA0 || t[0] == 0xEF && t[1] == 0xBF && t[2] >= 0xBE
}

// entity writes the entity at the start of t as html.EscapeString would its
// character, and gives its length, 0 for one we do not know.
func (w *plainTags) entity(t string) int {
	for _, e := range [...][2]string{
		{"&amp;", "&amp;"}, {"&#39;", "&#39;"}, {"&apos;", "&#39;"}, {"&quot;", "&#34;"}, {"&lt;", "&lt;"}, {"&gt;", "&gt;"}, {"&nbsp;", "\u00a0"},
	} {
		if strings.HasPrefix(t, e[0]) {
			w.out.WriteString(e[1])
			return len(e[0])
		}
	}
	return 0
}

// plainText are the bytes of text that are copied as they are. 0xC2 and 0xEF may
// begin a character that is not.
var plainText = func() (ok [256]bool) {
	for c := range ok {
		ok[c] = c >= ' ' && c != 0x7F && !strings.ContainsRune("\"'&<>", rune(c)) || c == '\n' || c == '\t'
	}
	ok[0xC2], ok[0xEF] = false, false
	return ok
}()
