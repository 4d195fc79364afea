package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
)

// TestPeople is what the whole is for, in a real browser and between real nodes:
// an orchestrator makes a link, somebody new joins with it and signs the code of
// conduct, makes her profile, becomes a member of a second collective on another
// node, goes there with her own passkey, and leaves it again.
func TestPeople(t *testing.T) {
	b := newBrowser(t)
	j := &peopleJourney{town: newTown(t)}
	j.here, j.there = j.town.origin("zuidoost"), j.town.origin("noorderwerf")
	j.acct = "nora@" + strings.TrimPrefix(j.here, "http://")
	j.samira, j.femke = b.tab(t), b.tab(t)
	j.passkeyJourney = &passkeyJourney{tab: b.tab(t)}
	tabs := []*tab{j.samira, j.femke, j.tab}
	for _, p := range tabs {
		p.speak("nl")
		p.width(1280)
	}
	for _, step := range []struct {
		name string
		walk func(*testing.T)
	}{
		{"an orchestrator makes a link", j.isInvited},
		{"she joins and signs the code of conduct", j.joins},
		{"she makes her profile", j.showsHerself},
		{"a photo that is none is refused, and nothing else is lost", j.sendsNoPhoto},
		{"she signs out and in", j.returns},
		{"she asks another node's collective", j.asks},
		{"she becomes a confirmed member there", j.isConfirmed},
		{"she signs in there as a member", j.visits},
		{"what one side says alone is not confirmed", j.isNotConfirmed},
		{"she leaves, on both", j.leaves},
		{"she leaves for good", j.isGone},
	} {
		for _, p := range tabs {
			p.t = t
		}
		if !t.Run(step.name, func(t *testing.T) {
			for _, p := range tabs {
				p.t = t
			}
			step.walk(t)
		}) {
			return // the steps stand on each other
		}
	}
}

// peopleJourney is that of Nora, whose tab it is.
type peopleJourney struct {
	*passkeyJourney
	town          *town
	here, there   string // her node, and that of the second collective
	acct          string // hers
	samira, femke *tab   // orchestrators here and there
	link          string // the invitation
}

// follow presses the first button or link that fits, and gives the status of the
// page that comes.
func (p *tab) follow(selector string) int {
	p.t.Helper()
	return p.after("press "+selector, js("document.querySelector("+quoted(selector)+").click()"))
}

// fill writes into fields, by id.
func (p *tab) fill(fields ...string) {
	p.t.Helper()
	for i := 0; i < len(fields); i += 2 {
		p.do("fill "+fields[i], js(fmt.Sprintf(`document.getElementById(%s).value = %s`, quoted(fields[i]), quoted(fields[i+1]))))
	}
}

// hasCome waits until a page, opened again and again, says something.
func (p *tab) hasCome(address, sentence string) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(200 * time.Millisecond) {
		p.open(address)
		if strings.Contains(p.text("main"), sentence) {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s does not say %q: %s", address, sentence, p.text("main"))
		}
	}
}

// look saves pictures of the page as it is, on a phone and on a desk, light and
// dark, and wants it no wider than the window.
func (p *tab) look(name string) {
	p.t.Helper()
	for _, width := range []int64{360, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			p.width(width)
			p.media("", "prefers-color-scheme", scheme)
			shoot(p, "people "+name, "nl", scheme, width)
			if wide := eval[int](p, "document.documentElement.scrollWidth"); wide > int(width) {
				p.t.Errorf("%s is %d wide at %d", name, wide, width)
			}
		}
	}
	p.width(1280)
	p.media("")
}

func (j *peopleJourney) isInvited(t *testing.T) {
	p := j.samira
	p.open(j.town.command(t, "zuidoost", "member", "link", "samira"))
	p.follow("main form button")
	p.open(j.here + "/manage/invitations/link")
	if status := p.follow("main form button"); status != http.StatusOK {
		t.Fatalf("making a link: %d: %s", status, p.text("main"))
	}
	p.look("invitation")
	j.link = p.text(".addr.typed")
	if !strings.HasPrefix(j.link, j.here+"/join/") {
		t.Fatalf("the link is %q", j.link)
	}
}

