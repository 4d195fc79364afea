package transport_test

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"knoop/federation/transport"
)

func TestGet_followsThreeRedirectsAndSignsEach(t *testing.T) {
	s := peer(t, func(w http.ResponseWriter, r *http.Request) {
		if err := signedBy(r, nil); err != nil {
			t.Errorf("%s: %v", r.URL, err)
		}
		left, _ := strconv.Atoi(r.URL.Path[1:])
		if left == 0 {
			_, _ = io.WriteString(w, "here")
			return
		}
		status := []int{301, 302, 303, 307, 308}[left%5]
		w.Header().Set("Location", strconv.Itoa(left-1)+"?from="+strconv.Itoa(left)+"#fragment")
		w.WriteHeader(status)
	})
	c, key := clientFor(t, s), testKey()
	got, err := c.Get(t.Context(), s.URL+"/3", "*/*", &key)
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Body) != "here" || got.URL != s.URL+"/0?from=1" {
		t.Errorf("got %s from %s", got.Body, got.URL)
	}
	_, err = c.Get(t.Context(), s.URL+"/4", "*/*", &key)
	if e := asError(t, err, false); !strings.Contains(e.Reason, "more than 3 redirects") {
		t.Error(err)
	}
}

func TestGet_refusesWhereARedirectMayNotLead(t *testing.T) {
	var to string
	s := peer(t, func(w http.ResponseWriter, _ *http.Request) {
		if to != "" {
			w.Header().Set("Location", to)
		}
		w.WriteHeader(http.StatusFound)
	})
	c := clientFor(t, s, forgetful)
	for _, target := range []string{
		"http://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/meta-data/",
		"https://[::ffff:10.0.0.1]/", "https://192.168.1.1:8443/", "//172.16.0.1/", "file:///etc/passwd", "https://a:b@127.0.0.1/",
	} {
		to = target
		_, err := c.Get(t.Context(), s.URL, "*/*", nil)
		if asError(t, err, false); !errors.Is(err, transport.ErrRefused) {
			t.Errorf("%s: %v", target, err)
		}
	}
	for _, target := range []string{"", "https://%zz/", "https://127.0.0.1/" + strings.Repeat("a", 3000)} {
		to = target
		_, err := c.Get(t.Context(), s.URL, "*/*", nil)
		asError(t, err, false)
	}
}

// Two hosts that send every visitor to one another, with more visitors than
// places: nobody may hold a place while waiting for the next.
func TestGet_redirectsDoNotWaitInACircle(t *testing.T) {
	var b string
	a := peer(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, b, http.StatusFound) })
	other := peer(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, a.URL, http.StatusFound) })
	b = other.URL
	c := clientFor(t, a, forgetful)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			_, err := c.Get(t.Context(), []string{a.URL, b}[i%2], "*/*", nil)
			if err == nil || !strings.Contains(err.Error(), "more than 3 redirects") {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
