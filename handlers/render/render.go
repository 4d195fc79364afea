package render

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"knoop/static"
)

// HandlerFunc answers a request or says why not.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// Options is what a Renderer needs.
type Options struct {
	Origin string                     // "https://mokum.example"
	Site   func(context.Context) Site // the node as pages show it; nil: a node that is not set up
	Logger *slog.Logger               // nil: slog.Default
	Clock  func() time.Time           // nil: time.Now
}

// Renderer holds the parsed templates, which do not change once made.
type Renderer struct {
	o        Options
	pages    map[string]*template.Template
	language atomic.Pointer[string] // of the node, once known
}

// frames are the templates that are no page of their own.
const (
	layoutFile = "layout.html"
	partsFile  = "parts.html"
)

// New parses the templates. A template that cannot be parsed is a mistake in the
// program and panics.
func New(o Options) *Renderer {
	if o.Site == nil {
		o.Site = func(context.Context) Site { return Site{} }
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	pages, err := parse(static.Templates())
	if err != nil {
		panic("render: " + err.Error())
	}
	return &Renderer{o: o, pages: pages}
}

var functions = template.FuncMap{
	"trusted": Trusted,
	"join":    func(names []string) string { return strings.Join(names, ", ") },
	"user":    func(acct string) string { return cutAt(acct, 0) },
	"domain":  func(acct string) string { return cutAt(acct, 1) },
}

// cutAt gives one side of user@domain, so that a template can let a long address
// break between the two.
func cutAt(acct string, side int) string {
	user, domain, _ := strings.Cut(acct, "@")
	return [2]string{user, domain}[side]
}

func parse(fsys fs.FS) (map[string]*template.Template, error) {
	base, err := read(template.New(layoutFile).Funcs(functions), fsys, layoutFile, partsFile)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(fsys, "*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, name := range names {
		if name == layoutFile || name == partsFile {
			continue
		}
		t, err := base.Clone()
		if err != nil {
			return nil, err
		}
		if pages[name], err = read(t, fsys, name); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

var staticName = regexp.MustCompile(`\{\{static "([^"]+)"\}\}`)

// read parses files into t. The addresses of static files are put in before
// parsing: they never change, and a page names the sprite fifty times.
func read(t *template.Template, fsys fs.FS, names ...string) (*template.Template, error) {
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		text := staticName.ReplaceAllStringFunc(string(raw), func(s string) string {
			return static.URL(staticName.FindStringSubmatch(s)[1])
		})
		if name != t.Name() {
			_, err = t.New(name).Parse(text)
		} else {
			_, err = t.Parse(text)
		}
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// HTML answers with a page: name is its template, page a pointer to a struct
// that embeds Page.
func (rd *Renderer) HTML(w http.ResponseWriter, r *http.Request, status int, name string, page Framed) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	if err := rd.Write(b, name, page); err != nil {
		return err
	}
	base := page.frame()
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Content-Language", base.Lang())
	Vary(h, "Accept-Language", "Cookie")
	Secure(h)
	if base.Ceremony || base.Planner {
		h.Set("Content-Security-Policy", CeremonyPolicy)
	}
	if base.Embed {
		h.Set("Content-Security-Policy", EmbedPolicy)
	}
	formsTo(h, base.FormsTo)
	if base.Alternate != "" {
		Alternate(w, base.Alternate)
	}
	if h.Get("Cache-Control") == "" {
		if Shared(r) && status == http.StatusOK {
			h.Set("Cache-Control", "public, no-cache")
		} else {
			h.Set("Cache-Control", "private, no-store")
		}
	}
	if base.Notice != nil && base.Notice.once {
		clearNotice(w)
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // the reader went away; nothing to mend
	}
	return nil
}

// Write renders a page into b.
func (rd *Renderer) Write(b *bytes.Buffer, name string, page Framed) error {
	t, ok := rd.pages[name]
	if !ok {
		return fmt.Errorf("render %s: no such template", name)
	}
	if err := t.ExecuteTemplate(b, layoutFile, page); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	return nil
}

// Handle makes a HandlerFunc into a handler whose errors are answered in the way
// of its kind of route.
func (rd *Renderer) Handle(kind RouteKind, f HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := f(w, r); err != nil {
			rd.Error(w, r, kind, err)
		}
	})
}

// Vary adds names to the Vary header, each once.
func Vary(h http.Header, names ...string) {
	for _, name := range names {
		if !slices.ContainsFunc(h.Values("Vary"), func(have string) bool { return strings.EqualFold(have, name) }) {
			h.Add("Vary", name)
		}
	}
}
