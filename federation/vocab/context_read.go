package vocab

import "strings"

// asNamespace is the namespace of ActivityStreams; asContext the address of its
// context, which is what documents name.
const (
	asNamespace = "https://www.w3.org/ns/activitystreams#"
	asContext   = "https://www.w3.org/ns/activitystreams"
	// asContextPlain is what some old software wrote.
	asContextPlain = "http://www.w3.org/ns/activitystreams"
)

// core are the short names whose meaning we act upon; a context that gives one
// of them another meaning, or their meaning to another name, would make us and
// a JSON-LD reader see two different documents. "location" is not among them:
// Mobilizon maps it to schema.org.
var core = map[string]bool{
	"id": true, "type": true, "actor": true, "object": true, "target": true, "origin": true, "result": true,
	"instrument": true, "attributedTo": true, "to": true, "cc": true, "bto": true, "bcc": true, "audience": true,
	"inReplyTo": true, "content": true, "contentMap": true, "name": true, "nameMap": true, "summary": true,
	"summaryMap": true, "url": true, "href": true, "tag": true, "attachment": true, "published": true,
	"updated": true, "startTime": true, "endTime": true, "inbox": true, "outbox": true, "followers": true,
	"following": true, "preferredUsername": true, "items": true, "orderedItems": true, "first": true,
	"next": true, "oneOf": true, "anyOf": true, "formerType": true, "deleted": true,
}

var (
	errReshaped = refuse("JSON-LD that gives the document another shape")
	errAliased  = refuse("a context that renames ActivityStreams terms")
)

// checkName refuses names by which one document can be read in two ways: we
// read short names only, a JSON-LD reader also these.
func (s *scanner) checkName(at int, key string) error {
	if key == "" {
		return nil
	}
	switch key[0] {
	case '@':
		switch key {
		case "@graph", "@included", "@reverse", "@nest", "@import":
			return errReshaped
		case "@id":
			if _, twice := s.read(at, "id"); twice || at == 0 {
				return errReshaped
			}
		case "@type":
			if _, twice := s.read(at, "type"); twice || at == 0 {
				return errReshaped
			}
		}
	case 'i':
		if key == "id" {
			if _, twice := s.read(at, "@id"); twice {
				return errReshaped
			}
		}
	case 't':
		if key == "type" {
			if _, twice := s.read(at, "@type"); twice {
				return errReshaped
			}
		}
	case 'a':
		if strings.HasPrefix(key, "as:") {
			return errAliased
		}
	case 'h':
		if strings.HasPrefix(key, asContext) || strings.HasPrefix(key, asContextPlain) {
			return errAliased
		}
	}
	return nil
}

// checkContext reads one @context, wherever it stands. A document without any
// is read all the same: Lemmy's and Gancio's documents are kept so.
func (s *scanner) checkContext(i uint32) error {
	switch n := s.nodes[i]; n.kind {
	case kindString:
		switch s.text(i) {
		case asContext, asContextPlain:
			s.as = true
		case "https://w3id.org/security/v1", "https://w3id.org/security/v2", "https://www.w3.org/ns/cid/v1":
			// A bare key under its own id has nothing else, and needs nothing else.
		default:
			s.foreign = true
		}
	case kindArray:
		for c := i + 1; c < n.next; c = s.nodes[c].next {
			if s.nodes[c].kind == kindArray {
				return errReshaped
			}
			if err := s.checkContext(c); err != nil {
				return err
			}
		}
	case kindObject:
		for c := i + 1; c < n.next; c = s.nodes[c].next {
			if err := s.checkTerm(c); err != nil {
				return err
			}
		}
	default:
		return errReshaped // null empties the context
	}
	return nil
}

// checkTerm judges one definition of an inline context.
func (s *scanner) checkTerm(i uint32) error {
	key := s.nodes[i].key
	meaning := ""
	switch s.nodes[i].kind {
	case kindString:
		meaning = s.text(i)
	case kindObject:
		for _, bad := range []string{"@reverse", "@context", "@nest"} {
			if _, ok := s.member(i, bad); ok {
				return errReshaped
			}
		}
		if id, ok := s.member(i, "@id"); ok {
			meaning = s.text(id)
		}
	}
	if key == "@import" || key == "@reverse" {
		return errReshaped
	}
	if key == "@language" || key == "@direction" {
		return nil // "und" or "nl": no meaning of a term
	}
	name, ours := strings.CutPrefix(meaning, "as:")
	if !ours {
		name, ours = strings.CutPrefix(meaning, asNamespace)
	}
	switch {
	case key == "as":
		if meaning == asNamespace {
			return nil
		}
		return errAliased
	case ours && name == key && name != "":
		return nil
	case key == "id" && meaning == "@id", key == "type" && meaning == "@type":
		return nil
	case core[key], ours && (name == "" || core[name]), strings.HasPrefix(meaning, "@"):
		return errAliased
	case len(meaning) > len("https://") && strings.HasPrefix(asNamespace, meaning):
		return errAliased // a prefix from which the namespace can be spelled
	}
	return nil
}
