package render_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"knoop/handlers/render"
	"knoop/models"
)

func newRenderer(log *strings.Builder) *render.Renderer {
	return render.New(render.Options{
		Origin: "https://mokum.example",
		Site: func(context.Context) render.Site {
			return render.Site{Ready: true, Name: "Mokum", Language: "nl", Accent: "blauw", Logo: "l-knoop", Location: time.UTC}
		},
		Logger: slog.New(slog.NewTextHandler(log, nil)),
	})
}

func fail(t *testing.T, kind render.RouteKind, err error, change func(*http.Request)) (*http.Response, string, string) {
	t.Helper()
	log := &strings.Builder{}
	rd := newRenderer(log)
	r := httptest.NewRequest(http.MethodGet, "https://mokum.example/iets", nil)
	r = r.WithContext(render.WithRequestID(r.Context(), "nr-17"))
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	rd.Language(rd.Handle(kind, func(http.ResponseWriter, *http.Request) error { return err })).ServeHTTP(w, r)
	return w.Result(), w.Body.String(), log.String()
}

func TestError_givesEachKindItsStatus(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		text   string
	}{
		{models.Fail(models.NotFound, "error.not_found"), 404, "Hier is niets"},
		{models.Fail(models.Gone, "error.gone"), 410, "Dit is weg"},
		{models.Fail(models.Invalid, "error.time_invalid", "Time", "<b>straks</b>"), 422, "&lt;b&gt;straks&lt;/b&gt; is geen tijd"},
		{models.Fail(models.Forbidden, "error.forbidden"), 403, "Hier kun je niet in"},
		{models.Fail(models.Conflict, "error.handle_taken", "Handle", "joost"), 409, "De naam joost is al bezet"},
		{models.Fail(models.TooMany, "error.too_many"), 429, "Even wachten"},
		{models.Fail(models.Invalid, "error.method"), 405, "Dit lukt niet"},
		{models.Fail(models.Invalid, "error.too_large"), 413, "Dit is te groot"},
		{models.Fail(models.Conflict, "error.unavailable"), 503, "Even geduld"},
		{fmt.Errorf("read page: %w", models.Fail(models.NotFound, "error.not_found")), 404, "Hier is niets"},
		{errors.New("disk on fire"), 500, "nr-17"},
	} {
		res, page, log := fail(t, render.Pages, c.err, nil)
		if res.StatusCode != c.status || !strings.Contains(page, c.text) {
			t.Errorf("%v: status %d, want %d with %q", c.err, res.StatusCode, c.status, c.text)
		}
		if res.Header.Get("Content-Type") != "text/html; charset=utf-8" || res.Header.Get("Content-Language") != "nl" || res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%v: headers %v", c.err, res.Header)
		}
		if strings.Contains(page, "fire") {
			t.Error("an internal error is shown")
		}
		if internal := c.status == 500; internal != strings.Contains(log, "disk on fire") {
			t.Errorf("%v: the log holds %q", c.err, log)
		}
	}
}

func TestError_isADocumentForPrograms(t *testing.T) {
	for _, kind := range []render.RouteKind{render.JSON, render.AS2} {
		res, body, _ := fail(t, kind, models.Fail(models.Gone, "error.gone"), func(r *http.Request) { r.Header.Set("Accept-Language", "en") })
		var said struct{ Error, Key string }
		if err := json.Unmarshal([]byte(body), &said); err != nil || said.Key != "error.gone" || !strings.HasPrefix(said.Error, "This was here") {
			t.Errorf("said %q, %v", body, err)
		}
		if res.StatusCode != http.StatusGone || !strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
			t.Errorf("status %d, %s", res.StatusCode, res.Header.Get("Content-Type"))
		}
	}
}

func TestError_saysWhenToComeBack(t *testing.T) {
	for _, c := range []struct {
		args []any
		want string
	}{{nil, "60"}, {[]any{"RetryAfter", 7}, "7"}, {[]any{"RetryAfter", 1500 * time.Millisecond}, "2"}, {[]any{"RetryAfter", time.Duration(0)}, "1"}} {
		res, _, _ := fail(t, render.JSON, models.Fail(models.TooMany, "error.too_many", c.args...), nil)
		if got := res.Header.Get("Retry-After"); got != c.want {
			t.Errorf("%v: Retry-After %s, want %s", c.args, got, c.want)
		}
	}
}

