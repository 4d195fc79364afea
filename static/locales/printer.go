package locales

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Printer says things in one language. It never changes once made and is safe
// for concurrent use; there is one per language.
type Printer struct {
	lang     string
	words    *words
	forms    *plurals
	messages map[string]*message
}

// For gives the printer of a language tag ("nl", "nl-BE", "EN"). A language we
// do not speak gives English.
func For(lang string) *Printer {
	all := printers()
	if p, ok := all[lang]; ok {
		return p
	}
	if l := match(lang); l != "" {
		return all[l]
	}
	return all[lastResort]
}

// Lang gives the language code, fit for the lang attribute and inLanguage.
func (p *Printer) Lang() string { return p.lang }

// Has says whether the key exists, be it only in English.
func (p *Printer) Has(key string) bool {
	_, ok := p.messages[key]
	return ok
}

// Keys lists the keys of an area, sorted.
func (p *Printer) Keys(area string) []string {
	var out []string
	for key := range p.messages {
		if strings.HasPrefix(key, area+".") {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

// T says a key as plain text (not HTML). args alternate name and value, as in
// models.Error: T("error.handle_taken", "Handle", h). Numbers come out bare;
// pass Number(n) where they may be large.
func (p *Printer) T(key string, args ...any) string {
	m, ok := p.messages[key]
	if !ok {
		return key
	}
	return m.other.say(args)
}

// N says a key in the plural form that count takes. {{.Count}} is the count as
// the language writes it, unless args give another.
func (p *Printer) N(key string, count int, args ...any) string {
	m, ok := p.messages[key]
	if !ok {
		return key
	}
	said := m.other
	if m.more != nil {
		if form, ok := m.more[m.forms.of(count)]; ok {
			said = form
		}
	}
	if said.parts == nil {
		return said.text
	}
	return said.say(append([]any{"Count", p.Number(count)}, args...))
}

// Sentence begins s with a capital, for a date or a word that opens a sentence.
func (p *Printer) Sentence(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:size]) + s[size:]
}
