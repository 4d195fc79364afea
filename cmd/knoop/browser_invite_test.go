package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestInvite is inviting and joining in a real browser, in both languages, light
// and dark, on a phone and on a desk: the pages of who invites, those of who was
// invited, and what each says when something is wrong.
func TestInvite(t *testing.T) {
	b := newBrowser(t)
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	n := newFreshNode(t, "KNOOP_SMTP=smtp://127.0.0.1:"+port, "KNOOP_MAIL_FROM=post@nieuw.example") // nobody listens yet: all mails wait
	i := &inviteJourney{n: n, b: b}
	by := b.tab(t)
	by.width(360)
	by.speak("nl")
	by.open(i.run(t, "setup", "--name", "ZZP Nieuw-Oost", "--handle", "nieuw", "--orchestrator-name", "Samira Belhaj", "--orchestrator-handle", "samira"))
	by.after("sign in", js(`document.querySelector("main form").submit()`))
	t.Run("a list that is too large", func(t *testing.T) { by.t = t; i.tooLarge(by) })
	by.t = t
	empty := view{name: "invitations none", address: n.origin + "/manage/invitations", status: http.StatusOK}
	lookWith(t, b, by, []view{empty})
	lookWith(t, b, by, i.inviterViews(by))
	lookWith(t, b, b.tab(t), i.invitedViews(t))
	newcomer := b.tab(t)
	newcomer.speak("nl")
	lookWith(t, b, newcomer, i.welcomeViews(newcomer))
	mailed := i.mailedViews(newcomer, newPostbox(t, "127.0.0.1:"+port))
	lookWith(t, b, newcomer, mailed)
	newcomer.open(mailed[0].address)
	newcomer.after("prove the address", js(press))
	if at, said := eval[string](newcomer, "location.pathname"), newcomer.text("main"); at != "/settings/mail" || !strings.Contains(said, "noor@elders.example") {
		t.Errorf("the proof of an address leads to %s: %s", at, said)
	}
}

// press presses the first button of a page.
const press = `document.querySelector("main form button").click()`

type inviteJourney struct {
	n *freshNode
	b *browser
}

// run runs a command and gives the last line it printed.
func (i *inviteJourney) run(t *testing.T, args ...string) string {
	t.Helper()
	command := i.n.command(args...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("knoop %s: %v: %s", strings.Join(args, " "), err, stderr.String())
	}
	return lastLine(strings.TrimSpace(string(out)))
}

