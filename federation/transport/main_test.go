package transport_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"knoop/federation/httpsig"
	"knoop/federation/transport"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const agent = "Knoop/test (+https://mokum.example/)"

var (
	testKey = sync.OnceValue(func() httpsig.Key {
		k, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		return httpsig.Key{ID: "https://mokum.example/actor#main-key", Private: k}
	})

	loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
)

// peer is a server with TLS and HTTP/2 on loopback.
func peer(t testing.TB, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// plainPeer has TLS but no HTTP/2.
func plainPeer(t testing.TB, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewTLSServer(handler)
	t.Cleanup(s.Close)
	return s
}

// clientFor is a client of an https node that trusts the servers' certificate
// and may talk to loopback.
func clientFor(t testing.TB, s *httptest.Server, change ...func(*transport.Options)) *transport.Client {
	t.Helper()
	o := transport.Options{Origin: "https://mokum.example", AllowNetworks: loopback, UserAgent: agent}
	if s != nil && s.Certificate() != nil {
		o.RootCAs = x509.NewCertPool()
		o.RootCAs.AddCert(s.Certificate())
	}
	for _, f := range change {
		f(&o)
	}
	c, err := transport.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func forgetful(o *transport.Options) { o.MissFor = -1 }

func within(d time.Duration) func(*transport.Options) {
	return func(o *transport.Options) { o.Timeout = d }
}

// asError fails unless err is a transport.Error of the given kind.
func asError(t testing.TB, err error, temporary bool) *transport.Error {
	t.Helper()
	var e *transport.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, expected a transport.Error", err)
	}
	if e.Temporary != temporary || transport.IsTemporary(err) != temporary {
		t.Errorf("%v is temporary: %t, expected %t", err, e.Temporary, temporary)
	}
	return e
}

// signedBy checks on the receiving side that a request was signed with testKey.
func signedBy(r *http.Request, body []byte) error {
	o, err := httpsig.ParseOrigin("https://" + r.Host)
	if err != nil {
		return err
	}
	s, err := httpsig.Parse(r)
	if err != nil {
		return err
	}
	if err := s.CheckWindow(time.Now()); err != nil {
		return err
	}
	return s.Verify(r, o, body, &testKey().Private.PublicKey)
}
