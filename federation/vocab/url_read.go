package vocab

import "strings"

// pageOf gives the page for people of a document: url as a string, a Link, or
// several of them, of which the first HTML one, else the first.
func pageOf(d *Document) string {
	first, html := "", ""
	d.each("url", func(c uint32) bool {
		s := address(d.hrefOf(c))
		if s == "" {
			return true
		}
		if first == "" {
			first = s
		}
		if d.t.nodes[c].kind == kindObject && html == "" {
			link := &Document{t: d.t, i: c}
			if strings.HasPrefix(link.Str("mediaType"), "text/html") {
				html = s
			}
		}
		return true
	})
	if html != "" {
		return html
	}
	return first
}

// hrefOf gives the address of a value that may be a string or a Link; href goes
// before id here.
func (d *Document) hrefOf(i uint32) string {
	switch d.t.nodes[i].kind {
	case kindString:
		return d.t.text(i)
	case kindObject:
		if c, ok := d.t.member(i, "href"); ok {
			return d.t.text(c)
		}
		if c, ok := d.t.member(i, "url"); ok {
			return d.t.text(c)
		}
	}
	return ""
}

// pictureOf gives the address of a picture property: a string, an Image with url
// (a string or a Link), or several, of which the first.
func pictureOf(d *Document, name string) string {
	out := ""
	d.each(name, func(c uint32) bool {
		switch d.t.nodes[c].kind {
		case kindString:
			out = address(d.t.text(c))
		case kindObject:
			pic := &Document{t: d.t, i: c}
			if out = pageOf(pic); out == "" {
				out = address(pic.Str("href"))
			}
		}
		return out == ""
	})
	return out
}
