package vocab

// Natural gives a text that may stand plain or by language (ActivityStreams
// 4.7): the plain property, else the first of its map. lang is the map's first
// language, which is how Mastodon and GoToSocial say the language of a post, or
// "".
func (d *Document) Natural(name string) (text, lang string) {
	text = d.Str(name)
	m := d.Doc(name + "Map")
	if m == nil {
		return text, ""
	}
	for c, end := m.i+1, m.t.nodes[m.i].next; c < end; c = m.t.nodes[c].next {
		if m.t.nodes[c].kind != kindString {
			continue
		}
		if text == "" {
			text = m.t.text(c)
		}
		return text, language(m.t.nodes[c].key)
	}
	return text, ""
}

// language gives a language tag of sane form (BCP 47's characters, not its
// registry), else "". "und" says that it is not known.
func language(tag string) string {
	if len(tag) < 2 || len(tag) > 35 || tag == "und" {
		return ""
	}
	for i := range len(tag) {
		c := tag[i]
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && c != '-' {
			return ""
		}
	}
	return tag
}
