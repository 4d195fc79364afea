package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	net "github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// pagePatience is how long one page may take on a machine that has other things
// to do.
const pagePatience = 60 * time.Second

// axeVersion is what scripts/test.sh fetches.
const axeVersion = "4.14.1"

// TestBrowser looks at the running demo as a visitor does: in Chromium, with the
// keyboard, in both languages, light and dark, on a phone and on a desk. It
// needs Chromium, and axe-core to judge accessibility (make test fetches both).
// With TEST_SHOTS=DIR it saves a picture of every page, to be looked at.
func TestBrowser(t *testing.T) {
	b := newBrowser(t)
	if b.axe == "" {
		t.Run("accessibility", func(t *testing.T) {
			t.Skip("ACCESSIBILITY IS NOT JUDGED: axe-core " + axeVersion + " is lacking; make test fetches it, or name its file in TEST_AXE")
		})
	}
	town := newTown(t)
	visitor := town.visitorViews(t)
	// Both sign in as the same person, one after the other: a link that is made
	// ends the one before.
	memberTab, roomTab := b.tab(t), b.tab(t)
	member := town.memberViews(t, memberTab)
	rooms := town.roomViews(t, roomTab)
	t.Run("pages", func(t *testing.T) {
		t.Run("visitor", func(t *testing.T) { t.Parallel(); lookAt(t, b, visitor) })
		t.Run("member", func(t *testing.T) { t.Parallel(); lookWith(t, b, memberTab, member) })
		t.Run("people", func(t *testing.T) { t.Parallel(); lookAt(t, b, town.peopleViews(t)) })
		t.Run("rooms", func(t *testing.T) { t.Parallel(); lookWith(t, b, roomTab, rooms) })
		t.Run("without script", func(t *testing.T) { t.Parallel(); lookWithoutScript(t, b, visitor) })
		t.Run("media", func(t *testing.T) { t.Parallel(); lookAtMedia(t, b, town) })
		t.Run("new node", func(t *testing.T) { t.Parallel(); newNodeJourney(t, b, town) })
	})
	t.Run("keyboard", func(t *testing.T) { keyboardJourneys(t, b, town) })
}

// browser is one Chromium; every test has a tab with cookies of its own.
type browser struct {
	ctx context.Context
	axe string // its source; "" when it is lacking
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	path := os.Getenv("TEST_CHROMIUM")
	if path == "" {
		var err error
		if path, err = exec.LookPath("chromium"); err != nil {
			t.Skip("NOT TESTED IN A BROWSER: Chromium is lacking; install it, or name it in TEST_CHROMIUM")
		}
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-extensions", true),
		chromedp.Flag("disable-breakpad", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("force-color-profile", "srgb"),
		// A page that goes before its view transition is done rejects a promise
		// of the browser's own; the test of motion asks for it by itself.
		chromedp.Flag("force-prefers-reduced-motion", true),
		// Two tabs work at a time; neither may wait to be looked at.
		chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true),
		chromedp.Flag("disable-renderer-backgrounding", true),
	)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		closeBrowser()
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return &browser{ctx: ctx, axe: readAxe(t)}
}

// readAxe gives the source of axe-core.
func readAxe(t *testing.T) string {
	t.Helper()
	file := os.Getenv("TEST_AXE")
	if file == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return ""
		}
		file = filepath.Join(cache, "knoop-test", "axe-core-"+axeVersion, "package", "axe.min.js")
	}
	source, err := os.ReadFile(file)
	if err != nil && os.Getenv("TEST_AXE") != "" {
		t.Fatal(err)
	}
	return string(source)
}

// tab is one tab. Its methods end the test when the browser fails.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu      sync.Mutex
	asked   []string // addresses of all requests
	told    []string // errors and warnings on the console
	origin  string   // of the page it opened last
	address string
}

func (b *browser) tab(t *testing.T) *tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	p := &tab{t: t, ctx: ctx}
	p.must("open a tab", chromedp.Do(ctx))
	p.must("listen", chromedp.Listen(ctx, p.hear))
	return p
}

// must ends the test on an error of the browser itself.
func (p *tab) must(what string, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%s: %s: %v", p.address, what, err)
	}
}

// do runs steps, together no longer than pagePatience.
func (p *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, pagePatience)
	defer cancel()
	p.must(what, chromedp.Do(ctx, steps...))
}

// open shows an address and gives the status of the answer.
func (p *tab) open(address string) int {
	p.t.Helper()
	u, err := url.Parse(address)
	p.must("read the address", err)
	p.mu.Lock()
	p.asked, p.told = nil, nil
	p.address, p.origin = address, u.Scheme+"://"+u.Host
	p.mu.Unlock()
	return p.after("open", call(page.Navigate, page.NavigateParams{URL: address}))
}

// after does something that leads to another page, and gives its status.
func (p *tab) after(what string, step chromedp.Action[chromedp.Void]) int {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, pagePatience)
	defer cancel()
	response, err := chromedp.RunResponse(ctx, step)
	p.must(what, err)
	if response == nil {
		p.t.Fatalf("%s: %s: no page came", p.address, what)
	}
	return int(response.Status)
}

// eval gives what an expression is in the page.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, pagePatience)
	defer cancel()
	await := chromedp.EvalAwaitPromise
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, await))
	if err != nil {
		if len(expression) > 200 {
			expression = expression[:200] + "…"
		}
		p.t.Fatalf("%s: %s: %v", p.address, expression, err)
	}
	return value
}

// text gives the text of the first element that fits a selector, or "".
func (p *tab) text(selector string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf(`(document.querySelector(%s)?.innerText ?? "").trim()`, quoted(selector)))
}

// js makes a step of an expression.
func js(expression string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](expression)
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// speak chooses the language the browser asks for.
func (p *tab) speak(language string) {
	p.t.Helper()
	p.do("choose a language", call(net.SetExtraHTTPHeaders, net.SetExtraHTTPHeadersParams{
		Headers: net.Headers{"Accept-Language": language},
	}))
}

// width chooses the width of the window in CSS pixels.
func (p *tab) width(px int64) {
	p.t.Helper()
	height := int64(800)
	if px < 600 {
		height = 740
	}
	p.do("set the width", chromedp.EmulateViewport(px, height))
}

// media chooses the medium ("" for the screen) and features such as
// prefers-color-scheme.
func (p *tab) media(medium string, features ...string) {
	p.t.Helper()
	params := emulation.SetEmulatedMediaParams{Media: medium}
	for i := 0; i < len(features); i += 2 {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	p.do("set the medium", call(emulation.SetEmulatedMedia, params))
}

// call makes a step of a command of the protocol.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}

// scripts says whether programs in pages run.
func (p *tab) scripts(on bool) {
	p.t.Helper()
	p.do("switch scripts", call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on}))
}

// said gives, and forgets, what the console told since the page was opened, but
// for the browser's own line about a page that answers with an error.
func (p *tab) said() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, line := range p.told {
		if !strings.Contains(line, "the server responded with a status of") || !strings.HasSuffix(line, p.address) {
			out = append(out, line)
		}
	}
	p.told = nil
	return out
}

// strangers gives the requests to anywhere but the site of the page.
func (p *tab) strangers() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, address := range p.asked {
		if !strings.HasPrefix(address, p.origin+"/") && !strings.HasPrefix(address, "data:") {
			out = append(out, address)
		}
	}
	return out
}
