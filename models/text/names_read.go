package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxNames   = 100 // different mentions, and different hashtags, in one text
	maxUser    = 100
	maxHost    = 253
	maxHashtag = 100 // characters
)

// mayPrecede says whether a name may begin after r. A letter before it makes an
// e-mail address or a word with a sign in it, a slash an address.
func mayPrecede(r rune) bool {
	return !isWord(r) && !strings.ContainsRune("/@#&.:=~-+%$", r)
}

func isWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// readHandle reads user or user@host at the start of s (after the first @) and
// gives it as the Resolver gets it, and how long it was. "" and 0 for none.
func readHandle(s string) (handle string, length int) {
	user := leading(s, func(c byte) bool { return isASCIIWord(c) || c == '.' || c == '-' })
	user = strings.TrimRight(user, ".-")
	if user == "" || len(user) > maxUser || !isASCIIWord(user[0]) {
		return "", 0
	}
	rest := s[len(user):]
	if !strings.HasPrefix(rest, "@") {
		if r, _ := utf8.DecodeRuneInString(rest); isWord(r) || strings.ContainsAny(user, ".-") {
			// "@café", or "@v1.2-rc": a word with a sign before it. Ours have
			// letters, digits and underscores only.
			return "", 0
		}
		return strings.ToLower(user), len(user)
	}
	host := readHost(rest[1:])
	if host == "" {
		return "", 0
	}
	return user + "@" + strings.ToLower(host), len(user) + 1 + len(host)
}

// readHost reads a host with an optional port. Hosts in other scripts are taken
// as they are; who looks them up turns them into punycode.
func readHost(s string) string {
	end := len(s)
	for i, r := range s {
		if r != '.' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			end = i
			break
		}
	}
	host := strings.TrimRight(s[:end], ".-")
	if host == "" || len(host) > maxHost || host[0] == '.' || host[0] == '-' || strings.Contains(host, "..") {
		return ""
	}
	if rest := s[len(host):]; strings.HasPrefix(rest, ":") {
		port := leading(rest[1:], func(c byte) bool { return c >= '0' && c <= '9' })
		if port != "" && len(port) <= 5 {
			host += ":" + port
		}
	}
	return host
}

// readHashtag gives the length of the tag at the start of s (after the #): word
// characters of any script, of which one is no digit. "#2026" is a number.
func readHashtag(s string) int {
	end, count, named := len(s), 0, false
	for i, r := range s {
		if !isWord(r) && r != '·' && r != '\u200c' {
			end = i
			break
		}
		count++
		named = named || unicode.IsLetter(r)
	}
	end = len(strings.TrimRight(s[:end], "·\u200c"))
	if !named || count > maxHashtag {
		return 0
	}
	return end
}

func isASCIIWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func leading(s string, ok func(byte) bool) string {
	for i := 0; i < len(s); i++ {
		if !ok(s[i]) {
			return s[:i]
		}
	}
	return s
}