func TestError_isSilentWhenNobodyListens(t *testing.T) {
	res, body, log := fail(t, render.Pages, context.Canceled, func(r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		cancel()
		*r = *r.WithContext(ctx)
	})
	if body != "" || log != "" || res.StatusCode != 200 {
		t.Errorf("status %d, body %q, log %q", res.StatusCode, body, log)
	}
}

func TestHTML_carriesThePolicy(t *testing.T) {
	res, page, _ := fail(t, render.Pages, models.Fail(models.NotFound, "error.not_found"), nil)
	policy := res.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s", want)
		}
	}
	for _, never := range []string{"unsafe", "script-src", "https:", "data:"} {
		if strings.Contains(policy, never) {
			t.Errorf("the policy holds %s", never)
		}
	}
	if res.Header.Get("Referrer-Policy") != "same-origin" || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", res.Header)
	}
	if vary := strings.Join(res.Header.Values("Vary"), ","); vary != "Accept-Language,Cookie" {
		t.Errorf("Vary is %s", vary)
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "style=") {
		t.Error("the page holds what its policy forbids")
	}
}

func TestLanguage_isChosenAndRemembered(t *testing.T) {
	for _, c := range []struct {
		query, cookie, accept, want string
		remembered                  bool
	}{
		{"", "", "", "nl", false},
		{"", "", "en-GB,en;q=0.9", "en", false},
		{"", "en", "nl", "en", false},
		{"?lang=en", "nl", "nl", "en", true},
		{"?lang=xx", "", "", "nl", false},
		{"?lang=%3Cscript%3E", "", "en", "en", false},
	} {
		res, page, _ := fail(t, render.Pages, models.Fail(models.NotFound, "error.not_found"), func(r *http.Request) {
			u := *r.URL
			u.RawQuery = strings.TrimPrefix(c.query, "?")
			r.URL = &u
			r.Header.Set("Accept-Language", c.accept)
			if c.cookie != "" {
				r.AddCookie(&http.Cookie{Name: render.LanguageCookie, Value: c.cookie})
			}
		})
		if got := res.Header.Get("Content-Language"); got != c.want || !strings.Contains(page, `<html lang="`+c.want+`"`) {
			t.Errorf("%+v: language %s", c, got)
		}
		if got := len(res.Cookies()) == 1; got != c.remembered {
			t.Errorf("%+v: cookies %v", c, res.Cookies())
		}
	}
}

