package main

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// peopleViews are the pages by which a stranger comes in, and meets who lives
// elsewhere.
func (w *town) peopleViews(t *testing.T) []view {
	t.Helper()
	z := w.origin("zuidoost")
	return []view{
		{name: "ask to join", address: z + "/join", status: 200},
		{name: "ask to join wrong", address: z + "/join", reach: wrongly("main form", http.StatusUnprocessableEntity)},
		{name: "applicant", address: w.nodes["zuidoost"].Pages["applicant"], status: 200},
		{name: "invitation", address: w.command(t, "zuidoost", "invite", "--as", "samira"), status: 200},
		{name: "invitation wrong", address: w.command(t, "zuidoost", "invite", "--as", "samira"), reach: wrongly("main form", http.StatusUnprocessableEntity)},
		{name: "invitation unknown", address: z + "/join/bestaat-niet", status: 404},
		{name: "code of conduct", address: z + "/code", status: 200},
		{name: "code of conduct before", address: z + "/code/1", status: 200},
		{name: "person elsewhere", address: w.find(t, "noorderwerf", "/members", `href="(/@[a-z0-9_]+@[^"]+)"`), status: 200},
		{name: "not confirmed", address: w.nodes["zuidoost"].Pages["not confirmed"], status: 200},
		{name: "members found", address: z + "/members?q=web", status: 200},
		{name: "members none", address: z + "/members?q=nietsvandien", status: 200},
		{name: "home sign-in", address: z + "/login/home", status: 200},
		{name: "unsubscribe unknown", address: z + "/unsubscribe/bestaat-niet", status: 404},
	}
}

// wrongly sends a form as it is, past the browser's own judgement.
func wrongly(form string, status int) func(*tab) {
	return func(p *tab) {
		p.t.Helper()
		got := p.after("send the form", js(`document.querySelector(`+quoted(form)+`).noValidate = true,
			document.querySelector(`+quoted(form+" .btn:not(.mini)")+`).click()`))
		if got != status {
			p.t.Fatalf("status %d, want %d: %s", got, status, p.text("main"))
		}
		at := eval[string](p, "location.href")
		p.mu.Lock()
		p.address = at // whose status the console tells of
		p.mu.Unlock()
	}
}

// followed opens what the first link that fits leads to.
func followed(selector string) func(*tab) {
	return func(p *tab) {
		p.t.Helper()
		if got := p.follow(selector); got != http.StatusOK {
			p.t.Fatalf("%s leads to status %d: %s", selector, got, p.text("main"))
		}
	}
}

