package transport_test

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"knoop/federation/transport"
)

func TestPost_deliversTheBytesSigned(t *testing.T) {
	const letter = `{"type":"Follow" , "id":"https://mokum.example/activities/1"}`
	s := peer(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || string(body) != letter {
			t.Errorf("body is %q, %v", body, err)
		}
		if err := signedBy(r, body); err != nil {
			t.Error(err)
		}
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/activity+json" || r.UserAgent() != agent {
			t.Errorf("%s with %v", r.Method, r.Header)
		}
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, "thanks")
	})
	got, err := clientFor(t, s).Post(t.Context(), s.URL+"/inbox", []byte(letter), testKey())
	if err != nil || got.Status != 202 || got.Body != "thanks" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestPost_classifiesAnswers(t *testing.T) {
	s := peer(t, func(w http.ResponseWriter, r *http.Request) {
		status, _ := strconv.Atoi(r.URL.Path[1:])
		w.WriteHeader(status)
	})
	c := clientFor(t, s)
	for status, temporary := range map[int]bool{
		300: true, 304: true, 400: false, 401: true, 403: false, 404: false, 406: false, 408: true, 410: false, 413: false,
		418: false, 422: false, 429: true, 500: true, 501: false, 502: true, 503: true,
	} {
		got, err := c.Post(t.Context(), s.URL+"/"+strconv.Itoa(status), []byte("{}"), testKey())
		e := asError(t, err, temporary)
		if got.Status != status || e.Status != status || e.Op != "post" || e.Gone() != (status == 410) {
			t.Errorf("%d gave %+v and %+v", status, got, e)
		}
	}
	for _, status := range []int{200, 201, 202, 204, 299} {
		if got, err := c.Post(t.Context(), s.URL+"/"+strconv.Itoa(status), []byte("{}"), testKey()); err != nil || got.Status != status {
			t.Errorf("%d gave %+v, %v", status, got, err)
		}
	}
}

func TestPost_followsNoRedirect(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		s := peer(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/inbox" {
				t.Errorf("%d was followed to %s", status, r.URL.Path)
			}
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
		})
		got, err := clientFor(t, s).Post(t.Context(), s.URL+"/inbox", []byte("{}"), testKey())
		if e := asError(t, err, true); got.Status != status || !strings.Contains(e.Reason, "follows no redirect") {
			t.Errorf("%d gave %+v, %v", status, got, err)
		}
	}
}

func TestPost_readsRetryAfterInBothForms(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	var value string
	s := peer(t, func(w http.ResponseWriter, _ *http.Request) {
		if value != "" {
			w.Header().Set("Retry-After", value)
		}
		w.WriteHeader(http.StatusTooManyRequests)
	})
	c := clientFor(t, s, func(o *transport.Options) { o.Clock = func() time.Time { return now } })
	const week = 7 * 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"":                           0,
		"0":                          0,
		"120":                        2 * time.Minute,
		"99999999999999999999999999": week,
		"9223372036854775807":        week,
		"-5":                         0,
		"1.5":                        0,
		"soon":                       0,
		now.Add(time.Hour).Format(http.TimeFormat):           time.Hour,
		now.Add(-time.Hour).Format(http.TimeFormat):          0,
		now.Add(30 * 24 * time.Hour).Format(http.TimeFormat): week,
	} {
		value = text
		got, err := c.Post(t.Context(), s.URL, []byte("{}"), testKey())
		if e := asError(t, err, true); got.RetryAfter != want || e.RetryAfter != want {
			t.Errorf("%q gave %s, expected %s", text, got.RetryAfter, want)
		}
	}
}

func TestPost_keepsAPrintableSnippetOfTheAnswer(t *testing.T) {
	var body string
	s := peer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, body)
	})
	c := clientFor(t, s)
	for text, want := range map[string]string{
		`{"error":"Verification failed"}`:      `{"error":"Verification failed"}`,
		"a\r\n\tb\x00\x1b[31mc":                "a b[31mc",
		"caf\xe9 \xff":                         "caf",
		"\u202eright to left\u200b":            "right to left",
		"  é  ":                                "é",
		strings.Repeat("é", 400) + "end":       strings.Repeat("é", 256),
		"x" + strings.Repeat("é", 400) + "end": "x" + strings.Repeat("é", 255),
		strings.Repeat("y", 1<<20):             strings.Repeat("y", 512),
	} {
		body = text
		got, _ := c.Post(t.Context(), s.URL, []byte("{}"), testKey())
		if got.Body != want || !utf8.ValidString(got.Body) || len(got.Body) > 512 {
			t.Errorf("%.40q became %q", text, got.Body)
		}
	}
}

// The status has come; a body that never ends is no reason to send again.
func TestPost_isNotHeldUpByTheAnswersBody(t *testing.T) {
	done := make(chan struct{})
	s := plainPeer(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		_ = http.NewResponseController(w).Flush()
		select {
		case <-done:
		case <-r.Context().Done():
		}
	})
	defer close(done)
	began := time.Now()
	got, err := clientFor(t, s).Post(t.Context(), s.URL, []byte("{}"), testKey())
	if err != nil || got.Status != 202 {
		t.Errorf("%+v, %v", got, err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestPost_networkErrorsAreTemporary(t *testing.T) {
	s := plainPeer(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	c := clientFor(t, s)
	_, err := c.Post(t.Context(), s.URL, []byte("{}"), testKey())
	asError(t, err, true)
	s.Close()
	got, err := c.Post(t.Context(), s.URL, []byte("{}"), testKey())
	if e := asError(t, err, true); got.Status != 0 || e.Status != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestIsTemporary_takesTheUnknownForTemporary(t *testing.T) {
	if !transport.IsTemporary(errors.New("who knows")) || transport.IsTemporary(nil) {
		t.Error("an unmarked error must count as temporary, and no error as none")
	}
	if transport.IsGone(errors.New("who knows")) || transport.StatusOf(errors.New("who knows")) != 0 {
		t.Error("an unmarked error has no status")
	}
}
