package fed_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestInbox_takesWhatIsWellSigned(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		us := storetest.Collective(t, w.store)
		for i, inbox := range []string{"/inbox", "/users/mokum/inbox", "/actor/inbox"} {
			stan := w.peer.Person(fmt.Sprint("stan", i))
			a := w.deliver(t, stan, inbox, stan.Follow(us.URI))
			a.is(t, 202, "")
			if a.Body.Len() != 0 {
				t.Errorf("%s answers %s", inbox, a.Body)
			}
		}
		w.until(t, "they follow", func() bool {
			_, n, err := w.store.Followers(t.Context(), us.ID, store.Page{})
			return err == nil && n == 3
		})
	})
}

func TestInbox_saysWhyItRefuses(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		us := storetest.Collective(t, w.store)
		anna := storetest.Member(t, w.store, "anna")
		if err := w.store.DeleteMember(t.Context(), anna.ID); err != nil {
			t.Fatal(err)
		}
		stan := w.peer.Person("stan")
		follow := stan.Follow(us.URI)
		deliver := func(inbox string, activity any, change func(*http.Request)) *http.Request {
			r := w.delivery(t, stan, inbox, activity)
			if change != nil {
				change(r)
			}
			return r
		}
		header := func(name, value string) func(*http.Request) {
			return func(r *http.Request) { r.Header.Set(name, value) }
		}
		for name, c := range map[string]struct {
			request *http.Request
			status  int
			reason  string
		}{
			"nobody's inbox":        {deliver("/users/nobody/inbox", follow, nil), 404, ""},
			"an inbox that is gone": {deliver("/users/anna/inbox", follow, nil), 410, ""},
			"a GET":                 {w.request("GET", "/inbox", html), 405, ""},
			"a GET of one":          {w.request("GET", "/users/mokum/inbox", ""), 405, ""},
			"an empty signature":    {deliver("/inbox", follow, header("Signature", "")), 400, "sign"},
			"no signature at all":   {deliver("/inbox", follow, func(r *http.Request) { r.Header.Del("Signature") }), 401, "sign"},
			"nonsense":              {deliver("/inbox", follow, header("Signature", "nonsense")), 400, ""},
			"another body":          {deliver("/inbox", follow, func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("{}")) }), 401, "digest"},
			"another path":          {deliver("/inbox", follow, func(r *http.Request) { r.URL.Path = "/actor/inbox"; r.RequestURI = "/actor/inbox" }), 401, "match"},
			"another host":          {deliver("/inbox", follow, func(r *http.Request) { r.Host = "elsewhere.example" }), 401, ""},
			"an old date":           {signedAt(t, w, stan, follow, time.Now().Add(-13*time.Hour)), 401, ""},
			"a page's form":         {deliver("/inbox", follow, header("Content-Type", "application/x-www-form-urlencoded")), 415, "application/activity+json"},
			"no type":               {deliver("/inbox", follow, func(r *http.Request) { r.Header.Del("Content-Type") }), 415, ""},
			"no JSON":               {deliver("/inbox", "this is no JSON", nil), 400, ""},
			"a list":                {deliver("/inbox", "[]", nil), 400, ""},
			"no activity":           {deliver("/inbox", fedtest.Doc{"id": "x"}, nil), 400, ""},
			"another's words":       {deliver("/inbox", w.peer.Person("eve").Follow(us.URI), nil), 401, "actor"},
			"deep":                  {deliver("/inbox", strings.Repeat(`{"a":`, 100)+"1"+strings.Repeat("}", 100), nil), 400, ""},
		} {
			a := w.do(c.request)
			a.is(t, c.status, told, `"error":"`)
			if why, _ := a.doc(t)["error"].(string); why == "" || !strings.Contains(strings.ToLower(why), c.reason) {
				t.Errorf("%s: the reason is %q", name, why)
			}
			if !strings.Contains(a.Header().Get("Cache-Control"), "no-store") {
				t.Errorf("%s: the refusal may be kept", name)
			}
		}
		if err := w.store.BlockDomain(t.Context(), strings.Split(w.peer.Host, ":")[0]); err != nil {
			t.Fatal(err)
		}
		if err := w.store.BlockDomain(t.Context(), w.peer.Host); err != nil {
			t.Fatal(err)
		}
		w.deliver(t, stan, "/inbox", follow).is(t, 403, told, `"error":"`)
		if strings.Contains(w.log.String(), "panic") || strings.Contains(w.log.String(), "request failed") {
			t.Errorf("the log:\n%s", w.log)
		}
	})
}

