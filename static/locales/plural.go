package locales

import (
	"fmt"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// plurals knows which form a count takes in one language. The rules are those
// of CLDR as go-i18n carries them; it does not export them, so we ask by having
// it say a message whose forms are their own names.
type plurals struct {
	localizer *i18n.Localizer
	first     [101]string // the answers for 0 to 100, asked once
}

const formProbe = "locales.form"

func newPlurals(bundle *i18n.Bundle, lang string) (*plurals, error) {
	err := bundle.AddMessages(language.Make(lang), &i18n.Message{
		ID: formProbe, Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other",
	})
	if err != nil {
		return nil, fmt.Errorf("plural rules of %s: %w", lang, err)
	}
	p := &plurals{localizer: i18n.NewLocalizer(bundle, lang)}
	for n := range p.first {
		p.first[n] = p.ask(n)
	}
	return p, nil
}

func (p *plurals) ask(n int) string {
	form, err := p.localizer.Localize(&i18n.LocalizeConfig{MessageID: formProbe, PluralCount: n})
	if err != nil {
		return "other"
	}
	return form
}

// of gives the form for a count; a negative count takes that of its size.
func (p *plurals) of(n int) string {
	if n < 0 {
		n = -n
	}
	if n >= 0 && n < len(p.first) {
		return p.first[n]
	}
	return p.ask(n)
}
