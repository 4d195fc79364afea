package portrait

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// brush paints shapes given in the units of a symbol's square viewBox. First the
// shapes are outlined, then paint fills them all in one colour.
//
// The picture has a palette, as sixteen steps at an edge are all that an eye
// sees: about a third of the bytes of full colour.
type brush struct {
	picture *image.Paletted
	raster  *vector.Rasterizer
	cover   *image.Alpha
	scale   float64
	offset  float64
}

const steps = 15

// newBrush gives an empty picture for a symbol of so many units, with padding
// as a share of the picture on each side.
func newBrush(box, padding float64) *brush {
	all := image.Rect(0, 0, Size, Size)
	return &brush{
		picture: image.NewPaletted(all, color.Palette{color.NRGBA{}}),
		raster:  vector.NewRasterizer(Size, Size),
		cover:   image.NewAlpha(all),
		scale:   Size * (1 - 2*padding) / box,
		offset:  Size * padding,
	}
}

func (b *brush) at(x, y float64) (float32, float32) {
	return float32(x*b.scale + b.offset), float32(y*b.scale + b.offset)
}

// paint lays a colour on what was outlined.
func (b *brush) paint(c color.NRGBA) {
	b.raster.DrawOp = draw.Src
	b.raster.Draw(b.cover, b.cover.Bounds(), image.Opaque, image.Point{})
	b.raster.Reset(Size, Size)
	var mixed [256][steps + 1]int // index in the palette and 1, by what lies under and the step
	for i, a := range b.cover.Pix {
		step := (int(a)*steps + 127) / 255
		if step == 0 {
			continue
		}
		under := b.picture.Pix[i]
		if mixed[under][step] == 0 {
			mixed[under][step] = b.index(over(b.picture.Palette[under].(color.NRGBA), c, float64(step)/steps)) + 1
		}
		b.picture.Pix[i] = uint8(mixed[under][step] - 1)
	}
}

// index finds a colour in the palette, or adds it; in a full palette, the
// nearest.
func (b *brush) index(c color.NRGBA) int {
	p := b.picture.Palette
	if i := p.Index(c); p[i] == color.Color(c) || len(p) == 256 {
		return i
	}
	b.picture.Palette = append(p, c)
	return len(p)
}

// over lays so much of a colour over another.
func over(under, c color.NRGBA, share float64) color.NRGBA {
	top, bottom := float64(c.A)/255*share, float64(under.A)/255
	alpha := top + bottom*(1-top)
	mix := func(u, v uint8) uint8 {
		return uint8(math.Round((float64(v)*top + float64(u)*bottom*(1-top)) / alpha))
	}
	return color.NRGBA{mix(under.R, c.R), mix(under.G, c.G), mix(under.B, c.B), uint8(math.Round(alpha * 255))}
}

func (b *brush) circle(x, y, radius float64, c color.NRGBA) {
	b.outline(x, y, radius, 1)
	b.paint(c)
}

func (b *brush) ring(x, y, radius, width float64, c color.NRGBA) {
	b.outline(x, y, radius+width/2, 1)
	b.outline(x, y, radius-width/2, -1) // the other way round: a hole
	b.paint(c)
}

// line outlines a line with round ends and corners: each piece is a capsule, all
// of them wound the same way, so that where they overlap is painted once.
func (b *brush) line(points [][2]float64, width float64) {
	for i := range len(points) - 1 {
		p, q := points[i], points[i+1]
		along := math.Atan2(q[1]-p[1], q[0]-p[0])
		b.polygon(append(
			arc(q[0], q[1], width/2, along-math.Pi/2, along+math.Pi/2, 24),
			arc(p[0], p[1], width/2, along+math.Pi/2, along+3*math.Pi/2, 24)...))
	}
}

func (b *brush) path(d string, width float64, c color.NRGBA) {
	for _, points := range pathOf(d) {
		b.line(points, width)
	}
	b.paint(c)
}

func (b *brush) polygon(points [][2]float64) {
	b.raster.MoveTo(b.at(points[0][0], points[0][1]))
	for _, p := range points[1:] {
		b.raster.LineTo(b.at(p[0], p[1]))
	}
	b.raster.ClosePath()
}

// outline adds a circle, clockwise when way is 1 and the other way when -1.
func (b *brush) outline(x, y, radius, way float64) {
	b.polygon(arc(x, y, radius, 0, way*2*math.Pi, 180))
}
