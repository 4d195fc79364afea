package vocab

import (
	"html"
	"strings"

	"knoop/models"
)

// fields writes the lines of a profile as PropertyValues, in the node's
// language.
func (w *Writer) fields(a models.Actor) []interface{} {
	out := []interface{}{}
	for _, f := range a.Fields {
		name, value := f.Name, f.Value
		if f.Kind != "" {
			name, value = w.field(f)
		}
		out = append(out, propertyValue(name, value))
	}
	for _, c := range a.Claims { // for software that does not know memberOf
		out = append(out, propertyValue(w.say.T("federation.field_member_of"),
			`<a href="`+html.EscapeString(c.Collective)+`" rel="nofollow noopener">`+html.EscapeString(c.Name)+"</a>"))
	}
	return out
}

func propertyValue(name, value string) map[string]interface{} {
	return map[string]interface{}{"type": "PropertyValue", "name": name, "value": value}
}

// field puts a line of ours into words: its name, and its value as HTML.
func (w *Writer) field(f models.Field) (name, value string) {
	if f.Kind == models.FieldLinks {
		return linkName(f), linkValue(f.Values[0])
	}
	values, between := f.Values, ", "
	switch f.Kind {
	case models.FieldServices, models.FieldWork:
		between = " · " // a line may hold commas itself
	case models.FieldAvailability:
		a := models.ReadAvailability(f)
		values = []string{w.say.Availability(string(a.State), a.From, a.Text)}
	case models.FieldLanguages:
		values = make([]string, len(f.Values))
		for i, tag := range f.Values {
			values[i] = w.say.Language(tag)
		}
	}
	return w.say.T("federation.field_" + string(f.Kind)), html.EscapeString(strings.Join(values, between))
}

// linkName gives what she calls the link, or where it leads.
func linkName(f models.Field) string {
	if f.Name != "" {
		return f.Name
	}
	_, rest, _ := strings.Cut(f.Values[0], "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// linkValue writes a link as Mastodon does itself. It looks whether that page
// points back, and shows its tick, only when the value is one link and nothing
// else, whose text is its address (app/models/account/field.rb).
func linkValue(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if ok {
		scheme += "://"
	} else {
		scheme, rest = "", address
	}
	return `<a href="` + html.EscapeString(address) + `" target="_blank" rel="me nofollow noopener"><span class="invisible">` +
		html.EscapeString(scheme) + `</span><span class="">` + html.EscapeString(rest) + `</span></a>`
}
