package web

import (
	"errors"
	"net/http"
	"strings"

	"knoop/handlers/render"
	"knoop/models"
)

// formField is one field of a form in the order in which it is read: label, hint,
// what is wrong, the field itself. Kind is text, mail, number, area, radio,
// handle or file.
type formField struct {
	Name, Kind         string
	Label, Hint, Error string
	Value              string
	Max                int
	Required           bool
	Complete           string // autocomplete; "" is off
	Options            []option
}

// Said is what is wrong, by the name of the field: after a question without a
// colon.
func (in formField) Said() string {
	if strings.HasSuffix(in.Label, "?") {
		return in.Label + " " + in.Error
	}
	return in.Label + ": " + in.Error
}

// form is a form of fields. Their words stand in the catalogues under the names
// of the fields, after a beginning: "invite.field_" and "invite.hint_".
type form struct {
	page   *render.Page
	labels string
	hints  string
	Fields []*formField
	Failed []*formField // with something wrong, in the order of the form
	// Failure is what is wrong with no field in particular.
	Failure string
}

// T gives a text of the page that it is on.
func (f *form) T(key string, args ...any) string { return f.page.T(key, args...) }

// wrongCount is how many things are wrong.
func (f *form) wrongCount() int {
	n := len(f.Failed)
	if f.Failure != "" {
		n++
	}
	return n
}

// Summary says how many things are wrong.
func (f *form) Summary() string { return f.page.N("layout.some_errors", f.wrongCount()) }

// add gives the form another field, with its words.
func (f *form) add(name, kind string, more func(*formField)) *formField {
	in := &formField{Name: name, Kind: kind, Max: 200, Label: f.page.T(f.labels + name)}
	if hint := f.hints + name; f.page.Has(hint) {
		in.Hint = f.page.T(hint)
	}
	if more != nil {
		more(in)
	}
	f.Fields = append(f.Fields, in)
	return in
}

// Get gives a field by its name.
func (f *form) Get(name string) *formField {
	for _, in := range f.Fields {
		if in.Name == name {
			return in
		}
	}
	return nil
}

// value gives what was typed in a field.
func (f *form) value(name string) string { return f.Get(name).Value }

// read takes what was sent; r's form has been parsed.
func (f *form) read(r *http.Request) {
	for _, in := range f.Fields {
		in.Value = strings.TrimSpace(strings.ToValidUTF8(r.PostForm.Get(in.Name), ""))
		for i := range in.Options {
			in.Options[i].Checked = in.Options[i].Value == in.Value
		}
	}
}

// choose gives a field its choices; the words of each stand after a beginning.
func (f *form) choose(in *formField, words, chosen string, values ...string) {
	in.Value = chosen
	for _, v := range values {
		in.Options = append(in.Options, option{Value: v, Label: f.page.T(words + v), Checked: v == chosen})
	}
}

// wrong notes what is wrong with a field, the first thing only; "" is the whole.
// It says whether err is something a person can mend.
func (f *form) wrong(name string, err error) bool {
	var e *models.Error
	if !errors.As(err, &e) {
		return false
	}
	text := f.page.T(e.Key, e.Args...)
	in := f.Get(name)
	switch {
	case in == nil:
		f.Failure = text
	case in.Error == "":
		in.Error = text
		f.Failed = append(f.Failed, in)
	}
	return true
}

// parsed reads a small form.
func parsed(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	return nil
}
