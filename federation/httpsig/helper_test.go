package httpsig_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/federation/httpsig"
)

const (
	origin  = "https://mokum.example"
	keyID   = "https://elders.example/users/anna#main-key"
	payload = `{"type":"Follow"}`
)

var (
	now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

	testKey = sync.OnceValue(func() *rsa.PrivateKey { return newKey(2048) })
)

func newKey(bits int) *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return k
}

func key() httpsig.Key { return httpsig.Key{ID: keyID, Private: testKey()} }

func mustOrigin(t testing.TB, text string) httpsig.Origin {
	t.Helper()
	o, err := httpsig.ParseOrigin(text)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// signedPost is a POST that SignRequest signed, as the receiver's server sees it.
func signedPost(t testing.TB, address string) *http.Request {
	t.Helper()
	out, err := http.NewRequest(http.MethodPost, address, strings.NewReader(payload))
	if err != nil {
		t.Fatal(err)
	}
	out.Header.Set("Content-Type", "application/activity+json")
	if err := httpsig.SignRequest(out, []byte(payload), key(), now); err != nil {
		t.Fatal(err)
	}
	return received(out)
}

func signedGet(t testing.TB, address string) *http.Request {
	t.Helper()
	out, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := httpsig.SignRequest(out, nil, key(), now); err != nil {
		t.Fatal(err)
	}
	return received(out)
}

func received(out *http.Request) *http.Request {
	in := httptest.NewRequest(out.Method, out.URL.RequestURI(), nil)
	in.Host = out.URL.Host
	in.Header = out.Header.Clone()
	return in
}

func sign(t testing.TB, hash crypto.Hash, base string) string {
	t.Helper()
	h := hash.New()
	h.Write([]byte(base))
	value, err := rsa.SignPKCS1v15(nil, testKey(), hash, h.Sum(nil))
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(value)
}

// cavage signs a request for a test in a manner that SignRequest would not:
// params stand before headers and signature, base is signed as it is.
func cavage(t testing.TB, r *http.Request, params, headers, base string) {
	t.Helper()
	r.Header.Set("Signature", `keyId="`+keyID+`",`+params+`headers="`+headers+`",signature="`+sign(t, crypto.SHA256, base)+`"`)
}

func contentDigest(body string) string {
	sum := sha256.Sum256([]byte(body))
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// check does what a receiver does, in its order.
func check(r *http.Request, o httpsig.Origin, body string, at time.Time) error {
	s, err := httpsig.Parse(r)
	if err != nil {
		return err
	}
	if err := s.CheckWindow(at); err != nil {
		return err
	}
	if err := s.CheckDigest(r.Header, []byte(body)); err != nil {
		return err
	}
	return s.Verify(r, o, bytes.Clone([]byte(body)), &testKey().PublicKey)
}