func signedAt(t *testing.T, w *town, a *fedtest.Actor, activity any, at time.Time) *http.Request {
	sent, body := fedtest.SignedPost(t, w.base.SharedInbox(), activity, a.Key(), at)
	r := httptest.NewRequest("POST", w.base.SharedInbox(), bytes.NewReader(body))
	r.Header = sent.Header
	return r
}

func TestInbox_readsNoMoreThanAMebibyte(t *testing.T) {
	w := newTown(t)
	const limit = 1 << 20
	read := &counted{}
	r := httptest.NewRequest("POST", w.base.SharedInbox(), read)
	r.ContentLength = limit + 1
	w.do(r).is(t, 413, told, `"error":"`)
	if read.n != 0 {
		t.Errorf("%d bytes were read of what was announced as too large", read.n)
	}
	r = httptest.NewRequest("POST", w.base.SharedInbox(), read) // without a length, and without an end
	r.ContentLength = -1
	w.do(r).is(t, 413, told, `"error":"`)
	if read.n > limit+limit/2 {
		t.Errorf("%d bytes were read", read.n)
	}
	stan := w.peer.Person("stan")
	follow := stan.Follow("https://mokum.example/users/mokum")
	var long []string
	for range 100 {
		long = append(long, strings.Repeat("x", 10_000))
	}
	follow["words"] = long
	w.deliver(t, stan, "/inbox", follow).is(t, 202, "")
	r = httptest.NewRequest("POST", w.base.SharedInbox(), io.MultiReader(strings.NewReader("{"), broken{}))
	r.Header.Set("Content-Type", as2)
	w.do(r).is(t, 400, told)
}

// counted has no end.
type counted struct{ n int }

func (c *counted) Read(p []byte) (int, error) {
	c.n += len(p)
	return len(p), nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestInbox_tellsABusyHostWhenToComeBack(t *testing.T) {
	s := storetest.New(t)
	w := townOf(t, s, storetest.Node(t, s), true)
	stan := w.peer.Person("stan")
	follow := stan.Follow("https://mokum.example/users/mokum")
	sent, body := stan.Request(t, w.base.SharedInbox(), follow)
	for i := range 400 {
		r := httptest.NewRequest("POST", w.base.SharedInbox(), bytes.NewReader(body))
		r.Header = sent.Header
		a := w.do(r)
		if a.Code == 202 {
			continue
		}
		a.is(t, 429, told, `"error":"`)
		if n, err := strconv.Atoi(a.Header().Get("Retry-After")); err != nil || n < 1 || n > 60 {
			t.Errorf("Retry-After is %q", a.Header().Get("Retry-After"))
		}
		if i < 100 {
			t.Errorf("refused after %d", i)
		}
		return
	}
	t.Error("a host may say anything at any speed")
}

func TestInbox_saysThatAKeyCannotBeHadForNow(t *testing.T) {
	w := newTown(t)
	stan := w.peer.Person("stan")
	r := w.delivery(t, stan, "/inbox", stan.Follow("https://mokum.example/users/mokum"))
	w.peer.Fail(500)
	a := w.do(r)
	a.is(t, 503, told, `"error":"`)
	if a.Header().Get("Retry-After") == "" {
		t.Error("without Retry-After")
	}
	w.peer.Fail(0)
	w.deliver(t, stan, "/inbox", stan.Follow("https://mokum.example/users/mokum")).is(t, 202, "")
}

// hostile are bytes that a program might stumble over.
var hostile = []string{
	"", "\x00", "\xff\xfe", "{", `{"a":}`, "null", "0", `"x"`, "[[[[", strings.Repeat("[", 100_000), strings.Repeat(`{"a":`, 10_000),
	`{"id":"\u0000"}`, `{"type":"Follow","id":1e999}`, `{"type":{"a":"b"},"actor":[[]]}`, `{"@context":{"@vocab":"x"},"@graph":[]}`,
	`{"type":"Create","id":"x","actor":"x","object":` + strings.Repeat(`{"object":`, 500) + "1" + strings.Repeat("}", 501),
	`{"id":"` + strings.Repeat("a", 900_000) + `"}`, "{" + strings.Repeat(`"a":1,`, 6000) + `"b":2}`, `{"a":1,"a":2}`, "\xef\xbb\xbf{}",
}

func TestInbox_hostileBytesAreNoErrorOfOurs(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		us := storetest.Collective(t, w.store)
		stan := w.peer.Person("stan")
		base := w.peer.Origin + "/activities/"
		bodies := hostile
		for i, text := range []string{`\u0000`, `\ud800`, "\xff", `\u202e`, strings.Repeat("a", 3000), `' OR 1=1 --`, `%00`, `#`, `\n`} {
			for _, shape := range []string{
				`{"id":"` + base + `%d%s","type":"Follow","actor":"%s","object":"%s"}`,
				`{"id":"` + base + `%d","type":"Follow%s","actor":"%s","object":"%s"}`,
				`{"id":"` + base + `%d","type":"Create","content":"%s","actor":"%s","object":"%s"}`,
				`{"id":"` + base + `%d","type":"Flag","content":"%s","actor":"%s","object":["%s"]}`,
				`{"id":"` + base + `%d","type":"Like","object":"https://mokum.example/notes/%s","actor":"%s","x":"%s"}`,
			} {
				bodies = append(bodies, fmt.Sprintf(shape, i, text, stan.ID, us.URI))
			}
			bodies = append(bodies, fmt.Sprintf(`{"id":"%s%d/c","type":"Create","actor":"%s","to":["%s"],"object":{"id":"%s%d/n%s","type":"Note","attributedTo":"%s","content":"%s","to":["%s"],"published":"%s"}}`,
				base, i, stan.ID, us.URI, base, i, text, stan.ID, text, us.URI, text))
		}
		for _, body := range bodies {
			if a := w.deliver(t, stan, "/inbox", body); a.Code >= 500 || a.Code != 202 && a.Code != 400 && a.Code != 401 {
				t.Errorf("%d %s to %.200q", a.Code, a.Body, body)
			}
		}
		for _, name := range []string{"Signature", "Date", "Digest", "Content-Type", "Host", "Signature-Input", "Authorization", "Content-Digest"} {
			for _, value := range []string{"\x00", "\xff", strings.Repeat("a,", 4000), `keyId="`, `keyId="http://[::1",signature="AA==",headers="(request-target) host date digest"`, "=,=;", `sig=("@method";x);keyid="` + strings.Repeat("(", 500)} {
				r := w.delivery(t, stan, "/inbox", stan.Follow(us.URI))
				r.Header.Set(name, value)
				if name == "Host" {
					r.Host = value
				}
				if a := w.do(r); a.Code >= 500 {
					t.Errorf("%d %s to %s: %.100q", a.Code, a.Body, name, value)
				}
			}
		}
		// What was taken is applied or dropped: nothing stays to be tried for ever.
		w.until(t, "all is applied or dropped", func() bool {
			stats, err := w.store.Stats(t.Context())
			return err == nil && stats.ReceiptsByState[models.ReceiptKept] == 0
		})
		if strings.Contains(w.log.String(), "panic") {
			t.Errorf("the log:\n%s", w.log)
		}
	})
}

