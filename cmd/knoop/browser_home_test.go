package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
)

// TestHomeSignIn walks from one node to another and back in a real browser: what
// its policies let a form lead to is part of the way.
func TestHomeSignIn(t *testing.T) {
	b := newBrowser(t)
	town := newTown(t)
	z, n := town.origin("zuidoost"), town.origin("noorderwerf")
	zHost, nHost := strings.TrimPrefix(z, "http://"), strings.TrimPrefix(n, "http://")
	const who = "yusuf"
	p := b.tab(t)
	p.speak("nl")
	p.width(1280)
	look := func(name string) {
		t.Helper()
		for _, width := range []int64{360, 1280} {
			for _, scheme := range []string{"light", "dark"} {
				p.width(width)
				p.media("", "prefers-color-scheme", scheme)
				shoot(p, name, "nl", scheme, width)
				if wide := eval[int](p, "document.documentElement.scrollWidth"); wide > int(width) {
					t.Errorf("%s is %d wide at %d", name, wide, width)
				}
			}
		}
		p.width(1280)
		p.media("")
	}
	at := func(what, want string) {
		t.Helper()
		if got := eval[string](p, "location.href"); !strings.HasPrefix(got, want) {
			t.Fatalf("%s leads to %s, want %s: %s", what, got, want, p.text("main"))
		}
	}
	toHome := func(acct string) int {
		t.Helper()
		return p.after("ask for home", js(fmt.Sprintf(`document.getElementById("home").value = %s, document.querySelector("form[action='/login/home']").submit()`, quoted(acct))))
	}
	press := func(what, selector string) int {
		t.Helper()
		return p.after(what, js(`document.querySelector(`+quoted(selector)+`).click()`))
	}

	// Yusuf of Noorderwerf has a passkey there, and signs out.
	j := &passkeyJourney{tab: p}
	j.do("have authenticators", call(webauthn.Enable, webauthn.EnableParams{}))
	j.authenticator(webauthn.AuthenticatorTransportInternal)
	p.open(town.command(t, "noorderwerf", "member", "link", who))
	press("use the link", "main form button")
	at("the link", n+"/welcome/passkey")
	p.after("make a passkey", js(pressPasskey))
	j.signOut()

	// At Zuidoost he names his home, shows his passkey there, says yes, and is back.
	p.open(z + "/login?next=/members")
	look("login")
	if status := toHome("@" + who + "@" + nHost); status != http.StatusOK {
		t.Fatalf("asking for home: %d: %s", status, p.text("main"))
	}
	at("the form", n+"/login?next=")
	p.after("show the passkey", js(pressPasskey))
	at("the passkey", n+"/oauth/authorize?")
	look("consent")
	press("say yes", "button[value=yes]")
	at("her yes", z+"/members")
	if bar := p.text(".hat summary"); !strings.Contains(bar, "Yusuf") || !strings.Contains(bar, "via "+nHost) {
		t.Errorf("the header says %q", bar)
	}
	look("visitor members")
	eval[bool](p, `document.querySelector(".hat").open = true`)
	look("visitor menu")
	p.open(z + "/settings")
	look("visitor settings")
	press("sign out", "form[action='/logout'] button")

	// The second time there is no question on the way: three redirects behind
	// one form.
	p.open(z + "/login/home")
	look("login home")
	toHome("@" + who + "@" + nHost)
	at("the second time", z+"/")
	press("sign out", "form[action='/logout'] button")
	p.open(n + "/settings/sites")
	look("sites")
	press("take it back", "main form button")
	look("sites none")
	p.open(z + "/login/home")
	toHome("@" + who + "@" + nHost)
	at("after taking it back", n+"/oauth/authorize?")
	press("say no", "button[value=no]")
	at("her no", z+"/login/home/return?")
	look("login home denied")

	// Who stands in the way of a sign-in.
	p.open(z + "/login/home")
	if status := toHome("noor@weg.localhost:1"); status != http.StatusServiceUnavailable {
		t.Errorf("a silent home: %d", status)
	}
	look("login home silent")
	p.open(z + "/login/home")
	if status := toHome("yusuf@" + zHost); status != http.StatusUnprocessableEntity {
		t.Errorf("one of ours: %d", status)
	}
	look("login home own")
	p.open(z + "/login/home")
	toHome("oud@" + town.peer.host)
	look("login home nobody")
	p.open(n + "/oauth/authorize?" + url.Values{"client_id": {"http://weg.localhost:1/actor"}, "redirect_uri": {"http://weg.localhost:1/x"}}.Encode())
	look("consent unknown")
}
