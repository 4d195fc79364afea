package portrait

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"regexp"
	"strings"
	"testing"
)

var finishes = []string{"", "b", "c", "d"}

func drawn(t *testing.T, l Look) (image.Image, []byte) {
	t.Helper()
	raw, err := PNG(l)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return picture, raw
}

func at(p image.Image, x, y float64) color.NRGBA {
	return color.NRGBAModel.Convert(p.At(int(x*Size), int(y*Size))).(color.NRGBA)
}

func TestPNG_everyLookIsSmallDistinctAndTheSameEachTime(t *testing.T) {
	seen := map[string]Look{}
	largest := 0
	try := func(l Look) {
		picture, raw := drawn(t, l)
		if l.Accent == "roze" {
			if _, again := drawn(t, l); !bytes.Equal(raw, again) {
				t.Errorf("%v differs from itself", l)
			}
		}
		if other, ok := seen[string(raw)]; ok && l.Finish != "d" {
			t.Errorf("%v and %v are one picture", l, other)
		}
		seen[string(raw)] = l
		largest = max(largest, len(raw))
		if b := picture.Bounds(); b.Dx() != Size || b.Dy() != Size {
			t.Errorf("%v is %v", l, b)
		}
		if at(picture, .02, .02).A != 0 || at(picture, .5, .06).A != 255 {
			t.Errorf("%v is no disc on nothing", l)
		}
	}
	for accent := range accents {
		for pattern := range buttons {
			for _, finish := range finishes {
				try(Look{pattern, finish, accent})
			}
		}
		for name := range logos {
			try(Look{name, "mark", accent})
		}
	}
	if largest >= 15<<10 {
		t.Errorf("the largest is %d bytes", largest)
	}
}

func TestPNG_paintsWhatTheSymbolSays(t *testing.T) {
	f := finishOf("", accents["geel"])
	k2, _ := drawn(t, Look{"k2", "", "geel"})
	for where, c := range map[[2]float64]color.NRGBA{
		{24, 24}: f.thread, {24, 14}: f.plate, {18, 32.8}: f.hole, {30, 18}: f.thread,
	} {
		if got := at(k2, where[0]/48, where[1]/48); got != c {
			t.Errorf("k2 at %v is %v, want %v", where, got, c)
		}
	}
	g := plateOf(accents["blauw"])
	for _, name := range []string{"l-knoop", "", "k9"} {
		knot, _ := drawn(t, Look{name, "mark", "blauw"})
		if at(knot, .5, .5) != g.plate || at(knot, .45, .4) != g.on || at(knot, .5, .1) != g.plate {
			t.Errorf("%q: no knot on its field", name)
		}
	}
	house, _ := drawn(t, Look{"l-kadewest", "mark", "blauw"})
	const box = 1 - 2*.62/3
	for y, c := range map[float64]color.NRGBA{22: g.plate, 29: g.plate, 14: g.on, 40: g.on} {
		if got := at(house, .5, .62/3+y/48*box); got != c {
			t.Errorf("l-kadewest at %v is %v, want %v", y, got, c)
		}
	}
}

