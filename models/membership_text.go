package models

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxMembershipText bounds, in runes, what somebody says with a question to join
// or with a no.
const MaxMembershipText = 1000

// ParseMembershipText gives plain text as it is kept: without what cannot be
// seen, trimmed, refused when it is too long.
func ParseMembershipText(s string) (string, error) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return -1
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200d' && r != '\u00ad', r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > MaxMembershipText {
		return "", Fail(Invalid, "error.text_too_long", "Max", MaxMembershipText)
	}
	return s, nil
}
