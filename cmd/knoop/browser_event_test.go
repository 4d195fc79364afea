package main

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestEventEditor plans a meeting in a real browser, makes the mistakes one makes,
// looks before it publishes, and then moves it and calls it off.
func TestEventEditor(t *testing.T) {
	b := newBrowser(t)
	town := newTown(t)
	z := town.origin("zuidoost")
	p := b.tab(t)
	p.speak("nl")
	p.width(1280)
	judge := func(name string) {
		t.Helper()
		p.judge(b, view{name: "event editor " + name}, "nl")
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
	p.open(town.command(t, "zuidoost", "member", "link", "samira"))
	p.follow("main form button")

	p.open(z + "/events")
	p.follow(`main a[href="/events/new"]`)
	judge("new")
	day := time.Now().AddDate(0, 0, 40)
	for day.Weekday() != time.Wednesday {
		day = day.AddDate(0, 0, 1)
	}
	p.fill("title", "Tafel van zes", "summary", "Zes mensen, één vraag.", "date", day.Format(time.DateOnly), "time", "19:30", "end_time", "21:30", "text", "Neem een **vraag** mee. #tafel", "tags", "denken")
	p.do("choose another place", js(`document.getElementById("venue").value = "new"`))
	if status := p.follow("button[value=publish]"); status != http.StatusUnprocessableEntity {
		t.Errorf("a place without a name: status %d", status)
	}
	p.said() // the browser tells of the status
	judge("wrong")
	want("the error", "Vul een naam in.")
	p.fill("place", "Huis van Marcia", "street", "Nachtegaallaan 12", "locality", "Amsterdam")
	if status := p.follow("button[value=preview]"); status != http.StatusOK {
		t.Errorf("preview: status %d", status)
	}
	judge("preview")
	want("the preview", "Zo komt het eruit te zien", "Op Mastodon en andere servers", "Wanneer: woensdag", "Waar: Huis van Marcia, Nachtegaallaan 12")
	p.follow("button[value=draft]")
	judge("draft")
	want("the draft", "Dit is een concept.")
	p.follow(`main form a[href$="/publish"]`)
	judge("publish")
	p.follow("button[value=publish]")
	want("the page", "Tafel van zes", "Huis van Marcia", "19.30 tot 21.30")
	judge("published")
	address := eval[string](p, "location.href")

	p.follow(`main a[href$="/move"]`)
	judge("move")
	p.fill("date", day.AddDate(0, 0, 7).Format(time.DateOnly), "reason", "Marcia is die week weg.")
	p.follow("main form .btn")
	want("the moved event", "Verplaatst", "Marcia is die week weg.", "Was:")
	judge("moved")
	p.follow(`main a[href$="/cancel"]`)
	judge("cancel")
	p.fill("reason", "Er kwamen te weinig mensen.")
	p.follow("button[value=cancel]")
	want("the cancelled event", "Gaat niet door", "Er kwamen te weinig mensen.")
	judge("cancelled")

	p.open(z + "/manage/places")
	judge("places")
	p.follow(`main a[href^="/manage/places/"]`)
	judge("place")

	stranger := b.keyboard(t, "nl")
	stranger.open(address)
	if got := stranger.text("main"); !strings.Contains(got, "Gaat niet door") || strings.Contains(got, "Verplaatsen") {
		t.Errorf("a stranger sees %s", got)
	}
	planByKeyboard(t, b, town)
}

// planByKeyboard keeps a draft and publishes it with the keyboard alone, without
// scripts.
func planByKeyboard(t *testing.T, b *browser, town *town) {
	t.Helper()
	p := b.keyboard(t, "nl")
	p.open(town.command(t, "zuidoost", "member", "link", "gladys"))
	p.tabTo("main form button")
	p.enterKey()
	p.open(town.origin("zuidoost") + "/events/new")
	p.tabTo("#title")
	p.press("Soep voor twintig")
	p.tabTo("#date")
	p.press("12172030") // the browser of the test writes month, day, year
	p.tabTo("#time")
	p.press("0630PM")
	p.tabTo("#online")
	p.press("https://praten.example/soep")
	p.tabTo("button[value=publish]")
	if status := p.enterKey(); status != http.StatusOK {
		t.Fatalf("status %d: %s", status, p.text("main"))
	}
	if got := p.text("main"); !strings.Contains(got, "Soep voor twintig") || !strings.Contains(got, "17 december 2030") || !strings.Contains(got, "18.30") {
		t.Errorf("the page says %s", got)
	}
}
