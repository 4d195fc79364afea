package render

import "html/template"

// Trusted lets HTML through as it is. It is the one place that does, and it is
// for what the store keeps as sanitised: an object's Content, an actor's Summary
// and the values of its Fields. Everything else is escaped.
func Trusted(sanitised string) template.HTML { return template.HTML(sanitised) }
