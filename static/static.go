package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed css img js templates
var files embed.FS

// Prefix is where Handler is mounted.
const Prefix = "/static/"

// asset is one file with the forms in which it can be sent.
type asset struct {
	plain     []byte
	mediaType string
	url       string
	zip       func() []byte // gzip, made when first asked for
}

// assets holds every file of css, img and js: by its own name (css/knoop.css) and
// by its hashed one (knoop.HASH.css).
var byName, byHash = index("css", "img", "js")

func index(dirs ...string) (byName, byHash map[string]*asset) {
	byName, byHash = map[string]*asset{}, map[string]*asset{}
	for _, dir := range dirs {
		entries, err := files.ReadDir(dir)
		if err != nil {
			panic("static: " + err.Error())
		}
		for _, e := range entries {
			name := dir + "/" + e.Name()
			plain, err := files.ReadFile(name)
			if err != nil {
				panic("static: " + err.Error())
			}
			sum := sha256.Sum256(plain)
			ext := path.Ext(name)
			hashed := strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:6]) + ext
			a := &asset{plain: plain, mediaType: mediaTypes[ext], url: Prefix + hashed}
			a.zip = sync.OnceValue(func() []byte { return squeeze(plain) })
			byName[name], byHash[hashed] = a, a
		}
	}
	return byName, byHash
}

var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// URL gives the path under which a file is served: URL("css/knoop.css"). A name
// that does not exist is a mistake in the program and panics.
func URL(name string) string {
	a, ok := byName[name]
	if !ok {
		panic("static: no file " + name)
	}
	return a.url
}

// Templates gives the templates, without a folder in their names.
func Templates() fs.FS {
	sub, err := fs.Sub(files, "templates")
	if err != nil {
		panic("static: " + err.Error())
	}
	return sub
}

// Handler serves the files under Prefix, by hashed names only, to be kept for a
// year.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := byHash[strings.TrimPrefix(r.URL.Path, Prefix)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.mediaType)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		body := a.plain
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			if z := a.zip(); len(z) < len(body) {
				h.Set("Content-Encoding", "gzip")
				body = z
			}
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(body) // the reader went away; nothing to mend
		}
	})
}

// acceptsGzip reads Accept-Encoding as far as we need it: gzip named, and not
// with a weight of nought.
func acceptsGzip(header string) bool {
	for item := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(item), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q := strings.ReplaceAll(weight, " ", "")
			return q != "q=0" && !strings.HasPrefix(q, "q=0.0")
		}
	}
	return false
}

func squeeze(plain []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return plain
	}
	if _, err := z.Write(plain); err != nil || z.Close() != nil {
		return plain
	}
	return b.Bytes()
}

// MailStyle gives the part of the style sheet that letters by mail carry in
// themselves: what stands below its MAIL comment.
func MailStyle() string {
	_, below, ok := strings.Cut(string(byName["css/knoop.css"].plain), "/* MAIL:")
	_, style, closed := strings.Cut(below, "*/\n")
	if !ok || !closed {
		panic("static: the style sheet has no MAIL part")
	}
	return style
}

// EmbedScript gives the script that shows our agenda on another site. It has an
// address of its own, which does not change, because others write it down.
func EmbedScript() string {
	b, err := files.ReadFile("js/embed.js")
	if err != nil {
		panic("static: " + err.Error())
	}
	return string(b)
}
