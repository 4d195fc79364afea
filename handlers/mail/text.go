package mail

import (
	"strings"
	"unicode"
)

// maxHeader bounds what goes into a header, in runes.
const maxHeader = 120

// lines cuts a text of a person into paragraphs without control characters.
func lines(s string) []string {
	var out []string
	for line := range strings.Lines(strings.ReplaceAll(s, "\r", "\n")) {
		if line = clean(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// clean makes one line of a value: no control characters, which could begin a
// header, and none that turn the direction of what follows.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar:
			return -1
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

// oneLine is clean, and no longer than limit runes.
func oneLine(s string, limit int) string {
	r := []rune(clean(s))
	if len(r) <= limit {
		return string(r)
	}
	return strings.TrimSpace(string(r[:limit-1])) + "…"
}