func (j *peopleJourney) joins(t *testing.T) {
	j.do("have authenticators", call(webauthn.Enable, webauthn.EnableParams{}))
	j.phone = j.authenticator(webauthn.AuthenticatorTransportInternal)
	j.open(j.link)
	j.look("join")
	if got := j.text("main"); !strings.Contains(got, "Samira el Idrissi") || !strings.Contains(got, "edragscode") {
		t.Errorf("the page of the invitation says %s", got)
	}
	j.fill("name", "Nora Haddad", "handle", "nora", "headline", "boekbinder")
	j.do("let the server judge", js(`document.querySelector("main form").noValidate = true`))
	if status := j.follow("main form button[value=join]"); status != http.StatusUnprocessableEntity {
		t.Errorf("joined without a signature: %d: %s", status, j.text("main"))
	}
	j.look("join without a signature")
	if got := eval[string](j.tab, `document.getElementById("name").value`); got != "Nora Haddad" {
		t.Errorf("her name is lost: %q", got)
	}
	j.do("sign", js(`document.querySelector("main form input[type=checkbox]").checked = true`))
	if status := j.follow("main form button[value=join]"); status != http.StatusOK {
		t.Fatalf("joining: %d: %s", status, j.text("main"))
	}
	j.look("join passkey")
	j.goes("/welcome/codes?next=%2Fwelcome%2Fhere")
	j.submit("main form")
	if n := eval[int](j.tab, `document.querySelectorAll(".codes code").length`); n != 8 {
		t.Errorf("%d recovery codes: %s", n, j.text("main"))
	}
	j.follow("main a.btn")
	j.look("join here")
	j.samira.open(j.here + "/manage/members")
	if got := j.samira.text("main"); !strings.Contains(got, "Nora Haddad") {
		t.Errorf("the orchestrator sees %s", got)
	}
}

func (j *peopleJourney) showsHerself(t *testing.T) {
	j.open(j.here + "/settings/profile")
	j.look("profile form")
	choose := func(field, audience string) {
		j.do("choose", js(fmt.Sprintf(`document.querySelector("[name=see_%s]").value = %s`, field, quoted(audience))))
	}
	j.do("write", js(`document.querySelector("[name=headline]").value = "Boekbinder en papierhersteller", document.querySelector("[name=neighbourhood]").value = "Bijlmer-Oost"`))
	choose("name", "public")
	choose("headline", "public")
	choose("neighbourhood", "members")
	if status := j.follow("main form .btn[value=save]:not(.open)"); status != http.StatusOK {
		t.Fatalf("saving: %d: %s", status, j.text("main"))
	}
	j.open(j.here + "/@nora")
	j.look("profile own")
	const whole = `document.querySelector("main").textContent` // her neighbourhood has a tab of its own
	if got := eval[string](j.tab, whole); !strings.Contains(got, "Bijlmer-Oost") || !strings.Contains(got, "Boekbinder en papierhersteller") {
		t.Errorf("she sees %s", got)
	}
	j.femke.open(j.here + "/@nora") // a stranger, here
	if got := eval[string](j.femke, whole); strings.Contains(got, "Bijlmer-Oost") || !strings.Contains(got, "Boekbinder en papierhersteller") {
		t.Errorf("a stranger sees %s", got)
	}
	if got := j.femke.text("main"); !strings.Contains(got, "gedragscode") && !strings.Contains(got, "Gedragscode") {
		t.Errorf("the code she signed is not on her profile: %s", got)
	}
}

