package render

import (
	"hash/fnv"
	"strconv"
	"strings"

	"knoop/models"
)

// Accents are the eight colours a collective chooses from (static/css).
var Accents = [8]string{"geel", "oranje", "baksteen", "roze", "groen", "lucht", "blauw", "inkt"}

// Logos are the symbols of the sprite that a collective may take as its logo.
var Logos = [4]string{"l-knoop", "l-zuidoost", "l-noorderwerf", "l-kadewest"}

// Portrait is a picture of an actor: her own photo, or one that is generated, a
// button with one of eight patterns, in one of four finishes and one of eight
// colours. It is decoration: the name always stands beside it.
type Portrait struct {
	Pattern string // symbol of the sprite: k1 to k8, or a logo
	Finish  string // "", b, c or d; "mark" under a logo
	Accent  string

	Src    string // of the photo, in its smallest size; "" for a button
	SrcSet string // its sizes
	Alt    string // what is on it
}

// With gives the portrait with a photo over the button, if there is one.
func (p Portrait) With(photo models.Photo) Portrait {
	if photo.IsZero() {
		return p
	}
	p.Alt = photo.Alt
	var set strings.Builder
	for i, size := range photo.Sizes {
		if i > 0 {
			set.WriteString(", ")
		}
		set.WriteString("/media/" + size.Name + " " + strconv.Itoa(size.Side) + "w")
	}
	p.Src, p.SrcSet = "/media/"+photo.Sizes[0].Name, set.String()
	return p
}

// PortraitOf gives an actor's portrait: the photo that everyone may see, else a
// button, the same one for ever: pattern and finish follow from the actor's id.
// Photos of other servers are not shown, since to load one would tell that server
// who reads here. One of ours wears the colour of our
// collective, one from elsewhere a colour that follows from its host, so that
// people of one collective look alike.
func PortraitOf(a models.Actor, ours string) Portrait {
	h := sum(a.URI)
	p := Portrait{
		Pattern: "k" + strconv.Itoa(int(h%8)+1),
		Finish:  [4]string{"", "b", "c", "d"}[h/8%4],
		Accent:  ours,
	}
	if !a.Local {
		p.Accent = AccentOf(a.Host, ours)
		return p
	}
	return p.With(a.Photo)
}

// See says that this visitor may see the photo of one of ours, which the actor's
// row holds only when everyone may.
func (p *Page) See(actorID string, photo models.Photo) {
	if photo.IsZero() {
		return
	}
	if p.photos == nil {
		p.photos = map[string]models.Photo{}
	}
	p.photos[actorID] = photo
}

// Portrait gives an actor's portrait on this page: the collective itself has its
// logo, anyone else her photo as far as this visitor may see it, or a button.
func (p *Page) Portrait(a models.Actor) Portrait {
	if a.Local && a.URI == p.Site.URI {
		return Portrait{Pattern: p.Site.Logo, Finish: "mark", Accent: p.Site.Accent}
	}
	if photo, ok := p.photos[a.ID]; ok && a.Local {
		a.Photo = photo
	}
	return PortraitOf(a, p.Site.Accent)
}

// AccentOf gives the colour of a host that has not told us its own: one of the
// seven that are not ours, so that nobody seems to be of our collective.
func AccentOf(host, ours string) string {
	k := sum(host) % 8
	if Accents[k] == ours {
		k = (k + 1 + sum(host)/8%7) % 8
	}
	return Accents[k]
}

func sum(s string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s))
	n := h.Sum32()
	return n ^ n>>15 // FNV's low bits are its weakest
}
