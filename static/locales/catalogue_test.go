package locales

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// own reads a language's files without the English that fills its gaps.
func own(t *testing.T, lang string) map[string]*message {
	t.Helper()
	names, err := fs.Glob(files, lang+"/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no catalogues of %s: %v", lang, err)
	}
	p := &Printer{lang: lang, forms: For(lang).forms, messages: map[string]*message{}}
	for _, name := range names {
		if err := p.read(files, name); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return p.messages
}

func TestCatalogues_holdTheSameKeysAndPlaceholders(t *testing.T) {
	reference := own(t, lastResort)
	for _, lang := range languages {
		messages := own(t, lang)
		for key := range reference {
			if messages[key] == nil {
				t.Errorf("%s lacks %s", lang, key)
			}
		}
		for key, m := range messages {
			ref := reference[key]
			if ref == nil {
				t.Errorf("%s has %s, which %s lacks", lang, key, lastResort)
				continue
			}
			if got, want := placeholders(m), placeholders(ref); !slices.Equal(got, want) {
				t.Errorf("%s in %s has placeholders %v, in %s %v", key, lang, got, lastResort, want)
			}
			if (m.more == nil) != (ref.more == nil) {
				t.Errorf("%s has plural forms in one language only", key)
			}
		}
	}
}

// placeholders of all forms together; "one" may leave the count out.
func placeholders(m *message) []string {
	set := map[string]bool{}
	for _, p := range append(slices.Collect(maps.Values(m.more)), m.other) {
		for _, part := range p.parts {
			if part.name != "" {
				set[part.name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

func TestCatalogues_havePluralFormsForEveryCount(t *testing.T) {
	for _, lang := range languages {
		p := For(lang)
		want := map[string]bool{}
		for n := range 200 {
			want[p.forms.of(n)] = true
		}
		for key, m := range own(t, lang) {
			if m.more == nil {
				continue
			}
			for form := range want {
				if _, ok := m.more[form]; !ok && form != "other" {
					t.Errorf("%s in %s lacks the form %q", key, lang, form)
				}
			}
			for form := range m.more {
				if !want[form] {
					t.Errorf("%s in %s has the form %q, which the language never uses", key, lang, form)
				}
			}
		}
	}
}

var keyPattern = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)+$`)

func TestCatalogues_areSortedAndWellNamed(t *testing.T) {
	for _, lang := range languages {
		names, _ := fs.Glob(files, lang+"/*.json")
		for _, name := range names {
			raw, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			keys, err := keysOf(raw)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			for i, key := range keys {
				if i > 0 && keys[i-1] > key {
					t.Errorf("%s: %s stands after %s; sort the keys", name, key, keys[i-1])
				}
				if !keyPattern.MatchString(key) {
					t.Errorf("%s: %s is no key of the form area.thing", name, key)
				}
			}
			for _, other := range languages {
				if _, err := os.Stat(path.Join(other, path.Base(name))); err != nil {
					t.Errorf("%s has no counterpart in %s", name, other)
				}
			}
		}
	}
}

// The voice: no exclamation marks, no jargon, no HTML, no stray space.
func TestCatalogues_keepTheVoice(t *testing.T) {
	forbidden := []string{"!", "<", "&nbsp;", "&amp;", "  ", " - ", "..."}
	jargon := regexp.MustCompile(`(?i)\b(instance|instantie|toot|successfully)\b`)
	for _, lang := range languages {
		for key, m := range own(t, lang) {
			for _, p := range append(slices.Collect(maps.Values(m.more)), m.other) {
				for _, bad := range forbidden {
					if strings.Contains(p.text, bad) {
						t.Errorf("%s in %s contains %q: %s", key, lang, bad, p.text)
					}
				}
				if word := jargon.FindString(p.text); word != "" {
					t.Errorf("%s in %s says %q: %s", key, lang, word, p.text)
				}
				if p.text != strings.TrimSpace(p.text) {
					t.Errorf("%s in %s begins or ends with a space", key, lang)
				}
			}
		}
	}
}

func TestLoad_refusesABrokenCatalogue(t *testing.T) {
	for name, file := range map[string]string{
		"a key twice":           `{"a.x": "1", "a.x": "2"}`,
		"a foreign area":        `{"b.x": "1"}`,
		"logic in a text":       `{"a.x": "{{if .A}}b{{end}}"}`,
		"an open brace":         `{"a.x": "hello {{.Name"}`,
		"an empty text":         `{"a.x": ""}`,
		"no form other":         `{"a.x": {"one": "1"}}`,
		"a list":                `["a.x"]`,
		"not JSON":              `{"a.x": `,
		"a name with no letter": `{"a.x": "{{.}}"}`,
	} {
		fsys := fstest.MapFS{"nl/a.json": {Data: []byte(file)}, "en/a.json": {Data: []byte(`{"a.x": "1"}`)}}
		if _, err := load(fsys); err == nil {
			t.Errorf("%s: loaded %s", name, file)
		}
	}
	if _, err := load(fstest.MapFS{"nl/a.json": {Data: []byte(`{"a.x": "1"}`)}}); err != nil {
		t.Errorf("a sound catalogue: %v", err)
	}
}

func TestLoad_fillsAGapWithEnglish(t *testing.T) {
	printers, err := load(fstest.MapFS{
		"nl/a.json": {Data: []byte(`{"a.x": "ja"}`)},
		"en/a.json": {Data: []byte(`{"a.x": "yes", "a.y": {"one": "{{.Count}} day", "other": "{{.Count}} days"}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	nl := printers["nl"]
	if got := nl.T("a.x"); got != "ja" {
		t.Errorf("a.x = %q", got)
	}
	if got := nl.N("a.y", 1); got != "1 day" || !nl.Has("a.y") {
		t.Errorf("a.y = %q", got)
	}
	if got := nl.T("a.z"); got != "a.z" || nl.Has("a.z") {
		t.Errorf("a missing key says %q", got)
	}
}
