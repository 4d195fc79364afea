package portrait

import (
	"bytes"
	"fmt"
	"image/png"
)

// Size is the width and the height of a portrait in pixels.
const Size = 400

// Look says which portrait: the fields of handlers/render.Portrait.
type Look struct {
	Pattern string // k1 to k8, or a logo of the sprite: "l-knoop"
	Finish  string // of a button: "", b, c or d
	Accent  string // "geel"
}

// PNG draws a look: a few kilobytes, the same ones every time.
func PNG(l Look) ([]byte, error) {
	var b *brush
	if button, ok := buttons[l.Pattern]; ok {
		b = newBrush(48, 0)
		b.button(button, finishOf(l.Finish, accentOf(l.Accent)))
	} else {
		logo, ok := logos[l.Pattern]
		if !ok {
			logo = logos["l-knoop"]
		}
		b = drawLogo(logo, plateOf(accentOf(l.Accent)))
	}
	var out bytes.Buffer
	if err := png.Encode(&out, b.picture); err != nil {
		return nil, fmt.Errorf("encode portrait: %w", err)
	}
	return out.Bytes(), nil
}

// button draws one as its symbol does: plate, edge, ring, holes, thread.
func (b *brush) button(k button, f finish) {
	b.circle(24, 24, 22.5, f.plate)
	b.ring(24, 24, 22.5, 1, f.edge)
	for _, r := range k.rings {
		b.ring(24, 24, r.radius, r.width, f.edge)
	}
	for _, line := range k.relief {
		b.line(line.points, line.width)
	}
	b.paint(f.edge)
	for _, h := range k.holes {
		b.circle(h[0], h[1], 3.6, f.hole)
	}
	b.path(k.thread, 2.8, f.thread)
}

// drawLogo lays a logo on its field: padding .62rem of 3rem, as .pt.mark has.
func drawLogo(l logo, f field) *brush {
	const padding = .62 / 3
	b := newBrush(l.box, padding)
	half := l.box / 2
	b.circle(half, half, half/(1-2*padding), f.plate)
	for _, d := range l.paths {
		for _, points := range pathOf(d) {
			b.polygon(points)
		}
	}
	b.paint(f.on)
	if len(l.paths) == 0 {
		b.path(knotThread, 4.5, f.on)
		b.circle(32, 32, 23, f.on)
		b.path(knotStitch, 5, f.plate)
	}
	return b
}
