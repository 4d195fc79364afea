package transport_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"knoop/federation/transport"
)

func TestGetChanged_asksOnlyForWhatIsNew(t *testing.T) {
	s := peer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Signature") != "" || r.Header.Get("Accept") != "text/calendar" {
			t.Errorf("asked with %v", r.Header)
		}
		switch {
		case r.URL.Path == "/large":
			_, _ = io.WriteString(w, strings.Repeat("x", 3<<20))
		case r.URL.Path == "/liar":
			w.WriteHeader(http.StatusNotModified)
		case r.Header.Get("If-None-Match") == `"1"` && r.Header.Get("If-Modified-Since") == "Mon, 02 Mar 2026 09:00:00 GMT":
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("ETag", `"1"`)
			_, _ = io.WriteString(w, "BEGIN")
		}
	})
	c := clientFor(t, s)
	first, err := c.GetChanged(t.Context(), s.URL+"/a", "text/calendar", "", "", 10)
	if err != nil || first.Status != 200 || string(first.Body) != "BEGIN" || first.Header.Get("ETag") != `"1"` {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := c.GetChanged(t.Context(), s.URL+"/a", "text/calendar", `"1"`, "Mon, 02 Mar 2026 09:00:00 GMT", 10)
	if err != nil || again.Status != http.StatusNotModified || len(again.Body) != 0 {
		t.Errorf("%+v, %v", again, err)
	}
	if got, err := c.GetChanged(t.Context(), s.URL+"/large", "text/calendar", "", "", 4<<20); err != nil || len(got.Body) != 3<<20 {
		t.Errorf("within its bound: %v", err)
	}
	var e *transport.Error
	if _, err := c.GetChanged(t.Context(), s.URL+"/large", "text/calendar", "", "", 2<<20); !errors.As(err, &e) {
		t.Errorf("over its bound: %v", err)
	}
	if _, err := c.GetChanged(t.Context(), s.URL+"/liar", "text/calendar", "", "", 10); !errors.As(err, &e) || e.Status != http.StatusNotModified {
		t.Errorf("as it was, to who knows nothing: %v", err)
	}
}
