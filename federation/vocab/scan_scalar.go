package vocab

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// str reads a string from its opening quote and says whether it holds escapes.
func (s *scanner) str() (escaped bool, err error) {
	from := s.pos + 1
	i := from
	for i < len(s.src) {
		switch c := s.src[i]; {
		case c == '"':
			if i-from > MaxString {
				return false, refuse("a string is too long")
			}
			s.pos = i + 1
			return escaped, nil
		case c == '\\':
			escaped = true
			n, err := s.escape(i)
			if err != nil {
				return false, err
			}
			i += n
		case c < 0x20:
			return false, errSyntax
		default:
			i++
		}
	}
	return false, errSyntax
}

// escape checks one escape and gives its length. \u0000 is refused: PostgreSQL
// cannot store it and no peer writes it.
func (s *scanner) escape(i int) (int, error) {
	if i+1 >= len(s.src) {
		return 0, errSyntax
	}
	switch s.src[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2, nil
	case 'u':
		if i+6 > len(s.src) {
			return 0, errSyntax
		}
		r, ok := hex4(s.src[i+2 : i+6])
		if !ok {
			return 0, errSyntax
		}
		if r == 0 {
			return 0, refuse("a null character")
		}
		return 6, nil
	}
	return 0, errSyntax
}

func hex4(s string) (rune, bool) {
	var r rune
	for i := range 4 {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// unescape resolves the escapes of a string that has been scanned. Half a
// surrogate pair, which peers that cut strings by UTF-16 units do write, becomes
// U+FFFD as in encoding/json.
func unescape(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		next := strings.IndexByte(s[i:], '\\')
		if next < 0 {
			b.WriteString(s[i:])
			break
		}
		b.WriteString(s[i : i+next])
		i += next
		switch c := s[i+1]; c {
		case 'b':
			b.WriteByte('\b')
		case 'f':
			b.WriteByte('\f')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case 'u':
			r, _ := hex4(s[i+2 : i+6])
			i += 6
			if utf16.IsSurrogate(r) {
				second := rune(utf8.RuneError)
				if strings.HasPrefix(s[i:], `\u`) {
					second, _ = hex4(s[i+2 : i+6])
				}
				if r = utf16.DecodeRune(r, second); r != utf8.RuneError {
					i += 6
				}
			}
			b.WriteRune(r)
			continue
		default:
			b.WriteByte(c)
		}
		i += 2
	}
	return b.String()
}

// number reads a number by the grammar of RFC 8259.
func (s *scanner) number() error {
	digits := func() bool {
		from := s.pos
		for s.pos < len(s.src) && s.src[s.pos] >= '0' && s.src[s.pos] <= '9' {
			s.pos++
		}
		return s.pos > from
	}
	is := func(set string) bool {
		if s.pos < len(s.src) && strings.IndexByte(set, s.src[s.pos]) >= 0 {
			s.pos++
			return true
		}
		return false
	}
	is("-")
	if !is("0") && !digits() {
		return errSyntax
	}
	if is(".") && !digits() {
		return errSyntax
	}
	if is("eE") {
		is("+-")
		if !digits() {
			return errSyntax
		}
	}
	return nil
}