func (j *peopleJourney) sendsNoPhoto(t *testing.T) {
	j.open(j.here + "/settings/profile")
	j.do("choose a file", js(`(() => {
		const list = new DataTransfer();
		list.items.add(new File(["Dit is geen foto."], "portret.jpg", {type: "image/jpeg"}));
		document.getElementById("p-photo-file").files = list.files;
		document.getElementById("p-photo-alt").value = "Nora aan haar werkbank";
		document.querySelector("[name=headline]").value = "Boekbinder";
	})()`))
	if status := j.follow("main form .btn[value=save]:not(.open)"); status != http.StatusUnprocessableEntity {
		t.Errorf("a photo that is none: %d", status)
	}
	j.look("profile with a photo that is none")
	if got := j.text("[role=alert]"); !strings.Contains(got, "JPEG, PNG of WebP") {
		t.Errorf("it says %q", got)
	}
	if got := eval[string](j.tab, `document.querySelector("[name=headline]").value + "|" + document.getElementById("p-photo-alt").value`); got != "Boekbinder|Nora aan haar werkbank" {
		t.Errorf("of what she wrote, %q is left", got)
	}
}

func (j *peopleJourney) returns(t *testing.T) {
	j.open(j.here + "/week")
	j.signOut()
	status := j.open(j.here + "/settings/hats")
	j.isAt("/login?next=%2Fsettings%2Fhats", status)
	j.goes("/settings/hats")
	if got := j.text(".hat summary"); !strings.Contains(got, "Nora") {
		t.Errorf("the header says %q", got)
	}
}

func (j *peopleJourney) asks(t *testing.T) {
	j.open(j.here + "/settings/hats")
	j.fill("acct", "@"+j.town.handle("noorderwerf")+"@"+strings.TrimPrefix(j.there, "http://"))
	if status := j.follow("form[action='/settings/hats/join'] button"); status != http.StatusOK {
		t.Fatalf("looking the collective up: %d: %s", status, j.text("main"))
	}
	j.look("hat ask")
	j.fill("message", "Ik bind jullie jaarverslagen al jaren.")
	if status := j.follow("form[action='/settings/hats/join'] button"); status != http.StatusOK {
		t.Fatalf("asking: %d: %s", status, j.text("main"))
	}
	j.look("hat asked")
	if got := j.text("main"); !strings.Contains(got, "gevraagd op") {
		t.Errorf("after asking she sees %s", got)
	}
}

func (j *peopleJourney) isConfirmed(t *testing.T) {
	p := j.femke
	p.open(j.town.command(t, "noorderwerf", "member", "link", "femke"))
	p.follow("main form button")
	p.hasCome(j.there+"/manage/hats", "Ik bind jullie jaarverslagen al jaren.")
	p.look("hats to decide")
	if status := p.follow("button[value=accept][aria-label*=Nora]"); status != http.StatusOK {
		t.Fatalf("accepting: %d: %s", status, p.text("main"))
	}
	j.hasCome(j.here+"/settings/hats", "Noorderwerf")
	for deadline := time.Now().Add(patience); eval[int](j.tab, `document.querySelectorAll("main button[value=show], main button[value=hide]").length`) == 0; time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("her home does not hear of it: %s", j.text("main"))
		}
		j.open(j.here + "/settings/hats")
	}
	if eval[bool](j.tab, `document.querySelector("main button[value=show]") !== null`) {
		j.follow("main button[value=show]")
	}
	j.look("hats of mine")
	for where, address := range map[string]string{"at home": j.here + "/@nora", "there": j.there + "/@" + j.acct} {
		j.tab.waitsFor(where, address, `[...document.querySelectorAll(".hats li")].some((e) => e.innerText.includes("Noorderwerf") && e.innerText.includes("bevestigd door beide"))`)
		j.look("confirmed " + where)
	}
	p.open(j.there + "/members?q=nora")
	if got := p.text("main"); !strings.Contains(got, "Nora Haddad") {
		t.Errorf("the collective's list shows %s", got)
	}
}

