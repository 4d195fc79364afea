package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// arrows are the imports among our packages, all that are allowed. A new arrow
// is a decision: draw it here, and look whether the picture stays calm (README,
// "Map of the house").
var arrows = map[string]string{
	"models":            "",
	"models/migrations": "",
	"models/text":       "",
	"models/media":      "",
	"models/contacts":   "models",
	"models/recurrence": "models", // a guarded module, and rules that know nothing of a database
	"models/store":      "models models/migrations models/recurrence",
	"models/calendar":   "models models/recurrence", // a file's rules are followed by what follows ours

	"static":          "",
	"static/locales":  "",
	"static/portrait": "",
	"static/qr":       "",

	"federation/iri":           "models",
	"federation/httpsig":       "",
	"federation/proof":         "",
	"federation/transport":     "federation/httpsig",
	"federation/vocab":         "federation/iri federation/proof federation/vocab/streams models models/text static/locales",
	"federation/vocab/streams": "",
	"federation/discovery":     "federation/iri models",
	"federation/ties":          "federation/iri federation/queue federation/remote federation/vocab models models/store",
	"federation/remote":        "federation/discovery federation/httpsig federation/iri federation/transport federation/vocab models models/calendar models/store models/text",
	"federation/queue":         "models models/store",
	"federation/inbox":         "federation/httpsig federation/iri federation/queue federation/remote federation/transport federation/vocab models models/store models/text static/locales",
	"federation/outbox":        "federation/httpsig federation/iri federation/queue federation/remote federation/transport federation/vocab models models/store models/text static/locales",

	"handlers":         "federation/iri handlers/auth handlers/fed handlers/feeds handlers/render handlers/web models models/media models/store static",
	"handlers/render":  "models models/text static static/locales",
	"handlers/mail":    "models models/calendar models/store static static/locales", // an event goes with its calendar
	"handlers/auth":    "federation/remote handlers/render models models/store",
	"handlers/web":     "federation/iri federation/remote handlers/auth handlers/render models models/calendar models/contacts models/media models/recurrence models/store models/text static/locales static/portrait static/qr",
	"handlers/fed":     "federation/discovery federation/inbox federation/iri federation/vocab handlers/render models models/store",
	"handlers/feeds":   "federation/iri models models/calendar models/recurrence models/store models/text static/locales",
	"handlers/takeout": "handlers/render models models/media models/store static static/locales",

	"cmd/knoop":          "*",
	"cmd/knoop/demodata": "models",
}

// testOnly are packages that only tests may import. What they import themselves
// is held to the folders' order, and to nothing else.
var testOnly = []string{"models/store/storetest", "federation/fedtest"}

// floors order the folders: an arrow goes down, or stays within its folder.
// static stands beside models; of it only the leaf static/locales may be seen
// from federation.
var floors = map[string]int{"cmd": 3, "handlers": 2, "federation": 1, "models": 0, "static": 0}

// guarded are modules that one package may import: because they are heavy to
// compile, because they are a boundary of trust, or to keep them replaceable.
var guarded = map[string]string{
	"github.com/go-fed/":                 "federation/vocab",
	"github.com/go-webauthn/":            "handlers/auth",
	"gorm.io/":                           "models/store",
	"github.com/mattn/go-sqlite3":        "models/store",
	"github.com/jackc/":                  "models/store",
	"github.com/pressly/goose":           "models/migrations",
	"github.com/nicksnyder/go-i18n":      "static/locales",
	"github.com/yuin/goldmark":           "models/text",
	"github.com/gowebpki/jcs":            "federation/proof",
	"github.com/microcosm-cc/bluemonday": "models/text",
	"github.com/alecthomas/kong":         "cmd/knoop",
	"github.com/gorilla/mux":             "handlers",
	"github.com/wneessen/go-mail":        "handlers/mail",
	"github.com/emersion/go-smtp":        "handlers/mail",
	"github.com/emersion/go-sasl":        "handlers/mail",
	"github.com/emersion/go-vcard":       "models/contacts",
	"github.com/teambition/rrule-go":     "models/recurrence",
	"github.com/emersion/go-ical":        "models/calendar", // which handlers/feeds writes with, and whoever reads a file
	"github.com/skip2/go-qrcode":         "static/qr",
}

// house is what the go tool says of our packages: imports by package, with the
// module's name taken off ours.
type house map[string]struct{ imports, testImports []string }

func readHouse(t *testing.T) house {
	t.Helper()
	list := exec.Command("go", "list", "-tags", "sqlite_fts5", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	list.Dir = "../.."
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	h := house{}
	for in := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath                         string
			Imports, TestImports, XTestImports []string
		}
		if err := in.Decode(&p); errors.Is(err, io.EOF) {
			return h
		} else if err != nil {
			t.Fatal(err)
		}
		entry := h[ours(p.ImportPath)]
		entry.imports, entry.testImports = p.Imports, append(p.TestImports, p.XTestImports...)
		h[ours(p.ImportPath)] = entry
	}
}

