package main

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/log"
	net "github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// view is one page in one state.
type view struct {
	name    string
	address string
	status  int
	reach   func(p *tab) // brings the page into its state; nil: opening it is enough
	script  bool         // a page of the passkey ceremony: without scripts it says so
}

//go:embed testdata/page.js
var pageFaults string

//go:embed testdata/layout.js
var layoutFaults string

var (
	languages = []string{"nl", "en"}
	schemes   = []string{"light", "dark"}
	widths    = []int64{360, 1280}
)

// hear notes what matters of what the browser tells.
func (p *tab) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *net.EventRequestWillBeSent:
		p.asked = append(p.asked, e.Request.URL)
	case *log.EventEntryAdded:
		p.told = append(p.told, fmt.Sprintf("%s %s: %s %s", e.Entry.Source, e.Entry.Level, e.Entry.Text, e.Entry.URL))
	case *runtime.EventConsoleAPICalled:
		p.told = append(p.told, "console."+string(e.Type))
	case *runtime.EventExceptionThrown:
		what := "exception: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			what += ": " + e.ExceptionDetails.Exception.Description
		}
		p.told = append(p.told, what)
	}
}

// lookAt judges every view in both languages, in light and dark, on a phone and
// on a desk.
func lookAt(t *testing.T, b *browser, views []view) {
	t.Helper()
	p := b.tab(t)
	lookWith(t, b, p, views)
}

// lookWith does so in a tab that has been somewhere before.
func lookWith(t *testing.T, b *browser, p *tab, views []view) {
	t.Helper()
	for _, language := range languages {
		p.speak(language)
		for _, v := range views {
			t.Run(v.name+" "+language, func(t *testing.T) {
				p.t = t
				p.width(360)
				p.media("", "prefers-color-scheme", "light")
				p.enter(v)
				p.judge(b, v, language)
			})
		}
	}
	p.t = t
}

// enter brings the tab to a view.
func (p *tab) enter(v view) {
	p.t.Helper()
	status := p.open(v.address)
	if v.reach != nil {
		v.reach(p)
		return // it knows what it wants
	}
	if status != v.status {
		p.t.Fatalf("%s: status %d, want %d", v.address, status, v.status)
	}
}

// judge says what is wrong with the page. axe-core looks in the first language
// alone: only the words differ, and those the page's own check reads.
func (p *tab) judge(b *browser, v view, language string) {
	p.t.Helper()
	var f faults
	f.add("", eval[[]string](p, fmt.Sprintf("(%s)(%s)", pageFaults, quoted(language))))
	if b.axe != "" && language == languages[0] {
		p.do("load axe-core", call(runtime.Evaluate, runtime.EvaluateParams{Expression: b.axe}))
	}
	for _, width := range []int64{320, 640} { // 640 is 1280 at 200 %
		p.width(width)
		f.add(fmt.Sprintf("%d px", width), eval[[]string](p, "("+layoutFaults+")()"))
	}
	for _, width := range widths {
		p.width(width)
		f.add(fmt.Sprintf("%d px", width), eval[[]string](p, "("+layoutFaults+")()"))
		for i, scheme := range schemes {
			p.media("", "prefers-color-scheme", scheme)
			shoot(p, v.name, language, scheme, width)
			rules := wcag
			if i > 0 {
				rules = colours
			}
			if language != languages[0] {
				continue
			}
			f.add(fmt.Sprintf("%d px %s", width, scheme), p.judgeAccess(b, rules))
		}
	}
	f.add("console", p.said())
	f.add("asks elsewhere", p.strangers())
	f.tell(p.t)
}

// faults are what is wrong, each with where it is so.
type faults struct {
	order []string
	where map[string][]string
}

func (f *faults) add(where string, what []string) {
	if f.where == nil {
		f.where = map[string][]string{}
	}
	for _, one := range what {
		if f.where[one] == nil {
			f.order = append(f.order, one)
		}
		f.where[one] = append(f.where[one], where)
	}
}

func (f *faults) tell(t *testing.T) {
	t.Helper()
	for _, one := range f.order {
		t.Errorf("%s: %s", strings.Join(f.where[one], ", "), one)
	}
}

// axeRun lets axe-core look. It loads nothing: the page's policy would stop it,
// and say so on the console.
const axeRun = `axe.run(document, {runOnly: %s, resultTypes: ["violations"], preload: false}).then((r) =>
	r.violations.flatMap((v) => v.nodes.map((n) => "axe " + v.id + ": " + n.target.join(" ") + ": " + n.failureSummary.replace(/\s+/g, " "))))`

const (
	wcag    = `["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]` // all that WCAG 2.2 AA wants, and good practice
	colours = `["color-contrast", "link-in-text-block"]`                       // all that differs between light and dark
)

// judgeAccess gives what axe-core has against the page.
func (p *tab) judgeAccess(b *browser, rules string) []string {
	p.t.Helper()
	if b.axe == "" {
		return nil
	}
	return eval[[]string](p, fmt.Sprintf(axeRun, rules))
}
