package main

import (
	"net/http"
	"strings"
	"testing"
)

// TestEventTogether looks at what several collectives organise, asks one, and answers
// what is asked, in a real browser.
func TestEventTogether(t *testing.T) {
	b := newBrowser(t)
	town := newTown(t)
	z, n := town.origin("zuidoost"), town.origin("noorderwerf")
	p := b.tab(t)
	p.speak("nl")
	p.width(1280)
	judge := func(name string) {
		t.Helper()
		p.judge(b, view{name: "together " + name}, "nl")
		p.width(1280)
		p.media("")
	}
	want := func(what string, sentences ...string) {
		t.Helper()
		for _, s := range sentences {
			if !strings.Contains(p.text("main"), s) {
				t.Errorf("%s does not say %q: %s", what, s, p.text("main"))
			}
		}
	}
	find := func(origin string) {
		t.Helper()
		p.open(origin + "/events")
		to := eval[string](p, `[...document.querySelectorAll("main a")].find(a => a.textContent.includes("Kwartaalzaterdag")).href`)
		if !strings.HasPrefix(to, origin) {
			t.Errorf("the agenda of %s leads to %s", origin, to)
		}
		p.open(to)
	}
	find(n)
	judge("copy")
	want("the copy", "Georganiseerd door Zuidoost Zelfstandig, samen met Noorderwerf.", "bevestigd door beide", "houdt de gastenlijst bij")

	p.open(town.command(t, "zuidoost", "member", "link", "samira"))
	p.follow("main form button")
	find(z)
	want("the event", "samen met Noorderwerf", "bevestigd door beide")
	p.follow(`main a[href$="/together"]`)
	judge("ask")
	want("whom to ask", "Noorderwerf", "Kade West")
	p.fill("acct", "niemand")
	if status := p.follow(`main form button[value=offer]`); status != http.StatusUnprocessableEntity {
		t.Errorf("asking nobody: status %d", status)
	}
	p.said()
	judge("wrong")

	p.open(z + "/week")
	want("the week", "wil iets samen met ons organiseren")
	p.follow(`main a[href="/manage/events"]`)
	judge("asked")
	want("what is asked", "Open dag Sluisstraat 40", "Kade West")
	p.follow(`main button[value=accept]`)
	want("what came of it", "We doen mee.")
	judge("answered")
}