// ours takes the module's name off; "" for a package of others.
func ours(path string) string {
	name, ok := strings.CutPrefix(path, "knoop/")
	if !ok {
		return ""
	}
	return name
}

func folder(name string) string {
	first, _, _ := strings.Cut(name, "/")
	return first
}

// downward says whether an arrow goes down a floor or stays in its folder.
func downward(from, to string) bool {
	switch {
	case folder(from) == folder(to):
		return true
	case folder(from) == "federation" && folder(to) == "static":
		return to == "static/locales"
	}
	return floors[folder(from)] > floors[folder(to)]
}

func TestArchitecture_onlyTheArrowsThatAreDrawn(t *testing.T) {
	for name, p := range readHouse(t) {
		if slices.Contains(testOnly, name) {
			checkFloors(t, name, p.imports)
			continue
		}
		allowed, drawn := arrows[name]
		if !drawn {
			t.Errorf("package %s has no row in the table of arrows", name)
			continue
		}
		for _, path := range p.imports {
			to := ours(path)
			switch {
			case to == "":
			case slices.Contains(testOnly, to):
				t.Errorf("%s imports %s, which is for tests", name, to)
			case allowed != "*" && !slices.Contains(strings.Fields(allowed), to):
				t.Errorf("%s imports %s: this arrow is not drawn", name, to)
			}
		}
		checkFloors(t, name, p.testImports)
	}
}

func checkFloors(t *testing.T, from string, imports []string) {
	t.Helper()
	for _, path := range imports {
		if to := ours(path); to != "" && !downward(from, to) {
			t.Errorf("%s imports %s: this arrow goes up", from, to)
		}
	}
}

func TestArchitecture_theTableItselfIsInOrder(t *testing.T) {
	h := readHouse(t)
	for from, list := range arrows {
		if _, ok := h[from]; !ok {
			t.Errorf("the table has a row for %s, which does not exist", from)
		}
		if list == "*" {
			continue
		}
		for _, to := range strings.Fields(list) {
			if _, ok := arrows[to]; !ok {
				t.Errorf("%s may import %s, which has no row", from, to)
			}
			if !downward(from, to) {
				t.Errorf("the arrow from %s to %s goes up", from, to)
			}
			if folder(from) == "handlers" && folder(to) == "handlers" && from != "handlers" && to != "handlers/render" && to != "handlers/auth" {
				t.Errorf("%s and %s are siblings, and strangers", from, to)
			}
		}
	}
}

func TestArchitecture_guardedModulesHaveOneImporter(t *testing.T) {
	for name, p := range readHouse(t) {
		for _, path := range append(slices.Clone(p.imports), p.testImports...) {
			for module, room := range guarded {
				if strings.HasPrefix(path, module) && name != room && !strings.HasPrefix(name, room+"/") {
					t.Errorf("%s imports %s: only %s may", name, path, room)
				}
			}
		}
	}
}

// A row of the table of permissions that no code asks promises what nothing keeps.
func TestPermissions_areAllAsked(t *testing.T) {
	table, err := os.ReadFile("../../models/permission.go")
	if err != nil {
		t.Fatal(err)
	}
	unasked := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\t(\w+) +Action = "`).FindAllSubmatch(table, -1) {
		unasked[string(m[1])] = true
	}
	if len(unasked) < 20 {
		t.Fatalf("only %d actions", len(unasked))
	}
	asked := regexp.MustCompile(`(?:models\.|Can\(\w+, )(\w+)`) // by its name elsewhere, or in models itself
	err = filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "/models/permission.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range asked.FindAllSubmatch(source, -1) {
			delete(unasked, string(m[1]))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for action := range unasked {
		t.Errorf("no code asks whether somebody may %s", action)
	}
}

func TestReadme_mapNamesEveryPackage(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(readme), "\n## Map of the house\n")
	if !ok {
		t.Fatal("README.md has no section \"Map of the house\"")
	}
	section, _, _ := strings.Cut(rest, "\n## ")
	named := map[string]bool{}
	for _, line := range strings.Split(section, "\n") {
		if cell, ok := strings.CutPrefix(line, "| `"); ok {
			name, _, _ := strings.Cut(cell, "`")
			named[name] = true
		}
	}
	h := readHouse(t)
	for name := range h {
		if !named[name] {
			t.Errorf("the map in README.md leaves %s out", name)
		}
	}
	for name := range named {
		if _, ok := h[name]; !ok {
			t.Errorf("the map in README.md shows %s, which does not exist", name)
		}
	}
}
