package vocab

import (
	"strings"
	"unicode/utf8"
)

// scanner reads JSON (RFC 8259) in one pass into nodes. It is strict where two
// readers of one document could differ: duplicate names, broken UTF-8, bytes
// after the end and the null character are refused.
type scanner struct {
	tree
	pos     int
	depth   int
	context int  // how many @context we stand in
	as      bool // a context held the ActivityStreams address
	foreign bool // a context held another address
}

// scan reads a whole document.
func scan(raw []byte) (*tree, error) {
	if len(raw) > MaxBytes {
		return nil, refuse("too large")
	}
	if !utf8.Valid(raw) {
		return nil, refuse("not UTF-8")
	}
	s := scanner{tree: tree{raw: raw, src: string(raw), nodes: make([]node, 0, len(raw)/32+16)}}
	s.space()
	if s.pos >= len(s.src) || s.src[s.pos] != '{' {
		return nil, refuse("not a JSON object")
	}
	if err := s.value(""); err != nil {
		return nil, err
	}
	s.space()
	if s.pos != len(s.src) {
		return nil, refuse("bytes after the end")
	}
	if s.foreign && !s.as {
		return nil, refuse("a context without ActivityStreams")
	}
	return &s.tree, nil
}

func (s *scanner) space() {
	for s.pos < len(s.src) {
		switch s.src[s.pos] {
		case ' ', '\n', '\t', '\r':
			s.pos++
		default:
			return
		}
	}
}

var errSyntax = refuse("not JSON")

// value reads the value at pos as the next node.
func (s *scanner) value(key string) error {
	if len(s.nodes) >= MaxNodes {
		return refuse("too many values")
	}
	if s.pos >= len(s.src) {
		return errSyntax
	}
	at := len(s.nodes)
	s.nodes = append(s.nodes, node{key: key, start: uint32(s.pos)})
	var err error
	switch c := s.src[s.pos]; c {
	case '"':
		s.nodes[at].kind = kindString
		s.nodes[at].escaped, err = s.str()
	case '{':
		s.nodes[at].kind = kindObject
		err = s.object(at)
	case '[':
		s.nodes[at].kind = kindArray
		err = s.array()
	case 't':
		s.nodes[at].kind = kindBool
		err = s.word("true")
	case 'f':
		s.nodes[at].kind = kindBool
		err = s.word("false")
	case 'n':
		err = s.word("null")
	default:
		s.nodes[at].kind = kindNumber
		err = s.number()
	}
	s.nodes[at].end = uint32(s.pos)
	s.nodes[at].next = uint32(len(s.nodes))
	return err
}

func (s *scanner) word(w string) error {
	if !strings.HasPrefix(s.src[s.pos:], w) {
		return errSyntax
	}
	s.pos += len(w)
	return nil
}

func (s *scanner) array() error {
	if s.depth++; s.depth > MaxDepth {
		return refuse("nested too deeply")
	}
	s.pos++
	s.space()
	if s.pos < len(s.src) && s.src[s.pos] == ']' {
		s.pos++
		s.depth--
		return nil
	}
	for n := 1; ; n++ {
		if n > MaxItems {
			return refuse("too many items in an array")
		}
		s.space()
		if err := s.value(""); err != nil {
			return err
		}
		switch s.after() {
		case ',':
		case ']':
			s.depth--
			return nil
		default:
			return errSyntax
		}
	}
}

// after takes the byte that follows a value; 0 at the end of the text.
func (s *scanner) after() byte {
	s.space()
	if s.pos >= len(s.src) {
		return 0
	}
	c := s.src[s.pos]
	s.pos++
	return c
}

func (s *scanner) object(at int) error {
	if s.depth++; s.depth > MaxDepth {
		return refuse("nested too deeply")
	}
	s.pos++
	s.space()
	if s.pos < len(s.src) && s.src[s.pos] == '}' {
		s.pos++
		s.depth--
		return nil
	}
	var seen uint64 // a small filter, so that most names are compared with none
	for n := 1; ; n++ {
		if n > MaxItems {
			return refuse("too many members in an object")
		}
		s.space()
		key, err := s.name()
		if err != nil {
			return err
		}
		bit := nameBit(key)
		if seen&bit != 0 {
			if _, ok := s.read(at, key); ok {
				return refuse("a name stands twice in one object")
			}
		}
		seen |= bit
		if s.after() != ':' {
			return errSyntax
		}
		s.space()
		if err := s.entry(at, key); err != nil {
			return err
		}
		switch s.after() {
		case ',':
		case '}':
			s.depth--
			return nil
		default:
			return errSyntax
		}
	}
}

// nameBit gives one of 64 bits for a name.
func nameBit(key string) uint64 {
	if key == "" {
		return 1
	}
	return 1 << ((uint(len(key))*7 + uint(key[0]) + uint(key[len(key)-1])*3) & 63)
}

// read finds a member of an object that is still being read.
func (s *scanner) read(at int, key string) (int, bool) {
	for c := at + 1; c < len(s.nodes); c = int(s.nodes[c].next) {
		if s.nodes[c].key == key {
			return c, true
		}
	}
	return 0, false
}

// entry reads a member's value, after a look at its name.
func (s *scanner) entry(at int, key string) error {
	if s.context == 0 {
		if err := s.checkName(at, key); err != nil {
			return err
		}
	}
	if key != "@context" {
		return s.value(key)
	}
	i := uint32(len(s.nodes))
	s.context++
	if err := s.value(key); err != nil {
		return err
	}
	s.context--
	return s.checkContext(i)
}

// name reads a member name.
func (s *scanner) name() (string, error) {
	if s.pos >= len(s.src) || s.src[s.pos] != '"' {
		return "", errSyntax
	}
	from := s.pos + 1
	escaped, err := s.str()
	if err != nil {
		return "", err
	}
	key := s.src[from : s.pos-1]
	if escaped {
		key = unescape(key)
	}
	return key, nil
}
