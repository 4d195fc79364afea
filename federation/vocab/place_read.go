package vocab

import "knoop/models"

const maxPlaceLine = 200

// readLocation reads location: a Place, a VirtualLocation, a text, an address of
// the web, or several of them. The first place people can walk to is the place,
// the first address of the web is where it is online.
func readLocation(d *Document) (place models.Place, online string) {
	d.each("location", func(c uint32) bool {
		if d.t.nodes[c].kind == kindString {
			s := d.t.text(c)
			switch web := address(s); {
			case web != "" && online == "":
				online = web
			case web == "" && place.IsZero():
				place.Name = line(s, maxPlaceLine)
			}
			return true
		}
		if d.t.nodes[c].kind != kindObject {
			return true
		}
		l := &Document{t: d.t, i: c}
		if web, virtual := virtualOf(l); virtual {
			if online == "" {
				online = web
			}
			return true
		}
		if place.IsZero() {
			place = readPlace(l)
		}
		return true
	})
	return place, online
}

// virtualOf says whether a location is online: of type VirtualLocation, or, as
// Gancio writes it, a Place whose address is one.
func virtualOf(d *Document) (url string, virtual bool) {
	if d.Type() == "VirtualLocation" {
		if url = pageOf(d); url == "" {
			url = address(d.ID())
		}
		return url, true
	}
	a := d.Doc("address")
	if a == nil || a.Type() != "VirtualLocation" {
		return "", false
	}
	if url = pageOf(a); url == "" {
		url = address(d.ID())
	}
	return url, true
}

func readPlace(d *Document) models.Place {
	name, _ := d.Natural("name")
	p := models.Place{Name: line(name, maxPlaceLine)}
	if a := d.Doc("address"); a != nil {
		p.Street = line(a.Str("streetAddress"), maxPlaceLine)
		p.Postcode = line(a.Str("postalCode"), 20)
		p.Locality = line(a.Str("addressLocality"), maxPlaceLine)
		p.Region = line(a.Str("addressRegion"), maxPlaceLine)
		p.Country = line(a.Str("addressCountry"), 100)
	} else {
		p.Street = line(d.Str("address"), maxPlaceLine)
	}
	lat, ok1 := d.Float("latitude")
	lon, ok2 := d.Float("longitude")
	if ok1 && ok2 && lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180 {
		p.Latitude, p.Longitude = &lat, &lon
	}
	return p
}
