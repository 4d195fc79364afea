package transport_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"knoop/federation/transport"
)

func TestPostForm_sendsAFormAndGivesJSON(t *testing.T) {
	s := peer(t, func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.PostForm.Encode() != "code=a%26b&x=1" || r.Header.Get("Accept") != "application/json" || r.UserAgent() != agent {
			t.Errorf("%v %v, %v", r.PostForm, r.Header, err)
		}
		if r.Header.Get("Signature") != "" || r.Header.Get("Cookie") != "" {
			t.Errorf("says more than the form: %v", r.Header)
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = io.WriteString(w, `{"me":"x"}`)
	})
	got, err := clientFor(t, s).PostForm(t.Context(), s.URL+"/token", url.Values{"code": {"a&b"}, "x": {"1"}})
	if err != nil || got.Status != 200 || string(got.Body) != `{"me":"x"}` {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestPostForm_refusesWhatIsNoPlainAnswer(t *testing.T) {
	asked := 0
	s := peer(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		h := w.Header()
		h.Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/page":
			h.Set("Content-Type", "text/html")
		case "/elsewhere":
			h.Set("Location", "/page")
			w.WriteHeader(http.StatusTemporaryRedirect)
		case "/no":
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error":"invalid_grant"}`)
		case "/flood":
			_, _ = io.WriteString(w, strings.Repeat(" ", 70<<10))
		case "/created":
			w.WriteHeader(http.StatusCreated)
		}
	})
	c := clientFor(t, s)
	for path, temporary := range map[string]bool{"/page": false, "/elsewhere": true, "/flood": false, "/created": true} {
		before := asked
		got, err := c.PostForm(t.Context(), s.URL+path, url.Values{"code": {"x"}})
		if asError(t, err, temporary); got != nil || asked != before+1 {
			t.Errorf("%s: %+v, asked %d times", path, got, asked-before)
		}
	}
	got, err := c.PostForm(t.Context(), s.URL+"/no", url.Values{"code": {"x"}})
	if asError(t, err, false); got == nil || string(got.Body) != `{"error":"invalid_grant"}` {
		t.Errorf("a no: %+v", got)
	}
	for _, address := range []string{"http://peer.example/token", "https://me@peer.example/token", "https://10.0.0.1/token", "https://127.0.0.1/token"} {
		bare, err := transport.New(transport.Options{Origin: "https://mokum.example"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := bare.PostForm(t.Context(), address, nil); !errors.Is(err, transport.ErrRefused) {
			t.Errorf("%s: %v", address, err)
		}
		bare.Close()
	}
}

func TestPostForm_hasOneDeadline(t *testing.T) {
	stop := make(chan struct{})
	s := peer(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-stop:
		case <-r.Context().Done():
		}
	})
	defer close(stop)
	_, err := clientFor(t, s, within(50*time.Millisecond)).PostForm(t.Context(), s.URL, nil)
	asError(t, err, true)
}
