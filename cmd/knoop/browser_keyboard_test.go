package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The journeys use nothing but the keyboard, and run with scripts switched off.

// ctrl is held down while another key is struck.
var ctrl = chromedp.KeyModifiers(chromedp.ModifierCtrl)

// press strikes keys that lead to no other page.
func (p *tab) press(keys string, options ...chromedp.KeyOption) {
	p.t.Helper()
	p.do("press a key", chromedp.KeyEvent(keys, options...))
}

// enter strikes Enter as a keyboard does: down, with its character, and up.
// chromedp's own sends the character once more, which would press whatever the
// first one moved the focus to.
var enter = chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
	key := input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", Text: "\r", UnmodifiedText: "\r",
		WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13,
	}
	if _, err := cdp.Call(ctx, target, input.DispatchKeyEvent, key); err != nil {
		return err
	}
	key.Type, key.Text, key.UnmodifiedText = input.DispatchKeyEventTypeKeyUp, "", ""
	_, err := cdp.Call(ctx, target, input.DispatchKeyEvent, key)
	return err
})

// enterHere strikes Enter where it leads to no other page.
func (p *tab) enterHere() {
	p.t.Helper()
	p.do("press Enter", enter)
}

// enterKey strikes Enter where it leads to another page, and gives its status.
func (p *tab) enterKey() int {
	p.t.Helper()
	return p.after("press Enter", enter)
}

// focused says whether the element with the focus fits a selector.
func (p *tab) focused(selector string) bool {
	p.t.Helper()
	return eval[bool](p, fmt.Sprintf(`document.activeElement?.matches(%s) ?? false`, quoted(selector)))
}

// onFocus describes the element with the focus.
func (p *tab) onFocus() string {
	p.t.Helper()
	return eval[string](p, `(document.activeElement?.outerHTML ?? "nothing").slice(0, 160)`)
}

// tabTo strikes Tab until the focus is on what fits the selector, and wants to
// see where the focus is at every stop.
func (p *tab) tabTo(selector string) {
	p.t.Helper()
	for range 80 {
		p.press(kb.Tab)
		p.seesFocus()
		if p.focused(selector) {
			return
		}
	}
	p.t.Fatalf("%s: %s is not reached with Tab; the focus is on %s", p.address, selector, p.onFocus())
}

