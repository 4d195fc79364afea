package text

import "strings"

// plainAttributes are those of one tag, as written.
type plainAttributes struct {
	href, class, rel, translate string
}

// attributes reads name="value" pairs up to and with the end of the tag. Each
// may stand once, and values hold nothing that would need unescaping.
func (w *plainTags) attributes() (a plainAttributes, ok bool) {
	for {
		name, rest, found := strings.Cut(w.rest, `="`)
		if !found {
			return a, false
		}
		value, rest, found := strings.Cut(rest, `"`)
		if !found || value == "" && name != "class" {
			return a, false
		}
		var into *string
		switch name {
		case "href":
			into = &a.href
			if !isPlainURL(value) {
				return a, false
			}
		case "class":
			into = &a.class
		case "rel":
			into = &a.rel
		case "translate":
			into = &a.translate
			if value != "no" {
				return a, false
			}
		case "target", "data-user": // Pleroma has the second; neither is kept
			if !isPlainList(value) {
				return a, false
			}
		default:
			return a, false
		}
		if into != nil {
			if *into != "" || into != &a.href && !isPlainList(value) {
				return a, false
			}
			*into = value
		}
		switch {
		case strings.HasPrefix(rest, ">"):
			w.rest = rest[1:]
			return a, true
		case strings.HasPrefix(rest, " "):
			w.rest = rest[1:]
		default:
			return a, false
		}
	}
}

// isPlainList says whether an attribute is words of ASCII letters, digits, - and
// _, with spaces between.
func isPlainList(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isASCIIWord(c) && c != '-' && c != ' ' {
			return false
		}
	}
	return true
}

// isPlainURL says whether an address is one that link would give back unchanged:
// http or https, a host of small letters and digits, then characters that need no
// encoding anywhere. Anything finer is for the long way.
func isPlainURL(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(s, "http://"); !ok {
			return false
		}
	}
	if len(s) > maxURL/2 {
		return false
	}
	host := leading(rest, func(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-' })
	if host == "" || host[0] == '.' || host[0] == '-' {
		return false
	}
	rest = rest[len(host):]
	if rest != "" && rest[0] != '/' {
		return false
	}
	// A second # would be encoded.
	path, fragment, _ := strings.Cut(rest, "#")
	return isPlainPart(path) && isPlainPart(fragment)
}

func isPlainPart(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isASCIIWord(c) && strings.IndexByte("/-.~@=+,?", c) < 0 {
			return false
		}
	}
	return true
}
