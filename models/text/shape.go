package text

import (
	"strings"

	"golang.org/x/net/html"
)

// shape writes markup again as a closed tree of allowed elements. own is our
// renderer's output: its headings and rel stay, and newlines between its blocks
// go.
func shape(markup string, own bool) string {
	s := shaper{own: own}
	s.out.Grow(len(markup) + 64)
	z := html.NewTokenizer(strings.NewReader(markup))
	for !s.full {
		switch z.Next() {
		case html.ErrorToken:
			s.closeTo(0)
			return s.out.String()
		case html.TextToken:
			if s.dropping == "" {
				s.text(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			s.start(string(name), z, more)
		case html.EndTagToken:
			name, _ := z.TagName()
			s.end(string(name))
		}
	}
	s.closeTo(0)
	return s.out.String()
}

type shaper struct {
	out      strings.Builder
	open     []string // elements written and not yet closed
	closing  int      // bytes their end tags will take
	dropping string   // raw element whose content is passed over
	wantP    bool     // a div or the like began or ended: the next text is a paragraph
	own      bool
	full     bool
}

// rawElements hold no HTML by the tokenizer's rules; their content goes.
var rawElements = map[string]bool{
	"iframe": true, "noembed": true, "noframes": true, "noscript": true, "plaintext": true,
	"script": true, "style": true, "textarea": true, "title": true, "xmp": true,
}

// allowed elements, and whether they are blocks, which end a paragraph.
var allowed = map[string]bool{
	"p": true, "blockquote": true, "pre": true, "ul": true, "ol": true, "li": true,
	"a": false, "b": false, "br": false, "code": false, "del": false, "em": false, "i": false, "rp": false,
	"rt": false, "ruby": false, "s": false, "span": false, "strong": false, "u": false,
}

// wrappers are blocks we do not write; their text becomes paragraphs.
var wrappers = map[string]bool{
	"address": true, "article": true, "aside": true, "body": true, "caption": true, "center": true, "dd": true,
	"details": true, "div": true, "dl": true, "dt": true, "fieldset": true, "figcaption": true, "figure": true,
	"footer": true, "form": true, "header": true, "hr": true, "main": true, "nav": true, "section": true,
	"summary": true, "table": true, "tbody": true, "tfoot": true, "thead": true, "tr": true,
}

func isHeading(name string) bool {
	return len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6'
}

func isBlock(name string) bool { return allowed[name] || wrappers[name] || isHeading(name) }

func (s *shaper) start(name string, z *html.Tokenizer, more bool) {
	if s.dropping != "" {
		return
	}
	block, known := allowed[name]
	switch {
	case rawElements[name]:
		s.dropping = name
	case isHeading(name):
		s.heading(name)
	case wrappers[name] || name == "li" && !s.inList():
		s.closeLast("p")
		s.wantP = true
	case name == "td" || name == "th":
		s.text(" ")
	case !known:
	case name == "br":
		s.write("<br>", "")
	case block:
		s.block(name, attributes(name, z, more, s.own))
	default:
		s.inline(name, attributes(name, z, more, s.own))
	}
}

func (s *shaper) block(name, attrs string) {
	s.closeLast("p")
	if name == "li" {
		s.closeItem()
	}
	s.wantP = false
	s.write("<"+name+attrs+">", name)
}

func (s *shaper) inline(name, attrs string) {
	if name == "a" {
		if attrs == "" {
			return // no link we accept: the text stays
		}
		s.closeLast("a") // a browser would close it here too
	}
	s.paragraph()
	s.write("<"+name+attrs+">", name)
}

// heading writes remote headings as Mastodon shows them: a bold paragraph.
func (s *shaper) heading(name string) {
	s.closeLast("p")
	s.wantP = false
	if s.own {
		s.write("<"+name+">", name)
		return
	}
	s.write("<p>", "p")
	s.write("<strong>", "strong")
}

func (s *shaper) end(name string) {
	switch {
	case s.dropping != "":
		if name == s.dropping {
			s.dropping = ""
		}
	case isHeading(name) && !s.own:
		s.closeLast("p")
	case wrappers[name]:
		s.closeLast("p")
		s.wantP = true
	default:
		s.closeLast(name)
	}
}

// paragraph opens the one that a div promised.
func (s *shaper) paragraph() {
	if s.wantP && s.last("pre") < 0 {
		s.write("<p>", "p")
	}
	s.wantP = false
}

func (s *shaper) text(t string) {
	if s.own && s.last("pre") < 0 {
		t = strings.ReplaceAll(t, "\n", "")
	}
	if t == "" || s.wantP && strings.TrimSpace(t) == "" {
		return
	}
	s.paragraph()
	t = escape(t)
	if room := maxHTMLOut - s.out.Len() - s.closing; len(t) > room {
		// Between two characters and outside an entity: cut before the last one.
		t = bounded(t, max(room, 0))
		if i := strings.LastIndexByte(t, '&'); i >= 0 && !strings.Contains(t[i:], ";") {
			t = t[:i]
		}
		s.full = true
	}
	s.out.WriteString(t)
}

// write puts a start tag out and remembers to close it, unless that would grow
// too deep or too long.
func (s *shaper) write(tag, name string) {
	if name != "" && len(s.open) >= maxDepth {
		return
	}
	cost := len(tag)
	if name != "" {
		cost += len(name) + 3
	}
	if s.out.Len()+s.closing+cost > maxHTMLOut {
		s.full = true
		return
	}
	s.out.WriteString(tag)
	if name != "" {
		s.open = append(s.open, name)
		s.closing += len(name) + 3
	}
}

// last gives the place of the innermost open element of that name, or -1.
func (s *shaper) last(name string) int {
	for i := len(s.open) - 1; i >= 0; i-- {
		if s.open[i] == name {
			return i
		}
	}
	return -1
}

func (s *shaper) inList() bool { return s.last("ul") >= 0 || s.last("ol") >= 0 }

// closeItem ends the list item we stand in, but not one of a list further out.
func (s *shaper) closeItem() {
	if i := s.last("li"); i > s.last("ul") && i > s.last("ol") {
		s.closeTo(i)
	}
}

// closeLast closes the innermost open element of that name and what it holds;
// an end tag without a start does nothing.
func (s *shaper) closeLast(name string) {
	if i := s.last(name); i >= 0 {
		s.closeTo(i)
	}
}

func (s *shaper) closeTo(depth int) {
	for i := len(s.open) - 1; i >= depth; i-- {
		s.out.WriteString("</" + s.open[i] + ">")
		s.closing -= len(s.open[i]) + 3
	}
	s.open = s.open[:min(depth, len(s.open))]
}