// focusShown says whether the element with the focus, or the label that stands
// for it, has a ring of at least two pixels within the window. The body itself
// is where the browser's own controls begin.
const focusShown = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body || e === document.documentElement) return true;
	const ring = [e, e.closest("label")].filter(Boolean).some((r) => {
		const s = getComputedStyle(r);
		return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
	});
	const box = e.getBoundingClientRect();
	return ring && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
})()`

func (p *tab) seesFocus() {
	p.t.Helper()
	if !eval[bool](p, focusShown) {
		p.t.Errorf("%s: the focus is not seen on %s", p.address, p.onFocus())
	}
}

// arrives waits until an element is there. Most pages are complete when they
// have loaded; this is for what the browser does after a key.
func (p *tab) arrives(what, expression string) {
	p.t.Helper()
	for deadline := time.Now().Add(pagePatience); !eval[bool](p, expression); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatalf("%s: %s; the focus is on %s", p.address, what, p.onFocus())
		}
	}
}

// keyboard gives a tab for a journey.
func (b *browser) keyboard(t *testing.T, language string) *tab {
	t.Helper()
	p := b.tab(t)
	p.scripts(false)
	p.speak(language)
	p.width(1280)
	return p
}

func keyboardJourneys(t *testing.T, b *browser, w *town) {
	t.Run("skip link", func(t *testing.T) { t.Parallel(); journeySkip(t, b, w) })
	t.Run("follow", func(t *testing.T) { t.Parallel(); journeyFollow(t, b, w) })
	t.Run("follow refused", func(t *testing.T) { t.Parallel(); journeyRefused(t, b, w) })
	t.Run("sign in", func(t *testing.T) { t.Parallel(); journeySignIn(t, b, w) })
	t.Run("language", func(t *testing.T) { t.Parallel(); journeyLanguage(t, b, w) })
	t.Run("agenda", func(t *testing.T) { t.Parallel(); journeyAgenda(t, b, w) })
}

func journeySkip(t *testing.T, b *browser, w *town) {
	p := b.keyboard(t, "nl")
	p.open(w.origin("zuidoost") + "/members")
	p.press(kb.Tab)
	if !p.focused("a.skip") {
		t.Fatalf("the first stop is %s", p.onFocus())
	}
	p.seesFocus()
	p.enterHere()
	p.arrives("the skip link does not lead to the content", `document.activeElement?.id === "main" || location.hash === "#main"`)
	p.press(kb.Tab)
	if !p.focused("main *") {
		t.Errorf("after the skip link comes %s", p.onFocus())
	}
}

// A visitor opens the form, types her address, and finds herself on her own
// server, which is told whom she wants to follow and not where she came from.
func journeyFollow(t *testing.T, b *browser, w *town) {
	p := b.keyboard(t, "nl")
	z := w.origin("zuidoost")
	p.open(z + "/")
	p.tabTo("button[popovertarget=follow]")
	p.enterHere()
	p.arrives("the form does not open", `document.querySelector("#follow").matches(":popover-open")`)
	p.press(kb.Escape)
	p.arrives("Escape does not close the form", `!document.querySelector("#follow").matches(":popover-open")`)
	if !p.focused("button[popovertarget=follow]") {
		t.Errorf("after Escape the focus is on %s", p.onFocus())
	}
	p.enterHere()
	p.arrives("the form does not open again", `document.querySelector("#follow").matches(":popover-open")`)
	if !p.focused("#acct") {
		p.press(kb.Tab)
	}
	if !p.focused("#acct") {
		t.Fatalf("the form begins with %s", p.onFocus())
	}
	p.press("noor@" + w.peer.host)
	if status := p.enterKey(); status != 200 {
		t.Fatalf("status %d: %s", status, p.text("main"))
	}
	if got := eval[string](p, "location.pathname + location.search"); got != "/follow" {
		t.Errorf("the address is %s: her own address belongs in none", got)
	}
	p.tabTo("main a.btn")
	before := len(w.peer.follows())
	if status := p.enterKey(); status != 200 {
		t.Fatalf("her server answers %d", status)
	}
	visits := w.peer.follows()
	if len(visits) == before {
		t.Fatalf("her server is not visited; the address is %s", eval[string](p, "location.href"))
	}
	visit := visits[len(visits)-1]
	if got, want := visit.URL.Query().Get("uri"), z+"/users/"+w.handle("zuidoost"); got != want {
		t.Errorf("her server is asked to follow %s, want %s", got, want)
	}
	if from := visit.Header.Get("Referer"); from != "" {
		t.Errorf("her server is told where she came from: %s", from)
	}
}

func journeyRefused(t *testing.T, b *browser, w *town) {
	p := b.keyboard(t, "en")
	p.open(w.origin("zuidoost") + "/follow")
	p.tabTo("#acct")
	p.press("noor at mastodon")
	if status := p.enterKey(); status != 422 {
		t.Fatalf("status %d: %s", status, p.text("main"))
	}
	p.arrives("the focus does not go to the field", `document.activeElement?.id === "acct"`)
	if got := eval[string](p, `document.querySelector("#acct").value`); got != "noor at mastodon" {
		t.Errorf("the field holds %q", got)
	}
	said := eval[string](p, `document.querySelector("#acct").getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id)?.innerText ?? "NONE").join("|")`)
	if strings.Contains(said, "NONE") || !strings.Contains(said, p.text("#acct-error")) || p.text("#acct-error") == "" {
		t.Errorf("the field is described by %q, the error is %q", said, p.text("#acct-error"))
	}
	if p.text("[role=alert]") == "" || !strings.HasPrefix(eval[string](p, "document.title"), "Error") {
		t.Errorf("title %q, alert %q", eval[string](p, "document.title"), p.text("[role=alert]"))
	}
	p.press("a", ctrl)
	p.press("noor@" + w.peer.host)
	if status := p.enterKey(); status != 200 || p.text("main a.btn") == "" {
		t.Errorf("mended, it still is not taken: %d, %s", status, p.text("main"))
	}
}

// A one-time link shows whose it is however often it is opened, signs in once,
// and is used up.
func journeySignIn(t *testing.T, b *browser, w *town) {
	p := b.keyboard(t, "nl")
	node := w.nodes["zuidoost"]
	link := node.Links["member"]
	for range 2 {
		if status := p.open(link); status != 200 {
			t.Fatalf("status %d: %s", status, p.text("main"))
		}
	}
	full := p.text("main .who-n")
	first, _, _ := strings.Cut(full, " ")
	if first == "" || !strings.Contains(p.text("h1"), first) {
		t.Fatalf("the link welcomes %q with %q", full, p.text("h1"))
	}
	p.tabTo("main form button")
	p.enterKey()
	if p.text("[role=status]") == "" {
		t.Error("nothing says that she is signed in")
	}
	if got := p.text(".hat summary"); !strings.Contains(got, first) {
		t.Errorf("the header says %q, not %s", got, first)
	}
	if got := eval[string](p, "document.cookie"); got != "" {
		t.Errorf("a program could read the cookie: %s", got)
	}
	if status := p.open(link); status < 400 {
		t.Errorf("used up, the link still answers %d", status)
	}
	if p.text("main a.btn") == "" {
		t.Error("the page of a used link leads nowhere")
	}
	p.open(node.Origin + "/events")
	if p.text("[role=status]") != "" {
		t.Errorf("the notice comes twice: %s", p.text("[role=status]"))
	}
	p.tabTo(".hat summary")
	p.enterHere()
	p.arrives("the menu does not open", `document.querySelector(".hat").open`)
	p.tabTo("form[action='/logout'] button")
	p.enterKey()
	if got := p.text(".hat"); got != "" || strings.Contains(p.text("header"), first) {
		t.Errorf("signed out, the header says %q", p.text("header"))
	}
	if p.text("[role=status]") == "" {
		t.Error("nothing says that she is signed out")
	}
}

func journeyLanguage(t *testing.T, b *browser, w *town) {
	p := b.keyboard(t, "nl")
	z := w.origin("zuidoost")
	p.open(z + "/events?tag=ontbijt")
	dutch := p.text("main .lead")
	p.tabTo("footer a[hreflang=en]")
	p.enterKey()
	at, err := url.Parse(eval[string](p, "location.href"))
	if err != nil || at.Path != "/events" || at.Query().Get("tag") != "ontbijt" {
		t.Errorf("the switch leads to %s, %v", at, err)
	}
	if got := eval[string](p, "document.documentElement.lang"); got != "en" || p.text("main .lead") == dutch {
		t.Errorf("lang %s, and the page says %s", got, p.text("main .lead"))
	}
	p.open(z + "/members")
	if got := eval[string](p, "document.documentElement.lang"); got != "en" {
		t.Errorf("on the next page lang is %s", got)
	}
	p.tabTo("footer a[hreflang=nl]")
	p.enterKey()
	if got := eval[string](p, "document.documentElement.lang + location.pathname"); got != "nl/members" {
		t.Errorf("back it is %s", got)
	}
}

// From the front page to the agenda, an event, and the way to follow its
// organiser.
func journeyAgenda(t *testing.T, b *browser, w *town) {
	p := b.keyboard(t, "en")
	p.open(w.origin("zuidoost") + "/")
	p.tabTo("nav a[href='/events']")
	p.enterKey()
	if p.text("nav [aria-current=page]") == "" {
		t.Error("the navigation does not say where we are")
	}
	p.tabTo(".ev h3 a[href^='/events/']")
	title := eval[string](p, "document.activeElement.innerText")
	p.enterKey()
	if p.text("h1") != title {
		t.Errorf("the event's page is headed %q, not %q", p.text("h1"), title)
	}
	p.tabTo("main aside a.btn")
	p.enterKey()
	if got := eval[string](p, "location.pathname"); got != "/follow" {
		t.Errorf("the button leads to %s", got)
	}
}
