package static_test

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"knoop/static"
)

func get(t *testing.T, method, path, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding)
	}
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestURL_holdsTheHashOfTheFile(t *testing.T) {
	if url := static.URL("css/knoop.css"); !regexp.MustCompile(`^/static/knoop\.[0-9a-f]{12}\.css$`).MatchString(url) {
		t.Errorf("URL gave %s", url)
	}
}

func TestURL_panicsForAFileThatIsNotThere(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a name nobody has was given an address")
		}
	}()
	static.URL("css/absent.css")
}

func TestHandler_servesForAYear(t *testing.T) {
	for name, mediaType := range map[string]string{"css/knoop.css": "text/css; charset=utf-8", "img/icons.svg": "image/svg+xml"} {
		res := get(t, http.MethodGet, static.URL(name), "")
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != http.StatusOK || len(body) == 0 {
			t.Errorf("%s: status %d, %d bytes", name, res.StatusCode, len(body))
		}
		if got := res.Header.Get("Content-Type"); got != mediaType {
			t.Errorf("%s is served as %q", name, got)
		}
		if got := res.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s has Cache-Control %q", name, got)
		}
	}
}

func TestHandler_zipsForThoseWhoTakeIt(t *testing.T) {
	url := static.URL("css/knoop.css")
	plain, _ := io.ReadAll(get(t, http.MethodGet, url, "").Body)
	for encoding, zipped := range map[string]bool{
		"gzip, deflate, br": true, "br;q=1, GZIP;q=0.8": true, "gzip;q=0": false, "gzip; q=0.000": false, "identity": false,
	} {
		res := get(t, http.MethodGet, url, encoding)
		if got := res.Header.Get("Content-Encoding") == "gzip"; got != zipped {
			t.Errorf("Accept-Encoding %q: gzip %v", encoding, got)
			continue
		}
		if res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: Vary is %q", encoding, res.Header.Get("Vary"))
		}
		if !zipped {
			continue
		}
		z, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := io.ReadAll(z); string(got) != string(plain) {
			t.Error("what comes out of the gzip is not the file")
		}
	}
}

func TestHandler_knowsNoOtherName(t *testing.T) {
	for _, path := range []string{"/static/", "/static/knoop.css", "/static/knoop.000000000000.css", "/static/../static.go", "/static/templates/layout.html"} {
		if res := get(t, http.MethodGet, path, ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", path, res.StatusCode)
		}
	}
}

func TestHandler_headHasNoBody(t *testing.T) {
	res := get(t, http.MethodHead, static.URL("css/knoop.css"), "")
	if body, _ := io.ReadAll(res.Body); len(body) != 0 || res.Header.Get("Content-Length") == "0" {
		t.Errorf("HEAD gave %d bytes, Content-Length %s", len(body), res.Header.Get("Content-Length"))
	}
}

func TestStylesheet_loadsNothingElse(t *testing.T) {
	css, _ := io.ReadAll(get(t, http.MethodGet, static.URL("css/knoop.css"), "").Body)
	for _, word := range []string{"@import", "url(", "http:", "https:", "@font-face"} {
		if strings.Contains(string(css), word) {
			t.Errorf("the style sheet holds %q", word)
		}
	}
}

func TestTemplates_areThere(t *testing.T) {
	if names, _ := fs.Glob(static.Templates(), "*.html"); len(names) < 10 {
		t.Errorf("templates: %v", names)
	}
}