func TestReading_hostileAddressesAreNoErrorOfOurs(t *testing.T) {
	everyEngine(t, func(t *testing.T, w *town) {
		note := storetest.Note(t, w.store, storetest.Collective(t, w.store), "dag")
		for _, text := range []string{"%00", "%ff", "%c0%af", "%2e%2e%2f", "..", "%27", "%22%3E", strings.Repeat("a", 5000), "%F0%9F%8E%89", "-note", note.ID + "-note-note", "%", "%zz", "a%0d%0aX:y", "{id}"} {
			for _, path := range []string{
				"/users/%s", "/@%s", "/users/%s/outbox", "/users/mokum/%s", "/notes/%s", "/events/%s", "/activities/%s", "/actor/%s", "/nodeinfo/%s", "/media/%s", "/%s",
				"/users/mokum/outbox?page=true&before=%s", "/users/mokum/followers?page=%s", "/users/mokum/outbox?%s",
				"/.well-known/webfinger?resource=%s", "/.well-known/webfinger?resource=acct:%s@mokum.example", "/.well-known/webfinger?resource=https://mokum.example/users/%s",
			} {
				for _, method := range []string{"GET", "HEAD", "POST"} {
					target := fmt.Sprintf(path, text)
					r, err := http.NewRequest(method, w.base.Origin+target, nil)
					if err != nil {
						continue // net/http would not let it in either
					}
					r.RequestURI = target
					r.Header.Set("Accept", as2)
					if a := w.do(r); a.Code >= 500 {
						t.Errorf("%s %.100s: %d %s", method, target, a.Code, a.Body)
					}
				}
			}
		}
		if strings.Contains(w.log.String(), "request failed") {
			t.Errorf("the log:\n%.3000s", w.log)
		}
	})
}
