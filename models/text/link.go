package text

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// maxURL is the longest address that is kept, in bytes, once written out.
const maxURL = 2048

// link gives an address as it may stand in href, or "": absolute http and https
// with a host, and mailto. What is not allowed in an address is percent-encoded
// and a host in another script written in punycode, so that what a browser makes
// of it is what we checked.
func link(raw string) string {
	raw = strings.TrimSpace(raw)
	if raw == "" || len(raw) > maxURL || !utf8.ValidString(raw) {
		return ""
	}
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	switch u.Scheme {
	case "http", "https":
		if !asciiHost(u) {
			return ""
		}
	case "mailto":
		if !strings.Contains(u.Opaque, "@") {
			return ""
		}
	default:
		return ""
	}
	out := encodeUnsafe(u.String())
	// Read once more: an address that two readings make two of is nobody's.
	if again, err := url.Parse(out); err != nil || again.String() != out || len(out) > maxURL {
		return ""
	}
	return out
}

// asciiHost makes sure that there is a host and that it is ASCII.
func asciiHost(u *url.URL) bool {
	host := u.Hostname()
	if host == "" || strings.ContainsRune(host, '%') || strings.IndexFunc(host, func(r rune) bool { return r < utf8.RuneSelf && isUnsafe(r) }) >= 0 {
		return false
	}
	if strings.IndexFunc(host, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return true
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil || ascii == "" {
		return false
	}
	if port := u.Port(); port != "" {
		ascii += ":" + port
	}
	u.Host = ascii
	return true
}

func encodeUnsafe(s string) string {
	if strings.IndexFunc(s, isUnsafe) < 0 {
		return s
	}
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; isUnsafe(rune(c)) {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// isUnsafe lists what RFC 3986 has no place for; net/url leaves it as it is in
// queries and opaque parts.
func isUnsafe(r rune) bool {
	return r <= ' ' || r >= 0x7F || strings.ContainsRune("\"<>\\^`{|}", r)
}
