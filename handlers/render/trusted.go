package render

import (
	"html/template"
	"strings"
)

// Trusted lets HTML through as it is. It is the one place that does, and it is
// for what the store keeps as sanitised: an object's Content, an actor's Summary
// and the values of its Fields. Everything else is escaped.
func Trusted(sanitised string) template.HTML { return template.HTML(sanitised) }

// Choice is one of what a list offers to choose from.
type Choice interface {
	Offer() (value, label string, chosen bool)
}

// Choices writes the options of a long list, each value and label escaped as the
// templates do. A list of hundreds costs a page more than all the rest of it when a
// template goes through them.
func Choices[C Choice](list []C) template.HTML {
	var b strings.Builder
	for _, c := range list {
		value, label, chosen := c.Offer()
		b.WriteString(`<option value="`)
		b.WriteString(template.HTMLEscapeString(value))
		b.WriteString(`"`)
		if chosen {
			b.WriteString(" selected")
		}
		b.WriteString(">")
		b.WriteString(template.HTMLEscapeString(label))
		b.WriteString("</option>")
	}
	return template.HTML(b.String())
}
