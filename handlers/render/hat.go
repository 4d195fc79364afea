package render

import "knoop/models"

// HatChoice is a hat as the header offers it.
type HatChoice struct {
	Key    string
	Text   string // "Kade West, lid"
	Accent string // its colour; "" without a hat
	Worn   bool
}

// HatChoices gives the hats that the visitor may wear.
func (p *Page) HatChoices() []HatChoice {
	var out []HatChoice
	for _, h := range p.Visitor.Hats {
		out = append(out, HatChoice{Key: h.Key, Text: p.hatName(h), Accent: p.HatAccent(h), Worn: h.Key == p.Visitor.Hat.Key})
	}
	return out
}

// hatName says what a hat is, in a list of them.
func (p *Page) hatName(h models.Hat) string {
	switch {
	case h.IsSelf():
		return p.T("hat.self")
	case h.AsCollective():
		return p.T("hat.collective", "Name", h.Name)
	}
	return p.T("hat.member", "Name", h.Name)
}

// HatAccent gives the colour of a hat on our pages, "" without one.
func (p *Page) HatAccent(h models.Hat) string {
	switch {
	case h.IsSelf():
		return ""
	case h.URI == p.Site.URI:
		return p.Site.Accent
	}
	return AccentOf(h.Host, p.Site.Accent)
}

// HatShort says the hat beside a name: "namens Kade West", "als Mokum"; ""
// without one.
func (p *Page) HatShort(h models.Hat) string {
	switch {
	case h.IsSelf():
		return ""
	case h.AsCollective():
		return p.T("hat.as", "Name", h.Name)
	}
	return p.T("hat.on_behalf", "Name", h.Name)
}
