package vocab

import (
	"strconv"
)

// Document is one JSON object that has been read, or an object inside it. The
// accessors take a value or an array of values alike, and give the zero value
// for what is absent or of another kind: a remote document is never an error
// for holding nonsense in a property we asked for.
type Document struct {
	t *tree
	i uint32
}

// Parse reads a document within the limits above. The error is always *Error.
// raw is kept and must not be changed afterwards. The scheme and origin of ids are for the door to judge.
func Parse(raw []byte) (*Document, error) {
	t, err := scan(raw)
	if err != nil {
		return nil, err
	}
	return &Document{t: t}, nil
}

// Raw gives the text of this object as it came: a part of what Parse was given,
// not a copy.
func (d *Document) Raw() []byte {
	n := &d.t.nodes[d.i]
	return d.t.raw[n.start:n.end:n.end]
}

// Has says whether a property is there and not null.
func (d *Document) Has(name string) bool {
	i, ok := d.t.member(d.i, name)
	return ok && d.t.nodes[i].kind != kindNull
}

// Str gives a string; the first one where an array stands.
func (d *Document) Str(name string) string {
	i, ok := d.t.member(d.i, name)
	if !ok {
		return ""
	}
	if n := &d.t.nodes[i]; n.kind == kindString {
		return d.t.text(i)
	}
	out := ""
	d.t.each(i, func(c uint32) bool {
		out = d.t.text(c)
		return d.t.nodes[c].kind != kindString
	})
	return out
}

// Strs gives all strings of a property.
func (d *Document) Strs(name string) []string {
	var out []string
	d.each(name, func(c uint32) bool {
		if d.t.nodes[c].kind == kindString {
			out = append(out, d.t.text(c))
		}
		return true
	})
	return out
}

// ID gives the id; "" unless it is one string.
func (d *Document) ID() string {
	i, ok := d.t.member(d.i, "id")
	if !ok {
		return ""
	}
	return d.t.text(i)
}

// Type gives the type; of several the first one we know, else the first.
func (d *Document) Type() string {
	i, ok := d.t.member(d.i, "type")
	if !ok {
		return ""
	}
	if d.t.nodes[i].kind == kindString {
		return d.t.text(i)
	}
	first := ""
	d.t.each(i, func(c uint32) bool {
		s := d.t.text(c)
		if first == "" || known(s) {
			first = s
		}
		return !known(s)
	})
	return first
}

// Ref gives the address a property refers to: a string, the id of an embedded
// object, or the href of a Link; the first where an array stands.
func (d *Document) Ref(name string) string {
	out := ""
	d.each(name, func(c uint32) bool {
		out = d.ref(c)
		return out == ""
	})
	return out
}

// Refs gives all addresses a property refers to.
func (d *Document) Refs(name string) []string {
	var out []string
	d.each(name, func(c uint32) bool {
		if s := d.ref(c); s != "" {
			out = append(out, s)
		}
		return true
	})
	return out
}

func (d *Document) ref(i uint32) string {
	switch d.t.nodes[i].kind {
	case kindString:
		return d.t.text(i)
	case kindObject:
		if c, ok := d.t.member(i, "id"); ok {
			return d.t.text(c)
		}
		if c, ok := d.t.member(i, "href"); ok {
			return d.t.text(c)
		}
	}
	return ""
}

// Doc gives an embedded object, nil if there is none; the first where an array
// stands.
func (d *Document) Doc(name string) *Document {
	var out *Document
	d.each(name, func(c uint32) bool {
		if d.t.nodes[c].kind == kindObject {
			out = &Document{t: d.t, i: c}
		}
		return out == nil
	})
	return out
}

// Docs gives all embedded objects of a property.
func (d *Document) Docs(name string) []*Document {
	var out []*Document
	d.each(name, func(c uint32) bool {
		if d.t.nodes[c].kind == kindObject {
			out = append(out, &Document{t: d.t, i: c})
		}
		return true
	})
	return out
}

// Bool gives a boolean; ok is false when the property holds something else.
func (d *Document) Bool(name string) (value, ok bool) {
	i, found := d.t.member(d.i, name)
	if !found || d.t.nodes[i].kind != kindBool {
		return false, false
	}
	return d.t.src[d.t.nodes[i].start] == 't', true
}

// Float gives a number; ok is false when the property holds something else or a
// number that has no float64.
func (d *Document) Float(name string) (value float64, ok bool) {
	i, found := d.t.member(d.i, name)
	if !found || d.t.nodes[i].kind != kindNumber {
		return 0, false
	}
	n := &d.t.nodes[i]
	f, err := strconv.ParseFloat(d.t.src[n.start:n.end], 64)
	return f, err == nil
}

// Int gives a whole number between -2^31 and 2^31.
func (d *Document) Int(name string) (value int, ok bool) {
	f, ok := d.Float(name)
	if !ok || f != float64(int64(f)) || f > 1<<31 || f < -(1<<31) {
		return 0, false
	}
	return int(f), true
}

func (d *Document) each(name string, f func(uint32) bool) {
	if i, ok := d.t.member(d.i, name); ok {
		d.t.each(i, f)
	}
}