// waitsFor opens a page again and again until an expression holds.
func (p *tab) waitsFor(what, address, holds string) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(200 * time.Millisecond) {
		p.open(address)
		if eval[bool](p, holds) {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s, %s: not so: %s", what, address, p.text("main"))
		}
	}
}

func (j *peopleJourney) visits(t *testing.T) {
	j.open(j.there + "/login?next=/members")
	j.fill("home", "@"+j.acct)
	if status := j.follow("form[action='/login/home'] button"); status != http.StatusOK {
		t.Fatalf("naming her home: %d: %s", status, j.text("main"))
	}
	if got := eval[string](j.tab, "location.href"); !strings.HasPrefix(got, j.here+"/oauth/authorize?") {
		t.Fatalf("her home asks at %s: %s", got, j.text("main"))
	}
	j.follow("button[value=yes]")
	if got := eval[string](j.tab, "location.href"); strings.HasPrefix(got, j.there+"/code") {
		j.look("code at a first visit")
		j.do("sign", js(`document.querySelectorAll("main form input[type=checkbox]").forEach((e) => { e.checked = true })`))
		j.follow("main form button")
	}
	j.open(j.there + "/week")
	j.look("visit")
	if got := j.text(".hat summary"); !strings.Contains(got, "Nora") {
		t.Errorf("the header there says %q", got)
	}
	// What only members may, she may.
	if status := j.open(j.there + "/members"); status != http.StatusOK || eval[string](j.tab, "location.pathname") != "/members" {
		t.Errorf("the members: %d at %s", status, eval[string](j.tab, "location.href"))
	}
}

// Ravi's profile names a membership that its collective no longer confirms.
func (j *peopleJourney) isNotConfirmed(t *testing.T) {
	p := j.femke
	p.open(j.here + "/@ravi")
	p.look("not confirmed")
	if said := p.text("main"); !strings.Contains(said, "niet bevestigd door Kade West") || !strings.Contains(said, "Nagekeken op") {
		t.Errorf("what one side says alone is shown so: %s", said)
	}
}

func (j *peopleJourney) leaves(t *testing.T) {
	j.open(j.here + "/settings/hats")
	j.do("open", js(`document.querySelectorAll("main details").forEach((e) => { e.open = true })`))
	j.look("hat to leave")
	if status := j.follow("button[value=leave]"); status != http.StatusOK {
		t.Fatalf("leaving: %d: %s", status, j.text("main"))
	}
	j.look("hat left")
	const gone = `![...document.querySelectorAll(".hats li")].some((e) => e.innerText.includes("Noorderwerf"))`
	j.waitsFor("left, at home", j.here+"/@nora", gone)
	p := j.femke
	p.waitsFor("left, there", j.there+"/members", `!document.querySelector("main").innerText.includes("Nora Haddad")`)
	if status := p.open(j.there + "/@" + j.acct); status != http.StatusNotFound {
		t.Errorf("her page there is %d", status)
	}
	// Her visit there is over too.
	j.open(j.there + "/settings")
	if got := eval[string](j.tab, "location.pathname"); got != "/login" {
		t.Errorf("after leaving, she is still in at %s: %s", got, j.text(".hat summary"))
	}
}

func (j *peopleJourney) isGone(t *testing.T) {
	j.open(j.here + "/settings/data/delete")
	j.fill("handle", "nora")
	if status := j.follow("main form:not([action]) .btn"); status != http.StatusOK || !strings.HasPrefix(eval[string](j.tab, "location.pathname"), "/gone/") {
		t.Fatalf("deleting: %d at %s: %s", status, eval[string](j.tab, "location.pathname"), j.text("main"))
	}
	receipt := eval[string](j.tab, "location.href")
	j.waitsFor("what she reached confirms", receipt, `document.querySelector("main").innerText.includes("1 van 1 server bevestigde het")`)
	j.look("gone")
	if status := j.open(j.here + "/@nora"); status != http.StatusGone {
		t.Errorf("her page is %d", status)
	}
}
