package locales

import (
	"slices"
	"strings"
	"time"
)

// Language names a language by its tag (BCP 47): "nl" is "Nederlands". One that
// we have no name for is called by its tag; of a region, the tag stands behind
// the name: "Portugees (pt-BR)".
func (p *Printer) Language(tag string) string {
	primary, rest, _ := strings.Cut(tag, "-")
	key := "language." + primary
	switch {
	case !p.Has(key):
		return tag
	case rest != "":
		return p.T(key) + " (" + tag + ")"
	}
	return p.T(key)
}

// NamedLanguages gives the tags of the languages that Language has names for, in
// the order of those names.
func (p *Printer) NamedLanguages() []string {
	var tags []string
	for key := range p.messages {
		if tag, ok := strings.CutPrefix(key, "language."); ok {
			tags = append(tags, tag)
		}
	}
	slices.SortFunc(tags, func(a, b string) int { return strings.Compare(p.Language(a), p.Language(b)) })
	return tags
}

// LanguageTag finds a language by its name in any of our languages, or by its
// tag; "" when nothing is known by that name.
func (p *Printer) LanguageTag(name string) string {
	name = strings.TrimSpace(name)
	if open := strings.LastIndex(name, " ("); open > 0 && strings.HasSuffix(name, ")") {
		name = name[open+2 : len(name)-1] // "Portugees (pt-BR)"
	}
	for _, lang := range languages {
		for key, m := range For(lang).messages {
			if tag, ok := strings.CutPrefix(key, "language."); ok && strings.EqualFold(m.other.text, name) {
				return tag
			}
		}
	}
	primary, rest, _ := strings.Cut(name, "-")
	tag := strings.ToLower(primary)
	for part := range strings.SplitSeq(rest, "-") {
		switch len(part) {
		case 0:
		case 4:
			tag += "-" + strings.ToUpper(part[:1]) + strings.ToLower(part[1:])
		default:
			tag += "-" + strings.ToUpper(part)
		}
	}
	return tag
}

// Availability says when somebody has room for work: "Vrij vanaf 16 maart 2026,
// twee dagen per week". State is free, some, full or empty; from a date as
// 2026-03-16, or empty; text what she says of it herself.
func (p *Printer) Availability(state, from, text string) string {
	key := "availability." + state
	if state == "" {
		key = "availability.unknown"
	}
	said := ""
	if day, err := time.Parse(time.DateOnly, from); err == nil {
		said = p.T(key+"_from", "Date", p.Number(day.Day())+" "+p.Month(day)+" "+day.Format("2006"))
	} else if state != "" {
		said = p.T(key)
	}
	switch {
	case said == "":
		return text
	case text == "":
		return said
	}
	return said + ", " + text
}
