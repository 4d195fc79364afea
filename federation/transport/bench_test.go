package transport_test

import (
	"io"
	"net/http"
	"testing"
)

func BenchmarkGet(b *testing.B) {
	s := peer(b, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/activity+json")
		_, _ = io.WriteString(w, `{"type":"Person"}`)
	})
	c := clientFor(b, s)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.GetDocument(b.Context(), s.URL+"/users/a", nil); err != nil {
			b.Fatal(err)
		}
	}
}

// Mostly the making of the signature: one RSA operation.
func BenchmarkPost(b *testing.B) {
	s := peer(b, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusAccepted)
	})
	c, key, body := clientFor(b, s), testKey(), make([]byte, 2000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Post(b.Context(), s.URL+"/inbox", body, key); err != nil {
			b.Fatal(err)
		}
	}
}
