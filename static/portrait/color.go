package portrait

import (
	"image/color"
	"math"
)

// oklch is a colour as the style sheet writes it; h in degrees.
type oklch struct{ l, c, h float64 }

// accents are what css/knoop.css sets --collective to.
var accents = map[string]oklch{
	"geel":     {.865, .176, 91},
	"oranje":   {.74, .17, 55},
	"baksteen": {.50, .17, 31},
	"roze":     {.79, .12, 2},
	"groen":    {.72, .15, 150},
	"lucht":    {.82, .09, 230},
	"blauw":    {.50, .155, 256},
	"inkt":     {.28, .04, 165},
}

var (
	white = oklch{.992, .003, 165} // --wit
	ink   = oklch{.245, .04, 165}  // --inkt
	rule  = oklch{.86, .012, 165}  // --line
)

func accentOf(name string) oklch {
	if c, ok := accents[name]; ok {
		return c
	}
	return accents["geel"]
}

// plate and on are the style sheet's --plate and --on: a field never sits in the
// dead zone where neither ink nor white reads.
func plate(accent oklch) oklch {
	l := math.Min(accent.l, .49)
	if accent.l > .6 {
		l = math.Max(accent.l, .7)
	}
	return oklch{l, math.Min(accent.c, .21), accent.h}
}

func on(plate oklch) oklch {
	if plate.l > .6 {
		return oklch{.22, .022, 165}
	}
	return oklch{.99, .022, 165}
}

// field is what lies under a logo, and the logo's own colour.
type field struct{ plate, on color.NRGBA }

func plateOf(accent oklch) field {
	p := plate(accent)
	return field{p.paint(1), on(p).paint(1)}
}

// finish is the four colours of a button: --pf, --pr, --ph and --pt.
type finish struct{ plate, edge, hole, thread color.NRGBA }

// finishOf follows the rules .pt, .pt.b, .pt.c and .pt.d.
func finishOf(name string, accent oklch) finish {
	p := plate(accent)
	switch name {
	case "b":
		thread := oklch{math.Max(p.l, .74), p.c, p.h}
		return finish{ink.paint(1), oklch{l: 1}.paint(.28), oklch{l: 1}.paint(.26), thread.paint(1)}
	case "c":
		wash := oklch{.957, accent.c * .26, accent.h}
		edge := oklch{math.Min(accent.l, .58), math.Min(accent.c, .17), accent.h}
		tone := oklch{math.Min(accent.l, .44), math.Min(accent.c, .13), accent.h}
		return finish{wash.paint(1), edge.paint(1), edge.paint(.55), tone.paint(1)}
	case "d":
		return finish{white.paint(1), ink.paint(1), rule.paint(1), ink.paint(1)}
	}
	hole := oklch{p.l * .66, p.c * .66, p.h} // mixed with 34% black
	return finish{p.paint(1), on(p).paint(.32), hole.paint(1), on(p).paint(1)}
}

// paint gives the colour in sRGB (CSS Color 4, 10.2), cut off where the screen
// ends, as browsers do.
func (o oklch) paint(alpha float64) color.NRGBA {
	sin, cos := math.Sincos(o.h * math.Pi / 180)
	a, b := o.c*cos, o.c*sin
	l := cube(o.l + .3963377774*a + .2158037573*b)
	m := cube(o.l - .1055613458*a - .0638541728*b)
	s := cube(o.l - .0894841775*a - 1.2914855480*b)
	return color.NRGBA{
		R: channel(4.0767416621*l - 3.3077115913*m + .2309699292*s),
		G: channel(-1.2684380046*l + 2.6097574011*m - .3413193965*s),
		B: channel(-.0041960863*l - .7034186147*m + 1.7076147010*s),
		A: uint8(math.Round(alpha * 255)),
	}
}

func cube(x float64) float64 { return x * x * x }

func channel(linear float64) uint8 {
	v := 12.92 * linear
	if linear > .0031308 {
		v = 1.055*math.Pow(linear, 1/2.4) - .055
	}
	return uint8(math.Round(255 * math.Max(0, math.Min(1, v))))
}
