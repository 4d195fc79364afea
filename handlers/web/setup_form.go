package web

import (
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"knoop/handlers/render"
	"knoop/models"
)

// maxCardLine bounds a line of the card, in runes.
const maxCardLine = 500

// formSection is a part of the form under its own heading.
type formSection struct {
	ID, Title, Hint string
	Inputs          []*input
}

// input is one field: its texts, what was typed and what is wrong with it.
type input struct {
	Name, Label, Hint  string
	Value, Error, Kind string // Kind: text, handle, area, zone, radio
	Required           bool
	Options            []option
}

// option is one choice of an input; Swatch shows the colour it names.
type option struct {
	Value, Label    string
	Checked, Swatch bool
}

// setupForm is the form as data: section, then its inputs as name:kind. A star
// marks what must be filled in.
var setupForm = [][]string{
	{"collective", "name:text*", "handle:handle*", "accent:radio"},
	{"person", "person_name:text*", "person_handle:handle*"},
	{"place", "language:radio", "timezone:zone*"},
	{"card", "claim:text", "lead:area", "for_whom:area", "what_for:area", "not_for:area", "brings:area", "gives:area", "area:text", "contact:text"},
}

// zones are offered first; any other IANA name may be typed.
var zones = []string{
	"Europe/Amsterdam", "Europe/Brussels", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Lisbon",
	"America/Paramaribo", "America/Curacao", "UTC",
}

// fill makes the form with these values.
func (page *setupPage) fill(values map[string]string) {
	page.Title, page.Bare, page.NoIndex = page.T("welcome.setup_title"), true, true
	page.Heading = page.Title
	for _, row := range setupForm {
		s := formSection{ID: row[0], Title: page.T("welcome.section_" + row[0]), Hint: page.T("welcome.section_" + row[0] + "_hint")}
		for _, spec := range row[1:] {
			s.Inputs = append(s.Inputs, page.input(spec, values))
		}
		page.Sections = append(page.Sections, s)
	}
}

func (page *setupPage) input(spec string, values map[string]string) *input {
	in := &input{}
	if spec[len(spec)-1] == '*' {
		in.Required, spec = true, spec[:len(spec)-1]
	}
	i := len(spec) - 1
	for spec[i] != ':' {
		i--
	}
	in.Name, in.Kind = spec[:i], spec[i+1:]
	in.Label, in.Value = page.T("welcome.field_"+in.Name), values[in.Name]
	if hint := "welcome.hint_" + in.Name; page.Has(hint) {
		in.Hint = page.T(hint, "Domain", page.Domain)
	}
	switch in.Name {
	case "accent":
		for _, a := range render.Accents {
			in.Options = append(in.Options, option{a, page.T("welcome.accent_" + a), a == in.Value, true})
		}
	case "language":
		for _, l := range render.Languages() {
			in.Options = append(in.Options, option{l, page.T("welcome.language_" + l), l == in.Value, false})
		}
	case "timezone":
		for _, z := range zones {
			in.Options = append(in.Options, option{Value: z})
		}
	}
	if page.Inputs == nil {
		page.Inputs = map[string]*input{}
	}
	page.Inputs[in.Name] = in
	return in
}

// check says per field what is wrong. What must hold together is the store's to
// judge.
func (page *setupPage) check() {
	in := page.Inputs
	page.wrong("name", checkName(in["name"].Value))
	page.wrong("handle", checkHandle(in["handle"].Value))
	page.wrong("person_name", checkName(in["person_name"].Value))
	page.wrong("person_handle", checkHandle(in["person_handle"].Value))
	if h := in["person_handle"].Value; h == in["handle"].Value {
		page.wrong("person_handle", models.Fail(models.Conflict, "error.handle_taken", "Handle", h))
	}
	zone := in["timezone"].Value
	if _, err := time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
		page.wrong("timezone", models.Fail(models.Invalid, "error.zone_invalid", "Zone", zone))
	}
	if !slices.Contains(render.Languages(), in["language"].Value) {
		in["language"].Value = page.Lang()
	}
	if !slices.Contains(render.Accents[:], in["accent"].Value) {
		in["accent"].Value = render.Accents[0]
	}
	for _, s := range page.Sections {
		for _, field := range s.Inputs {
			if (s.ID == "card") && utf8.RuneCountInString(field.Value) > maxCardLine {
				page.wrong(field.Name, models.Fail(models.Invalid, "error.text_too_long", "Max", maxCardLine))
			}
			if field.Error != "" {
				page.Errors = append(page.Errors, field)
			}
		}
	}
}

// wrong notes the first thing that is wrong with a field.
func (page *setupPage) wrong(name string, err error) {
	var e *models.Error
	if errors.As(err, &e) && page.Inputs[name].Error == "" {
		page.Inputs[name].Error = page.T(e.Key, e.Args...)
	}
}

func checkHandle(s string) error {
	if s == "" {
		return models.Fail(models.Invalid, "error.name_empty")
	}
	return models.CheckHandle(s)
}

func checkName(s string) error { return models.Actor{Name: s}.Check() }
