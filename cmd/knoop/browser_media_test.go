package main

import (
	"testing"

	"github.com/chromedp/cdproto/runtime"
)

// lookAtMedia looks at what most people never see: forced colours, no motion,
// and paper.
func lookAtMedia(t *testing.T, b *browser, w *town) {
	z := w.origin("zuidoost")
	event := w.find(t, "zuidoost", "/events", `<a class="p-name u-url" href="(/events/[^"]+)"`)
	pages := map[string]string{
		"home": z + "/", "event": event, "agenda": z + "/events", "collectives": z + "/collectives", "follow": z + "/follow",
		"home white on blue": w.origin("noorderwerf") + "/",
	}
	p := b.tab(t)
	p.speak("nl")
	for name, address := range pages {
		t.Run(name, func(t *testing.T) {
			p.t = t
			p.width(1280)
			p.media("", "prefers-color-scheme", "light")
			p.open(address)
			t.Run("forced colours", func(t *testing.T) { p.t = t; p.judgeForced(name) })
			t.Run("motion", func(t *testing.T) { p.t = t; p.judgeMotion() })
			t.Run("print", func(t *testing.T) { p.t = t; p.judgePrint(b, name) })
		})
	}
}

// noEdge gives what has lost its edge with its ground, and the radios whose dot
// was one.
const noEdge = `[...document.querySelectorAll(".btn, .knoop, main input:not([type=hidden]), .status")].filter((e) => e.checkVisibility()).filter((e) => {
	const s = getComputedStyle(e);
	if (e.matches("[type=radio], [type=checkbox]")) return s.appearance === "none";
	return s.borderTopStyle === "none" || parseFloat(s.borderTopWidth) < 1 || s.borderTopColor === s.backgroundColor;
}).map((e) => e.outerHTML.slice(0, 100))`

func (p *tab) judgeForced(name string) {
	p.t.Helper()
	p.media("", "forced-colors", "active", "prefers-color-scheme", "dark")
	if !eval[bool](p, `matchMedia("(forced-colors: active)").matches`) {
		p.t.Fatal("this browser cannot force colours")
	}
	for _, width := range widths {
		p.width(width)
		for _, fault := range eval[[]string](p, "("+layoutFaults+")()") {
			p.t.Errorf("%d px: %s", width, fault)
		}
		shoot(p, name+" forced", "nl", "dark", width)
	}
	for _, button := range eval[[]string](p, noEdge) {
		p.t.Errorf("has no edge: %s", button)
	}
}

// moving counts what would move on a hover, a change or by itself.
const moving = `[...document.querySelectorAll("*")].flatMap((e) => ["", "::before", "::after"].map((part) => getComputedStyle(e, part)))
	.filter((s) => s.content !== "none" && (s.transitionDuration.split(", ").some((d) => parseFloat(d) > 0) || s.animationName !== "none")).length`

func (p *tab) judgeMotion() {
	p.t.Helper()
	p.media("", "prefers-reduced-motion", "no-preference")
	if eval[int](p, moving) == 0 && p.text("main .btn:not(.open)") != "" {
		p.t.Error("nothing moves at all: this test cannot fail")
	}
	p.media("", "prefers-reduced-motion", "reduce")
	if n := eval[int](p, moving); n > 0 {
		p.t.Errorf("%d things still move", n)
	}
}

// printed says what is wrong on paper: what one presses is left out, the ground
// is white, and the name and the address of the page's matter are there.
const printed = `(() => {
	const wrong = [];
	for (const e of document.querySelectorAll(".nav, .btn, form, .skip, .hat, .pages")) if (e.checkVisibility()) wrong.push("printed: " + e.outerHTML.slice(0, 80));
	if (!document.querySelector("h1").checkVisibility()) wrong.push("the heading is not printed");
	const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
	const light = (colour) => {
		canvas.clearRect(0, 0, 1, 1);
		canvas.fillStyle = colour;
		canvas.fillRect(0, 0, 1, 1);
		const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
		return a === 0 ? 1 : (.2126 * r + .7152 * g + .0722 * b) / 255;
	};
	if (light(getComputedStyle(document.body).backgroundColor) < .99) wrong.push("the ground is " + getComputedStyle(document.body).backgroundColor);
	for (const e of document.querySelectorAll("h1, h2, h3, p, dd, span, strong, b, a, .addr")) {
		if (e.checkVisibility() && !e.closest(".vh") && e.innerText.trim() && light(getComputedStyle(e).color) > .5) wrong.push("too light: " + getComputedStyle(e).color + " " + e.innerText.slice(0, 40));
	}
	return wrong;
})()`

func (p *tab) judgePrint(b *browser, name string) {
	p.t.Helper()
	for _, scheme := range schemes {
		p.width(718) // A4 between its margins
		p.media("print", "prefers-color-scheme", scheme)
		for _, fault := range eval[[]string](p, printed) {
			p.t.Errorf("%s: %s", scheme, fault)
		}
		shoot(p, name+" print", "nl", scheme, 718)
		if b.axe != "" {
			p.do("load axe-core", call(runtime.Evaluate, runtime.EvaluateParams{Expression: b.axe}))
		}
		for _, fault := range p.judgeAccess(b, colours) {
			p.t.Errorf("printed, %s: %s", scheme, fault)
		}
	}
}
