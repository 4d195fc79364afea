package locales

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// message is one key: its plural forms by CLDR name, of which other is the one
// that is always there.
type message struct {
	forms *plurals
	other phrase
	more  map[string]phrase
}

// phrase is a text cut at its placeholders. A phrase without any has no parts.
type phrase struct {
	text  string
	parts []part
}

// part is literal text followed by the value of name, if it has one.
type part struct {
	text string
	name string
}

func newMessage(m *i18n.Message, forms *plurals) (*message, error) {
	if m.Other == "" {
		return nil, errors.New(`the form "other" is missing or empty`)
	}
	out := &message{forms: forms}
	var err error
	if out.other, err = newPhrase(m.Other); err != nil {
		return nil, err
	}
	for name, text := range map[string]string{"zero": m.Zero, "one": m.One, "two": m.Two, "few": m.Few, "many": m.Many} {
		if text == "" {
			continue
		}
		p, err := newPhrase(text)
		if err != nil {
			return nil, err
		}
		if out.more == nil {
			out.more = map[string]phrase{}
		}
		out.more[name] = p
	}
	return out, nil
}

// newPhrase cuts "Hallo {{.Name}}." at its names.
func newPhrase(text string) (phrase, error) {
	p := phrase{text: text}
	rest := text
	for {
		before, after, found := strings.Cut(rest, "{{")
		if !found {
			if p.parts != nil {
				p.parts = append(p.parts, part{text: rest})
			}
			return p, nil
		}
		inside, after, closed := strings.Cut(after, "}}")
		name, dot := strings.CutPrefix(inside, ".")
		if !closed || !dot || !isName(name) {
			return phrase{}, fmt.Errorf("%q is no {{.Name}}", "{{"+inside)
		}
		p.parts = append(p.parts, part{text: before, name: name})
		rest = after
	}
}

func isName(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (i == 0 || s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return s != ""
}

// say puts the values in. args alternate name and value.
func (p phrase) say(args []any) string {
	if p.parts == nil {
		return p.text
	}
	var b strings.Builder
	b.Grow(len(p.text) + 32)
	for _, part := range p.parts {
		b.WriteString(part.text)
		if part.name != "" {
			b.WriteString(valueOf(part.name, args))
		}
	}
	return b.String()
}

// valueOf finds a name's value; the last one given wins, so that a caller can
// override. What is missing stays visible as its placeholder.
func valueOf(name string, args []any) string {
	for i := len(args) - len(args)%2 - 2; i >= 0; i -= 2 {
		if n, ok := args[i].(string); ok && n == name {
			switch v := args[i+1].(type) {
			case string:
				return v
			case int:
				return strconv.Itoa(v)
			default:
				return fmt.Sprint(v)
			}
		}
	}
	return "{{." + name + "}}"
}
