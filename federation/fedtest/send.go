package fedtest

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"knoop/federation/httpsig"
)

// Client gives an HTTP client that trusts the authority and finds *.localhost
// on loopback, and nothing else.
func Client(a *Authority) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	return &http.Client{
		Timeout: 15 * time.Second,
		Transport: &http.Transport{
			ForceAttemptHTTP2:   true,
			MaxIdleConnsPerHost: 8,
			TLSClientConfig:     &tls.Config{RootCAs: a.Pool(), MinVersion: tls.VersionTLS12},
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				host, port, err := net.SplitHostPort(address)
				if err != nil {
					return nil, err
				}
				if host != "127.0.0.1" && host != "localhost" && !strings.HasSuffix(host, ".localhost") {
					return nil, fmt.Errorf("%s is not on loopback", host)
				}
				return dialer.DialContext(ctx, network, net.JoinHostPort("127.0.0.1", port))
			},
		},
	}
}

// Get fetches a document, unsigned.
func (p *Peer) Get(ctx context.Context, address string) (Doc, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", MediaType)
	resp, err := p.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := readAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", resp.StatusCode)
	}
	var doc Doc
	if err := json.Unmarshal(body, &doc); err != nil {
		return nil, err
	}
	return doc, nil
}

// Request makes a signed POST of an activity (a Doc, bytes or text), and gives
// the body beside it, to be sent or to be handed to a handler as if it had come.
func (a *Actor) Request(t testing.TB, inbox string, activity any) (*http.Request, []byte) {
	t.Helper()
	return SignedPost(t, inbox, activity, a.Key(), time.Now())
}

// SignedPost signs with any key at any time.
func SignedPost(t testing.TB, inbox string, activity any, key httpsig.Key, at time.Time) (*http.Request, []byte) {
	t.Helper()
	body := encode(activity)
	r, err := http.NewRequest(http.MethodPost, inbox, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Host = r.URL.Host
	r.Header.Set("Content-Type", MediaType)
	r.Header.Set("User-Agent", "fedtest")
	if err := httpsig.SignRequest(r, body, key, at); err != nil {
		t.Fatal(err)
	}
	return r, body
}

// Post sends an activity over the wire, and gives the status and the body of
// the answer.
func (a *Actor) Post(t testing.TB, inbox string, activity any) (int, string) {
	t.Helper()
	r, _ := a.Request(t, inbox, activity)
	resp, err := a.Peer.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := readAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}
