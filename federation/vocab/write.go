package vocab

import (
	"knoop/federation/iri"
	"knoop/static/locales"
)

// Writer writes this node's actors and objects. It is safe for concurrent use.
type Writer struct {
	base iri.Base
	say  *locales.Printer
}

// NewWriter makes a Writer for a node's addresses; p says the sentences that
// leave the node (an event's date line) in the node's language.
func NewWriter(base iri.Base, p *locales.Printer) *Writer {
	return &Writer{base: base, say: p}
}

// Feature is something this node can do beyond ordinary fediverse talk
// (FEP-844e), named by an address.
type Feature struct {
	Href string
	Name string
}
