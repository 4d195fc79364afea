package vocab

// Limits on what is read (docs/peers.md 10: depth 32 and caps on tokens).
// A real activity has some hundred nodes; Mobilizon's context alone is 150.
const (
	MaxBytes  = 1 << 20 // of a document
	MaxDepth  = 32
	MaxNodes  = 5000
	MaxItems  = 1000   // of one array or one object
	MaxString = 500000 // bytes of one string as written
)

type kind uint8

const (
	kindNull kind = iota
	kindBool
	kindNumber
	kindString
	kindArray
	kindObject
)

// node is one value. The nodes of a document stand in one slice in the order of
// the text, so that a subtree is a range: the children of i begin at i+1, and
// next is where its right neighbour stands. One slice for all is what keeps
// reading at a few allocations a document.
type node struct {
	key        string // member name, "" for an element of an array
	start, end uint32 // the value in the text, quotes included
	next       uint32
	kind       kind
	escaped    bool // a string with \ in it
}

// tree is a document as read: its text and its nodes. Strings are cut from the
// text when they are asked for.
type tree struct {
	raw   []byte // as given
	src   string // a copy, from which strings are cut
	nodes []node
}

// text gives the string a node holds, "" for every other kind.
func (t *tree) text(i uint32) string {
	n := &t.nodes[i]
	if n.kind != kindString {
		return ""
	}
	s := t.src[n.start+1 : n.end-1]
	if n.escaped {
		return unescape(s)
	}
	return s
}

// member finds a member of an object by its name.
func (t *tree) member(i uint32, name string) (uint32, bool) {
	if t.nodes[i].kind != kindObject {
		return 0, false
	}
	for c, end := i+1, t.nodes[i].next; c < end; c = t.nodes[c].next {
		if t.nodes[c].key == name {
			return c, true
		}
	}
	return 0, false
}

// each calls f for a value, or for every element where an array stands: the one
// place where "scalars where arrays may stand and vice versa" is settled. f
// returns false to stop.
func (t *tree) each(i uint32, f func(uint32) bool) {
	n := &t.nodes[i]
	if n.kind != kindArray {
		if n.kind != kindNull {
			f(i)
		}
		return
	}
	for c := i + 1; c < n.next; c = t.nodes[c].next {
		if t.nodes[c].kind == kindArray || t.nodes[c].kind == kindNull {
			continue // an array in an array means nothing in ActivityStreams
		}
		if !f(c) {
			return
		}
	}
}
