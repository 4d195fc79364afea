package vocab

import (
	"bytes"
	"fmt"
)

// part is a serialised object to stand inside another: its text without its own
// @context, and the terms it uses, for which the outer @context must answer.
type part struct {
	text []byte
	doc  *Document
}

// embed takes a serialised document apart for embedding. A second @context
// inside would be legal JSON-LD and is what several readers stumble over.
func embed(raw []byte) (part, error) {
	d, err := Parse(raw)
	if err != nil {
		return part{}, fmt.Errorf("embed a document: %w", err)
	}
	var b bytes.Buffer
	b.Grow(len(raw))
	b.WriteByte('{')
	n := d.t.nodes[d.i]
	for c := d.i + 1; c < n.next; c = d.t.nodes[c].next {
		m := d.t.nodes[c]
		if m.key == "@context" {
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		writeString(&b, m.key)
		b.WriteByte(':')
		b.WriteString(d.t.src[m.start:m.end])
	}
	b.WriteByte('}')
	return part{text: b.Bytes(), doc: d}, nil
}

// names calls f for every property name and every type in the document, the
// @context left out.
func (d *Document) names(f func(string)) {
	t := d.t
	skip := uint32(0)
	for i := d.i; i < t.nodes[d.i].next; i++ {
		if i < skip {
			continue
		}
		n := t.nodes[i]
		if n.key == "@context" {
			skip = n.next
			continue
		}
		if n.key != "" {
			f(n.key)
		}
		if n.key == "type" {
			t.each(i, func(c uint32) bool { f(t.text(c)); return true })
		}
	}
}
