package portrait

import "math"

// button is what tells the eight symbols apart, in their 48 units.
type button struct {
	rings  []ring
	relief []stroke // lines in the colour of the rings
	holes  [][2]float64
	thread string // path data, as in the sprite
}

type ring struct{ radius, width float64 }

type stroke struct {
	points [][2]float64
	width  float64
}

var square = [][2]float64{{18.5, 18.5}, {29.5, 18.5}, {18.5, 29.5}, {29.5, 29.5}}

// buttons are the symbols k1 to k8 of img/icons.svg.
var buttons = map[string]button{
	"k1": {rings: []ring{{17, 1}}, holes: [][2]float64{{17.5, 19}, {30.5, 19}, {24, 30.5}}, thread: "M17.5 19 24 30.5 30.5 19"},
	"k2": {rings: []ring{{18.2, 3}}, holes: [][2]float64{{18, 30}, {30, 18}}, thread: "M18 30 30 18"},
	"k3": {rings: []ring{{15.5, 1}}, holes: square, thread: "M18.5 18.5h11M18.5 29.5h11"},
	"k4": {rings: []ring{{17, 1}}, holes: square, thread: "m18.5 18.5 11 11M29.5 18.5l-11 11"},
	"k5": {relief: dashes(18.5, 1, 4.81, 2.5), holes: square, thread: "M18.5 18.5h11l-11 11h11"},
	"k6": {rings: []ring{{18.6, 1}, {15, 1}}, holes: square, thread: "M18.5 18.5h11v11h-11z"},
	"k7": {rings: []ring{{17, 1}}, holes: [][2]float64{{24, 16.5}, {17.5, 28.5}, {30.5, 28.5}}, thread: "M24 16.5v8l-6.5 4M24 24.5l6.5 4"},
	"k8": {relief: []stroke{arch(16.5, -1), arch(31.5, 1)}, holes: square, thread: "M18.5 18.5v11l11-11v11"},
}

// logo is a symbol that a collective may wear. The knot alone has no paths: it
// is drawn with threads.
type logo struct {
	box   float64 // of its viewBox
	paths []string
}

const (
	knotThread = "M3 61 61 3"
	knotStitch = "M25.5 38.5 38.5 25.5"
)

var logos = map[string]logo{
	"l-knoop": {box: 64},
	"l-zuidoost": {48, []string{
		"m24 2 19 11v22L24 46 5 35V13zm0 8.1L12 17v14l12 6.9L36 31V17z",
		"m24 17 6.1 3.5v7L24 31l-6.1-3.5v-7z",
	}},
	"l-noorderwerf": {48, []string{"M3 30h42L36 44H12zM10 27V6h7l14 13V6h7v21h-7L17 14v13z"}},
	"l-kadewest":    {48, []string{"M6 44V20h7v-8h7V4h8v8h7v8h7v24h-7V27h-7v-8h-8v8h-7v17zm14-10h8v10h-8z"}},
}

// dashes is a dashed circle round the middle, begun at three o'clock.
func dashes(radius, dash, gap, width float64) []stroke {
	var all []stroke
	for i := range int(2 * math.Pi * radius / (dash + gap)) {
		from := float64(i) * (dash + gap) / radius
		all = append(all, stroke{arc(24, 24, radius, from, from+dash/radius, 1), width})
	}
	return all
}

// arch is the arc of radius 17 from (10, y) to (38, y); side -1 bends it up, 1
// down. In the sprite: "a17 17 0 0 1 28 0".
func arch(y, side float64) stroke {
	depth := math.Sqrt(17*17 - 14*14)
	angle := math.Atan2(depth, 14)
	return stroke{arc(24, y-side*depth, 17, side*angle, side*(math.Pi-angle), 32), 2}
}

func arc(x, y, radius, from, to float64, steps int) [][2]float64 {
	points := make([][2]float64, 0, steps+1)
	for i := range steps + 1 {
		sin, cos := math.Sincos(from + (to-from)*float64(i)/float64(steps))
		points = append(points, [2]float64{x + radius*cos, y + radius*sin})
	}
	return points
}
