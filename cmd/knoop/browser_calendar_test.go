package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
)

// TestCalendars walks through the pages of calendars in the running demo: one's
// own address, a file that is looked at, and the agenda on a site elsewhere.
func TestCalendars(t *testing.T) {
	b := newBrowser(t)
	town := newTown(t)
	z := town.origin("zuidoost")
	t.Run("rooms", func(t *testing.T) { calendarRooms(t, b, town, z) })
	t.Run("embed", func(t *testing.T) { embedElsewhere(t, b, z) })
}

func calendarRooms(t *testing.T, b *browser, town *town, z string) {
	p := b.tab(t)
	p.speak("nl")
	p.width(1280)
	judge := func(name string) {
		t.Helper()
		p.judge(b, view{name: "calendar " + name}, "nl")
		p.width(1280)
		p.media("")
	}
	p.open(town.command(t, "zuidoost", "member", "link", "samira"))
	p.follow("main form button")
	p.open(z + "/settings/calendar")
	judge("settings")
	p.follow("main button[value=make]")
	address := p.text("main .copy")
	if !strings.HasPrefix(address, z+"/calendar/") {
		t.Fatalf("no address: %s", p.text("main"))
	}
	judge("address")
	ours, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1:"+ours.Port()+ours.Path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = ours.Host
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = got.Body.Close()
	if got.StatusCode != http.StatusOK || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/calendar") {
		t.Errorf("the calendar answers %d, %v", got.StatusCode, got.Header)
	}

	p.open(z + "/manage/calendars")
	judge("manage")
	start := time.Now().AddDate(0, 0, 20).UTC().Format("20060102")
	file := "BEGIN:VCALENDAR\nX-WR-CALNAME:Buurthuis\nBEGIN:VEVENT\nUID:1\nSUMMARY:Repaircafé\nLOCATION:De Meent\nDTSTART:" + start + "T190000Z\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nUID:2\nSUMMARY:Yoga\nDTSTART;TZID=Mars/Olympus:" + start + "T190000\nEND:VEVENT\nEND:VCALENDAR\n"
	p.do("choose a file", js(`(() => {
		const list = new DataTransfer();
		list.items.add(new File([`+quoted(file)+`], "buurthuis.ics", {type: "text/calendar"}));
		document.querySelector("main input[type=file]").files = list.files;
	})()`))
	p.follow("main form[enctype] button")
	for _, want := range []string{"Repaircafé", "We kennen de tijdzone Mars/Olympus niet.", "Neem over"} {
		if !strings.Contains(p.text("main"), want) {
			t.Fatalf("the preview does not say %q: %s", want, p.text("main"))
		}
	}
	judge("preview")
	at := eval[string](p, "location.pathname")
	p.follow(`main form[action$="/start"] button`)
	for range 100 {
		if p.open(z + at); strings.Contains(p.text("main"), "Klaar") {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if !strings.Contains(p.text("main"), "Klaar") {
		t.Errorf("it is not taken over: %s", p.text("main"))
	}
	judge("done")
	p.open(z + "/manage/calendars")
	p.do("type an address", js(`document.querySelector("#address").value = "gopher://meent.example"`))
	p.follow("main button[value=look]")
	if !strings.Contains(p.text("main"), "Dit is geen adres dat we kunnen lezen.") {
		t.Errorf("a wrong address: %s", p.text("main"))
	}
	judge("wrong address")
}

// embedElsewhere opens a page of another origin that shows the agenda, as a frame
// without script and by the script tag.
func embedElsewhere(t *testing.T, b *browser, z string) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		inner := fmt.Sprintf(`<iframe src="%s/embed/agenda?lang=en&n=4" title="Agenda" width="100%%" height="640" frameborder="0"></iframe>`, z)
		if r.URL.Path == "/script" {
			inner = fmt.Sprintf(`<script src="%s/embed/agenda.js" data-n="4"></script>`, z)
		}
		_, _ = fmt.Fprintf(w, `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Buurthuis</title><style>body{margin:0}</style><h1>Buurthuis</h1>%s</html>`, inner)
	}))
	t.Cleanup(site.Close)
	// Another origin on the same site, or the frame would be another process, into
	// which the test does not see.
	elsewhere := strings.Replace(site.URL, "127.0.0.1", "buurthuis.zuidoost.localhost", 1)
	for _, path := range []string{"/frame", "/script"} {
		p := b.tab(t)
		if path == "/frame" {
			p.scripts(false)
		}
		for _, width := range []int64{320, 768, 1280} {
			p.width(width)
			p.open(elsewhere + path)
			p.do("let the frame come", chromedp.WaitVisible("iframe"))
			src := eval[string](p, `document.querySelector("iframe").src`)
			wide := eval[int64](p, `document.documentElement.scrollWidth`)
			high := eval[int64](p, `document.querySelector("iframe").offsetHeight`)
			if src != z+"/embed/agenda?lang=en&n=4" || wide > width || high < 600 {
				t.Errorf("%s at %d: the frame of %s is %d high, the page %d wide", path, width, src, high, wide)
			}
			text := ""
			for range 50 { // it comes after the page
				if text = frameText(p); strings.Contains(text, "whole agenda") {
					break
				}
				time.Sleep(100 * time.Millisecond)
			}
			if !strings.Contains(text, "To the whole agenda") || strings.Contains(text, "Naar de hele agenda") {
				t.Errorf("%s at %d: the frame says %q", path, width, text)
			}
			shoot(p, "embed "+strings.TrimPrefix(path, "/"), "en", "light", width)
		}
		if said := p.said(); len(said) > 0 {
			t.Errorf("%s: %v", path, said)
		}
	}
}

// frameText gives the texts of the frame in the page, "" when there is none yet.
func frameText(p *tab) string {
	deep, pierce := int64(-1), true
	root := answer(p, dom.GetDocument, dom.GetDocumentParams{Depth: &deep, Pierce: &pierce}).Root
	var text strings.Builder
	var walk func(n *cdp.Node, inside bool)
	walk = func(n *cdp.Node, inside bool) {
		if inside && n.NodeName == "#text" {
			text.WriteString(n.NodeValue + " ")
		}
		for _, child := range n.Children {
			walk(child, inside)
		}
		if n.ContentDocument != nil {
			walk(n.ContentDocument, true)
		}
	}
	walk(root, false)
	return text.String()
}
