package vocab

import (
	"html"
	"strings"

	"knoop/federation/iri"
	"knoop/models"
)

// hatLine says in whose name a note is written: "namens Kade West", a paragraph
// of its own whose one link is the collective's id. "" without a hat.
func (w *Writer) hatLine(o models.Object) string {
	if o.Hat == "" {
		return ""
	}
	name := o.HatName
	if name == "" {
		name = iri.Host(o.Hat)
	}
	const mark = "\x00"
	before, after, _ := strings.Cut(html.EscapeString(w.say.T("federation.hat_line", "Name", mark)), html.EscapeString(mark))
	return "<p>" + before + `<a href="` + html.EscapeString(o.Hat) + `" rel="nofollow noopener noreferrer">` + html.EscapeString(name) + "</a>" + after + "</p>"
}

// maxHatLine bounds what is taken for such a line, in bytes.
const maxHatLine = 1000

// withoutHatLine takes the line off a text that has the hat as a property: we
// show that in our own way, and what is said twice reads badly. Only a first
// paragraph with nothing in it but a few words and the link to the hat is one.
func withoutHatLine(content, hat string) string {
	line, rest, ok := strings.Cut(content, "</p>")
	if !ok || hat == "" || len(line) > maxHatLine || !strings.HasPrefix(line, "<p>") || strings.Count(line, "<a ") != 1 ||
		!strings.Contains(line, `href="`+html.EscapeString(hat)+`"`) || strings.Contains(line, "<br") || strings.Contains(line, "<img") {
		return content
	}
	_, after, _ := strings.Cut(line, "</a>")
	before, _, _ := strings.Cut(line, "<a ")
	if len(before)+len(after) > 60 || strings.TrimSpace(rest) == "" {
		return content
	}
	return strings.TrimSpace(rest)
}
