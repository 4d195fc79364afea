package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// visitorViews are the pages of the demo as a stranger sees them.
func (w *town) visitorViews(t *testing.T) []view {
	t.Helper()
	z := w.origin("zuidoost")
	note := w.find(t, "zuidoost", "/@"+w.handle("zuidoost"), `class="u-url" href="(/notes/[^"]+)"`)
	gone, err := url.Parse(w.gone)
	if err != nil {
		t.Fatal(err)
	}
	return []view{
		{name: "home", address: z + "/", status: 200},
		{name: "home follow open", address: z + "/", reach: func(p *tab) {
			eval[bool](p, `document.getElementById("follow").showPopover(), true`)
		}},
		{name: "collective", address: z + "/@" + w.handle("zuidoost"), status: 200},
		{name: "member", address: w.find(t, "zuidoost", "/members", `href="(/@[a-z0-9_]+)"`), status: 200},
		{name: "event", address: w.find(t, "zuidoost", "/events", `<a class="p-name u-url" href="(/events/[^"]+)"`), status: 200},
		{name: "event off", address: w.find(t, "zuidoost", "/events", `(?s)class="ev h-event off">.*?<a class="p-name u-url" href="(/events/[^"]+)"`), status: 200},
		{name: "note", address: note, status: 200},
		{name: "members", address: z + "/members", status: 200},
		{name: "agenda", address: z + "/events", status: 200},
		{name: "agenda past", address: w.find(t, "zuidoost", "/events", `href="(/events[^"]*)" rel="prev"`), status: 200},
		{name: "agenda tag", address: z + "/events?tag=ontbijt", status: 200},
		{name: "agenda empty", address: z + "/events?tag=nietsvandien", status: 200},
		{name: "series", address: z + "/@opencoffee", status: 200},
		{name: "embed", address: z + "/embed", status: 200},
		{name: "embed agenda", address: z + "/embed/agenda?n=4", status: 200},
		{name: "embed agenda empty", address: z + "/embed/agenda?by=gladys", status: 200},
		{name: "collectives", address: z + "/collectives", status: 200},
		{name: "about", address: z + "/about", status: 200},
		{name: "follow", address: z + "/follow", status: 200},
		{name: "follow a member", address: z + "/follow?handle=anneke", status: 200},
		{name: "follow refused", address: z + "/follow", reach: submitFollow("niemand@weg.localhost:1", http.StatusUnprocessableEntity)},
		{name: "follow impossible", address: z + "/follow", reach: submitFollow("oud@"+w.peer.host, http.StatusUnprocessableEntity)},
		{name: "follow on", address: z + "/follow", reach: submitFollow("noor@"+w.peer.host, http.StatusOK)},
		{name: "interact", address: z + "/interact?uri=" + url.QueryEscape("http://"+w.peer.host+"/@noor/1"), status: 200},
		{name: "sign in", address: z + "/login?next=%2Fsettings%2Fkeys", status: 200, script: true},
		{name: "recover", address: z + "/login/recover", status: 200},
		{name: "recover refused", address: z + "/login/recover", reach: func(p *tab) {
			p.after("send the form", js(`document.getElementById("handle").value = "anneke", document.getElementById("code").value = "0000-0000-0000",
				document.querySelector("main form").submit()`))
		}},
		{name: "welcome", address: w.nodes["noorderwerf"].Links["orchestrator"], status: 200},
		{name: "welcome used", address: z + "/welcome/bestaat-niet", status: 404},
		{name: "not found", address: z + "/bestaat-niet", status: 404},
		{name: "gone", address: z + gone.Path, status: 410},
		{name: "noorderwerf", address: w.origin("noorderwerf") + "/", status: 200},
		{name: "kadewest", address: w.origin("kadewest") + "/", status: 200},
	}
}

