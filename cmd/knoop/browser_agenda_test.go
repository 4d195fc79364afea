package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"knoop/cmd/knoop/demodata"
)

// TestAgendaInBrowser reads the agenda in a real browser: as a list and as a month,
// narrowed, on a phone and on a desk, and plans an evening that is in a neighbour's
// way.
func TestAgendaInBrowser(t *testing.T) {
	b := newBrowser(t)
	town := newTown(t)
	z := town.origin("zuidoost")
	p := b.tab(t)
	judge := func(p *tab, name, language string) {
		t.Helper()
		p.judge(b, view{name: "agenda " + name}, language)
		p.width(1280)
		p.media("")
	}
	now := time.Now()
	month := time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, now.Location()).Format("2006-01") // has something, whatever day it is
	far := town.find(t, "zuidoost", "/events?by="+town.acctOf("kadewest"), `<a class="p-name u-url" href="(/events/[^"]+)"`)
	for _, language := range languages {
		p.speak(language)
		for _, v := range []view{
			{name: "list", address: z + "/events", status: 200},
			{name: "narrowed", address: z + "/events?near=Koffiehuis+Het+Klosje&km=5", status: 200},
			{name: "nothing", address: z + "/events?theme=nietsvandien&by=" + town.acctOf("kadewest"), status: 200},
			{name: "month", address: z + "/events?view=month&month=" + month, status: 200},
			{name: "month empty", address: z + "/events?view=month&month=2031-02", status: 200},
			{name: "elsewhere", address: far, status: 200},
		} {
			p.enter(v)
			judge(p, v.name, language)
		}
	}
	p.speak("nl")
	p.open(z + "/events")
	for _, name := range []string{"Noorderwerf", "Kade West"} {
		if got := p.text("main"); !strings.Contains(got, "Van "+name+" op") {
			t.Errorf("the agenda has nothing of %s: %s", name, got)
		}
	}
	agendaByKeyboard(t, b, town)

	p.open(town.command(t, "zuidoost", "member", "link", "samira"))
	p.follow("main form button")
	p.open(z + "/events")
	judge(p, "member", "nl")
	p.open(z + "/events/new")
	neighbour := neighboursEvening(t)
	p.do("choose a date", js(fmt.Sprintf(`(() => {
		const set = (id, value) => { const e = document.getElementById(id); e.value = value; e.dispatchEvent(new Event("change", {bubbles: true})); };
		set("date", %s); set("time", "19:00"); set("end_time", "21:00"); set("tags", "tegenlezen");
	})()`, quoted(neighbour.Format(time.DateOnly)))))
	p.arrives("the editor does not tell of the neighbour's evening", `document.querySelector("[data-clash] .clash h3")?.textContent.includes("Tegenlezen") ?? false`)
	if got := p.text("[data-clash]"); !strings.Contains(got, "zelfde thema: #tegenlezen") || !strings.Contains(got, "Kade West") || !strings.Contains(got, "laatst gehoord") {
		t.Errorf("the editor says %s", got)
	}
	judge(p, "clash", "nl")
	p.do("choose another date", js(fmt.Sprintf(`(() => {
		const e = document.getElementById("date"); e.value = %s; e.dispatchEvent(new Event("change", {bubbles: true}));
	})()`, quoted("2031-02-02"))))
	p.arrives("the editor does not look again", `document.querySelector("[data-clash] .clash")?.textContent.includes("Niets anders") ?? false`)
}

// neighboursEvening is when Kade West reads with a potlood.
func neighboursEvening(t *testing.T) time.Time {
	t.Helper()
	for _, c := range demodata.Collectives() {
		for _, e := range c.FreshEvents {
			if strings.HasPrefix(e.Title, "Tegenlezen") {
				return e.Starts(time.Now())
			}
		}
	}
	t.Fatal("no such evening in the demo")
	return time.Time{}
}

// acctOf is how the address of the agenda names a collective.
func (w *town) acctOf(name string) string {
	return w.handle(name) + "@" + strings.TrimPrefix(w.origin(name), "http://")
}

// agendaByKeyboard narrows the agenda and turns to another month with the keyboard
// alone, without scripts.
func agendaByKeyboard(t *testing.T, b *browser, town *town) {
	t.Helper()
	p := b.keyboard(t, "nl")
	at := func() string { return eval[string](p, "location.href") }
	p.open(town.origin("zuidoost") + "/events")
	p.tabTo(".narrow > summary")
	p.enterHere()
	p.tabTo("#place")
	p.press("Spoel")
	p.tabTo(".narrow form .btn")
	if status := p.enterKey(); status != http.StatusOK || !strings.Contains(p.text("main"), "Buurtkamer De Spoel") || strings.Contains(p.text(".agenda"), "Loods 6") {
		t.Errorf("status %d: %s", status, p.text("main"))
	}
	p.tabTo(".views a:last-child")
	if status := p.enterKey(); status != http.StatusOK || !strings.Contains(at(), "view=month") || !strings.Contains(at(), "place=Spoel") {
		t.Errorf("status %d at %s", status, at())
	}
	before := p.text("#month")
	p.tabTo(`.month-head a[rel="next"]`)
	if p.enterKey(); p.text("#month") == before {
		t.Errorf("still in %s", before)
	}
	p.tabTo(".day-l a, .pages a")
}
