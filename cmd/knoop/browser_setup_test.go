package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// newNodeJourney is the first hour of a node: it says that it is not set up, is
// set up in the browser, federates at once, is empty, and is asked too much.
func newNodeJourney(t *testing.T, b *browser, w *town) {
	n := newFreshNode(t)
	t.Run("before", func(t *testing.T) {
		lookAt(t, b, []view{
			{name: "not set up", address: n.origin + "/", status: 200},
			{name: "set up", address: n.link, status: 200},
			{name: "set up refused", address: n.link, reach: submitSetup},
			{name: "not set up not found", address: n.origin + "/events", status: 404},
		})
	})
	t.Run("forced colours", func(t *testing.T) {
		p := b.tab(t)
		p.speak("nl")
		p.open(n.link)
		p.judgeForced("set up")
	})
	t.Run("set up with the keyboard", func(t *testing.T) { journeySetup(t, b, n) })
	t.Run("federates at once", func(t *testing.T) { federatesAtOnce(t, w, n) })
	t.Run("empty", func(t *testing.T) {
		lookAt(t, b, []view{
			{name: "empty home", address: n.origin + "/", status: 200},
			{name: "empty collective", address: n.origin + "/@mokum", status: 200},
			{name: "empty members", address: n.origin + "/members", status: 200},
			{name: "empty agenda", address: n.origin + "/events", status: 200},
			{name: "empty collectives", address: n.origin + "/collectives", status: 200},
			{name: "empty about", address: n.origin + "/about", status: 200},
			{name: "set up used", address: n.link, status: 410},
		})
	})
	t.Run("asked too much", func(t *testing.T) { askTooMuch(t, b, n) })
}

// submitSetup sends the form with a mistake in two fields.
func submitSetup(p *tab) {
	p.t.Helper()
	status := p.after("send the form", js(`document.getElementById("name").value = "ZZP Mokum",
		document.getElementById("handle").value = "Mokum!", document.getElementById("timezone").value = "Europa/Amsterdam",
		document.getElementById("person_name").value = "Samira", document.getElementById("person_handle").value = "samira",
		document.querySelector("main form").submit()`))
	if status != http.StatusUnprocessableEntity {
		p.t.Fatalf("status %d: %s", status, p.text("main"))
	}
}

func journeySetup(t *testing.T, b *browser, n *freshNode) {
	p := b.keyboard(t, "nl")
	p.open(n.link)
	p.tabTo("#name")
	p.press("ZZP Mokum")
	p.tabTo("#handle")
	p.press("mokum")
	p.tabTo("input[name=accent]")
	p.press(kb.ArrowRight)
	p.tabTo("#person_name")
	p.press("Samira el Idrissi")
	p.tabTo("#person_handle")
	p.press("mokum") // taken by the collective
	if status := p.enterKey(); status != http.StatusUnprocessableEntity {
		t.Fatalf("one name for two: status %d: %s", status, p.text("main"))
	}
	p.arrives("the focus does not go to what is wrong", `document.activeElement?.id === "errors"`)
	p.tabTo("#errors a")
	p.enterHere()
	p.arrives("the summary does not lead to the field", `location.hash === "#person_handle"`)
	if !p.focused("#person_handle") {
		p.tabTo("#person_handle")
	}
	p.press("a", ctrl)
	p.press("samira")
	p.tabTo("main form button")
	p.enterKey()
	if got := eval[string](p, "location.pathname"); got != "/welcome/passkey" {
		t.Fatalf("the form leads to %s: %s", got, p.text("main"))
	}
	if p.text("[role=status]") == "" {
		t.Error("nothing says that the collective is there")
	}
	if p.text("main noscript") == "" {
		t.Error("nothing says that this step needs a script")
	}
	p.tabTo("form[data-passkey] a")
	p.enterKey()
	if got := p.text("h1") + p.text(".brand"); !strings.Contains(got, "Jouw week") || !strings.Contains(got, "ZZP Mokum") {
		t.Errorf("the page that follows is headed %q", got)
	}
	p.open(n.origin + "/")
	if got := p.text("h1"); !strings.Contains(got, "ZZP Mokum") {
		t.Errorf("the front page is headed %q", got)
	}
	if got := p.text(".hat summary"); !strings.Contains(got, "Samira") {
		t.Errorf("the header says %q", got)
	}
	if got := eval[string](p, "document.documentElement.dataset.accent"); got != "oranje" {
		t.Errorf("the colour is %s, not the second one", got)
	}
}

// federatesAtOnce lets a node of the demo follow the new collective: without a
// restart, its inbox takes the Follow and its Accept is delivered.
func federatesAtOnce(t *testing.T, w *town, n *freshNode) {
	handle := w.handle("kadewest")
	w.command(t, "kadewest", "follow", "--as", handle, "mokum@"+n.host)
	eventually(t, "the new collective has a follower", func() bool {
		out, err := n.command("followers", "mokum").Output()
		return err == nil && strings.TrimSpace(string(out)) == w.origin("kadewest")+"/users/"+handle
	})
	out, err := n.command("note", "--as", "mokum", "Hallo buren.").Output()
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "its first note arrives", func() bool {
		return w.prepare(t, "kadewest", "show", strings.TrimSpace(string(out))).Run() == nil
	})
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(pagePatience); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not so after %s: %s", pagePatience, what)
		}
	}
}

// askTooMuch asks until the node wants a pause, and looks at the page that says
// so.
func askTooMuch(t *testing.T, b *browser, n *freshNode) {
	lookAt(t, b, []view{{name: "too many", address: n.origin + "/members", reach: func(p *tab) {
		for range 2000 {
			response, err := loopback.Get(n.origin + "/members")
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode == http.StatusTooManyRequests {
				if response.Header.Get("Retry-After") == "" {
					p.t.Error("nothing says for how long")
				}
				if status := p.open(n.origin + "/members"); status == http.StatusTooManyRequests {
					return
				}
			}
		}
		p.t.Fatal("2000 requests are not too many")
	}}})
}
