package locales

import (
	"slices"
	"strconv"
	"strings"
)

// Negotiate chooses the language of an answer: what the address asks (?lang=),
// then the cookie, then the signed-in member's own choice, then the browser's
// Accept-Language, then the node's fallback. Each may be empty or nonsense; the
// result is always one of Languages.
func Negotiate(query, cookie, member, acceptLanguage, fallback string) string {
	for _, want := range []string{query, cookie, member} {
		if lang := match(want); lang != "" {
			return lang
		}
	}
	if lang := accept(acceptLanguage); lang != "" {
		return lang
	}
	if lang := match(fallback); lang != "" {
		return lang
	}
	return languages[0]
}

// match gives our language for a tag such as "nl", "NL-be" or "en_GB", or "".
func match(tag string) string {
	if len(tag) < 2 || len(tag) > 2 && tag[2] != '-' && tag[2] != '_' {
		return ""
	}
	base := strings.ToLower(tag[:2])
	if !slices.Contains(languages, base) {
		return ""
	}
	return base
}

// maxRanges bounds what we read of Accept-Language; browsers send fewer than
// ten.
const maxRanges = 20

// accept picks our language with the highest weight in an Accept-Language
// header (RFC 9110 section 12.5.4); of equals the first. "*" asks for nothing in
// particular, which is what the fallback is for.
func accept(header string) string {
	best, bestQ := "", 0.0
	for n := 0; header != "" && n < maxRanges; n++ {
		var item string
		item, header, _ = strings.Cut(header, ",")
		tag, params, weighted := strings.Cut(item, ";")
		q := 1.0
		if weighted {
			value, ok := strings.CutPrefix(strings.TrimSpace(params), "q=")
			parsed, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			// Not a comparison to 0 and 1 from outside: NaN fails neither.
			if !ok || err != nil || !(parsed >= 0 && parsed <= 1) {
				continue
			}
			q = parsed
		}
		if lang := match(strings.TrimSpace(tag)); lang != "" && q > bestQ {
			best, bestQ = lang, q
		}
	}
	return best
}