// submitFollow fills the follow form in and sends it.
func submitFollow(acct string, status int) func(*tab) {
	return func(p *tab) {
		p.t.Helper()
		got := p.after("send the form", js(`document.getElementById("acct").value = `+quoted(acct)+`,
			document.querySelector("form[action='/follow']").submit()`))
		if got != status {
			p.t.Fatalf("%s: status %d, want %d: %s", acct, got, status, p.text("main"))
		}
	}
}

// memberViews are what only a person of the node sees. Its tab signs in with the
// orchestrator's link.
func (w *town) memberViews(t *testing.T, p *tab) []view {
	t.Helper()
	z := w.origin("zuidoost")
	p.open(w.nodes["zuidoost"].Links["orchestrator"])
	p.after("sign in", js(`document.querySelector("main form").submit()`))
	if notice := p.text("[role=status]"); notice == "" {
		t.Fatalf("no notice after signing in: %s", p.text("main"))
	}
	menu := func(p *tab) { eval[bool](p, `document.querySelector(".hat").open = true`) }
	return []view{
		{name: "signed in home", address: z + "/", status: 200},
		{name: "make a passkey", address: z + "/welcome/passkey", status: 200, script: true},
		{name: "make codes", address: z + "/welcome/codes", status: 200},
		{name: "codes", address: z + "/welcome/codes", reach: func(p *tab) {
			p.after("ask for codes", js(`document.querySelector("main form").submit()`))
		}},
		{name: "keys", address: z + "/settings/keys", status: 200, script: true},
		{name: "devices", address: z + "/settings/devices", status: 200},
		{name: "hand out a link", address: z + "/manage/links", status: 200},
		{name: "link handed out", address: z + "/manage/links", reach: func(p *tab) {
			p.after("ask for a link", js(`document.getElementById("handle").value = "anneke", document.querySelector("main form").submit()`))
		}},
		{name: "signed in menu", address: z + "/members", reach: menu},
		{name: "signed in event", address: w.find(t, "zuidoost", "/events", `<a class="p-name u-url" href="(/events/[^"]+)"`), status: 200},
		{name: "signed in note", address: w.find(t, "zuidoost", "/@"+w.handle("zuidoost"), `class="u-url" href="(/notes/[^"]+)"`), status: 200},
		{name: "week", address: z + "/week", status: 200},
		{name: "write", address: z + "/write", status: 200},
		{name: "write all open", address: z + "/write", reach: func(p *tab) {
			eval[bool](p, `document.querySelectorAll("main details").forEach((e) => e.open = true), true`)
		}},
		{name: "write preview", address: z + "/write", reach: func(p *tab) {
			p.after("look first", js(`document.getElementById("text").value = "Zaterdag **schilderen** we. @niemand #buurt", document.querySelector("button[value=preview]").click()`))
		}},
		{name: "write wrong", address: z + "/write", reach: func(p *tab) {
			p.after("send nothing", js(`document.getElementById("text").removeAttribute("required"), document.querySelector("main button[value=post]").click()`))
		}},
		{name: "signed in interact", address: z + "/interact?uri=" + url.QueryEscape("http://"+w.peer.host+"/@noor/1"), status: 200},
	}
}

// lookWithoutScript opens every page with scripts switched off: it must say the
// same.
func lookWithoutScript(t *testing.T, b *browser, views []view) {
	with, without := b.tab(t), b.tab(t)
	without.scripts(false)
	for _, p := range []*tab{with, without} {
		p.speak("nl")
		p.width(360)
	}
	for _, v := range views {
		if v.reach != nil || v.script {
			continue // the journeys do these, by keyboard and without scripts; a ceremony says something else
		}
		t.Run(v.name, func(t *testing.T) {
			with.t, without.t = t, t
			with.enter(v)
			without.enter(v)
			// How long ago a note was written changes meanwhile.
			for _, p := range []*tab{with, without} {
				eval[bool](p, `document.querySelectorAll("time").forEach((e) => e.textContent = ""), true`)
			}
			words := without.text("body")
			if strings.TrimSpace(words) == "" || with.text("body") != words {
				t.Errorf("without scripts the page says\n%s\nand with them\n%s", words, with.text("body"))
			}
		})
	}
}