// file writes a file to upload.
func (i *inviteJourney) file(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// upload sends a list and gives the status of what comes.
func (i *inviteJourney) upload(p *tab, file string) int {
	p.t.Helper()
	p.open(i.n.origin + "/manage/invitations/list")
	p.do("choose the file", chromedp.SetUploadFiles("#file", []string{file}))
	return p.after("send it", js(`document.querySelector("#basis input[value=public]").checked = true,
		document.querySelector("#source").value = "de beurs van 3 maart", document.querySelector("main form").submit()`))
}

// tooLarge wants a list that is far too large to be refused in words, in the
// reader's language, beside its field, and nothing of it to be kept. The largest
// is more than the server lets through: it hangs up.
func (i *inviteJourney) tooLarge(p *tab) {
	t := p.t
	for _, c := range []struct {
		language  string
		megabytes int64
		said      string
	}{
		{"nl", 50, "Dit bestand is te groot: de grens is 5 MB. Haal kolommen en foto’s weg"},
		{"en", 50, "This file is too large: the limit is 5 MB. Leave out columns and pictures"},
		{"nl", 150, "de grens is 5 MB"},
	} {
		file := i.file(t, "leden.csv", "naam;mail\n")
		if err := os.Truncate(file, c.megabytes<<20); err != nil {
			t.Fatal(err)
		}
		p.speak(c.language)
		status := i.upload(p, file)
		if said := p.text("#errors"); status != http.StatusUnprocessableEntity || !strings.Contains(said, c.said) {
			t.Errorf("%d MB: status %d, it says %q", c.megabytes, status, said)
		}
		if beside := p.text("#file-error"); !strings.Contains(beside, "5 MB") {
			t.Errorf("%d MB: beside the field it says %q", c.megabytes, beside)
		}
		shoot(p, "list too large", c.language, "light", 360)
	}
	p.open(i.n.origin + "/manage/invitations")
	if kept := p.text("#s-waves"); kept != "" {
		t.Errorf("something was kept: %q", kept)
	}
}

// fillIn sends a form with these values, whatever the browser thinks of them.
func fillIn(status int, values ...string) func(*tab) {
	script := ""
	for i := 0; i < len(values); i += 2 {
		script += fmt.Sprintf("document.getElementById(%s).value = %s, ", quoted(values[i]), quoted(values[i+1]))
	}
	return func(p *tab) {
		p.t.Helper()
		if got := p.after("send the form", js(script+`document.querySelector("main form").submit()`)); got != status {
			p.t.Fatalf("status %d, want %d: %s", got, status, p.text("main"))
		}
	}
}

// faulty is a list as people have them: thirty lines with a fault among others,
// a formula, a line that is there twice.
func faulty() string {
	var b strings.Builder
	b.WriteString("naam;mail;beroep;buurt;bron;basis\n")
	for k, name := range []string{"Noor de Vries", "Karim Benali", "Gladys Owusu-Ansah", "Joost van den Bergh", "Hodan Warsame", "=HYPERLINK(\"x\")", "Li Wei", "Maria da Conceição Fernandes"} {
		fmt.Fprintf(&b, "%s;p%d@elders.example;%s;%s;;\n", name, k, []string{"tolk", "stukadoor", "kok", "fotograaf"}[k%4], []string{"Gein", "Nellestein", "Venserpolder"}[k%3])
	}
	b.WriteString("Nog eens Noor;P0@elders.example;tolk;Gein;;\n")
	for k := range 30 {
		fmt.Fprintf(&b, "Zonder adres %d;%s;bakker;;;\n", k+1, []string{"geen adres", "", "noor@", "a@b@c.nl"}[k%4])
	}
	return b.String()
}

// inviterViews are the pages of who invites.
func (i *inviteJourney) inviterViews(p *tab) []view {
	t := p.t
	t.Helper()
	p.speak("nl")
	at := i.n.origin + "/manage/invitations"
	if status := i.upload(p, i.file(t, "beurs-zuidoost.csv", faulty())); status != http.StatusOK {
		t.Fatalf("status %d: %s", status, p.text("main"))
	}
	preview := eval[string](p, "location.href")
	i.upload(p, i.file(t, "netwerkborrel.csv", strings.ReplaceAll(faulty(), "@elders", "@borrel")))
	done := eval[string](p, "location.href")
	p.after("begin", js(`document.querySelector("main form[action$=start]").submit()`))
	for deadline := time.Now().Add(pagePatience); !strings.Contains(p.text("main"), "Iedereen die kon"); time.Sleep(200 * time.Millisecond) {
		if p.open(done); time.Now().After(deadline) {
			t.Fatalf("the list is not done: %s", p.text("main"))
		}
	}
	i.run(t, "invite", "--as", "samira", "--mail", "hanna@elders.example", "--name", "Hanna Jansen", "--text", "We missen nog een tekstschrijver.", "--source", "het buurtfeest", "--basis", "contact")
	i.run(t, "invite", "--as", "samira", "--uses", "20", "--text", "Gevonden op het prikbord? Kom langs.")
	p.open(at)
	one := func(words string) string {
		address := eval[string](p, fmt.Sprintf(`[...document.querySelectorAll("main a")].find((a) => a.innerText.includes(%s))?.href ?? ""`, quoted(words)))
		if address == "" {
			t.Fatalf("no link with %q: %s", words, p.text("main"))
		}
		return address
	}
	mailed, link := one("Hanna"), one("20")
	return []view{
		{name: "invitations", address: at, status: http.StatusOK},
		{name: "invite by mail", address: at + "/mail", status: http.StatusOK},
		{name: "invite by mail wrong", address: at + "/mail", reach: fillIn(http.StatusUnprocessableEntity, "address", "hanna", "name", "Hanna", "days", "999")},
		{name: "invite by mail again", address: at + "/mail", reach: func(p *tab) {
			eval[bool](p, `document.querySelector("#basis input").checked = true`)
			fillIn(http.StatusUnprocessableEntity, "address", "Hanna@elders.example", "source", "het buurtfeest")(p)
		}},
		{name: "invite by link", address: at + "/link", status: http.StatusOK},
		{name: "invite by link wrong", address: at + "/link", reach: fillIn(http.StatusUnprocessableEntity, "uses", "0")},
		{name: "invite a list", address: at + "/list", status: http.StatusOK},
		{name: "invite no list", address: at + "/list", reach: fillIn(http.StatusUnprocessableEntity)},
		{name: "wave preview", address: preview, status: http.StatusOK},
		{name: "wave done", address: done, status: http.StatusOK},
		{name: "wave slips", address: done + "/print", status: http.StatusOK},
		{name: "invitation by mail", address: mailed, status: http.StatusOK},
		{name: "invitation by mail open", address: mailed, reach: func(p *tab) {
			eval[bool](p, `document.querySelectorAll("main details").forEach((e) => e.open = true), true`)
		}},
		{name: "invitation by link", address: link, status: http.StatusOK},
		{name: "invitation poster", address: link + "/print", status: http.StatusOK},
	}
}

// invitedViews are the pages of who was invited and has not joined.
func (i *inviteJourney) invitedViews(t *testing.T) []view {
	t.Helper()
	code := i.file(t, "code.md", "# Zo gaan we met elkaar om\n\n- We komen op tijd.\n- We betalen elkaar binnen dertig dagen.\n")
	i.run(t, "code", "publish", code)
	link := i.run(t, "invite", "--as", "samira", "--uses", "5", "--text", "We zoeken iemand die vertaalt. Kom je kijken?")
	return []view{
		{name: "join", address: link, status: http.StatusOK},
		{name: "join wrong", address: link, reach: fillIn(http.StatusUnprocessableEntity, "name", "", "handle", "samira", "address", "noor@")},
		{name: "join suggested", address: link, reach: func(p *tab) {
			p.after("ask for a handle", js(`document.getElementById("name").value = "Noor de Vries", document.querySelector("button[value=suggest]").click()`))
		}},
		{name: "join unknown", address: i.n.origin + "/join/00000-00000-00000-00000", status: http.StatusNotFound},
	}
}

// welcomeViews are what a newcomer sees, who joins by a link.
func (i *inviteJourney) welcomeViews(p *tab) []view {
	t := p.t
	t.Helper()
	soon := time.Now().UTC().AddDate(0, 0, 9).Truncate(time.Hour)
	i.run(t, "event", "add", "--as", "nieuw", "--title", "Open Coffee", "--start", soon.Format(time.RFC3339), "--timezone", "UTC", "--place", "De Spoel", "--locality", "Amsterdam")
	p.open(i.run(t, "invite", "--as", "samira"))
	p.after("join", js(`document.getElementById("name").value = "Noor de Vries", document.getElementById("handle").value = "noor",
		document.getElementById("code").checked = true, document.querySelector("main button[value=join]").click()`))
	if at := eval[string](p, "location.pathname"); at != "/welcome/passkey" {
		t.Fatalf("joining leads to %s: %s", at, p.text("main"))
	}
	return []view{{name: "welcome here", address: i.n.origin + "/welcome/here", status: http.StatusOK}}
}

// mailedViews are the pages to which mails lead: the proof of an address, and the
// end of invitations.
func (i *inviteJourney) mailedViews(p *tab, post *postbox) []view {
	t := p.t
	t.Helper()
	p.open(i.n.origin + "/settings/mail")
	p.after("give an address", js(`document.querySelector("main [name=address]").value = "noor@elders.example", document.querySelector("#address").form.querySelector("button").click()`))
	check := post.link("noor@elders.example", regexp.QuoteMeta(i.n.origin)+`/settings/mail/check/[0-9A-Za-z_-]+`)
	i.run(t, "invite", "--as", "samira", "--mail", "ada@elders.example", "--source", "de beurs", "--basis", "public")
	stop := post.link("ada@elders.example", regexp.QuoteMeta(i.n.origin)+`/unsubscribe/[0-9A-Za-z_-]+`)
	return []view{
		{name: "mail check", address: check, status: http.StatusOK},
		{name: "unsubscribe", address: stop, status: http.StatusOK},
		{name: "unsubscribed", address: stop, reach: func(p *tab) {
			if p.text("main form button") != "" { // the first time
				p.after("press the button", js(press))
			}
			if p.text("main form button") != "" {
				p.t.Errorf("still it can be stopped: %s", p.text("main"))
			}
		}},
	}
}
