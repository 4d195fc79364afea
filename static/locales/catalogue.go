package locales

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed nl/*.json en/*.json
var files embed.FS

// languages in the order in which a reader is offered them; lastResort is the
// one in which a missing sentence is said.
var languages = []string{"nl", "en"}

const lastResort = "en"

// Languages gives the codes of the languages we speak, Dutch first.
func Languages() []string { return append([]string(nil), languages...) }

// printers reads the catalogues on first use, so that a command that says
// nothing does not pay for them.
var printers = sync.OnceValue(func() map[string]*Printer {
	p, err := load(files)
	if err != nil {
		panic("locales: " + err.Error())
	}
	return p
})

// load reads LANG/AREA.json for every language and gives a printer for each.
func load(fsys fs.FS) (map[string]*Printer, error) {
	bundle := i18n.NewBundle(language.Make(lastResort))
	out := make(map[string]*Printer, len(languages))
	for _, lang := range languages {
		forms, err := newPlurals(bundle, lang)
		if err != nil {
			return nil, err
		}
		p := &Printer{lang: lang, words: wordsOf[lang], forms: forms, messages: map[string]*message{}}
		names, err := fs.Glob(fsys, lang+"/*.json")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if err := p.read(fsys, name); err != nil {
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
		}
		out[lang] = p
	}
	for _, p := range out {
		for key, m := range out[lastResort].messages {
			if _, ok := p.messages[key]; !ok {
				p.messages[key] = m
			}
		}
	}
	return out, nil
}

// read adds one file's messages.
func (p *Printer) read(fsys fs.FS, name string) error {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	if _, err := keysOf(raw); err != nil {
		return err
	}
	area := strings.TrimSuffix(path.Base(name), ".json")
	file, err := i18n.ParseMessageFileBytes(raw, area+"."+p.lang+".json", nil)
	if err != nil {
		return err
	}
	for _, m := range file.Messages {
		if !strings.HasPrefix(m.ID, area+".") {
			return fmt.Errorf("key %q does not begin with the name of its file", m.ID)
		}
		if _, twice := p.messages[m.ID]; twice {
			return fmt.Errorf("key %q stands twice", m.ID)
		}
		parsed, err := newMessage(m, p.forms)
		if err != nil {
			return fmt.Errorf("key %q: %w", m.ID, err)
		}
		p.messages[m.ID] = parsed
	}
	return nil
}

// keysOf gives the keys of a catalogue in the order of the file. encoding/json
// would let the last of two equal keys win in silence; here that is an error.
func keysOf(raw []byte) ([]string, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("want one object of keys and sentences: %v", err)
	}
	var keys []string
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		key := t.(string)
		if seen[key] {
			return nil, fmt.Errorf("key %q stands twice", key)
		}
		seen[key] = true
		keys = append(keys, key)
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			return nil, fmt.Errorf("key %q: %w", key, err)
		}
	}
	_, err := d.Token()
	return keys, err
}