func TestShapes_areThoseOfTheSprite(t *testing.T) {
	sprite, err := os.ReadFile("../img/icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	symbol := regexp.MustCompile(`<symbol id="([kl][^"]*)" viewBox="0 0 (\d+) \d+">(.*?)</symbol>`)
	read := 0
	for _, m := range symbol.FindAllStringSubmatch(string(sprite), -1) {
		name, box, body := m[1], m[2], m[3]
		if l, ok := logos[name]; ok {
			read++
			paths := l.paths
			if name == "l-knoop" {
				paths = []string{knotThread, knotStitch}
				if !strings.Contains(body, `cx="32" cy="32" r="23"`) || !strings.Contains(body, `stroke-width="4.5"`) || !strings.Contains(body, `stroke-width="5"`) {
					t.Errorf("%s has changed: %s", name, body)
				}
			}
			if box != fmt.Sprint(l.box) || strings.Count(body, "<path") != len(paths) {
				t.Errorf("%s has changed: %s", name, body)
			}
			for _, d := range paths {
				if !strings.Contains(body, `d="`+d+`"`) {
					t.Errorf("%s has not the path %s", name, d)
				}
			}
			continue
		}
		k, ok := buttons[name]
		if !ok {
			continue
		}
		read++
		if got := symbolOf(k, name); !strings.Contains(body, got) {
			t.Errorf("%s is drawn as\n%s\nand in the sprite\n%s", name, got, body)
		}
	}
	if read != len(buttons)+len(logos) {
		t.Errorf("%d of %d symbols are in the sprite", read, len(buttons)+len(logos))
	}
}

// symbolOf writes a button as the sprite does.
func symbolOf(k button, name string) string {
	var b strings.Builder
	b.WriteString(`<circle cx="24" cy="24" r="22.5" fill="var(--pf)" stroke="var(--pr)"/><g fill="none" stroke="var(--pr)">`)
	for _, r := range k.rings {
		fmt.Fprintf(&b, `<circle cx="24" cy="24" r="%v"`, r.radius)
		if r.width != 1 {
			fmt.Fprintf(&b, ` stroke-width="%v"`, r.width)
		}
		b.WriteString(`/>`)
	}
	b.WriteString(map[string]string{
		"k5": `<circle cx="24" cy="24" r="18.5" stroke-dasharray="1 4.81" stroke-width="2.5"/>`,
		"k8": `<path d="M10 16.5a17 17 0 0 1 28 0M10 31.5a17 17 0 0 0 28 0" stroke-width="2"/>`,
	}[name] + `</g><g fill="var(--ph)" stroke="none">`)
	for _, h := range k.holes {
		fmt.Fprintf(&b, `<circle cx="%v" cy="%v" r="3.6"/>`, h[0], h[1])
	}
	fmt.Fprintf(&b, `</g><path d="%s" fill="none" stroke="var(--pt)" stroke-width="2.8"/>`, k.thread)
	return b.String()
}

func TestColours_areThoseOfTheStyleSheet(t *testing.T) {
	raw, err := os.ReadFile("../css/knoop.css")
	if err != nil {
		t.Fatal(err)
	}
	css := string(raw)
	found := regexp.MustCompile(`\[data-accent=(\w+)\] \{--collective: oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)\}`).FindAllStringSubmatch(css, -1)
	for _, m := range found {
		c := accents[m[1]]
		if got := strings.Join(m[2:], " "); got != fmt.Sprintf("%.3g %s %v", c.l*100, strings.TrimPrefix(fmt.Sprint(c.c), "0"), c.h) {
			t.Errorf("%s is oklch(%s) in the style sheet and %v here", m[1], got, c)
		}
	}
	if len(found) != len(accents) {
		t.Errorf("%d accents in the style sheet, %d here", len(found), len(accents))
	}
	for _, rule := range []string{
		"--wit: light-dark(oklch(99.2% .003 165)", "--inkt: light-dark(oklch(24.5% .04 165)", "--line: light-dark(oklch(86% .012 165)",
		"--plate: oklch(from var(--collective) calc(min(l, .49) + clamp(0, (l - .6) * 999, 1) * (max(l, .7) - min(l, .49))) min(c, .21) h)",
		"--on: oklch(from var(--plate) clamp(.22, (.6 - l) * 999, .99) .022 165)",
		"--tone: light-dark(oklch(from var(--collective) min(l, .44) min(c, .13) h)",
		"--thread: light-dark(oklch(from var(--collective) min(l, .58) min(c, .17) h)",
		"--wash: light-dark(oklch(from var(--collective) .957 calc(c * .26) h)",
		"--ph: color-mix(in oklab, var(--pf), #000 34%)", "--pf: var(--plate); --pt: var(--on); --pr: color-mix(in oklab, var(--on) 32%, #0000)}",
		".pt.b {--pf: light-dark(oklch(24.5% .04 165), oklch(33% .035 165)); --pt: oklch(from var(--plate) max(l, .74) c h); --pr: oklch(100% 0 0 / .28); --ph: oklch(100% 0 0 / .26)}",
		".pt.c {--pf: var(--wash); --pt: var(--tone); --pr: var(--thread); --ph: color-mix(in oklab, var(--thread), #0000 45%)}",
		".pt.d {--pf: var(--wit); --pt: var(--inkt); --pr: currentColor; --ph: var(--line)}",
		".pt.mark {background: var(--plate); color: var(--on); --gat: var(--plate); padding: .62rem}",
	} {
		if !strings.Contains(css, rule) {
			t.Errorf("the style sheet no longer says %s", rule)
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	for b.Loop() {
		if _, err := PNG(Look{"k5", "c", "roze"}); err != nil {
			b.Fatal(err)
		}
	}
}
