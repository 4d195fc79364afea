package text

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// attributes gives those an element may keep, in one fixed order, with a space
// before each; "" for an a without an address we accept.
func attributes(name string, z *html.Tokenizer, more, own bool) string {
	if !more {
		return ""
	}
	var href, class, rel, translate, start, value string
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		// The first of two equal attributes counts, as in a browser.
		switch string(k) {
		case "href":
			first(&href, v)
		case "class":
			first(&class, v)
		case "rel":
			first(&rel, v)
		case "translate":
			first(&translate, v)
		case "start":
			first(&start, v)
		case "value":
			first(&value, v)
		}
	}
	out := ""
	switch name {
	case "a":
		if href = link(href); href == "" {
			return ""
		}
		class = classes(class)
		out = attribute("href", href) + attribute("class", class) + attribute("rel", relOf(rel, class, own))
	case "span", "p":
		out = attribute("class", classes(class))
	case "ol":
		if listNumber.MatchString(start) {
			out = attribute("start", start)
		}
	case "li":
		if listNumber.MatchString(value) {
			out = attribute("value", value)
		}
	}
	if translate == "no" && (name == "a" || name == "span") {
		out += ` translate="no"`
	}
	return out
}

func first(into *string, v []byte) {
	if *into == "" {
		*into = string(v)
	}
}

func attribute(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + `="` + html.EscapeString(value) + `"`
}

// classes keeps those that say what a thing is: microformats and Mastodon's own.
func classes(list string) string {
	if list == "" {
		return ""
	}
	kept := make([]string, 0, 4)
	for _, c := range strings.Fields(list) {
		if isKnownClass(c) && len(kept) < 8 {
			kept = append(kept, c)
		}
	}
	return strings.Join(kept, " ")
}

func isKnownClass(c string) bool {
	switch c {
	case "mention", "hashtag", "ellipsis", "invisible", "quote-inline":
		return true
	}
	prefix, rest, ok := strings.Cut(c, "-")
	if !ok || rest == "" || len(c) > 40 {
		return false
	}
	switch prefix {
	case "h", "p", "u", "dt", "e":
	default:
		return false
	}
	return strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// relOf writes our own rel over theirs, but lets a hashtag stay one. Mentions and
// hashtags of our own renderer keep what it gave them.
func relOf(rel, class string, own bool) string {
	tag := slices.Contains(strings.Fields(rel), "tag")
	switch {
	case own && tag:
		return "tag"
	case own && strings.Contains(class, "mention"):
		return ""
	case tag:
		return "tag " + linkRel
	}
	return linkRel
}

// escape writes text as HTML, without control characters, which have no place
// in it and are read differently by different browsers.
func escape(t string) string {
	if strings.IndexFunc(t, isForbidden) >= 0 {
		t = strings.Map(func(r rune) rune {
			if isForbidden(r) {
				return -1
			}
			return r
		}, t)
	}
	return html.EscapeString(t)
}

func isForbidden(r rune) bool {
	return r < 0x20 && r != '\n' && r != '\t' || r >= 0x7F && r <= 0x9F || r == 0xFFFE || r == 0xFFFF
}
