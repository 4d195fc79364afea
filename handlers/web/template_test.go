package web

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"knoop/static"
	"knoop/static/locales"
)

// notPages are the areas of the catalogues that pages do not own alone.
var notPages = []string{"error", "federation", "remote", "time", "mail", "takeout", "availability", "language"}

// areas of the catalogues that pages own.
var areas = func() []string {
	names, err := filepath.Glob("../../static/locales/nl/*.json")
	if err != nil {
		panic(err)
	}
	var out []string
	for _, name := range names {
		area := strings.TrimSuffix(filepath.Base(name), ".json")
		if !slices.Contains(notPages, area) {
			out = append(out, area)
		}
	}
	return out
}()

func templates(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	names, _ := fs.Glob(static.Templates(), "*.html")
	for _, name := range names {
		raw, err := fs.ReadFile(static.Templates(), name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(raw)
	}
	return out
}

var action = regexp.MustCompile(`\{\{[^}]*\}\}`)

// spoken are the attributes whose value a person hears or reads.
var spoken = []string{"title", "alt", "aria-label", "aria-description", "placeholder", "label"}

func TestTemplates_holdNoBareText(t *testing.T) {
	for name, raw := range templates(t) {
		for _, found := range bareText(raw) {
			t.Errorf("%s holds the bare text %q; put it in a catalogue", name, found)
		}
	}
}

func TestTemplates_bareTextIsSeen(t *testing.T) {
	for _, raw := range []string{`<p>Hallo</p>`, `<p>{{.T "x"}} volgers</p>`, `<img alt="Foto">`, `<a title="{{.Name}} volgen">{{.}}</a>`, `<input placeholder="Zoek">`} {
		if len(bareText(raw)) == 0 {
			t.Errorf("nothing found in %s", raw)
		}
	}
}

func bareText(raw string) []string {
	var found []string
	wordy := func(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }
	// What stands in noscript is read by those who run none.
	raw = strings.ReplaceAll(action.ReplaceAllString(raw, ""), "noscript>", "div>")
	z := html.NewTokenizer(strings.NewReader(raw))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return found
		case html.TextToken:
			if s := string(z.Text()); wordy(s) {
				found = append(found, strings.TrimSpace(s))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			for _, a := range z.Token().Attr {
				if slices.Contains(spoken, a.Key) && wordy(a.Val) {
					found = append(found, a.Key+"="+a.Val)
				}
			}
		}
	}
}

var (
	keyLiteral = regexp.MustCompile(`"((?:` + strings.Join(areas, "|") + `)\.[a-z0-9_]*)"`)
	errorKey   = regexp.MustCompile(`"(error\.[a-z0-9_]+)"`)
)

// sources are the texts in which keys are named: templates and the Go of pages.
func sources(t *testing.T) map[string]string {
	t.Helper()
	out := templates(t)
	for _, dir := range []string{".", "../render", "../auth", "../feeds", "../../models/calendar", "../../models/recurrence"} {
		names, _ := filepath.Glob(dir + "/*.go")
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out[name] = string(raw)
		}
	}
	return out
}

func TestTemplates_nameOnlyKeysThatExist(t *testing.T) {
	nl := locales.For("nl")
	for name, raw := range sources(t) {
		for _, m := range append(keyLiteral.FindAllStringSubmatch(raw, -1), errorKey.FindAllStringSubmatch(raw, -1)...) {
			key := m[1]
			if strings.HasSuffix(key, "_") || strings.HasSuffix(key, ".") || strings.HasSuffix(key, ".html") {
				continue // the beginning of a key
			}
			if !nl.Has(key) {
				t.Errorf("%s names %s, which no catalogue has", name, key)
			}
		}
	}
}

// A key that nothing names is a sentence nobody will ever read, or a page that
// forgot it.
func TestCatalogues_holdNoKeyThatPagesForgot(t *testing.T) {
	used, begun := map[string]bool{}, []string{}
	for _, raw := range sources(t) {
		for _, m := range keyLiteral.FindAllStringSubmatch(raw, -1) {
			if strings.HasSuffix(m[1], "_") {
				begun = append(begun, m[1])
			}
			used[m[1]] = true
		}
	}
	for _, area := range areas {
		raw, err := os.ReadFile("../../static/locales/nl/" + area + ".json")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^  "([a-z0-9_.]+)":`).FindAllSubmatch(raw, -1) {
			key := string(m[1])
			if strings.HasPrefix(key, area+".room") { // roomsOf makes them from its table
				continue
			}
			if !used[key] && !slices.ContainsFunc(begun, func(b string) bool { return strings.HasPrefix(key, b) }) {
				t.Errorf("nothing names %s", key)
			}
		}
	}
}

// The sanitised HTML of the store is let through in one place.
func TestSources_trustHTMLInOnePlace(t *testing.T) {
	for name, raw := range sources(t) {
		if filepath.Base(name) == "trusted.go" || filepath.Base(name) == "doc.go" {
			continue
		}
		for _, word := range []string{"template.HTML(", "template.HTMLAttr", "template.URL(", "template.JS", "template.CSS", "template.Srcset"} {
			if strings.Contains(raw, word) {
				t.Errorf("%s holds %s", name, word)
			}
		}
		for _, m := range regexp.MustCompile(`trusted ([^}]*)\}`).FindAllStringSubmatch(raw, -1) {
			if !slices.Contains([]string{".Content", ".Note.Content", ".Actor.Summary", ".Sides.AboutHTML"}, m[1]) {
				t.Errorf("%s trusts %s", name, m[1])
			}
		}
	}
}

func render1(t testing.TB, w *world, lang string) map[string]string {
	t.Helper()
	rd := w.renderer()
	out := map[string]string{}
	for name, s := range w.pages(t, rd, lang) {
		var b bytes.Buffer
		if err := rd.Write(&b, s.file, s.page); err != nil {
			t.Fatalf("%s %s %s: %v", w.name, lang, name, err)
		}
		out[name] = b.String()
	}
	return out
}
