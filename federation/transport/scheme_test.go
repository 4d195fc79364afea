package transport_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"knoop/federation/transport"
)

func TestNew_takesHTTPForLocalOriginsOnly(t *testing.T) {
	for origin, ok := range map[string]bool{
		"https://mokum.example": true, "https://mokum.example:8443": true, "https://localhost:8443": true,
		"http://localhost:8080": true, "http://zuidoost.localhost:8081": true, "http://127.0.0.1:8080": true, "http://[::1]:8080": true,
		"http://mokum.example": false, "http://10.0.0.1": false, "http://localhost.example": false, "http://0.0.0.0": false,
		"": false, "mokum.example": false, "ftp://localhost": false, "https://": false, "https://%": false,
	} {
		_, err := transport.New(transport.Options{Origin: origin})
		if (err == nil) != ok {
			t.Errorf("%q: %v", origin, err)
		}
	}
}

func TestClient_ofAnHTTPSNodeDoesNotTalkToLoopbackUnlessAllowed(t *testing.T) {
	s := peer(t, func(http.ResponseWriter, *http.Request) { t.Error("a request came in") })
	c := clientFor(t, s, func(o *transport.Options) { o.AllowNetworks = nil })
	_, err := c.Get(t.Context(), s.URL, "*/*", nil)
	if asError(t, err, false); !errors.Is(err, transport.ErrRefused) {
		t.Error(err)
	}
	if !strings.Contains(err.Error(), "private address 127.0.0.1") {
		t.Errorf("the reason does not say it: %v", err)
	}
	_, err = c.Post(t.Context(), strings.Replace(s.URL, "127.0.0.1", "knoop.localhost", 1), []byte("{}"), testKey())
	if asError(t, err, false); !errors.Is(err, transport.ErrRefused) {
		t.Errorf("a name under localhost got past the guard: %v", err)
	}
}

func TestClient_ofAnHTTPSNodeTalksNoHTTP(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request came in") }))
	t.Cleanup(s.Close)
	c := clientFor(t, nil)
	_, err := c.Get(t.Context(), s.URL, "*/*", nil)
	if asError(t, err, false); !errors.Is(err, transport.ErrRefused) {
		t.Error(err)
	}
	_, err = c.Post(t.Context(), s.URL, []byte("{}"), testKey())
	if asError(t, err, false); !errors.Is(err, transport.ErrRefused) {
		t.Error(err)
	}
}

func TestClient_ofATrialNodeTalksHTTPToNamesUnderLocalhost(t *testing.T) {
	var host string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host = r.Host
		_, _ = io.WriteString(w, "hello")
	}))
	t.Cleanup(s.Close)
	c, err := transport.New(transport.Options{Origin: "http://zuidoost.localhost:8081"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	address := strings.Replace(s.URL, "127.0.0.1", "kade-west.localhost", 1)
	got, err := c.Get(t.Context(), address+"/", "*/*", nil)
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Body) != "hello" || "http://"+host != address {
		t.Errorf("got %q from host %s", got.Body, host)
	}
	if _, err := c.Post(t.Context(), address+"/inbox", []byte("{}"), testKey()); err != nil {
		t.Error(err)
	}
	for _, away := range []string{"http://10.0.0.1/", "http://1.1.1.1/", "https://localhost/", "http://[2a00:1450::1]/"} {
		_, err := c.Get(t.Context(), away, "*/*", nil)
		if asError(t, err, false); !errors.Is(err, transport.ErrRefused) {
			t.Errorf("%s: %v", away, err)
		}
	}
}

func TestClient_trustsNoUnknownCertificate(t *testing.T) {
	s := peer(t, func(http.ResponseWriter, *http.Request) { t.Error("a request came in") })
	s.Config.ErrorLog = nil
	c := clientFor(t, nil)
	_, err := c.Get(t.Context(), s.URL, "*/*", nil)
	asError(t, err, true) // certificates are renewed
}
