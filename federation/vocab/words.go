package vocab

import (
	"strings"
	"unicode/utf8"

	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/text"
)

const public = iri.PublicCollection

// line makes one plain line of a text that should be plain: no line breaks, no
// control or direction-turning characters, at most max runes.
func line(s string, max int) string {
	if s == "" {
		return ""
	}
	if len(s) > max*8 {
		s = strings.ToValidUTF8(s[:max*8], "")
	}
	clean := strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == 0x2028 || r == 0x2029:
			return ' '
		case r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0:
			return -1
		case r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff:
			return -1 // turn the direction of what follows: a name can pose as another
		}
		return r
	}, s)
	return cut(strings.Join(strings.Fields(clean), " "), max)
}

// plain makes plain text of HTML, in one line.
func plain(markup string, max int) string {
	if markup == "" {
		return ""
	}
	if strings.ContainsAny(markup, "<&") {
		markup = text.Plain(cut(markup, max*4))
	}
	return line(markup, max)
}

// clean sanitises HTML of at most max runes.
func clean(markup string, max int) string {
	if markup == "" {
		return ""
	}
	return text.Sanitise(cut(markup, max))
}

// cut gives at most max runes.
func cut(s string, max int) string {
	if len(s) <= max || utf8.RuneCountInString(s) <= max {
		return s
	}
	n := 0
	for i := range s {
		if n == max {
			return s[:i]
		}
		n++
	}
	return s
}

// address gives s if it is an absolute http(s) address, else "".
func address(s string) string {
	if s == "" || !models.IsWebURL(s) || !isID(s) {
		return ""
	}
	return s
}
