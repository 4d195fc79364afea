package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestGuest answers an event in a real browser without an account: by mail, on a
// phone, in Dutch, from the form to the page on which she is forgotten.
func TestGuest(t *testing.T) {
	b := newBrowser(t)
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	n := newFreshNode(t, "KNOOP_SMTP=smtp://127.0.0.1:"+port, "KNOOP_MAIL_FROM=post@nieuw.example")
	post := newPostbox(t, "127.0.0.1:"+port)
	i := &inviteJourney{n: n, b: b}
	host := b.tab(t)
	host.speak("nl")
	host.width(360)
	host.open(i.run(t, "setup", "--name", "ZZP Nieuw-Oost", "--handle", "nieuw", "--orchestrator-name", "Samira Belhaj", "--orchestrator-handle", "samira"))
	host.after("sign in", js(press))
	soon := time.Now().UTC().AddDate(0, 0, 9).Truncate(time.Hour)
	event := i.run(t, "event", "add", "--as", "nieuw", "--title", "Open Coffee", "--start", soon.Format(time.RFC3339), "--timezone", "UTC",
		"--place", "De Spoel", "--locality", "Amsterdam", "--capacity", "1")
	event = strings.Replace(event, "/notes/", "/events/", 1)

	p := b.tab(t)
	p.speak("nl")
	p.width(360)
	judge := func(name string) {
		t.Helper()
		p.judge(b, view{name: "guest " + name}, "nl")
		p.width(360)
		p.media("")
	}
	says := func(what string, sentences ...string) {
		t.Helper()
		for _, s := range sentences {
			if got := p.text("body"); !strings.Contains(got, s) {
				t.Errorf("%s does not say %q: %s", what, s, got)
			}
		}
	}
	open := func() {
		eval[bool](p, `document.querySelectorAll("main details").forEach((e) => e.open = true), true`)
	}
	// By keyboard and without scripts she gets as far as with them.
	p.open(event)
	open()
	judge("doors")
	p.fill("guest_name", "Noor", "guest_address", "noor")
	if status := p.after("send a wrong address", js(`document.getElementById("guest_address").form.noValidate = true, document.querySelector("form[action$='/by-mail'] button").click()`)); status != http.StatusUnprocessableEntity {
		t.Errorf("a wrong address: %d", status)
	}
	p.said() // the browser tells of the status
	says("the wrong address", "Schrijf het als naam@voorbeeld.nl")
	judge("doors wrong")
	p.fill("guest_address", "noor@elders.example")
	if status := p.follow("form[action$='/by-mail'] button"); status != http.StatusOK {
		t.Errorf("ask for a link: %d", status)
	}
	says("the page", "We hebben een link gemaild.", "0 mensen komen")
	link := post.link("noor@elders.example", regexp.QuoteMeta(n.origin)+`/answer/[0-9a-f]{64}`)
	p.open(link)
	judge("link")
	says("the link", "Kom je naar Open Coffee?", "houden we geen plek voor je vast", "De Spoel")
	p.follow("button[value=yes]")
	says("her own page", "Je komt. Tot dan.", "Bewaar dit adres")
	judge("coming")
	own := eval[string](p, "location.href")
	if got := post.link("noor@elders.example", `METHOD:PUBLISH`); got == "" {
		t.Error("no calendar came with it")
	}
	if again := post.link("noor@elders.example", regexp.QuoteMeta(n.origin)+`/coming/[0-9a-f.-]+`); again != own {
		t.Errorf("the mail leads to %s, she is at %s", again, own)
	}

	// The next finds it full, and moves up when Noor is forgotten.
	second := b.keyboard(t, "nl")
	second.open(event)
	second.tabTo(".doors summary")
	second.do("open the form", enter)
	second.tabTo("#guest_address")
	second.press("bob@elders.example")
	second.tabTo("form[action$='/by-mail'] button")
	second.enterKey()
	second.open(post.link("bob@elders.example", regexp.QuoteMeta(n.origin)+`/answer/[0-9a-f]{64}`))
	second.tabTo("button[value=yes]")
	second.enterKey()
	if got := second.text("main"); !strings.Contains(got, "Je staat op de wachtlijst, op plaats 1.") {
		t.Errorf("the second sees %s", got)
	}
	host.open(event + "/answers")
	host.judge(b, view{name: "guest list"}, "nl")
	host.width(360)
	host.media("")
	p.open(own)
	open()
	judge("forget")
	p.follow("button[value=forget]")
	says("forgotten", "We hebben gewist wat we van je wisten.", "1 persoon komt")
	if status := p.after("open her page again", js(`location.href = `+quoted(own))); status != http.StatusNotFound {
		t.Errorf("her page is still there: %d", status)
	}
	p.said()
	post.link("bob@elders.example", "Er is een plek voor je: Open Coffee")

	i.run(t, "event", "cancel", event)
	post.link("bob@elders.example", "Gaat niet door: Open Coffee")
	post.link("bob@elders.example", "METHOD:CANCEL")
	host.open(event)
	if got := host.text("main"); !strings.Contains(got, "Gaat niet door") {
		t.Errorf("the page says %s", got)
	}
}