func TestShared_isNothingThatDependsOnWhoAsks(t *testing.T) {
	request := func(method, query string) *http.Request {
		return httptest.NewRequest(method, "https://mokum.example/"+query, nil)
	}
	signedIn := request(http.MethodGet, "")
	signedIn = signedIn.WithContext(render.WithVisitor(signedIn.Context(), render.Visitor{Actor: &models.Actor{}}))
	noticed, planted := request(http.MethodGet, ""), request(http.MethodGet, "")
	noticed.AddCookie(&http.Cookie{Name: render.NoticeCookie, Value: "welcome.notice_ready"})
	planted.AddCookie(&http.Cookie{Name: render.NoticeCookie, Value: "error.gone"})
	for name, c := range map[string]struct {
		r    *http.Request
		want bool
	}{
		"a stranger": {request(http.MethodGet, ""), true}, "HEAD": {request(http.MethodHead, "?tag=x"), true}, "a form": {request(http.MethodPost, ""), false},
		"a choice of language": {request(http.MethodGet, "?lang=en"), false}, "a member": {signedIn, false},
		"a notice waits": {noticed, false}, "a notice that is none": {planted, true},
	} {
		if got := render.Shared(c.r); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestPage_takesNoNoticeFromAStranger(t *testing.T) {
	rd := newRenderer(&strings.Builder{})
	r := httptest.NewRequest(http.MethodGet, "https://mokum.example/", nil)
	r.AddCookie(&http.Cookie{Name: render.NoticeCookie, Value: "error.gone"})
	if page := rd.Page(r, ""); page.Notice != nil {
		t.Errorf("the page says %q", page.Notice.Title)
	}
}

func TestPage_keepsTheQueryInTheOtherLanguage(t *testing.T) {
	rd := newRenderer(&strings.Builder{})
	if page := rd.Page(httptest.NewRequest(http.MethodGet, "https://mokum.example/events?tag=a%26b&lang=nl", nil), ""); page.OtherURL != "?lang=en&tag=a%26b" || page.OtherLang != "en" {
		t.Errorf("the other language is at %s", page.OtherURL)
	}
	if page := rd.Page(httptest.NewRequest(http.MethodPost, "https://mokum.example/follow", nil), ""); page.OtherURL != "/?lang=en" {
		t.Errorf("from the answer to a form the other language is at %s", page.OtherURL)
	}
}

func TestVary_addsEachNameOnce(t *testing.T) {
	h := http.Header{}
	h.Set("Vary", "accept")
	render.Vary(h, "Accept", "Cookie")
	render.Vary(h, "cookie")
	if got := strings.Join(h.Values("Vary"), ", "); got != "accept, Cookie" {
		t.Errorf("Vary is %s", got)
	}
}

func TestPortraitOf_isTheSameForEver(t *testing.T) {
	a := models.Actor{URI: "https://mokum.example/users/samira", Local: true}
	if got, want := render.PortraitOf(a, "geel"), (render.Portrait{Pattern: "k8", Finish: "c", Accent: "geel"}); got != want {
		t.Errorf("her portrait became %v", got)
	}
	seen := map[render.Portrait]bool{}
	accents := map[string]bool{}
	for i := range 400 {
		b := models.Actor{URI: fmt.Sprintf("https://h%d.example/users/n", i), Host: fmt.Sprintf("h%d.example", i)}
		p := render.PortraitOf(b, "geel")
		if p.Accent == "geel" {
			t.Errorf("%s wears our colour", b.Host)
		}
		accents[p.Accent] = true
		seen[render.Portrait{Pattern: p.Pattern, Finish: p.Finish}] = true
	}
	if len(seen) != 32 || len(accents) != 7 {
		t.Errorf("%d of 32 buttons and %d of 7 colours are used", len(seen), len(accents))
	}
	x, y := models.Actor{URI: "https://a.example/1", Host: "a.example"}, models.Actor{URI: "https://a.example/2", Host: "a.example"}
	if render.PortraitOf(x, "geel").Accent != render.PortraitOf(y, "geel").Accent {
		t.Error("two people of one host wear different colours")
	}
}

func TestContactOf_linksOnlyWhatIsAnAddress(t *testing.T) {
	for text, link := range map[string]string{
		"hallo@mokum.example": "mailto:hallo@mokum.example", "https://mokum.example/contact": "https://mokum.example/contact",
		"bel Samira": "", "javascript:alert(1)": "", "Samira <samira@mokum.example>": "", "": "", "a@b?subject=x": "",
	} {
		if got := render.ContactOf(text); got.Link != link || got.Text != text {
			t.Errorf("%q became %+v", text, got)
		}
	}
}

func TestSay_isShownOnce(t *testing.T) {
	rd := newRenderer(&strings.Builder{})
	w := httptest.NewRecorder()
	rd.Say(w, "welcome.notice_ready")
	said := w.Result().Cookies()[0]
	if !said.HttpOnly || !said.Secure || said.MaxAge > 60 {
		t.Errorf("the notice travels as %v", said)
	}
	r := httptest.NewRequest(http.MethodGet, "https://mokum.example/", nil)
	r.AddCookie(said)
	page := &struct{ render.Page }{rd.Page(r, "")}
	w = httptest.NewRecorder()
	if err := rd.HTML(w, r, http.StatusOK, "unready.html", page); err != nil {
		t.Fatal(err)
	}
	if c := w.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 || !strings.Contains(w.Body.String(), "Je collectief staat.") {
		t.Errorf("after it was shown: %v", c)
	}
	if got := w.Header().Get("Cache-Control"); got != "private, no-store" {
		t.Errorf("Cache-Control %q", got)
	}
}

func TestLanguage_asksForTheNodeOnce(t *testing.T) {
	asked := 0
	rd := render.New(render.Options{Site: func(context.Context) render.Site {
		asked++
		return render.Site{Ready: true, Language: "en"}
	}})
	got := ""
	h := rd.Language(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = render.LanguageOf(r.Context()) }))
	for range 5 {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/inbox", nil))
	}
	if asked != 1 || got != "en" {
		t.Errorf("asked %d times, in %q", asked, got)
	}
}