// roomViews are a person's own rooms, and those of the orchestrators. Its tab
// signs in as one.
func (w *town) roomViews(t *testing.T, p *tab) []view {
	t.Helper()
	z := w.origin("zuidoost")
	p.open(w.command(t, "zuidoost", "member", "link", "samira"))
	p.follow("main form button")
	note := w.command(t, "zuidoost", "note", "--as", "samira", "Zaterdag schilderen we de gevel.")
	event := w.command(t, "zuidoost", "event", "add", "--as", "samira", "--title", "Gevel schilderen", "--start", time.Now().AddDate(0, 0, 30).UTC().Format(time.RFC3339), "--timezone", "UTC", "--capacity", "6")
	for _, guest := range []string{"anneke", "gladys"} {
		w.command(t, "zuidoost", "event", "invite", event, guest+"@"+strings.TrimPrefix(z, "http://"))
	}
	answer := func(p *tab) {
		p.t.Helper()
		if got := p.follow("main button[value=yes]"); got != http.StatusOK {
			p.t.Fatalf("status %d: %s", got, p.text("main"))
		}
	}
	list := func(text string) func(*tab) {
		return func(p *tab) {
			p.t.Helper()
			p.do("choose a file", js(`(() => {
				const list = new DataTransfer();
				list.items.add(new File([`+quoted(text)+`], "lijst.csv", {type: "text/csv"}));
				document.querySelector("main input[type=file]").files = list.files;
				document.querySelectorAll("main form input[required]:not([type=file]):not([type=radio])").forEach((e) => { e.value ||= "Bedrijvendag Zuidoost 2026" });
			})()`))
			if got := p.after("look it over", js(`document.querySelector("main form .btn:not(.mini)").click()`)); got != http.StatusOK {
				p.t.Fatalf("status %d: %s", got, p.text("main"))
			}
		}
	}
	return []view{
		{name: "settings", address: z + "/settings", status: 200},
		{name: "settings profile", address: z + "/settings/profile", status: 200},
		{name: "settings profile wrong", address: z + "/settings/profile", reach: func(p *tab) {
			p.do("forget the name", js(`document.querySelector("[name=postcode]").value = "Gravenpad 8"`))
			wrongly("main form", http.StatusUnprocessableEntity)(p)
		}},
		{name: "settings hats", address: z + "/settings/hats", status: 200},
		{name: "settings hats wrong", address: z + "/settings/hats", reach: func(p *tab) {
			p.do("name nobody", js(`document.getElementById("acct").value = "niemand"`))
			wrongly("form[action='/settings/hats/join']", http.StatusUnprocessableEntity)(p)
		}},
		{name: "settings role", address: z + "/settings/role", status: 200},
		{name: "settings sites", address: z + "/settings/sites", status: 200},
		{name: "settings mail", address: z + "/settings/mail", status: 200},
		{name: "settings data", address: z + "/settings/data", status: 200},
		{name: "settings delete", address: z + "/settings/data/delete", status: 200},
		{name: "settings delete wrong", address: z + "/settings/data/delete", reach: wrongly("main form[method=post]:not([action])", http.StatusUnprocessableEntity)},
		{name: "sign the code", address: z + "/code/sign", status: 200},
		{name: "manage", address: z + "/manage", status: 200},
		{name: "manage members", address: z + "/manage/members", status: 200},
		{name: "manage a member", address: z + "/manage/members", reach: followed("main a[href^='/manage/members/']")},
		{name: "manage roles", address: z + "/manage/roles", status: 200},
		{name: "manage hats", address: w.origin("kadewest") + "/manage/hats", reach: func(p *tab) {
			p.open(w.command(t, "kadewest", "member", "link", "ilse"))
			p.follow("main form button")
			p.open(w.origin("kadewest") + "/manage/hats")
		}},
		{name: "manage requests", address: z + "/manage/requests", status: 200},
		{name: "manage a request", address: z + "/manage/requests", reach: followed("main a[href^='/manage/requests/']")},
		{name: "manage questions", address: z + "/manage/questions", status: 200},
		{name: "manage code", address: z + "/manage/code", status: 200},
		{name: "manage invitations", address: z + "/manage/invitations", status: 200},
		{name: "manage invite by link", address: z + "/manage/invitations/link", status: 200},
		{name: "manage an invitation", address: z + "/manage/invitations/link", reach: followed("main form .btn")},
		{name: "manage invite by mail", address: z + "/manage/invitations/mail", status: 200},
		{name: "manage invite by mail wrong", address: z + "/manage/invitations/mail", reach: wrongly("main form", http.StatusUnprocessableEntity)},
		{name: "manage invite a list", address: z + "/manage/invitations/list", status: 200},
		{name: "manage a list", address: z + "/manage/invitations/list", reach: list("naam,mail,branche\nSaida Amrani,saida@voorbeeld.example,catering\nKees Blok,geen-adres,bouw\n=1+1,formule@voorbeeld.example,ict\n" + strings.Repeat("Dubbel Gangster,dubbel@voorbeeld.example,ict\n", 2))},
		{name: "manage mail", address: z + "/manage/mail", status: 200},
		{name: "event answered", address: event, reach: answer},
		{name: "event answers", address: event, reach: func(p *tab) {
			answer(p)
			followed("main a[href$='/answers']")(p)
			followed("main form button")(p) // she is there; in the other language not any more
		}},
		{name: "manage series", address: z + "/manage/series", status: 200},
		{name: "manage a series", address: z + "/manage/series/ontbijt", status: 200},
		{name: "manage a series look", address: z + "/manage/series/ontbijt", reach: followed("main button[value=look]")},
		{name: "new series wrong", address: z + "/manage/series/new", reach: wrongly("main form", http.StatusUnprocessableEntity)},
		{name: "change a note", address: note + "/edit", status: 200},
		{name: "delete a note", address: note + "/delete", status: 200},
		{name: "write wait", address: z + "/write", reach: func(p *tab) {
			p.fill("text", "Morgen is er soep.")
			if got := p.after("post", js(`document.querySelector("main button[value=post]").click()`)); got != http.StatusOK {
				p.t.Fatalf("status %d: %s", got, p.text("main"))
			}
		}},
	}
}
